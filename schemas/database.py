"""The database and the unit of work: where transactions begin and end, and whose rows they may see.

SQLite: WAL, `synchronous=FULL`, foreign keys and recursive triggers on, every writing transaction
`BEGIN IMMEDIATE` (a plain `BEGIN` loses half of read-then-write races; docs/dependencies.md).
PostgreSQL: a writing transaction locks the business's row first, which has the same effect.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, IntegrityError
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session

from schemas.errors import BadConfiguration, Bug, DatabaseUnusable
from schemas.identity import Clock, NewId
from schemas.images import changes_of
from schemas.matters import matters_of
from schemas.records import Business, PermanentRow, all_kinds
from schemas.scope import Scope, scope_of

WAIT_FOR_LOCK_SECONDS = 60
"""The seconds that one process waits for another's write lock before it says that the database is busy."""

SAMPLED_ROWS = 1000
"""The number of rows that an index is judged by."""

WRITING = "deskhand_writing"
SEES_VOIDED = "deskhand_sees_voided"


class Database:
    """One engine for one database URL, and the units of work on it.

    Args:
        url: a SQLAlchemy URL; `sqlite:///…` or `postgresql+psycopg://…`, the driver's name left out or not.

    Raises:
        BadConfiguration: it is neither.
    """

    def __init__(self, url: str) -> None:
        self.url = _parsed(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _engine(self.url)
        self.writing_engine = self.engine.execution_options(**{WRITING: True})

    @property
    def path(self) -> Path | None:
        """Return the file of an SQLite database; None elsewhere."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    def businesses(self) -> list[Business]:
        """Return every business kept here, oldest first."""
        with explained(self), Session(self.engine) as session:
            found = list(session.scalars(select(Business).order_by(Business.created_at)))  # type: ignore[arg-type]
            session.expunge_all()
            return found

    def close(self) -> None:
        self.engine.dispose()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        parsed = None
    if parsed is not None and parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed is None or parsed.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise BadConfiguration(
            "DESKHAND_DATABASE_URL is no address of a database that Deskhand can use. Write it like "
            "postgresql+psycopg://user:password@host/name, or unset it to keep everything in the home folder."
        )
    return parsed


@lru_cache(maxsize=16)
def _engine(url: URL) -> Engine:
    """Return the address's engine, which keeps its compiled statements; closed, it can be used again."""
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    return create_engine(url, pool_pre_ping=True)


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": WAIT_FOR_LOCK_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        _turn_to_wal(connection)
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    @event.listens_for(engine, "close")
    def look_at_the_tables(connection: Any, _record: Any) -> None:
        """Let SQLite sample a table that has grown much (`PRAGMA optimize`) before the connection closes.

        Uncounted, it takes `business_id` for telling and reads all leads to spare sorting one person's. It is not
        waited for: a process that can't do it now, for want of a lock or a writable file, leaves it to the next one.
        """
        with suppress(engine.dialect.loaded_dbapi.Error):
            for pragma in ("busy_timeout=0", f"analysis_limit={SAMPLED_ROWS}", "optimize"):
                connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "checkin")
    def leave_nothing_open(connection: Any, _record: Any) -> None:
        """Roll back what a COMMIT left open: one that a deferred key refuses leaves the transaction, and its
        lock, open.
        """
        if connection is not None and connection.in_transaction:
            connection.rollback()

    return engine


def _turn_to_wal(connection: Any) -> None:
    """Set the journal mode, which the file keeps.

    The first time needs the file to itself, and there SQLite does not wait for others as it does everywhere else.
    """
    given_up = time.monotonic() + WAIT_FOR_LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except connection.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > given_up:
                raise
            time.sleep(0.02)


@contextmanager
def explained(database: Database) -> Iterator[None]:
    """Turn a driver's error about an unusable database into one that says what to do about it."""
    try:
        yield
    except (IntegrityError, DataError):
        # Of the rows, not of the database; and the driver quotes them, whatever words they hold.
        raise
    except DatabaseError as error:
        problem = _explanation(database, str(error.orig))
        if problem is None:
            raise
        raise DatabaseUnusable(problem) from error


SAYINGS = (
    (
        ("locked",),
        "Another process has been writing to {where} for too long. Nothing was changed; try again, and if it "
        "stays so, stop the other process.",
    ),
    (
        ("not a database", "malformed"),
        "{where} can't be read: it is damaged, or not a database ({said}). Nothing was changed. "
        "Put back your last copy of it, or start anew with another --home.",
    ),
    (
        ("readonly", "read-only", "permission denied"),
        "{where} can't be written to ({said}). Nothing was changed. Check who owns the folder and its disk.",
    ),
    (
        ("unable to open",),
        "{where} can't be opened ({said}). Check that the folder is there and is yours to write to.",
    ),
    (
        ("disk is full", "no space"),
        "The disk that holds {where} is full. Nothing was changed; make room and try again.",
    ),
    (
        ("already exists",),
        "{where} holds another program's tables ({said}). Nothing was changed; choose another --home or database.",
    ),
    (
        ("no such table", 'relation "businesses" does not exist'),
        "{where} holds no business yet. Set one up first: deskhand init",
    ),
    (
        (
            "connection failed",
            "connection refused",
            "could not translate host",
            "failed to resolve host",
            "does not exist",
        ),
        "The database at {where} can't be reached ({said}). Nothing was changed; is it running, and is "
        "DESKHAND_DATABASE_URL right?",
    ),
)
"""Drivers' sayings about a database that can't be used, and what to tell the operator."""


def _explanation(database: Database, said: str) -> str | None:
    where = database.path or database.url.render_as_string(hide_password=True)
    lower = said.lower()
    for phrases, advice in SAYINGS:
        if any(phrase in lower for phrase in phrases):
            return advice.format(where=where, said=" ".join(said.split()))
    return None


class ScopedSession(Session):
    """A session that sees, and may write, the rows of one business only.

    Args:
        engine: with or without the writing option.
        business_id: whose rows.
        clock: for `created_at` and `updated_at`.
    """

    def __init__(self, engine: Engine, business_id: str, clock: Clock) -> None:
        super().__init__(engine, expire_on_commit=False, autoflush=True)
        self.business_id = business_id
        self.clock = clock
        self.changes: list[dict[str, Any]] = []

    def scope(self, *, voided_too: bool) -> Scope:
        """Return the scope: the criteria that narrow every statement of this session."""
        return scope_of(self.business_id, (Business, *all_kinds()), voided_too=voided_too)


@event.listens_for(ScopedSession, "do_orm_execute")
def _keep_to_the_business(state: ORMExecuteState) -> None:
    session = state.session
    if isinstance(session, ScopedSession) and not state.is_column_load and not state.is_relationship_load:
        voided_too = bool(state.execution_options.get(SEES_VOIDED))
        state.statement = state.statement.options(session.scope(voided_too=voided_too))


@event.listens_for(ScopedSession, "before_flush")
def _check_and_stamp(session: Session, _context: Any, _instances: Any) -> None:
    if not isinstance(session, ScopedSession):
        return
    now = session.clock.now()
    for row in session.deleted:
        raise Bug(f"a {type(row).__name__} was about to be deleted; nothing ever is. Nothing was changed.")
    for row in session.new:
        _refuse_foreign(row, session.business_id)
        _stamp(row, now, created=True)
    for row in session.dirty:
        _refuse_foreign(row, session.business_id)
        if session.is_modified(row):
            _stamp(row, now, created=False)
    session.add_all(matters_of(session.new))
    session.changes.extend(changes_of(session))


def _refuse_foreign(row: object, business_id: str) -> None:
    before = inspect(row).identity
    if getattr(row, "business_id", None) != business_id or (before and business_id not in before):
        raise Bug(f"a {type(row).__name__} of another business was about to be written. Nothing was changed.")


def _stamp(row: object, now: datetime, *, created: bool) -> None:
    if isinstance(row, PermanentRow):
        row.rekey()
        row.updated_at = now
        if created and row.created_at is None:
            row.created_at = now


def hold_businesses(session: Session) -> None:
    """Lock the table of businesses for this transaction: to add one, there is no row yet that could be locked."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("LOCK TABLE businesses IN SHARE ROW EXCLUSIVE MODE")


class UnitOfWork:
    """Opens transactions for one business, one at a time in each thread; the only place that commits.

    Args:
        database: where.
        business_id: whose rows.
        clock: the desk's time.
        new_id: makes row ids.
    """

    def __init__(self, database: Database, business_id: str, clock: Clock, new_id: NewId) -> None:
        self.database = database
        self.business_id = business_id
        self.clock = clock
        self.new_id = new_id
        self._opened_by = threading.local()

    @property
    def session(self) -> ScopedSession:
        """Return the open transaction's session.

        Raises:
            Bug: outside of `reading` and `writing`.
        """
        if self._session is None:
            raise Bug("a record was asked for outside of a transaction")
        return self._session

    @property
    def _session(self) -> ScopedSession | None:
        """Return the session of the asking thread: one mailbox or books reader serves page and watch alike."""
        found: ScopedSession | None = getattr(self._opened_by, "session", None)
        return found

    @property
    def is_open(self) -> bool:
        return self._session is not None

    @contextmanager
    def reading(self) -> Iterator[ScopedSession]:
        """Open a reading transaction, a consistent view; whatever was changed in it is rolled back."""
        if self._session is not None:
            yield self._session
            return
        with explained(self.database), self._opened(self.database.engine) as session:
            yield session
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[ScopedSession]:
        """Open a writing transaction, which commits at the end or, on any error, leaves nothing behind.

        Raises:
            Bug: inside another transaction.
            DatabaseUnusable: the database can't be written to; says why.
        """
        if self._session is not None:
            raise Bug("a writing transaction was opened inside another")
        with explained(self.database), self._opened(self.database.writing_engine) as session:
            self._lock(session)
            yield session
            session.commit()

    def _lock(self, session: ScopedSession) -> None:
        """Take the write lock, so that this is the only writing transaction: `BEGIN IMMEDIATE`, or the
        business's row locked.
        """
        if self.database.is_sqlite:
            session.connection()
            return
        own = select(Business.business_id).where(Business.business_id == self.business_id)  # type: ignore[call-overload]
        session.execute(own.with_for_update(key_share=True))

    @contextmanager
    def _opened(self, engine: Engine) -> Iterator[ScopedSession]:
        with ScopedSession(engine, self.business_id, self.clock) as session:
            self._opened_by.session = session
            try:
                yield session
            finally:
                self._opened_by.session = None
