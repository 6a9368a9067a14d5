"""The common columns of every kind of matter, made from what each declares: one SELECT a kind (docs/matters.md)."""

from typing import Any

from sqlalchemy import Select, String, Subquery, cast, literal, null, select, type_coerce, union_all

from schemas.records import PermanentRow

COMMON = ("title", "customer", "company", "site", "state", "amount", "due", "owner")


def lines_of(kind: Any) -> Select[Any]:
    """Return the matters of one kind as lines: id, kind, whether it is open, and what all kinds have.

    Args:
        kind: a record that declares what it is.
    """
    declared = kind.declared
    key = next(c.name for c in kind.__table__.primary_key if c.name != "business_id")
    common = [_column(kind, getattr(declared, name)).label(name) for name in COMMON]
    is_open = getattr(kind, declared.state).in_(declared.open)
    return select(
        getattr(kind, key).label("matter_id"),
        literal(str(declared.kind)).label("kind"),
        is_open.label("open"),
        *common,
    )


def _column(kind: Any, name: str) -> Any:
    """Return a column; a state without its own words, which differ by kind."""
    if not name:
        return cast(null(), String(36))
    column = getattr(kind, name)
    return type_coerce(column, String) if name == kind.declared.state else column


def matter_lines() -> Subquery:
    """Return the lines of every kind together, in the session's scope: to look some up, not to sort them all."""
    kinds = [kind for kind in PermanentRow.__subclasses__() if kind.declared is not None]
    return union_all(*map(lines_of, kinds)).subquery("matter_lines")
