"""Finding people as one types: by parts of a name, a company, a phone number, an e-mail or an address.

For a person at a screen, who sees what is found and picks; what a word means for a write is `whom`'s.
"""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from schemas.errors import DeskhandError
from schemas.keys import fold
from schemas.records import Company, Contact, Email, Phone
from tools.desk import Desk
from tools.matters import people
from tools.matters.reachable import Reachable, reachable
from tools.matters.whom import by_identity

MOST_WORDS = 6
MOST_TYPED = 120
MOST_BY_NUMBER = 100
"""People that a part of a number or of an e-mail may bring in."""
MOST_COMPANIES = 50
FEWEST_DIGITS = 3
NOTHING_BUT_A_NUMBER = re.compile(r"^[\s+()\d./-]+$")


@dataclass(frozen=True)
class FoundPerson:
    """One line of a list of people."""

    contact_id: str
    name: str
    company: str
    address: str
    stage: str
    archived: bool
    reach: Reachable


@dataclass(frozen=True)
class FoundPeople:
    """A page of people, best first, and whether there are more after it."""

    people: list[FoundPerson]
    more: bool


def search_people(desk: Desk, typed: str, *, most: int, offset: int = 0) -> FoundPeople:
    """Return everybody whom each typed word fits, inside the open transaction.

    A word fits where a word of the name, the address or the company begins with it. Digits are looked for in numbers too;
    what holds an "@", in e-mails alone. Merged records are left out, archived ones come last.

    Args:
        desk: with a transaction open.
        typed: what was typed so far.
        most: how many.
        offset: how many to pass over.
    """
    text = typed.strip()[:MOST_TYPED]
    keys = [key for piece in text.split()[:MOST_WORDS] if (key := fold(piece))]
    if not keys:
        return FoundPeople([], more=False)
    fits = _by_number(desk, text)
    if "@" not in text:
        # Asked for by itself, so that the index of words is walked through and no row read but those that fit.
        named = aliased(Contact)
        every_word = (_word_fits(desk, named, key) for key in keys)
        fitting = select(named.contact_id).where(col(named.merged_into_id).is_(None), *every_word)
        fits.append(col(Contact.contact_id).in_(fitting))
    if not fits:
        return FoundPeople([], more=False)
    whole = fold(text)
    best = case(
        (col(Contact.full_key).startswith(whole, autoescape=True), 0),
        (col(Contact.last_key).startswith(whole, autoescape=True), 1),
        else_=2,
    )
    asked = (
        select(Contact)
        .where(or_(*fits), col(Contact.merged_into_id).is_(None))
        .order_by(col(Contact.archived_at).is_not(None), best, col(Contact.full_key), col(Contact.contact_id))
        .offset(offset)
        .limit(most + 1)
    )
    return _page(desk, list(desk.session.exec(asked)), most)


def _word_fits(desk: Desk, named: type[Contact], key: str) -> ColumnElement[bool]:
    begins = col(named.words_key).contains(f" {key}", autoescape=True)
    companies = _companies(desk, key)
    return or_(begins, col(named.company_id).in_(companies)) if companies else begins


def _companies(desk: Desk, key: str) -> list[str]:
    named = col(Company.name_key)
    begins = or_(named.startswith(key, autoescape=True), named.contains(f" {key}", autoescape=True))
    return list(desk.session.exec(select(Company.company_id).where(begins).limit(MOST_COMPANIES)))


def _by_number(desk: Desk, text: str) -> list[ColumnElement[bool]]:
    """Return conditions on numbers and e-mails: the typed digits or words in part, a whole one, or a reference."""
    kinds: list[tuple[Any, Any, str]] = []
    digits = re.sub(r"\D", "", text)
    if NOTHING_BUT_A_NUMBER.match(text) and len(digits) >= FEWEST_DIGITS:
        kinds.append((Phone, col(Phone.number), digits))
    if "@" in text and " " not in text:
        kinds.append((Email, col(Email.address), text.casefold()))
    ids = {one.contact_id for one in _by_identity(desk, text)}
    for kind, column, part in kinds:
        holding = select(kind.contact_id).where(
            column.contains(part, autoescape=True), col(kind.retired_at).is_(None)
        )
        ids.update(desk.session.exec(holding.limit(MOST_BY_NUMBER)))
    return [col(Contact.contact_id).in_(sorted(ids))] if ids else []


def _by_identity(desk: Desk, text: str) -> list[Contact]:
    try:
        return by_identity(desk, text) or []
    except DeskhandError:
        # A number that is not typed to its end can't be one yet.
        return []


def list_people(desk: Desk, *, most: int, offset: int = 0) -> FoundPeople:
    """Return everybody by name, then those without one; archived and merged records are left out."""
    not_archived = (col(Contact.merged_into_id).is_(None), col(Contact.archived_at).is_(None))
    name = col(Contact.full_key)
    named = select(Contact).where(*not_archived, name > "").order_by(name)
    found = list(desk.session.exec(named.offset(offset).limit(most + 1)))
    if len(found) <= most:
        # Asked only at the end of the names: ordered in one question, everybody would be sorted for each page.
        count = desk.session.exec(
            select(func.count()).select_from(Contact).where(*not_archived, name > "")
        ).one()
        nameless = select(Contact).where(*not_archived, name == "").order_by(col(Contact.contact_id))
        start = max(0, offset - count)
        found += desk.session.exec(nameless.offset(start).limit(most + 1 - len(found)))
    return _page(desk, found, most)


def list_archived(desk: Desk, *, most: int, offset: int = 0) -> FoundPeople:
    """Return everybody who was archived, the last one first; merged records are left out."""
    asked = select(Contact).where(
        col(Contact.merged_into_id).is_(None), col(Contact.archived_at).is_not(None)
    )
    latest = asked.order_by(col(Contact.archived_at).desc(), col(Contact.contact_id))
    return _page(desk, list(desk.session.exec(latest.offset(offset).limit(most + 1))), most)


def _page(desk: Desk, found: list[Contact], most: int) -> FoundPeople:
    return FoundPeople(known_people(desk, found[:most]), more=len(found) > most)


def known_people(desk: Desk, contacts: list[Contact]) -> list[FoundPerson]:
    """Return people as lines of a list, with their companies, phones and e-mails read at once."""
    reach = reachable(desk, [one.contact_id for one in contacts])
    ids = sorted({one.company_id for one in contacts if one.company_id})
    asked = select(Company).where(col(Company.company_id).in_(ids))
    companies = {one.company_id: one.name for one in desk.session.exec(asked)} if ids else {}
    return [
        _line(desk, one, companies.get(one.company_id or "", ""), reach[one.contact_id]) for one in contacts
    ]


def _line(desk: Desk, contact: Contact, company: str, reach: Reachable) -> FoundPerson:
    return FoundPerson(
        contact_id=contact.contact_id,
        name=people.name_of(desk, contact),
        company=company,
        address=contact.address or "",
        stage=str(contact.lifecycle_stage),
        archived=contact.archived_at is not None,
        reach=reach,
    )
