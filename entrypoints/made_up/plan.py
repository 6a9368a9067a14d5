"""The plan of people and what they asked for, before a single row is written. Times are local, without a zone."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from entrypoints.made_up.trade import JobKind
from schemas.enums import Channel, DisqualificationReason, LostReason, Source


class Ending(StrEnum):
    """The ending of a job. An open one goes on; a quiet one was forgotten along the way."""

    WON = "won"
    LOST = "lost"
    DISQUALIFIED = "disqualified"
    OPEN = "open"
    QUIET = "quiet"


@dataclass(slots=True)
class Person:
    """One contact as it will be on record; `copy_of` is the contact that is really the same person."""

    contact_id: str
    first_name: str
    last_name: str
    address: str
    created: datetime
    channel: Channel
    source: Source
    phone: str | None = None
    shares_phone: bool = False
    second_phone: str | None = None
    email: str | None = None
    customer_since: date | None = None
    is_old: bool = False
    notes: str = ""
    tags: tuple[str, ...] = ()
    copy_of: str | None = None
    how_copied: str = ""


@dataclass(slots=True)
class PlannedJob:
    """One lead, and the deal it may become.

    Args:
        progress: how far it has come, 0 to 1, of what would have led to a decision at `decides`.
        due: the day of a pending follow-up.
    """

    lead_id: str
    opportunity_id: str
    person: Person
    kind: JobKind
    title: str
    worth: Decimal
    created: datetime
    decides: datetime
    ending: Ending
    progress: float
    source: Source
    lost_reason: LostReason | None = None
    disqualification_reason: DisqualificationReason | None = None
    due: date | None = None
    reference: str = ""

    @property
    def is_open(self) -> bool:
        return self.ending in {Ending.OPEN, Ending.QUIET}


@dataclass(slots=True)
class Firm:
    company_id: str
    name: str
    type: str
    address: str


@dataclass(slots=True)
class Account:
    """People who belong together, by house or by company, and their jobs, oldest first."""

    people: list[Person]
    firm: Firm | None = None
    jobs: list[PlannedJob] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        """Return whether nothing of theirs is open, so that small talk changes no picture."""
        return not any(job.is_open for job in self.jobs)


@dataclass(frozen=True)
class Span:
    """The days that are made up, and the moment at which they end; the business's own time, without a zone."""

    days: int
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def first_day(self) -> date:
        return self.today - timedelta(days=self.days - 1)


@dataclass(frozen=True)
class Plan:
    """A whole business.

    Args:
        accounts: in the order in which they are written.
    """

    span: Span
    accounts: list[Account]

    @property
    def jobs(self) -> list[PlannedJob]:
        return [job for account in self.accounts for job in account.jobs]

    @property
    def people(self) -> list[Person]:
        return [person for account in self.accounts for person in account.people]
