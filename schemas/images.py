"""Before and after images of rows, as the audit keeps them and as undo restores them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, inspect
from sqlalchemy.orm import Session

from schemas.columns import Cents, Instant
from schemas.records.base import BusinessRow
from schemas.records.crm import Contact
from schemas.records.pointing import named_by, put_back

UNRECORDED = frozenset({"updated_at", "version"})
FORMER_TABLES = {"opt_outs": "consents"}
"""Table as images of an earlier version name it → its name now; its rows have kept their ids."""


def table_of(change: Mapping[str, Any]) -> str:
    """Return the table of an image's row, by its name now."""
    table: str = change["table"]
    return FORMER_TABLES.get(table, table)


def as_image(value: Any) -> Any:
    """Return a column's value as JSON keeps it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def from_image(column: Column[Any], image: Any) -> Any:
    """Return the value that `as_image` kept, back in the column's own type."""
    if image is None:
        return None
    if isinstance(column.type, Cents):
        return Decimal(image)
    if isinstance(column.type, Instant):
        return datetime.fromisoformat(image)
    if column.type.python_type is date:
        return date.fromisoformat(image)
    return image


def image_now(row: BusinessRow, name: str) -> Any:
    """Return what a row holds now of a column, as an image keeps it; a name that is spoken only is read as it was stored."""
    return as_image(getattr(row, name) if name in _columns(row) else named_by(row)[name])


def restore(row: BusinessRow, name: str, image: Any) -> None:
    """Give a row's column the value that an image keeps."""
    columns = _columns(row)
    if name in columns:
        setattr(row, name, from_image(columns[name], image))
    else:
        put_back(row, name, image)


def _columns(row: BusinessRow) -> Any:
    return row.__table__.columns  # type: ignore[attr-defined]


def row_key(row: BusinessRow) -> str:
    """Return the row's own id, without the business's."""
    mapper = inspect(row).mapper
    own = next(column for column in mapper.primary_key if column.name != "business_id")
    return str(getattr(row, own.name))


def changes_of(session: Session) -> Iterator[dict[str, Any]]:
    """Yield a change for each row that the session is about to write: table, id, before (None if new) and after.

    Only columns that differ are kept for a row that was there before.
    """
    for row in session.new:
        if isinstance(row, BusinessRow) and row.recorded:
            columns = row.__table__.columns  # type: ignore[attr-defined]
            after = {c.name: as_image(getattr(row, c.name)) for c in columns if c.name not in UNRECORDED}
            yield _change(row, None, after)
    for row in session.dirty:
        if isinstance(row, BusinessRow) and row.recorded:
            before, after = {}, {}
            for attribute in inspect(row).attrs:
                history = attribute.history
                if history.has_changes() and attribute.key not in UNRECORDED:
                    before[attribute.key] = as_image(history.deleted[0]) if history.deleted else None
                    after[attribute.key] = as_image(attribute.value)
            if after:
                yield _change(row, before, after)


def _change(row: BusinessRow, before: dict[str, Any] | None, after: dict[str, Any]) -> dict[str, Any]:
    change = {"table": row.__tablename__, "id": row_key(row), "before": before, "after": after}
    contact_id = getattr(row, "contact_id", None)
    return {**change, "contact_id": contact_id} if contact_id else change


def people_of(changes: Sequence[dict[str, Any]]) -> set[str]:
    """Return the contacts that changes are about: those that were changed, and those whom a changed row points to."""
    found = {change["id"] for change in changes if change["table"] == Contact.__tablename__}
    return found | {change["contact_id"] for change in changes if change.get("contact_id")}
