"""The common columns of every kind of matter, made from what each declares: one SELECT a kind (docs/matters.md)."""

from typing import Any

from sqlalchemy import Date, Select, String, Subquery, cast, literal, null, select, type_coerce, union_all

from schemas.columns import Cents
from schemas.records import declared_kinds, key_of

COMMON = {
    "title": String(300),
    "customer": String(36),
    "company": String(36),
    "site": String(36),
    "state": String(40),
    "amount": Cents(),
    "due": Date(),
    "owner": String(36),
}
"""The columns that all kinds have → their types, which a kind that lacks one says too: PostgreSQL puts no other together."""


def lines_of(kind: Any) -> Select[Any]:
    """Return the matters of one kind as lines: id, kind, whether it is open, and what all kinds have.

    Args:
        kind: a record that declares what it is.
    """
    declared = kind.declared
    common = [_column(kind, getattr(declared, name), of).label(name) for name, of in COMMON.items()]
    is_open = getattr(kind, declared.state).in_(declared.open)
    return select(
        getattr(kind, key_of(kind)).label("matter_id"),
        literal(str(declared.kind)).label("kind"),
        is_open.label("open"),
        *common,
    )


def _column(kind: Any, name: str, of: Any) -> Any:
    """Return a column, or nothing of its type; a state without its own words, which differ by kind."""
    if not name:
        return cast(null(), of)
    column = getattr(kind, name)
    return type_coerce(column, String) if name == kind.declared.state else column


def matter_lines() -> Subquery:
    """Return the lines of every kind together, in the session's scope: to look some up, not to sort them all."""
    return union_all(*map(lines_of, declared_kinds())).subquery("matter_lines")
