"""People, companies, matters of every kind and touches as flat rows, oldest first, a few in memory at a time."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlmodel import col, select

from agent.imports.rows import MANY
from schemas.records import Company, Contact, Email, Interaction, PermanentRow, Phone, declared_kinds, key_of
from schemas.records.pointing import spoken
from tools.desk import Desk

AT_ONCE = 500
Rows = Iterator[dict[str, str]]


def _paged(desk: Desk, kind: Any, *conditions: Any) -> Iterator[list[Any]]:
    """Yield pages of a kind's rows, by their id; what was read is forgotten, the transaction stays."""
    key = getattr(kind, key_of(kind))
    after = ""
    while True:
        asked = select(kind).where(key > after, *conditions).order_by(key).limit(AT_ONCE)
        found = list(desk.session.exec(asked))
        if not found:
            return
        after = getattr(found[-1], key.key)
        yield found
        desk.session.expunge_all()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return MANY.join(map(str, value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def people(desk: Desk) -> Rows:
    """Yield everybody but those merged into others; the columns are those that an import reads back."""
    for page in _paged(desk, Contact, col(Contact.merged_into_id).is_(None)):
        ids = [one.contact_id for one in page]
        phones, emails = _reaches(desk, Phone, ids), _reaches(desk, Email, ids)
        firms = _company_names(desk, page)
        for one in page:
            yield {
                "first name": one.first_name,
                "last name": one.last_name,
                "phone": MANY.join(
                    f"{row.number} x{row.extension}" if row.extension else row.number
                    for row in phones.get(one.contact_id, ())
                ),
                "email": MANY.join(row.address for row in emails.get(one.contact_id, ())),
                "address": _text(one.address),
                "company": firms.get(one.company_id or "", ""),
                "tags": _text(one.tags),
                "notes": one.notes,
                "source": _text(one.source),
                "lifecycle stage": str(one.lifecycle_stage).replace("_", " "),
                "customer since": _text(one.customer_since),
                "archived": "yes" if one.archived_at else "",
                "prefers": str(one.preferred_channel),
                "contact_id": one.contact_id,
                "created": _text(one.created_at),
            }


def _reaches(desk: Desk, kind: Any, ids: list[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    rows = select(kind).where(col(kind.contact_id).in_(ids), col(kind.retired_at).is_(None))
    for row in desk.session.exec(rows.order_by(kind.position, kind.created_at)):
        found.setdefault(row.contact_id, []).append(row)
    return found


def _company_names(desk: Desk, page: list[Any]) -> dict[str, str]:
    ids = sorted({one.company_id for one in page if one.company_id})
    found = desk.session.exec(select(Company).where(col(Company.company_id).in_(ids)))
    return {one.company_id: one.name for one in found}


def _names(desk: Desk, page: list[Any]) -> dict[str, str]:
    ids = sorted({one.contact_id for one in page if one.contact_id})
    found = desk.session.exec(select(Contact).where(col(Contact.contact_id).in_(ids)))
    return {one.contact_id: f"{one.first_name} {one.last_name}".strip() for one in found}


HIDDEN = frozenset(
    {
        *("business_id", "voided_at", "name_key", "title_key", "words_key"),
        *("won_approval_id", "direction", "minutes"),
    }
)
"""Columns that no table has: keys of ours, and what came after the shape of the tables was settled."""


def _plain(kind: type[PermanentRow]) -> Callable[[Desk], Rows]:
    """Return a reader that yields a kind's rows with all their columns, and the name of their person if they
    have one.
    """

    def rows(desk: Desk) -> Rows:
        columns = [name for name in spoken(kind) if name not in HIDDEN]
        for page in _paged(desk, kind):
            names = _names(desk, page) if "contact_id" in columns else {}
            for one in page:
                row = {name: _text(getattr(one, name)) for name in columns}
                yield (
                    {**row, "person": names.get(one.contact_id or "", "")} if "contact_id" in columns else row
                )

    return rows


TABLES: dict[str, Callable[[Desk], Rows]] = {
    "people": people,
    "companies": _plain(Company),
    **{str(kind.__tablename__): _plain(kind) for kind in declared_kinds()},
    "interactions": _plain(Interaction),
}
"""The tables that can be exported, by name."""
