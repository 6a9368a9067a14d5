"""The resolver of people: words that name somebody → who fits, and where nobody does, who is called much like it.

Chat and tools ask here and nowhere else. Nobody is guessed: one who fits is taken, several are asked about, and a near name
is only ever offered.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from schemas.keys import fold, words
from schemas.records import Company, Contact, Lead, Phone
from tools.desk import Desk
from tools.matters import disambiguation, near_names, people
from tools.matters.generations import generation_of, parted
from tools.matters.query_terms import PHONE_LIKE, REFERENCE, STOP_WORDS, is_a_thing, is_id, is_titled
from tools.matters.titles import may_be_addressed

OLDEST_FIRST = col(Contact.contact_id)
"""Ids sort by time; without it the people of a question would stand as whichever index was read has them."""

PLACING = ("in", "at", "from", "on", "with", "of")
"""The words that lead over from a name to what tells its bearer from others ("Ana in Round Rock")."""
MOST_ASKED = 50
LONGEST_UNSPACED = 6


@dataclass(frozen=True)
class Resolved:
    """The resolver's result for a name: one who fits, several, or nobody and perhaps who is near.

    Args:
        said: the name, as it was said.
        fits: candidates that it fits.
        near: candidates that are called much like it, only where none fits.
    """

    said: str
    fits: tuple[dict[str, str], ...] = ()
    near: tuple[dict[str, str], ...] = ()


def resolve(desk: Desk, said: str, hint: str = "") -> Resolved:
    """Resolve a name.

    Args:
        desk: with a transaction open.
        said: a name, company, phone, e-mail, id or reference.
        hint: further words that may tell several of that name apart: a town, a company, the end of a number.
    """
    found = contacts(desk, said)
    if len(found) > 1 and hint:
        found = narrowed(desk, found, hint)
    near = [] if found else near_to(desk, said)
    return Resolved(
        said, tuple(disambiguation.candidates(desk, found[:8])), tuple(disambiguation.candidates(desk, near))
    )


def resolve_sign(desk: Desk, sign: str) -> Resolved:
    """Resolve an e-mail, a phone's last seven digits or more, or a lead's reference, as it stands in a message."""
    digits = "".join(c for c in sign if c.isdigit())
    if "@" in sign or REFERENCE.search(sign):
        found = by_identity(desk, sign) or []
    else:
        found = with_number_ending(desk, digits[-10:]) if len(digits) >= 7 else []
    return Resolved(sign, tuple(disambiguation.candidates(desk, found)))


def contacts(desk: Desk, said: str) -> list[Contact]:
    """Find everybody who fits; archived people only if nobody else does."""
    direct = by_identity(desk, said)
    if direct is not None:
        return direct
    if is_a_thing(said):
        return _of_company(desk, words(said)[-1])
    found = _named(desk, said)
    if is_titled(said):
        *_, title, name = words(said)
        found = [one for one in _named(desk, name) if may_be_addressed(title, one.first_key)]
    if not found:
        name, hint = _cut(said)
        found = narrowed(desk, _named(desk, name), hint) if name else []
    standing = [one for one in found if one.archived_at is None]
    return standing or found


def near_to(desk: Desk, said: str) -> list[Contact]:
    """Find who is called much like a name that nobody has."""
    if by_identity(desk, said) is not None:
        return []
    if is_a_thing(said) or is_titled(said):
        return _named(desk, words(said)[-1])[: near_names.MOST_NEAR]
    tokens = [word for word in words(said) if word not in STOP_WORDS]
    name, generation = parted(tokens)
    if generation:
        return [one for one in _named(desk, " ".join(name)) if not generation_of(one)][: near_names.MOST_NEAR]
    return near_names.near(desk, tokens)


def narrowed(desk: Desk, found: list[Contact], hint: str) -> list[Contact]:
    """Return those of several whom further words tell from the rest, as many of them as fit; all where they fit none."""
    wanted = [word for word in words(hint) if word not in STOP_WORDS]
    if len(found) < 2 or not wanted:
        return found
    telling = [(one, _telling(desk, one)) for one in found]
    for end in range(len(wanted), 0, -1):
        fitting = [one for one, held in telling if held >= set(wanted[:end])]
        if fitting:
            return fitting
    return found


def _telling(desk: Desk, contact: Contact) -> set[str]:
    """Collect the words that may tell somebody from a namesake: address, company, the ends of numbers."""
    company = people.company_of(desk, contact)
    numbers = [row.number for row in people.phones_of(desk, contact.contact_id)]
    held = set(words(contact.address or "")) | set(words(company.name if company else ""))
    return held | {number[-4:] for number in numbers} | {number[-7:] for number in numbers}


def _cut(said: str) -> tuple[str, str]:
    """Cut "Ana in Round Rock" into the name and what tells it apart."""
    parts = said.replace("(", " with ").replace(")", " ").replace(",", " with ").split()
    for index, part in enumerate(parts[1:], 1):
        if part.casefold() in PLACING:
            return " ".join(parts[:index]), " ".join(parts[index + 1 :])
    return ("", "") if len(parts) < 2 or not parts[-1].isdigit() else (" ".join(parts[:-1]), parts[-1])


def by_identity(desk: Desk, said: str) -> list[Contact] | None:
    """Find by id, reference, e-mail or phone; None if the text is none of these."""
    if is_id(said):
        row = desk.session.get(Contact, (desk.business_id, said))
        return [people.by_id(desk, said)] if row is not None and row.voided_at is None else []
    reference = REFERENCE.search(said)
    if reference:
        lead = lead_by_reference(desk, reference[1], reference[2])
        return [people.by_id(desk, lead.contact_id)] if lead is not None and lead.contact_id else []
    if "@" in said and " " not in said:
        return people.with_email(desk, said.casefold())
    if PHONE_LIKE.match(said):
        number = people.parse_phone(desk, said, "contact")
        return people.with_phone(desk, number.number) if number else []
    return None


def with_number_ending(desk: Desk, digits: str) -> list[Contact]:
    """Find whose number ends as was said, as people say the numbers of their own area."""
    ending = (
        select(Contact)
        .join(Phone, col(Phone.contact_id) == col(Contact.contact_id))
        .where(col(Phone.number).endswith(digits), col(Phone.retired_at).is_(None))
    )
    return people.each_once(desk.session.exec(ending.order_by(OLDEST_FIRST).limit(5)))


def lead_by_reference(desk: Desk, month: str, number: str) -> Lead | None:
    """Find the lead of a reference, typed with or without hyphens."""
    return desk.session.exec(select(Lead).where(col(Lead.reference) == f"LEAD{month}{number}")).first()


def _named(desk: Desk, said: str) -> list[Contact]:
    tokens = [word for word in words(said) if word not in STOP_WORDS] or words(said)
    full = " ".join(tokens)
    if not full:
        return []
    whole = col(Contact.full_key).in_(
        {full, fold(said), " ".join([*tokens[1:], tokens[0]]), *_unspaced(full)}
    )
    found = _unmerged(desk, whole)
    name, generation = parted(tokens)
    if generation and not found:
        return [one for one in _named(desk, " ".join(name)) if generation_of(one) == generation]
    found = found or _unmerged(desk, or_(*_parts(tokens)))
    return found or _of_company(desk, full) or _former(desk, full, said)


def _unspaced(full: str) -> set[str]:
    """Return what a name may be on record as that is written without a space between its two parts ("王芳")."""
    if not 1 < len(full) <= LONGEST_UNSPACED or full.isascii() or full.lower() != full.upper():
        return set()
    cuts = [(full[:cut], full[cut:]) for cut in range(1, len(full))]
    return {f"{one} {other}" for pair in cuts for one, other in (pair, pair[::-1])}


def _parts(tokens: Sequence[str]) -> list[ColumnElement[bool]]:
    """Build what a name must be of which some parts were said: a given name, a family name or the first or last word of one.

    Of a family name in two words each half will do beside the given name; of a given name in two words none does.
    """
    first, last = col(Contact.first_key), col(Contact.last_key)
    full = " ".join(tokens)
    fits = [first == full, last == full]
    fits += [last.startswith(f"{full} ", autoescape=True), last.endswith(f" {full}", autoescape=True)]
    fits += [last == f"{particle} {full}" for particle in sorted(near_names.PARTICLES)]
    for cut in range(1, len(tokens)):
        given, family = " ".join(tokens[:cut]), " ".join(tokens[cut:])
        fits += [(first == given) & _family(family), (first == family) & _family(given)]
    return fits


def _family(said: str) -> ColumnElement[bool]:
    last = col(Contact.last_key)
    halves = [last.startswith(f"{said} ", autoescape=True), last.endswith(f" {said}", autoescape=True)]
    initial = [last.startswith(said, autoescape=True)] if len(said) == 1 else []
    return or_(last == said, *halves, *initial)


def _unmerged(desk: Desk, condition: ColumnElement[bool]) -> list[Contact]:
    asked = select(Contact).where(condition, col(Contact.merged_into_id).is_(None))
    return list(desk.session.exec(asked.order_by(OLDEST_FIRST).limit(MOST_ASKED)))


def _former(desk: Desk, full: str, said: str) -> list[Contact]:
    """Find whom a record of that name has become part of: its history is read there."""
    merged = select(Contact).where(
        col(Contact.full_key).in_({full, fold(said)}), col(Contact.merged_into_id).is_not(None)
    )
    return people.each_once(
        people.by_id(desk, one.contact_id)
        for one in desk.session.exec(merged.order_by(OLDEST_FIRST).limit(20))
    )


def _of_company(desk: Desk, name_key: str) -> list[Contact]:
    begins = col(Company.name_key).startswith(name_key + " ", autoescape=True)
    asked = select(Company).where(or_(col(Company.name_key) == name_key, begins))
    companies = list(desk.session.exec(asked.limit(20)))
    if not companies:
        return []
    primary = [c.primary_contact_id for c in companies if c.primary_contact_id]
    if len(companies) == 1 and primary:
        return [people.by_id(desk, primary[0])]
    ids = [c.company_id for c in companies]
    return _unmerged(desk, col(Contact.company_id).in_(ids))
