"""The identity of a person by everything that is or was on record of them, and who else is known by the same."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import or_
from sqlmodel import col, select

from schemas.database import SEES_VOIDED
from schemas.images import row_key
from schemas.keys import fold
from schemas.records import AuditPerson, AuditRow, Contact, Email, MailMessage, Phone, Site, SitePerson
from tools.desk import Desk
from tools.privacy.identifiers import Identity
from tools.privacy.scrubbing import GONE

AT_ONCE = 200
SHORTEST_STREET = 6
"""The fewest characters of the first part of an address, to be one by itself ("1 Main St")."""


def _of(desk: Desk, kind: Any, values: Collection[str], column: str = "contact_id") -> Iterator[Any]:
    """Yield rows of a kind whose column holds one of the values, undone ones too."""
    listed = sorted(values)
    for start in range(0, len(listed), AT_ONCE):
        asked = select(kind).where(col(getattr(kind, column)).in_(listed[start : start + AT_ONCE]))
        yield from list(desk.session.exec(asked, execution_options={SEES_VOIDED: True}))


def own_sites(desk: Desk, ids: list[str]) -> list[Site]:
    """Return the properties in which nobody else has, or had, a part."""
    own = {one.site_id for one in _of(desk, SitePerson, ids)}
    others = {one.site_id for one in _of(desk, SitePerson, own, "site_id") if one.contact_id not in ids}
    return list(_of(desk, Site, own - others, "site_id"))


def identity_of(desk: Desk, ids: list[str], sites: list[Site]) -> Identity:
    """Return the identity that a text would give away: all names, numbers and addresses that they have or had.

    Args:
        desk: with a transaction open.
        ids: of the person's records.
        sites: the properties that are theirs alone.
    """
    names, numbers, words = set(), set(), {site.address for site in sites}
    images = [
        row.model_dump() for row in (*_of(desk, Contact, ids), *_of(desk, Phone, ids), *_of(desk, Email, ids))
    ]
    for image in (*images, *_earlier(desk, ids, {site.site_id for site in sites})):
        if "first_name" in image or "last_name" in image:
            names.add((image.get("first_name") or "", image.get("last_name") or ""))
        numbers.add(image.get("number") or "")
        words.add(image.get("address") or "")
    for mail in _of(desk, MailMessage, ids):
        words.add(mail.sender_address)
        first, _, last = mail.sender_name.strip().partition(" ")
        names.add((first, last.strip()))
    return Identity(
        names=frozenset(_whole_names(names)),
        numbers=frozenset(one for one in numbers if one.startswith("+")),
        words=frozenset(_addresses(words)),
    )


def _earlier(desk: Desk, ids: list[str], sites: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the images that the audit holds of a person's own rows."""
    about = select(AuditPerson.audit_id).where(col(AuditPerson.contact_id).in_(ids))
    for row in _of(desk, AuditRow, set(desk.session.exec(about)), "audit_id"):
        for change in row.changes:
            own = change["id"] in {*ids, *sites} or (
                change["table"] in {"phones", "emails"} and change.get("contact_id") in ids
            )
            if own:
                yield from (image for image in (change["before"], change["after"]) if image)


def _whole_names(names: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield each name that was written, and each first one with each last one: they may have been changed one
    by one.
    """
    kept = {(first, last) for first, last in names if GONE not in (first, last) and (first or last)}
    yield from kept
    yield from ((first, last) for first, _ in kept for _, last in kept if first and last)


def _addresses(words: Iterable[str]) -> Iterator[str]:
    """Yield each address, and its street with the number, without the town."""
    for word in words:
        if word and word != GONE:
            yield word
            street = word.split(",")[0].strip()
            if "@" not in word and len(street) >= SHORTEST_STREET and any(one.isdigit() for one in street):
                yield street


def identity_of_others(desk: Desk, ids: list[str], sites: list[Site], identity: Identity) -> Identity:
    """Return the identity without what is this person's alone: what is somebody else's as well.

    Args:
        desk: with a transaction open.
        ids: of the person's records.
        sites: the properties that are theirs alone.
        identity: who they are.
    """
    full = {fold(f"{first} {last}") for first, last in identity.full_names()}
    namesakes = [one for one in _of(desk, Contact, full, "full_key") if one.contact_id not in ids]
    numbers = {
        one.number for one in _of(desk, Phone, identity.numbers, "number") if one.contact_id not in ids
    }
    words = {one.address for one in _of(desk, Email, identity.words, "address") if one.contact_id not in ids}
    streets = [one for one in identity.words if "@" not in one]
    own = {*ids, *(site.site_id for site in sites)}
    kinds: tuple[Any, ...] = (Contact, Site)
    for kind in kinds:
        for start in range(0, len(streets), AT_ONCE):
            begins = [
                col(kind.address).istartswith(one, autoescape=True)
                for one in streets[start : start + AT_ONCE]
            ]
            for row in desk.session.exec(select(kind).where(or_(*begins))):
                if row_key(row) not in own:
                    words |= {one for one in streets if fold(row.address or "").startswith(fold(one))}
    return Identity(
        names=frozenset((one.first_name, one.last_name) for one in namesakes),
        numbers=frozenset(numbers),
        words=frozenset(words),
    )
