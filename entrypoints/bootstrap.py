"""The one composition root: puts the desk together from settings, and alone touches `integrations`."""

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import Session, col, select

import tools
from agent.approvals.outbox import Outbox
from agent.approvals.queue import Queue
from agent.gate import Gate
from schemas.database import Database, ScopedSession, UnitOfWork, explained, hold_businesses
from schemas.enums import ActorKind, Role
from schemas.errors import BadArguments, BadConfiguration, DatabaseUnusable
from schemas.identity import Clock, FixedClock, MachineClock, NewId, TimeOrderedIds
from schemas.migrations import ensure_current
from schemas.ports import ConnectedMailbox, Readers, Writers
from schemas.records import Business, Member
from schemas.settings import Settings, settings_from
from schemas.working_hours import hours_from
from tools.desk import Actor, Desk
from tools.registry import Registry, discover

if TYPE_CHECKING:
    from agent.conversation.orchestrator import Orchestrator
    from agent.intake.receive import Intake
    from agent.procedures.library import Library
    from integrations.gmail.connecting import Connecting

OUR_PROCEDURES = Path(__file__).parent.parent / "procedures"


class LazyLibrary:
    """The procedures, read when first needed: a look-up of a phone number needs none.

    Args:
        folders: where procedures are, ours first.
        tools: names of the tools there are.
        trade: the business's own; procedures for other trades are left out.
    """

    def __init__(self, folders: list[Path], tools: Collection[str], trade: str = "") -> None:
        self.folders = folders
        self.tools = tools
        self.trade = trade

    @cached_property
    def loaded(self) -> "Library":
        from agent.procedures.library import Library
        from agent.procedures.load import load

        procedures, mistakes = load(self.folders)
        return Library(procedures, self.tools, mistakes, self.trade)

    def tightened(self) -> frozenset[str]:
        return self.loaded.tightened

    def draft(self, name: str) -> tuple[str, str] | None:
        return self.loaded.draft(name)


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
    library: LazyLibrary = field(default_factory=lambda: LazyLibrary([], []))

    def orchestrator(self) -> "Orchestrator":
        """What takes a member's messages; the built-in interpreter drives it while no other model is set.

        It proposes in the member's name, but decisions are read before any model.
        """
        from agent.conversation.orchestrator import Orchestrator
        from agent.models.builtin.grammar import Grammar
        from agent.models.builtin.model import BuiltinModel

        model = BuiltinModel(Grammar(self.library.loaded.layered))
        return Orchestrator(self.gate, model)

    def desk(self, door: str, kind: ActorKind = ActorKind.MEMBER) -> Desk:
        """A desk for the owner's own hand, or for what works on their behalf."""
        role = self.owner.role if kind in {ActorKind.MEMBER, ActorKind.MODEL} else Role.STAFF
        return Desk(
            business=self.business,
            actor=Actor(kind=kind, role=role, door=door, member_id=self.owner.member_id),
            unit=UnitOfWork(self.database, self.business.business_id, self.clock, self.new_id),
            clock=self.clock,
            readers=self.readers,
            drafts=self.library,
        )

    def intake(self, mailbox: str) -> "Intake":
        """What takes in the mails of one mailbox, with the owner's own recognisers tried first."""
        from agent.intake.receive import Intake
        from agent.intake.recogniser_table import load_table

        own = tuple(sorted(self.settings.recognisers.glob("*.yaml")))
        desk = self.desk("intake", ActorKind.INTAKE)
        return Intake(self.gate, desk, self.settings.home, load_table(own), mailbox)

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
    sender, mailbox = _mail(settings, database, business, clock, new_id)
    outbox = Outbox(registry, Writers(mail=sender), MachineClock(), new_id)
    library = LazyLibrary([OUR_PROCEDURES, settings.home / "procedures"], registry.tools, business.trade)
    return Office(
        settings=settings,
        database=database,
        business=business,
        owner=_owner_of(database, business, clock),
        registry=registry,
        gate=Gate(registry, Queue(registry), outbox, library.tightened),
        clock=clock,
        new_id=new_id,
        readers=Readers(mail=sender, mailbox=mailbox),
        library=library,
    )


def mails_in(path: Path) -> Iterator[tuple[str, bytes]]:
    """Each mail of a Maildir, an mbox file, a folder of .eml files or one such file, with the mailbox's own id.

    Raises:
        BadArguments: there is no mailbox at the path, or it can't be read.
    """
    from integrations.maildir.reader import read_mailbox

    try:
        yield from read_mailbox(path)
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise BadArguments(f"{path} can't be read as mail: {said}", {"from": said}) from error


def _mail(
    settings: Settings, database: Database, business: Business, clock: Clock, new_id: NewId
) -> tuple[Any, ConnectedMailbox | None]:
    """What sends and tells what was sent, and the connected mailbox: Gmail's where it is connected, else files."""
    from integrations.connections import connected_account

    unit = UnitOfWork(database, business.business_id, clock, new_id)
    address = connected_account(unit, "gmail")
    if address:
        from integrations.gmail.account import gmail_account

        account = gmail_account(unit, settings, address, business.name, clock)
        return account.sender, account.mailbox
    return _maildir(settings, business, clock), None


def gmail_connecting(office: Office) -> "Connecting":
    """What connects this office to Gmail; opened anew, the office then reads and sends there."""
    from integrations.gmail.connecting import Connecting

    return Connecting(office.desk("cli").unit, office.settings)


def _maildir(settings: Settings, business: Business, clock: Clock) -> Any:
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
    hours: str = ""
    signature: str = ""


def business_there(home: Path | None = None, environment: Mapping[str, str] | None = None) -> Business | None:
    """The business of a home, if it has one; no file is made by looking.

    Raises:
        DatabaseUnusable: its database can't be used.
    """
    settings = settings_from(os.environ if environment is None else environment, home)
    if not settings.database_url and not (settings.home / "deskhand.db").exists():
        return None
    database = Database(settings.url)
    try:
        ensure_current(database)
        return next(iter(database.businesses()), None)
    finally:
        database.close()


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
    zone = business.time_zone or machine_zone()
    refuse_unusable(business)
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnusable(
            f"The folder {settings.home} can't be made ({error.strerror}). Choose another with --home."
        ) from error
    database = Database(settings.url)
    ensure_current(database)
    try:
        return _founded(database, business, zone, clock_from(now, zone))
    finally:
        database.close()


def refuse_unusable(new: NewBusiness) -> None:
    """Says what of a business to be set up can't be used.

    Raises:
        BadConfiguration: in one sentence, naming how to write it.
    """
    zone = new.time_zone or machine_zone()
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadConfiguration(f"{zone!r} is no time zone; write it like America/Chicago.") from None
    if not (len(new.country) == 2 and new.country.isascii() and new.country.isalpha()):
        raise BadConfiguration(f"{new.country!r} is no country code; write it like US, CA or GB.")
    if not (len(new.currency) == 3 and new.currency.isascii() and new.currency.isalpha()):
        raise BadConfiguration(f"{new.currency!r} is no currency code; write it like USD, CAD or GBP.")
    for called, value, most in (
        ("name", new.name, 200),
        ("owner", new.owner, 200),
        ("trade", new.trade, 60),
        ("region", new.region, 10),
        ("signature", new.signature, 2_000),
    ):
        if len(value) > most:
            raise BadConfiguration(f"The {called} is longer than {most} characters; shorten it.")
    if not new.name.strip():
        raise BadConfiguration('The business needs a name: --name "Rivera Plumbing".')
    for address in new.own_addresses:
        name, _, domain = address.rpartition("@")
        if not name or "." not in domain or any(sign.isspace() or sign in "<>,;" for sign in address):
            raise BadConfiguration(
                f"{address[:80]!r} is no e-mail address; write it like office@example.com."
            )
    if new.hours:
        hours_from(new.hours)


def _founded(database: Database, new: NewBusiness, zone: str, clock: Clock) -> tuple[Business, bool]:
    """The business that is there, or else a new one; of two processes at once, one makes it."""
    with explained(database), Session(database.writing_engine, expire_on_commit=False) as session:
        hold_businesses(session)
        found = session.exec(select(Business).order_by(col(Business.created_at))).first()
        business = found or _add_business(session, new, zone, clock)
        session.commit()
        session.expunge(business)
    return business, found is None


def _add_business(session: Session, new: NewBusiness, zone: str, clock: Clock) -> Business:
    new_id = TimeOrderedIds()
    business = Business(
        business_id=new_id(),
        name=new.name,
        trade=new.trade,
        country=new.country.upper(),
        region=new.region,
        time_zone=zone,
        currency=new.currency.upper(),
        settings=_settings_of(new),
        created_at=clock.now(),
    )
    session.add(business)
    session.flush()
    owner = Member(
        business_id=business.business_id,
        member_id=new_id(),
        name=new.owner,
        role=Role.OWNER,
        created_at=clock.now(),
    )
    session.add(owner)
    return business


def _settings_of(new: NewBusiness) -> dict[str, Any]:
    settings: dict[str, Any] = {"own_addresses": list(new.own_addresses)}
    if new.hours:
        settings["hours"] = hours_from(new.hours)
    if new.signature.strip():
        settings["signature"] = new.signature.strip()
    return settings


def machine_zone() -> str:
    """The machine's own zone, where it can be told; else UTC."""
    if os.environ.get("TZ"):
        return os.environ["TZ"].lstrip(":")
    link = Path("/etc/localtime")
    if link.is_symlink():
        target = str(link.readlink())
        if "zoneinfo/" in target:
            return target.split("zoneinfo/", 1)[1]
    return "UTC"
