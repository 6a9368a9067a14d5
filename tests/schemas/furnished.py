"""One row of every table for a business, made from the metadata, so that a new table is tested without being asked."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Column, ForeignKeyConstraint, String, Table, TypeDecorator, create_engine, make_url
from sqlmodel import SQLModel

import schemas.records  # noqa: F401  (tells the metadata of every table)
from schemas.columns import Cents, Instant, Tree, Word
from schemas.database import Database, ScopedSession
from schemas.enums import OpportunityStage
from schemas.identity import FixedClock

NOW = datetime(2026, 11, 18, 16, tzinfo=UTC)
CLOCK = FixedClock(NOW)

COUNTED = {
    "connections",
    "counters",
    "duplicate_searches",
    "followed_mailboxes",
    "likely_doubles",
    "mailbox_entries",
    "outgoing_drafts",
}
"""Tables whose rows are overwritten with every use: running numbers, tokens, how far a mailbox is read; others are permanent."""

UNSET = {
    "voided_at",
    "retired_at",
    "shared_approval_id",
    "won_approval_id",
    "turned_on_approval_id",
    "granted_approval_id",
    "decided_at",
    "decided_by",
    "answer",
    "chosen_act",
}
"""Columns that would take a row out of what is guarded, or need a decision first."""

TABLES: dict[str, Table] = dict(SQLModel.metadata.tables)
PERMANENT = sorted(set(TABLES) - COUNTED)
KINDS: dict[str, Any] = {
    str(mapper.local_table.name): mapper.class_  # type: ignore[attr-defined]
    for mapper in SQLModel._sa_registry.mappers  # type: ignore[attr-defined]
}


def key_column(table: str) -> str:
    """Return the column that is the row's own id."""
    own = [column.name for column in TABLES[table].primary_key.columns if column.name != "business_id"]
    return own[0] if own else "business_id"


def links(table: str) -> dict[str, str]:
    """Return the table of ours that each column points to, the business left out."""
    found = {}
    for constraint in TABLES[table].constraints:
        if isinstance(constraint, ForeignKeyConstraint):
            target = next(iter(constraint.elements)).column.table.name
            found |= {str(c.name): str(target) for c in constraint.columns if c.name != "business_id"}
    return found


def value_for(column: Column[Any]) -> Any:
    """Return some value of the column's kind."""
    if isinstance(column.type, Word):
        words: list[StrEnum] = list(column.type.words)
        return words[0]
    if isinstance(column.type, Instant):
        return NOW
    if isinstance(column.type, Cents):
        return Decimal("12.50")
    if isinstance(column.type, Tree):
        return [] if column.name in {"tags", "changes", "about"} else {"some": "tree"}
    decorated = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(decorated, String):
        return "same"[: decorated.length]
    values = {int: 1, bool: False, date: date(2026, 11, 20)}
    return values[decorated.python_type]


def one_row_each(business_id: str) -> dict[str, SQLModel]:
    """Return a row of every table for one business, linked to each other; none is written yet."""
    ids = {table: business_id if key_column(table) == "business_id" else str(uuid4()) for table in TABLES}
    ids |= {
        table: ids[links(table)[key_column(table)]] for table in TABLES if key_column(table) in links(table)
    }
    rows = {}
    for name, table in TABLES.items():
        pointed = links(name)
        values = {
            column.name: ids[pointed[column.name]] if column.name in pointed else value_for(column)
            for column in table.columns
            if column.name not in UNSET
        }
        values |= {"business_id": business_id, key_column(name): ids[name]}
        if name == "opportunities":
            values["stage"] = OpportunityStage.NEGOTIATION
        if name == "auto_send":
            values["daily_limit"] = 100
        rows[name] = KINDS[name](**values)
    return rows


def furnish(database: Database, business_id: str) -> dict[str, str]:
    """Write one row of every table for a new business; return the rows' own ids by table."""
    rows = one_row_each(business_id)
    with ScopedSession(database.writing_engine, business_id, CLOCK) as session:
        session.add(rows.pop("businesses"))
        session.flush()
        session.add_all(rows.values())
        session.commit()
        return {
            "businesses": business_id,
            **{name: str(getattr(row, key_column(name))) for name, row in rows.items()},
        }


@dataclass(frozen=True)
class Two:
    """A database with two businesses.

    Args:
        database: open.
        own, other: their ids.
        mine, theirs: table → the id of the one row that each has in it.
    """

    database: Database
    own: str
    other: str
    mine: dict[str, str]
    theirs: dict[str, str]

    def session(self) -> ScopedSession:
        """Return a writing session of the first business."""
        return ScopedSession(self.database.writing_engine, self.own, CLOCK)


def sqlite_url(template: Path, folders: pytest.TempPathFactory) -> str:
    """Return the URL of a migrated, empty SQLite database."""
    path = folders.mktemp("furnished") / "deskhand.db"
    shutil.copy(template, path)
    return f"sqlite:///{path}"


def postgresql_url(server: str, template: str) -> str:
    """Return the URL of a migrated, empty PostgreSQL database; with an empty template's name, one that is not
    migrated.
    """
    name = f"furnished_{uuid4().hex[:12]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def two_businesses(url: str) -> Iterator[Two]:
    """Open two furnished businesses in one migrated, empty database."""
    database = Database(url)
    own, other = str(uuid4()), str(uuid4())
    yield Two(database, own, other, furnish(database, own), furnish(database, other))
    database.close()


def of_kind(request: pytest.FixtureRequest) -> Iterator[Two]:
    """Open as `two_businesses`, for a fixture with the parameters "sqlite" and "postgresql"."""
    value = request.getfixturevalue
    if request.param == "sqlite":
        yield from two_businesses(sqlite_url(value("sqlite_template"), value("tmp_path_factory")))
    else:
        yield from two_businesses(postgresql_url(value("postgresql_server"), value("postgresql_template")))
