"""Mail providers: what the folder of one in `integrations/` declares, how it is found, and which mailbox is connected.

Nothing outside of its folder knows a provider by name: the command line, the pages, status and the rounds of mail are
written over what stands here.
"""

import importlib
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, ClassVar, Protocol

from sqlmodel import col, select

from schemas.database import ScopedSession, UnitOfWork
from schemas.discovery import add_once, file_of, own_values
from schemas.enums import ConnectionStatus
from schemas.identity import Clock
from schemas.ports import ConnectedMailbox, MailReader, MailSender
from schemas.records import Connection
from schemas.settings import Settings

MODULE = "provider"
"""The module of a folder in `integrations/` that declares a provider."""


@dataclass(frozen=True)
class MailService:
    """A mail service: what is said of a provider, and all that a tool gets to know of it.

    Args:
        name: of its connection and its command, `deskhand connect NAME`; its mailboxes are called "NAME:ADDRESS".
        called: as owners call it.
        connects: what its command does, as one sentence.
        guide: the document that says step by step how to connect it.
        sign_in_ends: told of a sign-in that ends by itself, with {when} for its day, and what to do about it.
        stays_behind: what the owner still has to take away at the provider once it is removed here.
    """

    name: str
    called: str
    connects: str
    guide: str
    sign_in_ends: str = ""
    stays_behind: str = ""

    def mailbox(self, address: str) -> str:
        """Return what the messages of an account are on record under."""
        return f"{self.name}:{address}"


@dataclass(frozen=True)
class SignInOption:
    """An option of a provider's own to `deskhand connect`; never for a secret, which `SignInDialogue` asks for.

    Args:
        name: without its dashes.
        help: what it is.
        metavar: what stands for its value; empty for a switch.
    """

    name: str
    help: str
    metavar: str = ""


class SignInDialogue(Protocol):
    """The owner, at a terminal, while an account is connected."""

    def say(self, text: str) -> None:
        """Tell something."""

    def ask(self, question: str) -> str:
        """Return the answer."""

    def ask_secret(self, question: str) -> str:
        """Return the answer, which is shown nowhere while it is typed."""


@dataclass(frozen=True)
class SignedIn:
    """An account that is connected now.

    Args:
        address: the account's.
        ends: when the sign-in ends by itself; None where it isn't known to.
        remark: what the owner should know of it besides.
    """

    address: str
    ends: datetime | None = None
    remark: str = ""


class MailPost(MailSender, MailReader, Protocol):
    """Sends mail, and tells what was sent."""


@dataclass(frozen=True)
class MailAccount:
    """A connected account, opened: what is read, and what the outbox sends with."""

    mailbox: ConnectedMailbox
    post: MailPost


class MailProvider(ABC):
    """A mail provider, declared by a class in the module `provider` of its folder.

    Imported whenever a home is opened: it imports what connects, reads and sends inside its methods.
    """

    service: ClassVar[MailService]
    options: ClassVar[tuple[SignInOption, ...]] = ()

    @abstractmethod
    def sign_in(
        self, unit: UnitOfWork, settings: Settings, given: Mapping[str, Any], owner: SignInDialogue
    ) -> SignedIn:
        """Ask the owner for their consent, and keep it among the connections under the service's name.

        Args:
            unit: of the business.
            settings: where the provider is, and where the key lies that seals what is kept.
            given: the value of each option; empty, or False, where it was not given.
            owner: at the terminal.

        Raises:
            BadArguments, OutsideError: nothing was connected.
        """

    @abstractmethod
    def open(
        self, unit: UnitOfWork, settings: Settings, address: str, sender_name: str, clock: Clock
    ) -> MailAccount:
        """Open the connected account; nothing is asked of the provider yet.

        Args:
            unit: of this account alone.
            settings: as for `sign_in`.
            address: the account's.
            sender_name: the business's.
            clock: dates the mails.
        """


def providers_in(integrations: ModuleType) -> Mapping[str, MailProvider]:
    """Return the providers that the folders of a package declare, by name.

    Args:
        integrations: whose folders are looked through; a folder without the module `provider` is of another kind.

    Raises:
        BadConfiguration: two have one name; names both files.
    """
    found: dict[str, MailProvider] = {}
    for folder in iter_modules(integrations.__path__):
        module = f"{integrations.__name__}.{folder.name}.{MODULE}"
        if not folder.ispkg or find_spec(module) is None:
            continue
        for value in own_values(importlib.import_module(module)):
            if isinstance(value, type) and issubclass(value, MailProvider):
                provider = value()
                add_once(
                    found, provider.service.name, provider, "mail providers", lambda one: file_of(type(one))
                )
    return found


def connected_mailbox(session: ScopedSession, services: Collection[str]) -> Connection | None:
    """Return the connection of the mailbox that is read and sent from, also where its consent is lost.

    Args:
        session: of the business.
        services: the names of the mail providers.
    """
    connected = (
        select(Connection)
        .where(col(Connection.service).in_(services), col(Connection.status) != ConnectionStatus.REMOVED)
        .order_by(col(Connection.connected_at).desc())
    )
    return session.exec(connected).first()


def how_to_connect(services: Iterable[str]) -> str:
    """Return the commands that connect a mailbox, for a sentence.

    Args:
        services: the names of the mail providers.
    """
    return " or ".join(f"deskhand connect {name}" for name in services)
