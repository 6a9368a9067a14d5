"""Bulk inserts of made-up rows, for the session's own business alone, and whether there are records already."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, inspect, update
from sqlmodel import col, select

from schemas.database import SEES_VOIDED, ScopedSession
from schemas.errors import Bug
from schemas.records import BusinessRow, PermanentRow


def insert_rows(session: ScopedSession, kind: type[BusinessRow], rows: Sequence[dict[str, Any]]) -> None:
    """Insert complete rows of one kind; the database's guards check each.

    Args:
        session: of an open writing transaction.
        kind: the table.
        rows: every column by name.

    Raises:
        Bug: a row of another business.
        IntegrityError: a guard or key refuses a row.
    """
    if not rows:
        return
    if any(row["business_id"] != session.business_id for row in rows):
        raise Bug(f"a {kind.__name__} of another business was about to be written. Nothing was changed.")
    session.connection().execute(insert(kind), list(rows))


def set_key(
    session: ScopedSession, kind: type[PermanentRow], column: str, rows: Sequence[dict[str, Any]]
) -> None:
    """Set one column of rows that were inserted without it; their version stays, as nobody has seen them so.

    Args:
        session: of the same writing transaction.
        kind: the table.
        column: its name.
        rows: as they should be.
    """
    if not rows:
        return
    key = next(one for one in inspect(kind).primary_key if one.name != "business_id")
    session.connection().execute(
        update(kind)
        .where(col(kind.business_id) == session.business_id, key == bindparam("own_key"))
        .values({column: bindparam("value")}),
        [{"own_key": row[str(key.name)], "value": row[column]} for row in rows],
    )


def has_records(session: ScopedSession) -> bool:
    """Return whether the business has any record, undone ones too."""
    return any(
        session.exec(select(kind).limit(1), execution_options={SEES_VOIDED: True}).first() is not None
        for kind in PermanentRow.__subclasses__()
    )
