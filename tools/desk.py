"""The Desk: what every tool is handed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from schemas.database import ScopedSession, UnitOfWork
from schemas.enums import ActorKind, Role
from schemas.identity import Clock
from schemas.mail_providers import MailService
from schemas.ports import Readers
from schemas.records import Business

OWN_HAND = frozenset({"cli", "chat", "web"})
"""The doors at which a member is by their own hand; a token's or a program's door is none of them."""


@dataclass(frozen=True)
class Actor:
    """The actor: whose hand, through which door.

    Args:
        kind: a member's own hand, or a model, routine, intake or follow-on that works for the business.
        role: what it may do; a routine, intake or follow-on acts as staff and can decide nothing.
        member_id: the member, where there is one.
        door: cli, chat, web, rest, mcp, job, intake, outbox.
    """

    kind: ActorKind
    role: Role
    door: str
    member_id: str | None = None


class Drafts(Protocol):
    """The drafts of the loaded procedures, by name (row C20); tools don't import procedures."""

    def draft(self, name: str, tone: str = "") -> tuple[str, str] | None:
        """Return a draft's subject and text template, in a tone if it has a variant; None if no procedure has
        one of that name.
        """

    def names(self) -> Sequence[str]:
        """Return the names of the drafts, the core's first."""


class NoDrafts:
    """No drafts, where no procedure is loaded."""

    def draft(self, name: str, tone: str = "") -> tuple[str, str] | None:
        return None

    def names(self) -> Sequence[str]:
        return ()


class FoundTool(Protocol):
    """A tool that was looked for by what it is about."""

    @property
    def tool(self) -> str: ...

    @property
    def does(self) -> str: ...

    @property
    def procedure(self) -> str: ...


class Procedures(Protocol):
    """The loaded procedures as texts to be read; tools don't import procedures."""

    def titles(self) -> dict[str, str]:
        """Return the titles by name."""

    def text(self, name: str) -> str | None:
        """Return the body of one, or None if there is none of that name."""

    def texts_at(self, event: str) -> Sequence[str]:
        """Return the bodies of those to read where something happens, the most specific first."""

    def tools_about(self, about: str) -> Sequence[FoundTool]:
        """Return the tools that fit some words, the best first."""


class NoProcedures:
    """No procedures, where none is loaded."""

    def titles(self) -> dict[str, str]:
        return {}

    def text(self, name: str) -> str | None:
        return None

    def texts_at(self, event: str) -> Sequence[str]:
        return ()

    def tools_about(self, about: str) -> Sequence[FoundTool]:
        return ()


@dataclass(frozen=True)
class Desk:
    """The unit of work, the clock, the business, the actor, and the readers of the outside.

    There are no writers of the outside here: what a tool can't reach, a hostile call can't either.
    """

    business: Business
    actor: Actor
    unit: UnitOfWork
    clock: Clock
    readers: Readers = field(default_factory=Readers)
    drafts: Drafts = field(default_factory=NoDrafts)
    procedures: Procedures = field(default_factory=NoProcedures)
    mail_services: Mapping[str, MailService] = field(default_factory=dict)
    """The mail providers that there are, by name; what is connected is on record."""
    replacing: int | None = None
    """The number of the card that what is proposed takes the place of."""
    written_here: Collection[str] = frozenset()
    """The audit ids of what was written in the conversation that a language model works in."""
    heard: str = ""
    """The member's own words of this turn, for what must not be warned of as made up."""

    @property
    def connected_to_books(self) -> bool:
        return self.readers.books is not None and self.readers.books.connected()

    @property
    def session(self) -> ScopedSession:
        return self.unit.session

    @property
    def business_id(self) -> str:
        return self.unit.business_id

    def new_id(self) -> str:
        return self.unit.new_id()

    def now(self) -> datetime:
        return self.clock.now()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.business.time_zone)

    def today(self) -> date:
        """Return the business's own day."""
        return self.now().astimezone(self.zone).date()

    def day_of(self, instant: datetime) -> date:
        """Return the business's own day of an instant."""
        return instant.astimezone(self.zone).date()

    def acting_as(self, actor: Actor) -> "Desk":
        """Return the same desk for another actor."""
        return replace(self, actor=actor)
