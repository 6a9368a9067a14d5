"""The sweep for a redacted person through every text of every table: others' texts keep all but this one's names."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, String, TypeDecorator, UniqueConstraint, cast, or_
from sqlmodel import col, select

from schemas.columns import Tree, Word
from schemas.database import SEES_VOIDED
from schemas.images import row_key
from schemas.records import Company, Contact, Email, ImportLine, Phone, Site, all_kinds
from tools.desk import Desk
from tools.privacy.identifiers import Identity
from tools.privacy.scrubbing import GONE, Scrub

AT_ONCE = 200
OF_THE_DESK = frozenset(
    {
        "members",
        "connections",
        "member_passwords",
        "web_sessions",
        "one_time_links",
        "sign_in_tries",
        "leases",
    }
)
"""Tables that tell of the members and of the machine."""
OF_OURS = """
tool door event act kind job period worker channel model cadence does mailbox answer chosen_act lease_owner
reference what was became because stage media_type path country region time_zone currency trade cursor
"""
"""Columns that hold nothing but words of our own, and where something lies."""
OF_SOMEBODY = (Contact, Phone, Email, Company, Site)
"""The tables whose row says whose names, numbers and addresses these are: a single name in another's is that other's."""


class Sweep:
    """The sweep that takes a person out of everything that still names them.

    Args:
        desk: with its writing transaction open.
        owned: table → ids of the rows that are the person's, contacts first of all.
        identity: what gives the person away, where nobody else is meant by it.
        about: takes out what stands for them in what is about them.
    """

    def __init__(self, desk: Desk, owned: dict[str, set[str]], identity: Identity, about: Scrub) -> None:
        self.desk = desk
        self.owned = owned
        self.identity = identity
        self.about = about
        self.elsewhere = Scrub(identity, about.ids, about)

    def rows(self) -> int:
        """Sweep every table; return how many rows were changed."""
        tables = {str(kind.__tablename__): kind for kind in all_kinds()}
        return sum(self._swept(tables[name]) for name in sorted(tables.keys() - OF_THE_DESK))

    def _swept(self, kind: Any) -> int:
        texts, trees = list(_texts(kind)), list(_trees(kind))
        changed = 0
        for row in self._named(kind, [*texts, *trees]) if texts or trees else ():
            scrub = self.about if self._is_about(kind, row) else self.elsewhere
            before = [getattr(row, name) for name in (*texts, *trees)]
            for name in texts:
                self._set(row, name, scrub.text(getattr(row, name) or ""))
            for name in trees:
                self._set(row, name, scrub.part(getattr(row, name)))
            changed += before != [getattr(row, name) for name in (*texts, *trees)]
        self.desk.session.flush()
        return changed

    def _set(self, row: Any, name: str, value: Any) -> None:
        if value == (getattr(row, name) or ("" if isinstance(value, str) else value)):
            return
        if isinstance(row, ImportLine) and name == "held":
            value = {}
        elif name in _unique(type(row)):
            value = f"{GONE} {row_key(row)[-8:]}"
        setattr(row, name, value)

    def _named(self, kind: Any, columns: list[str]) -> Iterator[Any]:
        """Yield the rows that are about the person or may name them."""
        needles = list(self.identity.needles())
        contacts = [f"%{one}%" for one in sorted(self.owned["contacts"])]
        table = kind.__table__
        may = [cast(table.c[name], String).ilike(needle) for name in columns for needle in needles]
        may += [cast(table.c[name], String).like(one) for name in _trees(kind) for one in contacts]
        for column, target in _links(kind):
            ids = sorted(self.owned.get(target, ()))
            may += [
                col(getattr(kind, column)).in_(ids[start : start + AT_ONCE])
                for start in range(0, len(ids), AT_ONCE)
            ]
        if may:
            yield from list(
                self.desk.session.exec(select(kind).where(or_(*may)), execution_options={SEES_VOIDED: True})
            )

    def _is_about(self, kind: Any, row: Any) -> bool:
        if kind in OF_SOMEBODY:
            return False
        if self.elsewhere.finds(*(getattr(row, name) for name in _texts(kind))):
            return True
        if any(getattr(row, column) in self.owned.get(target, ()) for column, target in _links(kind)):
            return True
        trees = [str(getattr(row, name)) for name in _trees(kind)]
        return any(one in tree for tree in trees for one in self.owned["contacts"])


def _columns(kind: Any) -> Iterator[Column[Any]]:
    """Yield the columns in which somebody may be named: no ids, digests, and nothing that is made from other
    columns.
    """
    for column in kind.__table__.columns:
        made = column.name.endswith(("_id", "_key", "_skeleton", "digest", "fingerprint"))
        ours = column.name in OF_OURS.split() or made or isinstance(column.type, Word)
        if not (ours or column.primary_key or column.foreign_keys):
            yield column


def _texts(kind: Any) -> Iterator[str]:
    for one in _columns(kind):
        kept = one.type.impl_instance if isinstance(one.type, TypeDecorator) else one.type
        if isinstance(kept, String):
            yield one.name


def _trees(kind: Any) -> Iterator[str]:
    yield from (one.name for one in _columns(kind) if isinstance(one.type, Tree))


def _links(kind: Any) -> Iterator[tuple[str, str]]:
    """Yield the columns that point to a row of another table, each with what it points to."""
    for key in kind.__table__.foreign_key_constraints:
        for element in key.elements:
            if element.parent.name != "business_id":
                yield element.parent.name, element.column.table.name


def _unique(kind: Any) -> set[str]:
    """Return the columns that no two rows may share a value of."""
    table = kind.__table__
    keys = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    return {
        column.name
        for one in (*keys, *table.indexes)
        if getattr(one, "unique", True)
        for column in one.columns
    }
