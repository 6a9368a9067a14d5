"""The pointer of a row beside a person: a matter, and the one that it came out of, whose history tells the row as well.

So a touch of a deal is told on its lead too, and one pointer does for every kind. Exports, answers and stored images speak
of the kinds (`lead_id`, `opportunity_id`); what they say is read and put back here alone.
"""

from collections.abc import Mapping
from typing import Any, TypedDict

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import column_property, object_session
from sqlmodel import col

from schemas.enums import MatterKind
from schemas.records.base import BusinessRow
from schemas.records.matters import Matter

POINTER = ("matter_id", "origin_id")
"""The names of the columns of `Pointer`."""
SPOKEN = {"lead_id": MatterKind.LEAD, "opportunity_id": MatterKind.DEAL}
"""Name that is spoken → the kind of matter that it holds."""


class Pointer(TypedDict):
    """The columns that a row points by."""

    matter_id: str | None
    origin_id: str | None


def pointer(*matters: str | None) -> Pointer:
    """Return the columns of a row about some matters, each of which came out of the one before it."""
    there = [one for one in matters if one]
    return {"matter_id": there[-1] if there else None, "origin_id": there[-2] if len(there) > 1 else None}


def is_about(kind: Any, matter: Any) -> ColumnElement[bool]:
    """Return what selects the rows that a matter's history tells.

    Args:
        kind: the record, or an alias of it.
        matter: an id, or another record's column of it.
    """
    return or_(col(kind.matter_id) == matter, col(kind.origin_id) == matter)


def speak(kind: Any) -> None:
    """Give a record the names that are spoken, to be read only; a row that waits to be written says nothing yet."""
    table = Matter.__table__  # type: ignore[attr-defined]
    for name, word in SPOKEN.items():
        named = select(table.c.matter_id).where(
            table.c.business_id == kind.business_id,
            table.c.kind == word,
            table.c.matter_id.in_((kind.matter_id, kind.origin_id)),
        )
        setattr(kind, name, column_property(named.correlate_except(table).scalar_subquery()))


def spoken(kind: type[BusinessRow]) -> list[str]:
    """Return the names of a record's columns, with those that are spoken in the place of the pointer; its version is the
    database's own.
    """
    own = [str(column.name) for column in kind.__table__.columns if column.name != "version"]  # type: ignore[attr-defined]
    if POINTER[0] not in own:
        return own
    at = own.index(POINTER[0])
    return [*own[:at], *SPOKEN, *(name for name in own[at:] if name not in POINTER)]


def spoken_of(image: Mapping[str, Any]) -> set[str]:
    """Return the names that an image tells of, with those that are spoken where it tells of a pointer."""
    return {*image, *(SPOKEN if any(name in image for name in POINTER) else ())}


def links_of(kind: Any, target: Any) -> list[str]:
    """Return the columns of a record that name a row of another, by a key to it or to its matter."""
    tables = {target.__table__.name} | ({str(Matter.__tablename__)} if target.declared else set())
    return [
        element.parent.name
        for key in kind.__table__.foreign_key_constraints
        for element in key.elements
        if element.column.table.name in tables
        and element.parent.name != "business_id"
        and not element.parent.primary_key
    ]


def named_by(row: Any) -> dict[str, str | None]:
    """Return what a row points to, by the names that are spoken, as it stands in its session."""
    session = object_session(row)
    assert session is not None
    found: dict[str, str | None] = dict.fromkeys(SPOKEN)
    for matter_id in filter(None, (row.origin_id, row.matter_id)):
        matter = session.get_one(Matter, (row.business_id, matter_id))
        found |= {name: matter_id for name, kind in SPOKEN.items() if kind == matter.kind}
    return found


def put_back(row: Any, name: str, matter_id: str | None) -> None:
    """Give one of the names that are spoken another value, in the row's own columns."""
    named = named_by(row) | {name: matter_id}
    for column, value in pointer(*(named[one] for one in SPOKEN)).items():
        setattr(row, column, value)
