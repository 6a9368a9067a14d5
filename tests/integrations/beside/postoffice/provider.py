"""A post office in files: `in` holds what came, `sent` what went out, `password` says who may."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from integrations.connections import Connections, ConsentLost, connections_of
from integrations.maildir.sender import MaildirSender
from integrations.message import letter_of
from schemas.database import UnitOfWork
from schemas.errors import OutsideRefused
from schemas.identity import Clock
from schemas.mail_providers import (
    MailAccount,
    MailProvider,
    MailService,
    SignedIn,
    SignInDialogue,
    SignInOption,
)
from schemas.ports import MailboxChanges, MailboxMessage, MailKind, OutgoingMail, ReadBack
from schemas.settings import Settings

NAME = "postoffice"


class PostOffice(MailProvider):
    """The post office."""

    service = MailService(
        name=NAME,
        called="Post office",
        connects="Connect a box at the post office.",
        guide="docs/command-line.md",
        sign_in_ends="The box is let until {when}.",
        stays_behind="Hand the key in, too.",
    )
    options = (SignInOption("at", "The folder of the post office.", metavar="DIR"),)

    def sign_in(
        self, unit: UnitOfWork, settings: Settings, given: Mapping[str, Any], owner: SignInDialogue
    ) -> SignedIn:
        address, password = owner.ask("Address"), owner.ask_secret("Password")
        if not opens(Path(given["at"]), password):
            raise OutsideRefused("The post office does not know that password. Nothing was connected.")
        token = {"at": given["at"], "password": password}
        connections_of(unit, settings).connect(NAME, address, token, ())
        return SignedIn(address, datetime(2027, 1, 31, tzinfo=UTC), "The counter closes at five.")

    def open(
        self, unit: UnitOfWork, settings: Settings, address: str, sender_name: str, clock: Clock
    ) -> MailAccount:
        counter = Counter(connections_of(unit, settings))
        box = Box(counter, self.service.mailbox(address))
        return MailAccount(box, Post(counter, sender_name, address, clock))


def opens(at: Path, password: str) -> bool:
    return (at / "password").read_text() == password


class Counter:
    """The sign-in that asks for the password each time anew."""

    def __init__(self, connections: Connections) -> None:
        self.connections = connections

    def folder(self, name: str) -> Path:
        token = self.connections.account(NAME).token
        at = Path(token["at"])
        if not opens(at, token["password"]):
            problem = (
                "The post office has another password now. Connect it again: deskhand connect postoffice."
            )
            self.connections.lose(NAME, problem)
            raise ConsentLost(problem)
        return at / name


class Box:
    """The box of what came, a file a mail; the cursor is the name of the last one."""

    def __init__(self, counter: Counter, name: str) -> None:
        self.counter = counter
        self.name = name

    def cursor(self) -> str:
        return max(self._names(), default="")

    def changes(self, cursor: str) -> MailboxChanges:
        return MailboxChanges([one for one in self._names() if one > cursor], self.cursor(), more=False)

    def listed(self, since: datetime | None) -> Iterator[list[str]]:
        yield [one for one in self._names()[::-1] if since is None or self._at(one) >= since]

    def message(self, own_id: str) -> MailboxMessage | None:
        raw = (self.counter.folder("in") / own_id).read_bytes()
        return MailboxMessage(own_id, raw, MailKind.RECEIVED, self._at(own_id))

    def _names(self) -> list[str]:
        return sorted(one.name for one in self.counter.folder("in").iterdir())

    def _at(self, own_id: str) -> datetime:
        headers = message_from_bytes((self.counter.folder("in") / own_id).read_bytes())
        return parsedate_to_datetime(headers["Date"]).astimezone(UTC)


class Post:
    """The post that goes out, once for each key."""

    def __init__(self, counter: Counter, sender_name: str, address: str, clock: Clock) -> None:
        self.counter = counter
        self.sender_name = sender_name
        self.address = address
        self.clock = clock

    def send(self, mail: OutgoingMail, effect_key: str) -> dict[str, Any]:
        letter = letter_of(mail, effect_key, self.sender_name, self.address, self.clock.now())
        return {"message_id": self._sent().send(letter).message_id}

    def sent_with(self, effect_key: str) -> ReadBack:
        return ReadBack.DONE if self._sent().find(effect_key) else ReadBack.NOT_DONE

    def identity_of(self, effect_key: str) -> dict[str, Any]:
        return {}

    def _sent(self) -> MaildirSender:
        return MaildirSender(self.counter.folder("sent"))
