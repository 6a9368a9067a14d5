"""The identity that comes with each new lead and deal (docs/matters.md)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from schemas.records import Matter, PermanentRow


def matters_of(rows: Iterable[object]) -> Iterator[Matter]:
    """Yield the identity of each new row whose kind declares one, but for those that are among the rows."""
    new = list(rows)
    there = {row.matter_id for row in new if isinstance(row, Matter)}
    for row in new:
        if isinstance(row, PermanentRow) and row.declared is not None:
            identity = identity_of(type(row), vars(row))
            if identity["matter_id"] not in there:
                yield Matter(**identity)


def identity_of(kind: type[PermanentRow], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the identity of a row.

    Args:
        kind: one that declares what it is.
        values: the row's own columns.
    """
    declared = kind.declared
    assert declared is not None
    key = next(c.name for c in kind.__table__.primary_key if c.name != "business_id")  # type: ignore[attr-defined]
    return {
        "business_id": values["business_id"],
        "matter_id": values[key],
        "kind": declared.kind,
        "reference": values[declared.reference] if declared.reference else None,
    }
