"""Who wants no automatic mail: said by them or by the owner (`opt_outs`), or tagged so on their record."""

import hashlib
from collections.abc import Collection

from sqlmodel import col, select

from schemas.keys import fold
from schemas.records import Contact, Email, OptOut
from tools import wording
from tools.desk import Desk

UNNAMED = "[redacted]"
TAGS = frozenset({"opted out", "opt out", "do not contact", "no contact", "unsubscribed"})


def is_tagged(person: Contact) -> bool:
    """Whether one of the person's tags says so."""
    return not TAGS.isdisjoint(fold(tag) for tag in person.tags)


def opted_out(desk: Desk, contact_id: str, address: str) -> bool:
    """Whether it is on record that a person, or whoever reads an address, asked for it."""
    named = (address, unnamed(desk, address))
    theirs = (col(OptOut.contact_id) == contact_id) | (
        col(OptOut.address).in_(named) & (col(OptOut.address) != "")
    )
    return desk.session.exec(select(OptOut).where(theirs).limit(1)).first() is not None


def silent_among(desk: Desk, people: Collection[Contact]) -> set[str]:
    """Those of some people who want none, by id; asked for all of them at once."""
    ids = {one.contact_id for one in people}
    by_id = select(OptOut.contact_id).where(col(OptOut.contact_id).in_(ids))
    by_address = (
        select(Email.contact_id)
        .join(OptOut, col(OptOut.address) == col(Email.address))
        .where(col(Email.contact_id).in_(ids), col(Email.retired_at).is_(None))
    )
    found = {one.contact_id for one in people if is_tagged(one)}
    found |= _silent_though_unnamed(desk, ids)
    for asked in (by_id, by_address):
        found |= {contact_id for contact_id in desk.session.exec(asked) if contact_id is not None}
    return found


def unnamed(desk: Desk, address: str) -> str:
    """What stands for the address of somebody redacted: to know again that it said stop, without saying whose it is."""
    digest = hashlib.sha256(f"{desk.business_id} {address}".encode()).hexdigest()
    return f"{UNNAMED} {digest}"


def _silent_though_unnamed(desk: Desk, ids: Collection[str]) -> set[str]:
    kept = select(OptOut.address).where(col(OptOut.address).startswith(UNNAMED, autoescape=True))
    unnamed_ones = set(desk.session.exec(kept))
    if not unnamed_ones:
        return set()
    theirs = select(Email).where(col(Email.contact_id).in_(ids), col(Email.retired_at).is_(None))
    return {row.contact_id for row in desk.session.exec(theirs) if unnamed(desk, row.address) in unnamed_ones}


def opt_out(desk: Desk, contact_id: str | None, address: str, said: str) -> OptOut:
    """Writes down that somebody asked for no automatic mail."""
    row = OptOut(
        business_id=desk.business_id,
        opt_out_id=desk.new_id(),
        contact_id=contact_id,
        address=address,
        said=wording.clipped(said, 300),
    )
    desk.session.add(row)
    return row
