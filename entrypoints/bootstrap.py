"""The one composition root: puts the desk together from settings, and alone touches `integrations`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import col, select

import tools
from agent.approvals.outbox import Outbox
from agent.approvals.queue import Queue
from agent.gate import Gate
from schemas.database import Database, ScopedSession, UnitOfWork, explained
from schemas.enums import ActorKind, Role
from schemas.errors import BadArguments, BadConfiguration, DatabaseUnusable
from schemas.identity import Clock, FixedClock, MachineClock, NewId, TimeOrderedIds
from schemas.migrations import ensure_current
from schemas.ports import Readers, Writers
from schemas.records import Business, Member
from schemas.settings import Settings, settings_from
from tools.desk import Actor, Desk
from tools.registry import Registry, discover


@dataclass
class Office:
    """Everything that a door needs: one business of one home, its gate, and desks to work at.

    Args:
        settings: the machine's side.
        database: open.
        business, owner: as on record.
        registry: the tools and acts.
        gate: the one path.
        clock: the desk's time.
        new_id: makes ids.
        readers: of the outside.
    """

    settings: Settings
    database: Database
    business: Business
    owner: Member
    registry: Registry
    gate: Gate
    clock: Clock
    new_id: NewId
    readers: Readers = field(default_factory=Readers)

    def desk(self, door: str, kind: ActorKind = ActorKind.MEMBER) -> Desk:
        """A desk for the owner's own hand, or for what works on their behalf."""
        role = self.owner.role if kind in {ActorKind.MEMBER, ActorKind.MODEL} else Role.STAFF
        return Desk(
            business=self.business,
            actor=Actor(kind=kind, role=role, door=door, member_id=self.owner.member_id),
            unit=UnitOfWork(self.database, self.business.business_id, self.clock, self.new_id),
            clock=self.clock,
            readers=self.readers,
        )

    def close(self) -> None:
        self.database.close()


def clock_from(now: str, zone: str = "UTC") -> Clock:
    """The machine's clock, or a fixed one; a time without an offset is the business's own.

    Raises:
        BadArguments: not an ISO time.
    """
    if not now:
        return MachineClock()
    try:
        instant = datetime.fromisoformat(now)
    except ValueError:
        problem = f"--now {now!r} is not a time; write it like 2026-11-18T10:00 or 2026-11-18T10:00-06:00"
        raise BadArguments(problem, {"now": problem}) from None
    return FixedClock(instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone)))


def open_office(
    home: Path | None = None, now: str = "", environment: Mapping[str, str] | None = None
) -> Office:
    """Opens a home that has been set up.

    Args:
        home: its folder; else from the environment.
        now: an ISO time to stand still at; empty for the machine's time.
        environment: the process's own if not given.

    Raises:
        BadConfiguration: the home holds no business.
        DatabaseUnusable: its database can't be used.
    """
    settings = settings_from(os.environ if environment is None else environment, home)
    if not settings.database_url and not (settings.home / "deskhand.db").exists():
        raise BadConfiguration(
            f"{settings.home} holds no business yet. Set one up first: deskhand --home {settings.home} init"
        )
    database = Database(settings.url)
    ensure_current(database)
    business = _the_business(database, settings)
    clock = clock_from(now, business.time_zone)
    new_id = TimeOrderedIds()
    registry = discover(tools)
    sender = _mail_sender(settings, business, clock)
    outbox = Outbox(registry, Writers(mail=sender), MachineClock(), new_id)
    return Office(
        settings=settings,
        database=database,
        business=business,
        owner=_owner_of(database, business, clock),
        registry=registry,
        gate=Gate(registry, Queue(registry), outbox),
        clock=clock,
        new_id=new_id,
        readers=Readers(mail=sender),
    )


def _mail_sender(settings: Settings, business: Business, clock: Clock) -> Any:
    from integrations.maildir.adapter import MaildirMail

    own = business.settings.get("own_addresses") or ["office@deskhand.invalid"]
    return MaildirMail(settings.outgoing_mail, business.name, own[0], clock)


def _the_business(database: Database, settings: Settings) -> Business:
    found = database.businesses()
    if not found:
        raise BadConfiguration(
            f"{settings.home} holds no business yet. Set one up first: deskhand --home {settings.home} init"
        )
    return found[0]


def _owner_of(database: Database, business: Business, clock: Clock) -> Member:
    with explained(database), ScopedSession(database.engine, business.business_id, clock) as session:
        owner = session.exec(
            select(Member).where(col(Member.role) == Role.OWNER).order_by(col(Member.created_at))
        ).first()
        if owner is None:
            raise BadConfiguration(
                f"{business.name} has no owner on record; the database has been altered by hand."
            )
        session.expunge(owner)
        return owner


@dataclass(frozen=True)
class NewBusiness:
    """What `init` needs to know; everything else has a sensible guess."""

    name: str = "My business"
    owner: str = "Owner"
    trade: str = ""
    country: str = "US"
    region: str = ""
    time_zone: str = ""
    currency: str = "USD"
    own_addresses: tuple[str, ...] = ()


def set_up(
    business: NewBusiness,
    home: Path | None = None,
    now: str = "",
    environment: Mapping[str, str] | None = None,
) -> tuple[Business, bool]:
    """Makes a home with its database, business and owner; an existing one is left as it is.

    Returns:
        The business, and whether it is new.

    Raises:
        BadConfiguration: the home can't be made, or the time zone or country is unknown.
        DatabaseUnusable: its database can't be used.
    """
    settings = settings_from(os.environ if environment is None else environment, home)
    zone = business.time_zone or _machine_zone()
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadConfiguration(f"{zone!r} is no time zone; write it like America/Chicago.") from None
    if len(business.country) != 2 or not business.country.isalpha():
        raise BadConfiguration(f"{business.country!r} is no country code; write it like US, CA or GB.")
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnusable(
            f"The folder {settings.home} can't be made ({error.strerror}). Choose another with --home."
        ) from error
    database = Database(settings.url)
    ensure_current(database)
    existing = database.businesses()
    if existing:
        return existing[0], False
    made = _write_business(database, business, zone, clock_from(now, zone))
    database.close()
    return made, True


def _write_business(database: Database, new: NewBusiness, zone: str, clock: Clock) -> Business:
    new_id = TimeOrderedIds()
    business = Business(
        business_id=new_id(),
        name=new.name,
        trade=new.trade,
        country=new.country.upper(),
        region=new.region,
        time_zone=zone,
        currency=new.currency.upper(),
        settings={"own_addresses": list(new.own_addresses)},
        created_at=clock.now(),
    )
    owner = Member(
        business_id=business.business_id,
        member_id=new_id(),
        name=new.owner,
        role=Role.OWNER,
        created_at=clock.now(),
    )
    with explained(database), ScopedSession(database.writing_engine, business.business_id, clock) as session:
        session.add(business)
        session.flush()
        session.add(owner)
        session.commit()
        session.refresh(business)
        session.expunge(business)
    return business


def _machine_zone() -> str:
    """The machine's own zone, where it can be told; else UTC."""
    if os.environ.get("TZ"):
        return os.environ["TZ"].lstrip(":")
    link = Path("/etc/localtime")
    if link.is_symlink():
        target = str(link.readlink())
        if "zoneinfo/" in target:
            return target.split("zoneinfo/", 1)[1]
    return "UTC"
