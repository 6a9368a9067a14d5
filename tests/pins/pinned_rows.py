"""The changes of one step in the rows of a home, in a form that stays the same however ids and new tables come and go."""

import re
import sqlite3
from functools import lru_cache
from typing import Any

from pinned_home import SQL
from sqlalchemy import Column, Dialect, String
from sqlmodel import SQLModel

import schemas.records  # noqa: F401  (tells the metadata of every table)
from schemas.database import Database
from schemas.images import as_image

Row = dict[str, Any]
Raw = dict[str, dict[str, tuple[Any, ...]]]
"""Table → key → the row's values as the driver gives them, in the order of the table's columns."""

NOT_COMPARED = {"audit", "audit_people", "counters", "leases", "likely_doubles", "duplicate_searches"}
"""Tables that tell what was done, which is compared as it is said, and those that are only counted up or searched anew."""

SAID_ANYWAY = {"business_id", "updated_at", "created_at", "digest", "proposal_key", "held_until"}
"""Columns that tell nothing more than the others of their row."""

SPOKEN = """(
SELECT m.matter_id FROM matters m WHERE m.business_id = own.business_id AND m.kind = '{kind}'
AND m.matter_id IN (own.matter_id, own.origin_id))"""
POINTED = {"lead_id": SPOKEN.format(kind="lead"), "opportunity_id": SPOKEN.format(kind="deal")}
"""Columns of the pinned home in whose place a table may have a pointer by now → what they held, as SQL."""

RENAMED_TABLES = {"opt_outs": "consents"}
RENAMED_COLUMNS = {"opt_out_id": "consent_id"}
"""Of the pinned home → their name now."""
FORMER_NAMES = {now: then for then, now in RENAMED_COLUMNS.items()}

OLD_ID = re.compile(r"016f5e66-e800-7000-8000-0000000([0-9a-f]{5})")
NEW_ID = re.compile(r"016f5e66-e800-7000-8000-0000000f[0-9a-f]{4}")
"""Ids of the home, and those that were made since (`FIRST_ID_AFTER`)."""

NEWER_STATE = frozenset({"left", "aside", "just_aside", "beside_words", "asked_back", "undos"})
"""Of a conversation, by what came later."""


class Rows:
    """The rows of a home, read again after every step.

    Args:
        database: open.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.columns = compared_columns()
        self.before = self._read()

    def changes(self) -> Row:
        """Return the changes since the last call, by table and row; a new row is called by its table and a
        number.
        """
        after = self._read()
        called = {
            key: f"new {table} {number}"
            for table, rows in after.items()
            for number, key in enumerate(sorted(rows.keys() - self.before[table].keys()), 1)
        }
        found: Row = {}
        for table, rows in after.items():
            for key in sorted(key for key, row in rows.items() if self.before[table].get(key) != row):
                kept = self._changed(table, rows[key], self.before[table].get(key))
                if kept:
                    found.setdefault(table, {})[called.get(key, _shortened(key))] = _renamed(kept, called)
        self.before = after
        return found

    def _read(self) -> Raw:
        found: Raw = {}
        with self.database.engine.connect() as connection:
            for name, columns in self.columns.items():
                own = SQLModel.metadata.tables[RENAMED_TABLES.get(name, name)].columns
                listed = ", ".join(
                    f'own."{column.name}"' if column.name in own else POINTED[column.name]
                    for column in columns
                )
                keys = [index for index, column in enumerate(columns) if column.primary_key]
                rows = connection.exec_driver_sql(
                    f"SELECT {listed} FROM {RENAMED_TABLES.get(name, name)} own"
                )
                found[name] = {"/".join(str(row[key]) for key in keys): tuple(row) for row in rows}
        return found

    def _changed(self, name: str, row: tuple[Any, ...], old: tuple[Any, ...] | None) -> Row:
        """Return the columns of a row that are new or other, as JSON has them."""
        dialect = self.database.engine.dialect
        return {
            FORMER_NAMES.get(column.name, column.name): as_image(_loaded(column, value, dialect))
            for index, (column, value) in enumerate(zip(self.columns[name], row, strict=True))
            if column.name not in SAID_ANYWAY and (old is None or value != old[index])
        }


@lru_cache(maxsize=1)
def compared_columns() -> dict[str, list[Column[Any]]]:
    """Return by table the columns that it has in the pinned home, as this version knows them; later ones are
    left out.
    """
    connection = sqlite3.connect(":memory:")
    connection.executescript(SQL["sqlite"].read_text(encoding="utf-8"))
    found: dict[str, list[Column[Any]]] = {}
    for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        if table in NOT_COMPARED or table.startswith(("sqlite_", "alembic_")):
            continue
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        known = SQLModel.metadata.tables[RENAMED_TABLES.get(table, table)].columns
        now = [RENAMED_COLUMNS.get(name, name) for name in names]
        found[table] = [known[name] if name in known else Column(name, String(36)) for name in now]
    connection.close()
    return found


def _loaded(column: Column[Any], value: Any, dialect: Dialect) -> Any:
    """Return a value of the driver's as the records have it."""
    processor = column.type.dialect_impl(dialect).result_processor(dialect, None)
    return processor(value) if processor is not None else value


def _renamed(value: Any, called: dict[str, str]) -> Any:
    """Return the value with ids renamed: new rows by table and number, others by the end of their id."""
    if isinstance(value, dict):
        newer = NEWER_STATE if "closing" in value else frozenset()
        return {key: _renamed(one, called) for key, one in value.items() if key not in newer}
    if isinstance(value, list):
        return [_renamed(one, called) for one in value]
    return told(value, called) if isinstance(value, str) else value


def told(text: str, called: dict[str, str] | None = None) -> str:
    """Return a text with its ids replaced."""
    known = called or {}
    text = NEW_ID.sub(lambda match: known.get(match.group(), "a new id"), text)
    return _shortened(text)


def _shortened(text: str) -> str:
    return OLD_ID.sub(lambda match: f"id {match.group(1)}", text)
