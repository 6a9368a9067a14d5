"""Places as people say them → sites: "44 Elm St", "the rental on Elm", "Tom's shop".

Every telling word must be of the address, the label, or a person who has a part in it; several fit or none: candidates.
"""

from collections.abc import Sequence

from sqlalchemy import or_
from sqlmodel import col, select

from schemas.enums import SitePart
from schemas.errors import Ambiguous, NotFound
from schemas.keys import words
from schemas.postal import ONE_FORM, STREET_ENDS, Postal, postal_key, read_postal
from schemas.records import Contact, Site, SitePerson
from tools import wording
from tools.desk import Desk
from tools.matters import disambiguation, people
from tools.matters.query_terms import MOST_CANDIDATES, NEAREST, STOP_WORDS, is_id, not_empty

AROUND = STOP_WORDS | frozenset(words("on in by over out there where place property site address unit"))
"""Words around a place that tell nothing of it."""
USES = frozenset(words("rental house home building apartment shop office condo cabin"))
"""Words that tell what a place is used as; they choose between places, and rule none out."""
RENTED = {SitePart.TENANT, SitePart.LANDLORD}


def site(desk: Desk, said: str, argument: str = "site") -> Site:
    """Return the one place that is meant.

    Args:
        desk: with a transaction open.
        said: an address, a label, a street, or whose it is; or an id.
        argument: what to name in a refusal.

    Raises:
        BadArguments, Ambiguous, NotFound.
    """
    found = sites(desk, not_empty(said, argument))
    if len(found) == 1:
        return found[0]
    candidates = [as_candidate(one) for one in (found or _nearest(desk, said))[:MOST_CANDIDATES]]
    labels = wording.listed([one["label"] for one in candidates], "or")
    if found:
        raise Ambiguous(
            f"{disambiguation.quoted(desk, said)} fits {len(found)} places: {labels}. Say which one. Nothing was changed.",
            argument,
            candidates,
        )
    hint = f" The nearest: {labels}." if candidates else ""
    raise NotFound(
        f"No property on record fits {disambiguation.quoted(desk, said)}.{hint} To add it, say: add a property at … for … "
        "Nothing was changed.",
        argument,
        candidates,
    )


def sites(desk: Desk, said: str) -> list[Site]:
    """Return every place that fits; those whose label has all the words first, if there are any."""
    if is_id(said):
        row = desk.session.get(Site, (desk.business_id, said))
        return [row] if row is not None and row.voided_at is None else []
    if read_postal(said).names_a_place:
        exact = select(Site).where(col(Site.address_key) == postal_key(said)[:300])
        found = [one for one in desk.session.exec(exact) if _same_town(one, read_postal(said))]
        if found:
            return found
    tokens = [ONE_FORM.get(word, word) for word in words(said) if word not in AROUND]
    telling = {word for word in tokens if word not in USES}
    fitting = [(one, _words_of(desk, one)) for one in _with_any(desk, tokens)]
    fitting = [(one, held) for one, held in fitting if all(_held(word, held) for word in telling)]
    best = [one for one, held in fitting if all(_held(word, held) for word in tokens)]
    return best or ([one for one, _ in fitting] if telling else [])


def _held(word: str, held: set[str]) -> bool:
    return word in held or (word.endswith("s") and word[:-1] in held)


def _same_town(one: Site, said: Postal) -> bool:
    town = read_postal(one.address).town
    return not (town and said.town) or town == said.town


def _with_any(desk: Desk, tokens: Sequence[str]) -> list[Site]:
    """Return places whose words, or whose people's names, hold any of the words."""
    stems = sorted({*tokens, *(word[:-1] for word in tokens if word.endswith("s") and len(word) > 3)})[:12]
    if not stems:
        return []
    own = [col(Site.words_key).contains(f" {stem} ", autoescape=True) for stem in stems]
    theirs = select(SitePerson.site_id).join(Contact, col(Contact.contact_id) == col(SitePerson.contact_id))
    theirs = theirs.where(or_(col(Contact.first_key).in_(stems), col(Contact.last_key).in_(stems)))
    rented = select(SitePerson.site_id).where(col(SitePerson.part).in_(RENTED))
    also = [col(Site.site_id).in_(rented)] if "rental" in stems else []
    found = select(Site).where(or_(*own, *also, col(Site.site_id).in_(theirs))).limit(500)
    return list(desk.session.exec(found))


def _words_of(desk: Desk, one: Site) -> set[str]:
    held = {ONE_FORM.get(word, word) for word in one.words_key.split()}
    for person in parts_of(desk, site_id=one.site_id):
        contact = desk.session.get_one(Contact, (desk.business_id, person.contact_id))
        held |= set(contact.full_key.split())
        held |= {"rental"} if person.part in RENTED else set()
    return held


def _nearest(desk: Desk, said: str) -> list[Site]:
    from rapidfuzz import fuzz, process

    rows = list(desk.session.exec(select(Site).order_by(col(Site.updated_at).desc()).limit(2000)))
    keys = {index: one.words_key.strip() for index, one in enumerate(rows)}
    wanted = " ".join(words(said)[:20])
    close = process.extract(wanted, keys, scorer=fuzz.token_set_ratio, limit=NEAREST, score_cutoff=70)
    return [rows[index] for _, _, index in close]


def called(one: Site) -> str:
    """Return a place in words: "rental, 44 Elm St"."""
    return f"{one.label}, {one.address}" if one.label else one.address


def as_candidate(one: Site) -> dict[str, str]:
    """Return a place as a candidate of a refusal."""
    return {"kind": "site", "id": one.site_id, "label": called(one), "name": called(one)}


def parts_of(desk: Desk, *, site_id: str = "", contact_id: str = "") -> list[SitePerson]:
    """Return the parts that people have in a place now, or a person in places; each once."""
    asked = select(SitePerson).where(col(SitePerson.ended_at).is_(None))
    if site_id:
        asked = asked.where(col(SitePerson.site_id) == site_id)
    if contact_id:
        asked = asked.where(col(SitePerson.contact_id) == contact_id)
    rows = desk.session.exec(asked.order_by(col(SitePerson.created_at), col(SitePerson.site_person_id)))
    return list({(row.site_id, row.contact_id, row.part): row for row in rows}.values())


def site_of_id(desk: Desk, site_id: str | None) -> Site | None:
    """Return the place of a job, if it names one that still stands."""
    row = desk.session.get(Site, (desk.business_id, site_id)) if site_id else None
    return row if row is not None and row.voided_at is None else None


def site_named_in(desk: Desk, contact_id: str | None, text: str) -> Site | None:
    """Return the one place of a person that a job's title names ("Leaky faucet at 44 Elm St"); None where none
    or several do.
    """
    if contact_id is None:
        return None
    said = f" {' '.join(ONE_FORM.get(word, word) for word in words(text))} "
    named = []
    for site_id in dict.fromkeys(part.site_id for part in parts_of(desk, contact_id=contact_id)):
        one = site_of_id(desk, site_id)
        place = read_postal(one.address) if one is not None else Postal()
        if one is not None and place.names_a_place and f" {place.number} {place.street} " in said:
            named.append(one)
    return named[0] if len(named) == 1 else None


def known_or_new(desk: Desk, address: str, label: str = "") -> Site:
    """Return the place at an address, added if it is new; inside an open writing transaction."""
    found = sites(desk, address) if read_postal(address).names_a_place else []
    if found:
        return found[0]
    added = Site(business_id=desk.business_id, site_id=desk.new_id(), address=address, label=label)
    desk.session.add(added)
    desk.session.flush()
    return added


def elsewhere(desk: Desk, contact: Contact, address: str) -> Site | None:
    """Return the place of an inquiry that is not at the person's own address; None where it is, or names no
    place.
    """
    asked, own = read_postal(address), read_postal(contact.address or "")
    if not asked.names_a_place or not own.names_a_place or asked.same_place(own):
        return None
    return known_or_new(desk, address)


def living_at(desk: Desk, said: str) -> list[Contact]:
    """Return the people whose own address is the place said."""
    place = read_postal(said)
    if not place.number or not place.street:
        return []
    start = place.street.split()[0]
    near = select(Contact).where(
        col(Contact.address).icontains(start, autoescape=True),
        col(Contact.address).contains(place.number, autoescape=True),
        col(Contact.merged_into_id).is_(None),
    )
    return [one for one in desk.session.exec(near.limit(500)) if _at(read_postal(one.address or ""), place)]


def living_on(desk: Desk, said: str) -> list[Contact]:
    """Return the people whose own address is on the street said, which has no house number."""
    place = read_postal(said)
    *named, end = place.street.split() or [""]
    if place.number or not named or end not in STREET_ENDS:
        return []
    near = select(Contact).where(
        col(Contact.address).icontains(named[-1], autoescape=True), col(Contact.merged_into_id).is_(None)
    )
    rows = desk.session.exec(near.limit(500))
    return [one for one in rows if read_postal(one.address or "").street == place.street]


def _at(own: Postal, said: Postal) -> bool:
    """Return whether an address is the place said, which may leave the kind of street and the town out."""
    street = own.street == said.street or own.street.startswith(said.street + " ")
    units = not said.unit or said.unit == own.unit
    towns = not (said.town and own.town) or said.town == own.town
    return own.number == said.number and street and units and towns


def people_at(desk: Desk, one: Site) -> list[tuple[Contact, str]]:
    """Return everybody at a place with their part; those whose own address it is have the part "lives there"."""
    parts = parts_of(desk, site_id=one.site_id)
    named = [(people.by_id(desk, part.contact_id), str(part.part)) for part in parts]
    ids = {contact.contact_id for contact, _ in named}
    return named + [(who, "lives there") for who in living_at(desk, one.address) if who.contact_id not in ids]
