"""SQL as it would reach the database past every tool: the SQLite shell's connection, or PostgreSQL's owner."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from furnished import TABLES, Two, key_column
from sqlalchemy.exc import DBAPIError


@dataclass(frozen=True)
class Raw:
    """Runs SQL on a database of two businesses and takes it all back.

    Args:
        two: the database.
        recursive: SQLite's `recursive_triggers`, off in a shell that nobody has told otherwise.
    """

    two: Two
    recursive: bool = False

    @property
    def is_sqlite(self) -> bool:
        return self.two.database.is_sqlite

    def attempt(self, *statements: str) -> str | None:
        """Run statements one after another; return the database's words if it refused the last, None if it took it.

        All but the last must be taken. Nothing stays.
        """
        *before, last = statements
        with self._opened() as run:
            for statement in before:
                run(statement)
            try:
                run(last)
            except (sqlite3.DatabaseError, DBAPIError) as error:
                return str(error)
        return None

    @contextmanager
    def _opened(self) -> "Iterator[object]":
        if not self.is_sqlite:
            with self.two.database.engine.connect() as connection:
                yield connection.exec_driver_sql
                connection.rollback()
            return
        shell = sqlite3.connect(str(self.two.database.path), isolation_level=None)
        try:
            shell.execute(f"PRAGMA recursive_triggers = {'ON' if self.recursive else 'OFF'}")
            shell.execute("PRAGMA foreign_keys = OFF")
            shell.execute("BEGIN IMMEDIATE")
            yield shell.execute
            shell.execute("ROLLBACK")
        finally:
            shell.close()

    def own(self, table: str) -> str:
        """Return a condition that is true of the first business's row of a table."""
        return _is(table, self.two.own, self.two.mine[table])

    def theirs(self, table: str) -> str:
        """Return a condition that is true of the second business's row of a table."""
        return _is(table, self.two.other, self.two.theirs[table])

    def copy_of(self, table: str, *, verb: str = "INSERT", **changed: str) -> str:
        """Return SQL that writes the first business's row of a table once more, with some columns changed.

        Args:
            table: its name.
            verb: INSERT, INSERT OR REPLACE, REPLACE.
            changed: column → SQL expression; `rowid` may be among them on SQLite.
        """
        names = [column.name for column in TABLES[table].columns]
        names += [name for name in changed if name not in names]
        quoted = [f'"{name}"' for name in names]
        taken = [changed.get(name, f'"{name}"') for name in names]
        return (
            f"{verb} INTO {table} ({', '.join(quoted)}) SELECT {', '.join(taken)} FROM {table} "
            f"WHERE {self.own(table)}"
        )

    def another(self, table: str, key: str, **changed: str) -> str:
        """Return SQL that adds a row like the first business's, with a key of its own."""
        return self.copy_of(table, **{key_column(table): f"'{key}'"}, **changed)


def _is(table: str, business_id: str, key: str) -> str:
    return f"business_id = '{business_id}' AND {key_column(table)} = '{key}'"


def columns_set(assignments: Iterable[tuple[str, str]]) -> str:
    """Return the SET part of an UPDATE."""
    return ", ".join(f'"{name}" = {value}' for name, value in assignments)
