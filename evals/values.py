"""The values of a record that a case compares, and their canonical form."""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Column

from evals.matching import loose_from
from schemas.columns import Cents, Instant
from schemas.images import as_image
from schemas.records import PermanentRow, key_of
from schemas.records.pointing import POINTER, spoken

UNCOMPARED = frozenset(
    {
        *("business_id", "created_at", "updated_at"),
        *("own_id", "message_id", "fingerprint", "digest", "extraction", "path"),
    }
)
"""Columns that the database layer fills by itself, and how a mail is known again; those ending in `_key` or `_skeleton` are
derived from others."""

FOLLOWING = {("interactions", "direction")}
"""Table and column that follow from what the cases name already: the type of a touch, and whether it came in."""

RECORDS: dict[str, type[PermanentRow]] = {
    str(kind.__tablename__): kind for kind in PermanentRow.__subclasses__() if kind.recorded
}
"""Table → the records that a case is about; what only logs what was shown is none."""


def _compared(kind: type[PermanentRow]) -> dict[str, Column[Any]]:
    columns = kind.__table__.columns  # type: ignore[attr-defined]
    return {
        name: columns[name] if name in columns else columns[POINTER[0]]
        for name in spoken(kind)
        if name not in UNCOMPARED
        and (kind.__tablename__, name) not in FOLLOWING
        and not name.endswith(("_key", "_skeleton"))
        and name != key_of(kind)
    }


COMPARED: dict[str, dict[str, Column[Any]]] = {table: _compared(kind) for table, kind in RECORDS.items()}
"""Table → the columns that a case may name and that its verdict compares."""


def refuse_unknown(table: str, columns: dict[str, Any]) -> None:
    """Refuse a table or column that is not there.

    Raises:
        ValueError: names those that there are.
    """
    if table not in RECORDS:
        raise ValueError(f"{table!r} is no recorded table; there are {', '.join(sorted(RECORDS))}")
    unknown = sorted(columns.keys() - COMPARED[table].keys())
    if unknown:
        raise ValueError(f"{table} has no column {', '.join(unknown)}; it has {', '.join(COMPARED[table])}")


def default_of(table: str, column: str) -> Any:
    """Return the default of a new row's column."""
    fields = RECORDS[table].model_fields
    return as_image(fields[column].get_default(call_default_factory=True)) if column in fields else None


def canonical(column: Column[Any], value: Any) -> Any:
    """Return a value in canonical form, which compares: money as Decimal, instants in UTC, days as dates.

    What can't be read as the column's type stays as it is, and so is equal to nothing there.
    """
    if value is None:
        return None
    try:
        if isinstance(column.type, Cents):
            return Decimal(str(value))
        if isinstance(column.type, Instant):
            instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
            return instant.astimezone(UTC)
        if column.type.python_type is date:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
    except (InvalidOperation, ValueError):
        return value
    return value


def same(column: Column[Any], wanted: Any, found: Any) -> bool:
    """Return whether a column holds the wanted value."""
    loose = loose_from(wanted)
    return loose.fits(found) if loose is not None else canonical(column, wanted) == canonical(column, found)


def part_of(wanted: Any, found: Any) -> bool:
    """Return whether the wanted value is a part of what was found: mappings by their keys, all else by being
    equal.
    """
    loose = loose_from(wanted)
    if loose is not None:
        return loose.fits(found)
    if isinstance(wanted, dict) and isinstance(found, dict):
        return all(key in found and part_of(item, found[key]) for key, item in wanted.items())
    if isinstance(wanted, Decimal | int | float) and isinstance(found, str) and not isinstance(wanted, bool):
        try:
            return Decimal(found) == Decimal(str(wanted))
        except InvalidOperation:
            return False
    return str(wanted) == found if isinstance(wanted, date) else bool(wanted == found)
