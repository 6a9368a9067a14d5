"""Whole databases, copied while they are used: every business, every row, as it is.

SQLite's own backup copies its file; PostgreSQL's rows go to an SQLite file of the same schema, and back from there: one
form for both, and a way from one to the other. The guards of the database stand aside for rows that are copied, since
they say how rows come to be, not how they are.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Table, create_engine, insert, select
from sqlmodel import SQLModel

import schemas.records  # noqa: F401  (tells the metadata of every table)
from schemas.database import Database, explained
from schemas.errors import DatabaseUnusable
from schemas.migrations import ensure_current

AT_ONCE = 1_000
"""Rows that are held in memory while all are copied."""
Progress = Callable[[int], None]
"""Is told how many rows are copied so far."""


def snapshot(database: Database, target: Path, progress: Progress) -> None:
    """Write the database as it is at one moment to an SQLite file, while others go on writing.

    Args:
        database: of either kind, at this program's schema.
        target: a file that is not there yet.
        progress: is told of rows, where rows are copied.
    """
    with explained(database):
        if database.is_sqlite:
            _copy_file(database, target)
            return
        copy = Database(f"sqlite:///{target}")
        try:
            ensure_current(copy)
        finally:
            copy.close()
        source = database.engine.execution_options(isolation_level="REPEATABLE READ")
        engine = create_engine(f"sqlite:///{target}")
        with source.connect() as rows, engine.connect() as into:
            into.exec_driver_sql("PRAGMA foreign_keys=OFF")
            _copy_rows(rows, into, progress)
            into.commit()
            if into.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise DatabaseUnusable(
                    "The copy is not whole: a row points to one that is missing. Try again."
                )
        engine.dispose()


def _copy_file(database: Database, target: Path) -> None:
    """Copy an SQLite file by its online backup, in one step: a consistent copy, and nobody waits for it."""
    with database.engine.connect() as connection:
        own = connection.connection.driver_connection
        assert isinstance(own, sqlite3.Connection)
        copy = sqlite3.connect(target)
        try:
            own.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        finally:
            copy.close()


def fill(database: Database, source: Path, progress: Progress) -> None:
    """Fill an empty PostgreSQL database from an SQLite file of the same schema; all of it, or nothing.

    Raises:
        DatabaseUnusable: it is not empty.
    """
    ensure_current(database)
    engine = create_engine(f"sqlite:///{source}")
    with explained(database), engine.connect() as rows, database.writing_engine.begin() as into:
        if into.execute(select(SQLModel.metadata.tables["businesses"]).limit(1)).first() is not None:
            raise DatabaseUnusable(
                f"The database at {database.url.render_as_string(hide_password=True)} holds a business already. "
                "Nothing was changed; make an empty one and name it in DESKHAND_DATABASE_URL."
            )
        _copy_rows(rows, into, progress)
    engine.dispose()


def _copy_rows(source: Connection, target: Connection, progress: Progress) -> None:
    guards = _without_guards(target)
    copied = 0
    for table in _in_order():
        found = source.execution_options(yield_per=AT_ONCE).execute(select(table))
        for part in found.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in part])
            copied += len(part)
            progress(copied)
    _with_guards(target, guards)


def _in_order() -> list[Table]:
    """Return the tables, the businesses first; all other keys between them are checked when everything is there."""
    tables = SQLModel.metadata.tables
    return [tables["businesses"], *(table for name, table in sorted(tables.items()) if name != "businesses")]


def _without_guards(target: Connection) -> list[str]:
    """Put the guards aside; return the statements that bring them back."""
    if target.dialect.name != "sqlite":
        names = [table.name for table in _in_order()]
        for name in names:
            target.exec_driver_sql(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        return [
            "SET CONSTRAINTS ALL IMMEDIATE",
            *(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in names),
        ]
    found = target.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in found:
        target.exec_driver_sql(f'DROP TRIGGER "{name}"')
    return [sql for _, sql in found]


def _with_guards(target: Connection, guards: list[str]) -> None:
    for statement in guards:
        target.exec_driver_sql(statement)


def settle(path: Path) -> None:
    """Bring an SQLite file to rest, with nothing beside it that belongs to it.

    Raises:
        DatabaseUnusable: another process has it open.
    """
    connection = sqlite3.connect(path, timeout=1, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise DatabaseUnusable(
            f"{path} is in use ({error}). Stop every deskhand of this home first, such as deskhand watch. "
            "Nothing was changed."
        ) from error
    finally:
        connection.close()


def rows_by_table(path: Path) -> dict[str, int]:
    """Return how many rows each table of an SQLite file holds."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        ours = sorted(set(names) & set(SQLModel.metadata.tables))
        return {name: connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in ours}  # noqa: S608
    finally:
        connection.close()
