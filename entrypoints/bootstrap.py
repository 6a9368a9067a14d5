"""The one composition root: puts the desk together from settings, and alone touches `integrations`."""

import os
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import col, select

import integrations
import tools
from agent.approvals.outbox import Outbox
from agent.approvals.queue import Queue
from agent.gate import Gate
from agent.models.reader.threads import keep_to_one_thread
from entrypoints.founding import clock_from
from entrypoints.lazy_library import OUR_PROCEDURES, LazyLibrary, require_core
from schemas.database import Database, ScopedSession, UnitOfWork, explained
from schemas.delivery import own_addresses_of
from schemas.enums import ActorKind, Role
from schemas.errors import BadArguments, BadConfiguration
from schemas.identity import Clock, MachineClock, NewId, TimeOrderedIds
from schemas.mail_providers import MailPost, MailProvider, connected_mailbox, providers_in
from schemas.migrations import ensure_current
from schemas.ports import ConnectedMailbox, Notifier, Readers, Writers
from schemas.records import Business, Member
from schemas.settings import Settings, settings_from
from tools.business.deciding import granted
from tools.desk import Actor, Desk
from tools.matters.people import records_of
from tools.registry import Registry, discover

if TYPE_CHECKING:
    from agent.conversation.orchestrator import Orchestrator
    from agent.intake.receive import Intake
    from agent.models.endpoint import Endpoint
    from integrations.quickbooks.composed import QuickBooksOnline


@dataclass
class Office:
    """The office of a door: one business of one home, its gate, and desks to work at.

    Args:
        settings: the machine's side.
        database: open.
        business, owner: as on record.
        registry: the tools and acts.
        gate: the one path.
        clock: the desk's time.
        new_id: makes ids.
        quickbooks: what connects it, and the practice company.
        mail_providers: by whom a mailbox can be connected, by name.
        connected: who provides the mailbox that is read and sent from, and its address; None where mail is in files.
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
    quickbooks: "QuickBooksOnline"
    mail_providers: Mapping[str, MailProvider]
    connected: tuple[MailProvider, str] | None
    readers: Readers = field(default_factory=Readers)
    library: LazyLibrary = field(default_factory=lambda: LazyLibrary([], {}))

    def orchestrator(self) -> "Orchestrator":
        """Return the orchestrator of a member's messages: with the language model where one is set, else the
        interpreter.

        Either proposes only; decisions are read before any model.
        """
        from agent.conversation.orchestrator import Orchestrator
        from agent.models.builtin.grammar import grammar_of
        from agent.models.builtin.model import BuiltinModel

        builtin = BuiltinModel(grammar_of(self.library.loaded.layers, self.registry.reads))
        endpoint, settings = self.endpoint(), self.settings.model
        if endpoint is None or settings is None:
            return Orchestrator(self.gate, builtin)
        from agent.conversation.prompt import Prompt
        from agent.models.language import LanguageModel, Limits

        limits = Limits(seconds=settings.seconds)
        model = LanguageModel(endpoint, Prompt(self.library.loaded), self.registry, limits)
        return Orchestrator(self.gate, model, fallback=builtin)

    def endpoint(self) -> "Endpoint | None":
        """Return the language model's endpoint, with the abilities that `deskhand connect model` found; None if
        none is set.
        """
        model = self.settings.model
        if model is None:
            return None
        from agent.models.openai import OpenAIEndpoint
        from entrypoints.abilities import known_abilities

        return OpenAIEndpoint(
            model=model.name,
            key=model.key.get_secret_value(),
            base_url=model.base_url,
            abilities=known_abilities(self.settings.home, model.base_url, model.name),
        )

    def desk(self, door: str, kind: ActorKind = ActorKind.MEMBER) -> Desk:
        """Return a desk for the owner's own hand, or for an actor that works on their behalf."""
        role = self.owner.role if kind in {ActorKind.MEMBER, ActorKind.MODEL} else Role.STAFF
        return Desk(
            business=self.business,
            actor=Actor(kind=kind, role=role, door=door, member_id=self.owner.member_id),
            unit=UnitOfWork(self.database, self.business.business_id, self.clock, self.new_id),
            clock=self.clock,
            readers=self.readers,
            drafts=self.library,
            procedures=self.library,
            mail_services={name: one.service for name, one in self.mail_providers.items()},
        )

    def intake(self, mailbox: str) -> "Intake":
        """Return the intake of one mailbox: the owner's own recognisers first, a language model beside if one
        is set.
        """
        from agent.intake.reader import ModelReader
        from agent.intake.receive import Intake
        from agent.intake.recogniser_table import load_table

        own = tuple(sorted(self.settings.recognisers.glob("*.yaml")))
        desk = self.desk("intake", ActorKind.INTAKE)
        endpoint = self.endpoint()
        reader = ModelReader(endpoint, desk) if endpoint is not None else None
        return Intake(self.gate, desk, self.settings.home, load_table(own), mailbox, reader=reader)

    def notifiers(self) -> Mapping[str, Notifier]:
        """Return the notifiers that reach the owner outside of the chat, one a channel that is on."""
        from integrations.notify import notifiers_for

        sender = self.gate.outbox.writers.mail
        return notifiers_for(self.settings, self.business, self.owner, sender, self.readers.mail)

    def keep_push_addresses(self, addresses: list[str]) -> None:
        """Keep apprise addresses in the home, in place of the earlier ones; see `integrations/notify`."""
        from integrations.notify.addresses import keep_checked_addresses

        keep_checked_addresses(self.settings, addresses)

    def look_again(self) -> None:
        """Reload what was set or connected elsewhere since; for a process that keeps its office open.

        Else it would go on delivering into the home's own folder what should go out through a mailbox connected since.
        """
        unit = self.desk("job", ActorKind.ROUTINE).unit
        with unit.reading() as session:
            found = session.get_one(Business, self.business.business_id)
            session.expunge(found)
        self.business = found
        connected = _connected(unit, self.mail_providers)
        if connected == self.connected:
            return
        sender, mailbox = _mail(self.settings, found, self.clock, unit, connected)
        self.connected = connected
        self.readers = replace(self.readers, mail=sender, mailbox=mailbox)
        self.gate.outbox.writers = replace(self.gate.outbox.writers, mail=sender)

    def close(self) -> None:
        self.database.close()


def open_office(
    home: Path | None = None, now: str = "", environment: Mapping[str, str] | None = None
) -> Office:
    """Open a home that has been set up.

    Args:
        home: its folder; else from the environment.
        now: an ISO time to stand still at; empty for the machine's time.
        environment: the process's own if not given.

    Raises:
        BadConfiguration: the home holds no business, or the core procedures are missing.
        DatabaseUnusable: its database can't be used.
    """
    keep_to_one_thread()
    require_core()
    settings = settings_from(os.environ if environment is None else environment, home)
    if not settings.database_url and not (settings.home / "deskhand.db").exists():
        raise BadConfiguration(
            f"{settings.home} holds no business yet. Set one up first: deskhand --home {settings.home} init"
        )
    database = Database(settings.url)
    try:
        return _opened_at(database, settings, now)
    except BaseException:
        database.close()
        raise


def _opened_at(database: Database, settings: Settings, now: str) -> Office:
    """See `open_office`."""
    ensure_current(database)
    business = _the_business(database, settings)
    clock = clock_from(now, business.time_zone)
    new_id = TimeOrderedIds()
    registry = discover(tools)
    providers = mail_providers()
    unit = UnitOfWork(database, business.business_id, clock, new_id)
    connected = _connected(unit, providers)
    sender, mailbox = _mail(settings, business, clock, unit, connected)
    books = _quickbooks(settings, database, business, clock, new_id)
    outbox = Outbox(registry, Writers(mail=sender, books=books.writer), MachineClock(), new_id)
    library = LazyLibrary([OUR_PROCEDURES, settings.home / "procedures"], registry.tools, business.trade)
    return Office(
        settings=settings,
        database=database,
        business=business,
        owner=_owner_of(database, business, clock),
        registry=registry,
        gate=Gate(registry, Queue(registry, granted, records_of), outbox, library.tightened),
        clock=clock,
        new_id=new_id,
        readers=Readers(mail=sender, books=books.reader, mailbox=mailbox),
        library=library,
        quickbooks=books,
        mail_providers=providers,
        connected=connected,
    )


def mail_providers() -> Mapping[str, MailProvider]:
    """Return by whom a mailbox can be connected, by name."""
    return providers_in(integrations)


def forget_sign_in(office: Office, service: str) -> str:
    """Forget the sign-in of a service; return whose it was, empty where there was none."""
    from integrations.connections import connections_of

    return connections_of(office.desk("cli").unit, office.settings).remove(service)


def mails_in(path: Path, known: Container[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield each mail of a Maildir, an mbox file, a folder of .eml files or one such file, with the mailbox's
    own id.

    Those whose id is known are left out.

    Raises:
        BadArguments: there is no mailbox at the path, or it can't be read.
    """
    from integrations.maildir.reader import read_mailbox

    try:
        yield from read_mailbox(path, known)
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise BadArguments(f"{path} can't be read as mail: {said}", {"from": said}) from error


def _connected(unit: UnitOfWork, providers: Mapping[str, MailProvider]) -> tuple[MailProvider, str] | None:
    """Return who provides the connected mailbox, and its address; None where mail is in files."""
    with unit.reading() as session:
        found = connected_mailbox(session, providers)
        return (providers[found.service], found.account) if found is not None else None


def _mail(
    settings: Settings,
    business: Business,
    clock: Clock,
    unit: UnitOfWork,
    connected: tuple[MailProvider, str] | None,
) -> tuple[MailPost, ConnectedMailbox | None]:
    """Return what sends and tells what was sent, and the mailbox: the connected ones, else files.

    Args:
        unit: of the connected account alone.
    """
    if connected is None:
        return _maildir(settings, business, clock), None
    provider, address = connected
    account = provider.open(unit, settings, address, business.name, clock)
    return account.post, account.mailbox


def _maildir(settings: Settings, business: Business, clock: Clock) -> MailPost:
    from integrations.maildir.adapter import MaildirMail

    own = own_addresses_of(business.settings) or ["office@deskhand.invalid"]
    return MaildirMail(settings.outgoing_mail, business.name, own[0], clock)


def _quickbooks(
    settings: Settings, database: Database, business: Business, clock: Clock, new_id: NewId
) -> "QuickBooksOnline":
    from integrations.quickbooks.composed import QuickBooksOnline

    home, key = settings.home, settings.sealing_key.get_secret_value()
    return QuickBooksOnline(database, business.business_id, clock, new_id, home, key, MachineClock())


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
