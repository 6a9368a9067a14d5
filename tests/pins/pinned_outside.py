"""The outside of the pinned home: ids that count up, a mail sender, books and a connected mailbox, the same every time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from schemas.errors import OutsideUncertain
from schemas.ports import (
    BooksLookUp,
    CustomerChange,
    EarlierAttempt,
    InBooks,
    MailboxChanges,
    MailboxMessage,
    MailKind,
    NewCustomer,
    OutgoingMail,
    ReadBack,
)

EARLIEST = 0x016F_5E66_E800
"""The millisecond that the first id was made in, 2020-01-01: ids of any machine's own time sort after them."""


class CountedIds:
    """UUIDs of version 7 that count up, so that the same calls get the same ids.

    Args:
        first: the number of the first one.
    """

    def __init__(self, first: int = 1) -> None:
        self.next = first

    def __call__(self) -> str:
        number, self.next = self.next, self.next + 1
        return str(UUID(int=EARLIEST << 80 | 0x7 << 76 | 0b10 << 62 | number))


@dataclass
class Post:
    """A mail sender that accepts everything and tells what it accepted, unless it breaks off and can't tell."""

    accepted: dict[str, OutgoingMail] = field(default_factory=dict)
    breaks_off: bool = False

    def send(self, mail: OutgoingMail, effect_key: str) -> dict[str, Any]:
        if self.breaks_off:
            raise OutsideUncertain("The connection broke while sending.")
        self.accepted[effect_key] = mail
        return self.identity_of(effect_key)

    def sent_with(self, effect_key: str) -> ReadBack:
        if self.breaks_off:
            return ReadBack.CANNOT_TELL
        return ReadBack.DONE if effect_key in self.accepted else ReadBack.NOT_DONE

    def identity_of(self, effect_key: str) -> dict[str, Any]:
        return {"message_id": f"{effect_key}@pinned.example.com"} if effect_key in self.accepted else {}


@dataclass
class Books:
    """A company's books with some customers in them; both the reader and the writer."""

    there: dict[str, InBooks] = field(default_factory=dict)
    received: list[str] = field(default_factory=list)

    def connected(self) -> bool:
        return True

    def company(self) -> str:
        return ""

    def knows(self, customer_id: str) -> bool:
        return customer_id in self.there

    def find(self, names: Sequence[str], phone: str, email: str) -> BooksLookUp:
        return BooksLookUp(tuple(one for one in self.there.values() if one.name in names))

    def customer(self, customer_id: str) -> InBooks:
        return self.there[customer_id]

    def created(self, customer: NewCustomer) -> EarlierAttempt:
        return EarlierAttempt(ReadBack.NOT_DONE)

    def changed(self, change: CustomerChange) -> EarlierAttempt:
        return EarlierAttempt(ReadBack.NOT_DONE)

    def create_customer(self, customer: NewCustomer, effect_key: str) -> dict[str, Any]:
        self.received.append(f"created {customer}")
        return {"id": str(1_000 + len(self.received))}

    def change_customer(self, change: CustomerChange, effect_key: str) -> dict[str, Any]:
        self.received.append(f"changed {change}")
        return {"id": change.id}


BOOKS = (
    InBooks("customer", "77", "0", "Lisa Adams", phone="(512) 555-0001"),
    InBooks("customer", "78", "0", "Bona Brook", phone="(512) 555-0002", email="old@example.com"),
)
"""The customers in the books of the pinned home."""


def letter(sender: str, subject: str, text: str, number: int, **headers: str) -> bytes:
    """Return a plain mail with a Message-ID of its number."""
    lines = [f"From: {sender}", "To: office@riveraplumbing.example.com", f"Subject: {subject}"]
    lines += [f"Date: Tue, 17 Nov 2026 08:{number:02}:00 -0600", f"Message-ID: <pinned-{number}@example.net>"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + text + "\r\n").encode()


@dataclass
class FollowedBox:
    """A connected mailbox whose cursor is how many of its mails there were.

    Args:
        mails: oldest first.
    """

    mails: list[bytes]
    name: str = "gmail:office@riveraplumbing.example.com"

    def cursor(self) -> str:
        return str(len(self.mails))

    def changes(self, cursor: str) -> MailboxChanges:
        return MailboxChanges(self._ids()[int(cursor) :], self.cursor(), more=False)

    def listed(self, since: datetime | None) -> Iterator[list[str]]:
        yield self._ids()[::-1]

    def message(self, own_id: str) -> MailboxMessage | None:
        number = int(own_id.removeprefix("box-"))
        at = datetime(2026, 11, 17, 12, number, tzinfo=UTC)
        return MailboxMessage(own_id, self.mails[number], MailKind.RECEIVED, at)

    def _ids(self) -> list[str]:
        return [f"box-{number}" for number in range(len(self.mails))]


BOX = (
    letter("Fay Follow <fay@example.net>", "Leaky gutter", "Could you come? Fay Follow, 512-555-0171", 11),
    letter("News <news@example.net>", "Our news", "Buy more pipes.", 12, List_Id="<news.example.net>"),
)
BOX_SINCE = (
    letter(
        "Gil Gone <gil@example.net>",
        "Cracked tile",
        "Can you look at it? Gil Gone, 512-555-0172, 7 Elm St",
        13,
    ),
)
"""The mails of the followed mailbox in the home, and those that came into it since."""
