"""The database and the unit of work: where transactions begin and end, and whose rows they may see.

SQLite: WAL, `synchronous=FULL`, foreign keys and recursive triggers on, every writing transaction
`BEGIN IMMEDIATE` (a plain `BEGIN` loses half of read-then-write races; docs/dependencies.md).
PostgreSQL: a writing transaction locks the business's row first, which has the same effect.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, create_engine, event, make_url, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, with_loader_criteria
from sqlmodel import Session, col

from schemas.errors import Bug, DatabaseUnusable
from schemas.identity import Clock, NewId
from schemas.images import changes_of
from schemas.records import Business, BusinessRow, PermanentRow

WAIT_FOR_LOCK_SECONDS = 60
"""How long one process waits for another's writing transaction before it says that the database is busy."""

WRITING = "deskhand_writing"
SEES_VOIDED = "deskhand_sees_voided"


class Database:
    """One engine for one database URL, and the units of work on it.

    Args:
        url: a SQLAlchemy URL; `sqlite:///…` or `postgresql+psycopg://…`.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(url) if self.is_sqlite else create_engine(url, pool_pre_ping=True)
        self.writing_engine = self.engine.execution_options(**{WRITING: True})

    @property
    def path(self) -> Path | None:
        """The file of an SQLite database; None elsewhere."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    def businesses(self) -> list[Business]:
        """Every business kept here, oldest first."""
        with explained(self), Session(self.engine) as session:
            found = list(session.scalars(select(Business).order_by(Business.created_at)))  # type: ignore[arg-type]
            session.expunge_all()
            return found

    def close(self) -> None:
        self.engine.dispose()


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": WAIT_FOR_LOCK_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


@contextmanager
def explained(database: Database) -> Iterator[None]:
    """Turns what a driver says of an unusable database into what to do about it."""
    try:
        yield
    except (OperationalError, DatabaseError) as error:
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
        ("no such table", 'relation "businesses" does not exist'),
        "{where} holds no business yet. Set one up first: deskhand init",
    ),
    (
        ("connection failed", "connection refused", "could not translate host", "does not exist"),
        "The database at {where} can't be reached ({said}). Nothing was changed; is it running, and is "
        "DESKHAND_DATABASE_URL right?",
    ),
)
"""What drivers say of a database that can't be used, and what to tell the operator."""


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
        self._criteria: dict[bool, list[LoaderCriteriaOption]] = {}

    def criteria(self, *, voided_too: bool) -> list[LoaderCriteriaOption]:
        """What every statement of this session is narrowed by."""
        if voided_too not in self._criteria:
            self._criteria[voided_too] = _criteria(self.business_id, voided_too=voided_too)
        return self._criteria[voided_too]


def _criteria(business_id: str, *, voided_too: bool) -> list[LoaderCriteriaOption]:
    """One criterion per table: the business's own rows, and of permanent ones those that are not voided."""
    options = []
    for kind in (*BusinessRow.__subclasses__(), *PermanentRow.__subclasses__()):
        if kind is PermanentRow:
            continue
        condition: Any = col(kind.business_id) == business_id
        if issubclass(kind, PermanentRow) and not voided_too:
            condition &= col(kind.voided_at).is_(None)
        options.append(with_loader_criteria(kind, condition, include_aliases=True))
    return options


@event.listens_for(ScopedSession, "do_orm_execute")
def _keep_to_the_business(state: ORMExecuteState) -> None:
    session = state.session
    if isinstance(session, ScopedSession) and not state.is_column_load and not state.is_relationship_load:
        voided_too = bool(state.execution_options.get(SEES_VOIDED))
        state.statement = state.statement.options(*session.criteria(voided_too=voided_too))


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
    session.changes.extend(changes_of(session))


def _refuse_foreign(row: object, business_id: str) -> None:
    owner = getattr(row, "business_id", None)
    if owner != business_id:
        raise Bug(f"a {type(row).__name__} of another business was about to be written. Nothing was changed.")


def _stamp(row: object, now: datetime, *, created: bool) -> None:
    if isinstance(row, PermanentRow):
        row.rekey()
        row.updated_at = now
        if created and row.created_at is None:
            row.created_at = now


class UnitOfWork:
    """Opens transactions for one business; the only place that commits.

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
        self._session: ScopedSession | None = None

    @property
    def session(self) -> ScopedSession:
        """The open transaction's session.

        Raises:
            Bug: outside of `reading` and `writing`.
        """
        if self._session is None:
            raise Bug("a record was asked for outside of a transaction")
        return self._session

    @property
    def is_open(self) -> bool:
        return self._session is not None

    @contextmanager
    def reading(self) -> Iterator[ScopedSession]:
        """A consistent view; whatever was changed in it is rolled back."""
        if self._session is not None:
            yield self._session
            return
        with explained(self.database), self._opened(self.database.engine) as session:
            yield session
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[ScopedSession]:
        """A transaction that commits at the end, or, on any error, leaves nothing behind.

        Raises:
            Bug: inside another transaction.
            DatabaseUnusable: the database can't be written to; says why.
        """
        if self._session is not None:
            raise Bug("a writing transaction was opened inside another")
        with explained(self.database), self._opened(self.database.writing_engine) as session:
            session.execute(self._lock())
            yield session
            session.commit()

    def _lock(self) -> Select[tuple[str]]:
        own = select(Business.business_id).where(Business.business_id == self.business_id)  # type: ignore[call-overload]
        return own if self.database.is_sqlite else own.with_for_update(key_share=True)  # type: ignore[no-any-return]

    @contextmanager
    def _opened(self, engine: Engine) -> Iterator[ScopedSession]:
        with ScopedSession(engine, self.business_id, self.clock) as session:
            self._session = session
            try:
                yield session
            finally:
                self._session = None
