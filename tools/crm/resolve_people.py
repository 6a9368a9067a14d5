"""Names of people as people say them → contacts: "Maria", a company, a phone, an e-mail, a reference.

One person fits: they are returned. Several: `Ambiguous` with the candidates. None: `NotFound` with the nearest.
Nothing is ever guessed for a write; a near miss is shown, and the caller asks.
"""

import re
from collections.abc import Sequence

from sqlalchemy import or_
from sqlmodel import col, select

from schemas.errors import Ambiguous, NotFound
from schemas.keys import fold, words
from schemas.records import Company, Contact, Lead
from tools import wording
from tools.crm import people
from tools.crm.said import FILLERS, MOST_CANDIDATES, NEAREST, PHONE_LIKE, REFERENCE, is_id, not_empty
from tools.desk import Desk

OLDEST_FIRST = col(Contact.contact_id)
"""Ids sort by time; without it the people of a question would stand as whichever index was read has them."""


def contact(desk: Desk, said: str, argument: str = "contact") -> Contact:
    """The one person that is meant.

    Args:
        desk: with a transaction open.
        said: a name, company, phone, e-mail, id, or the reference or name of a lead of theirs.
        argument: what to name in a refusal.

    Raises:
        BadArguments, Ambiguous, NotFound.
    """
    found = contacts(desk, not_empty(said, argument))
    if len(found) == 1:
        return found[0]
    if found:
        candidates = [people.as_candidate(desk, one) for one in found[:MOST_CANDIDATES]]
        names = wording.listed([c["label"] for c in candidates], "or")
        raise Ambiguous(
            f"{said!r} fits {len(found)} people: {names}. Say which one. Nothing was changed.",
            argument,
            candidates,
        )
    nearest = [people.as_candidate(desk, one) for one in _nearest_contacts(desk, said)]
    hint = f" The nearest: {wording.listed([c['label'] for c in nearest], 'or')}." if nearest else ""
    raise NotFound(f"Nobody on record is called {said[:80]!r}.{hint} Nothing was changed.", argument, nearest)


def contacts(desk: Desk, said: str) -> list[Contact]:
    """Everybody who fits, best first; archived people only if nobody else does."""
    direct = by_identity(desk, said)
    if direct is not None:
        return direct
    tokens = [word for word in words(said) if word not in FILLERS] or words(said)
    found = _contacts_by_name(desk, said, tokens)
    standing = [one for one in found if one.archived_at is None]
    return standing or found


def by_identity(desk: Desk, said: str) -> list[Contact] | None:
    """By id, reference, e-mail or phone; None if the text is none of these."""
    if is_id(said):
        row = desk.session.get(Contact, (desk.business_id, said))
        return [people.by_id(desk, said)] if row is not None and row.voided_at is None else []
    reference = REFERENCE.search(said)
    if reference:
        lead = lead_by_reference(desk, reference)
        return [people.by_id(desk, lead.contact_id)] if lead is not None and lead.contact_id else []
    if "@" in said and " " not in said:
        return people.with_email(desk, said.casefold())
    if PHONE_LIKE.match(said):
        number = people.parse_phone(desk, said, "contact")
        return people.with_phone(desk, number.number) if number else []
    return None


def _contacts_by_name(desk: Desk, said: str, tokens: Sequence[str]) -> list[Contact]:
    full = " ".join(tokens)
    if not full:
        return []
    unmerged = col(Contact.merged_into_id).is_(None)
    exact = select(Contact).where(col(Contact.full_key).in_({full, fold(said)}), unmerged)
    found = list(desk.session.exec(exact.order_by(OLDEST_FIRST).limit(50)))
    if found:
        return found
    if len(tokens) == 1:
        own = [col(Contact.first_key) == full, col(Contact.last_key) == full]
    else:
        own = [
            (col(Contact.first_key) == " ".join(tokens[:cut]))
            & (col(Contact.last_key) == " ".join(tokens[cut:]))
            for cut in range(1, len(tokens))
        ]
        own += [col(Contact.last_key) == full, col(Contact.first_key) == full]
    found = list(
        desk.session.exec(select(Contact).where(or_(*own), unmerged).order_by(OLDEST_FIRST).limit(50))
    )
    found = found or _contacts_by_company(desk, full) or _contacts_by_parts(desk, tokens)
    return found or _contacts_by_former_name(desk, full, said)


def _contacts_by_former_name(desk: Desk, full: str, said: str) -> list[Contact]:
    """Whom a record of that name has become part of: its history is read there."""
    merged = select(Contact).where(
        col(Contact.full_key).in_({full, fold(said)}), col(Contact.merged_into_id).is_not(None)
    )
    return people.each_once(
        people.by_id(desk, one.contact_id)
        for one in desk.session.exec(merged.order_by(OLDEST_FIRST).limit(20))
    )


def _contacts_by_company(desk: Desk, name_key: str) -> list[Contact]:
    companies = list(
        desk.session.exec(
            select(Company)
            .where(
                or_(
                    col(Company.name_key) == name_key,
                    col(Company.name_key).startswith(name_key + " ", autoescape=True),
                )
            )
            .limit(20)
        )
    )
    if not companies:
        return []
    primary = [c.primary_contact_id for c in companies if c.primary_contact_id]
    if len(companies) == 1 and primary:
        return [people.by_id(desk, primary[0])]
    ids = [c.company_id for c in companies]
    theirs = select(Contact).where(col(Contact.company_id).in_(ids), col(Contact.merged_into_id).is_(None))
    return list(desk.session.exec(theirs.order_by(OLDEST_FIRST).limit(20)))


def _contacts_by_parts(desk: Desk, tokens: Sequence[str]) -> list[Contact]:
    """Names with further parts: "Garcia" for "García Márquez", each said word being a word of the name."""
    first = tokens[0]
    near = select(Contact).where(
        or_(
            col(Contact.last_key).startswith(first + " ", autoescape=True),
            col(Contact.last_key).endswith(" " + first, autoescape=True),
            col(Contact.first_key).startswith(first + " ", autoescape=True),
            col(Contact.first_key) == first,
            col(Contact.last_key) == first,
        ),
        col(Contact.merged_into_id).is_(None),
    )
    wanted = set(tokens)
    return [
        one
        for one in desk.session.exec(near.order_by(OLDEST_FIRST).limit(200))
        if wanted <= set(one.full_key.split())
    ]


def _nearest_contacts(desk: Desk, said: str) -> list[Contact]:
    from rapidfuzz import fuzz, process

    rows = desk.session.exec(
        select(Contact.contact_id, Contact.full_key).where(
            col(Contact.merged_into_id).is_(None), col(Contact.full_key) != ""
        )
    )
    keys = dict(rows.all())
    close = process.extract(fold(said)[:100], keys, scorer=fuzz.WRatio, limit=NEAREST, score_cutoff=78)
    return [people.by_id(desk, contact_id) for _, _, contact_id in close]


def lead_by_reference(desk: Desk, reference: re.Match[str]) -> Lead | None:
    """The lead of a matched reference, typed with or without hyphens."""
    canonical = f"LEAD{reference[1]}{reference[2]}"
    return desk.session.exec(select(Lead).where(col(Lead.reference) == canonical)).first()
