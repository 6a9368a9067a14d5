"""The belongings of a person: every row that points to one, found from the schema's own keys, so that none is forgotten.

A row that is recorded (the audit keeps its images) can move to another person and back. A log of what happened (the
audit's index, cards, mails that went out by themselves) stays with the id that it happened to, and is read by
`people.records_of`: nobody rewrites what was shown or sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from schemas.records import Contact, all_kinds, declared_kinds
from tools import wording
from tools.desk import Desk

Record = Any
"""A row of any recorded table, whose columns are known only when it runs."""

CALLED = {
    **{
        str(one.__tablename__): (one.declared.called, one.declared.many)
        for one in declared_kinds()
        if one.declared
    },
    "emails": ("e-mail", "e-mails"),
    "mail_messages": ("mail", "mails"),
    "interactions": ("touch", "touches"),
    "hand_offs": ("hand-off", "hand-offs"),
    "companies": ("company that they speak for", "companies that they speak for"),
    "consents": ("word on being written to", "words on being written to"),
    "site_people": ("part in a property", "parts in properties"),
}
"""Tables whose name is not what an owner would call a row of it."""


@dataclass(frozen=True)
class Link:
    """A column of a recorded table that names a row of another."""

    kind: Record
    column: str

    @property
    def table(self) -> str:
        return str(self.kind.__tablename__)

    def rows(self, desk: Desk, target_id: str) -> list[Record]:
        """Return the rows that point to the record."""
        found = select(self.kind).where(getattr(self.kind, self.column) == target_id)
        return list(desk.session.exec(found))

    def count(self, desk: Desk, target_id: str) -> int:
        named = getattr(self.kind, self.column) == target_id
        return int(desk.session.exec(select(func.count()).select_from(self.kind).where(named)).one())


def recorded_kinds() -> dict[str, Record]:
    """Return the kinds of recorded rows by table."""
    return {str(kind.__tablename__): kind for kind in all_kinds() if kind.recorded}


def links_to(target: Record) -> list[Link]:
    """Return the columns of recorded tables that point to a record, in a fixed order; those of its own table
    left out.
    """
    return [
        Link(kind, column)
        for table, kind in sorted(recorded_kinds().items())
        if kind is not target
        for column in sorted(_columns_to(kind, target))
    ]


def _columns_to(kind: Record, target: Record) -> Iterator[str]:
    for key in kind.__table__.foreign_key_constraints:
        if key.referred_table is target.__table__:
            yield from (str(column.name) for column in key.columns if column.name != "business_id")


def told_of(desk: Desk, contact_id: str) -> str:
    """Return a count in words of the rows that belong to a person: "2 leads, 1 deal, 14 touches"; empty for
    none.
    """
    counts: dict[str, int] = {}
    for link in links_to(Contact):
        counts[link.table] = counts.get(link.table, 0) + link.count(desk, contact_id)
    said = [
        wording.count(number, *CALLED.get(table, (table.removesuffix("s"),)))
        for table, number in sorted(counts.items())
        if number
    ]
    return wording.listed(said)


def merged_into(desk: Desk, contact_id: str) -> list[Contact]:
    """Return the records that became part of a person directly, the first one first."""
    found = (
        select(Contact)
        .where(col(Contact.merged_into_id) == contact_id)
        .order_by(col(Contact.archived_at), col(Contact.contact_id))
    )
    return list(desk.session.exec(found))
