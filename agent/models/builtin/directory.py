"""Who and what a message may mean: the people and open jobs whose words it holds.

A few indexed queries a message find every record that shares a word with it, however many are stored;
scoring who is meant is then plain arithmetic over those.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import ColumnElement, false, or_
from sqlmodel import col, select

from agent.models.builtin.slots.text import Token
from schemas.enums import CLOSED_STAGES, OPEN_LEAD_STATUSES, FollowUpStatus, LeadStatus, OpportunityStage
from schemas.keys import fold, words
from schemas.records import Company, Contact, Interaction, Lead, Opportunity
from tools.crm import people
from tools.crm.said import FILLERS, REFERENCE
from tools.desk import Desk

MOST_WORDS = 60
STREET = {"lane": "ln", "street": "st", "drive": "dr", "avenue": "ave", "road": "rd", "boulevard": "blvd"}
UNTELLING = FILLERS | frozenset(
    words(
        "back callback re about check follow ask text email at in to and or on is it up out new old main big"
    )
)
"""Words that name nobody and no job, though a title may hold them."""


OLDEST_FIRST = col(Contact.contact_id)
"""Ids sort by time; without it the people of a question would stand as whichever index was read has them."""


@dataclass(frozen=True)
class Job:
    """An open lead or deal, or a disqualified lead."""

    kind: str
    job_id: str
    contact_id: str | None
    title: str
    words: frozenset[str]
    open: bool = True
    amount: Decimal | None = None


@dataclass
class Person:
    """Somebody whose name, company or jobs share a word with the message."""

    contact_id: str
    name: str
    first: tuple[str, ...]
    last: tuple[str, ...]
    company: frozenset[str]
    jobs: list[Job] = field(default_factory=list)
    promises: list[frozenset[str]] = field(default_factory=list)
    direct: bool = False
    """Named by phone, e-mail or a lead's reference."""


@dataclass
class Directory:
    """The people that a message may mean, and which stored word each of its words stands for."""

    people: dict[str, Person]
    same_word: dict[str, str]
    """A typed word → the name it is a slip of ("schmitt" → "schmidt")."""

    def word(self, token: Token) -> str:
        """The token as names and titles are compared: folded, no possessive, slips mended."""
        plain = fold(token.folded)
        return self.same_word.get(plain, STREET.get(plain, plain))


def forms(word: str) -> set[str]:
    """A word as it may stand in a record: "karens" → karen, "lane" → ln."""
    found = {word, STREET.get(word, word)}
    if word.endswith("s") and len(word) > 3:
        found.add(word[:-1])
    return found


def directory_of(desk: Desk, tokens: list[Token], known: frozenset[str]) -> Directory:
    """Loads who and what the words of a message may mean.

    Args:
        desk: with a transaction open.
        tokens: of the message.
        known: words of the grammar; these are not taken for slips of names.
    """
    said = list(dict.fromkeys(fold(token.folded) for token in tokens[:MOST_WORDS]))
    said = [word for word in said if word and " " not in word]
    wanted = {form for word in said for form in forms(word)} - {""}
    found: dict[str, Person] = {}
    for contact in _by_names(desk, wanted):
        _add(desk, found, contact)
    hit = {part for person in found.values() for part in (*person.first, *person.last, *person.company)}
    slips = _slips(desk, [word for word in said if not forms(word) & (hit | known)], found)
    for job in _jobs_with(desk, wanted | set(slips.values())):
        if job.contact_id is not None:
            contact = people.by_id(desk, job.contact_id)
            _add(desk, found, contact)
    for contact in _direct(desk, tokens):
        _add(desk, found, contact).direct = True
    _add_jobs(desk, found, known)
    return Directory(found, slips)


def _add(desk: Desk, found: dict[str, Person], contact: Contact) -> Person:
    if contact.contact_id not in found:
        company = people.company_of(desk, contact)
        found[contact.contact_id] = Person(
            contact_id=contact.contact_id,
            name=people.name_of(desk, contact),
            first=tuple(contact.first_key.split()),
            last=tuple(contact.last_key.split()),
            company=frozenset(company.name_key.split()) - UNTELLING if company else frozenset(),
        )
    return found[contact.contact_id]


def _by_names(desk: Desk, said: set[str]) -> list[Contact]:
    if not said:
        return []
    keys = sorted(said - UNTELLING)[: MOST_WORDS * 2]
    own: list[ColumnElement[bool]] = [col(Contact.first_key).in_(keys), col(Contact.last_key).in_(keys)]
    own += [col(Contact.last_key).startswith(f"{key} ", autoescape=True) for key in keys[:30] if len(key) > 3]
    by_name = select(Contact).where(
        or_(*own), col(Contact.merged_into_id).is_(None), col(Contact.archived_at).is_(None)
    )
    starting: list[ColumnElement[bool]] = [col(Company.name_key) == key for key in keys]
    starting += [col(Company.name_key).startswith(f"{key} ", autoescape=True) for key in keys]
    starting += [col(Company.name_key).endswith(f" {key}", autoescape=True) for key in keys if len(key) > 2]
    by_company = (
        select(Contact)
        .join(Company, col(Company.company_id) == col(Contact.company_id))
        .where(or_(false(), *starting), col(Contact.merged_into_id).is_(None))
    )
    return [
        *desk.session.exec(by_name.order_by(OLDEST_FIRST).limit(200)),
        *desk.session.exec(by_company.order_by(OLDEST_FIRST).limit(50)),
    ]


def _slips(desk: Desk, said: list[str], found: dict[str, Person]) -> dict[str, str]:
    """Typed words that are one or two letters off a name on record."""
    from rapidfuzz.distance import OSA

    slips: dict[str, str] = {}
    for word in said[:12]:
        if len(word) < 4 or not word.isalpha():
            continue
        best: tuple[int, str] | None = None
        for contact in _starting_like(desk, word):
            for part in (*contact.first_key.split(), *contact.last_key.split()):
                for form in forms(word):
                    distance = OSA.distance(form, part, score_cutoff=2)
                    allowed = 1 if len(part) < 7 else 2
                    if distance <= allowed and (best is None or distance < best[0]):
                        best = (distance, part)
                        _add(desk, found, contact)
        if best is not None:
            slips[word] = best[1]
    return slips


def _starting_like(desk: Desk, word: str) -> list[Contact]:
    like: list[ColumnElement[bool]] = [
        col(Contact.last_key).startswith(word[:2], autoescape=True),
        col(Contact.first_key).startswith(word[:2], autoescape=True),
    ]
    return list(
        desk.session.exec(
            select(Contact)
            .where(or_(*like), col(Contact.merged_into_id).is_(None))
            .order_by(OLDEST_FIRST)
            .limit(300)
        )
    )


def _direct(desk: Desk, tokens: list[Token]) -> list[Contact]:
    """People named by the end of a phone number, an e-mail or a reference."""
    found: list[Contact] = []
    for token in tokens[:MOST_WORDS]:
        if "@" in token.text:
            found += people.with_email(desk, token.text.casefold())
        reference = REFERENCE.search(token.text)
        if reference:
            lead = desk.session.exec(
                select(Lead).where(col(Lead.reference) == f"LEAD{reference[1]}{reference[2]}")
            ).first()
            if lead is not None and lead.contact_id:
                found.append(people.by_id(desk, lead.contact_id))
        digits = "".join(c for c in token.text if c.isdigit())
        if len(digits) >= 7 and not reference and "@" not in token.text:
            found += _with_number_ending(desk, digits[-10:])
    return people.each_once(found)


def _with_number_ending(desk: Desk, digits: str) -> list[Contact]:
    from schemas.records import Phone

    ending = (
        select(Contact)
        .join(Phone, col(Phone.contact_id) == col(Contact.contact_id))
        .where(col(Phone.number).endswith(digits), col(Phone.retired_at).is_(None))
    )
    return list(desk.session.exec(ending.order_by(OLDEST_FIRST).limit(5)))


def _jobs_with(desk: Desk, said: set[str]) -> list[Job]:
    """Open jobs, disqualified leads and pending promises whose words meet the message's."""
    keys = sorted(word for word in said - UNTELLING if len(word) > 2 or word.isdigit())[: MOST_WORDS * 2]
    if not keys:
        return []
    leads = select(Lead).where(
        or_(*(col(Lead.title_key).contains(f" {key} ", autoescape=True) for key in keys)),
        col(Lead.status).in_((*OPEN_LEAD_STATUSES, LeadStatus.DISQUALIFIED)),
    )
    deals = select(Opportunity).where(
        or_(*(col(Opportunity.title_key).contains(f" {key} ", autoescape=True) for key in keys)),
        col(Opportunity.stage) != OpportunityStage.WON,
    )
    rows = [
        *desk.session.exec(leads.order_by(col(Lead.lead_id)).limit(100)),
        *desk.session.exec(deals.order_by(col(Opportunity.opportunity_id)).limit(100)),
    ]
    found = [_job(row) for row in rows]
    due = select(Interaction.contact_id, Interaction.subject).where(
        col(Interaction.follow_up_status) == FollowUpStatus.PENDING, col(Interaction.contact_id).is_not(None)
    )
    for contact_id, subject in desk.session.exec(due.limit(300)):
        if set(fold(subject).split()) & set(keys):
            found.append(Job("promise", "", contact_id, subject, frozenset()))
    return found


def _job(row: Lead | Opportunity) -> Job:
    held = frozenset(STREET.get(word, word) for word in row.title_key.split()) - UNTELLING
    if isinstance(row, Lead):
        is_open = row.status in OPEN_LEAD_STATUSES
        return Job("lead", row.lead_id, row.contact_id, row.title, held, is_open, row.estimated_value)
    is_open = row.stage not in CLOSED_STAGES
    return Job("opportunity", row.opportunity_id, row.contact_id, row.title, held, is_open, row.amount)


def _add_jobs(desk: Desk, found: dict[str, Person], known: frozenset[str]) -> None:
    ids = list(found)[:200]
    if not ids:
        return
    leads = select(Lead).where(
        col(Lead.contact_id).in_(ids), col(Lead.status).in_((*OPEN_LEAD_STATUSES, LeadStatus.DISQUALIFIED))
    )
    deals = select(Opportunity).where(
        col(Opportunity.contact_id).in_(ids), col(Opportunity.stage) != OpportunityStage.WON
    )
    for row in [
        *desk.session.exec(leads.order_by(col(Lead.lead_id))),
        *desk.session.exec(deals.order_by(col(Opportunity.opportunity_id))),
    ]:
        found[row.contact_id or ""].jobs.append(_job(row))
    due = select(Interaction.contact_id, Interaction.subject).where(
        col(Interaction.follow_up_status) == FollowUpStatus.PENDING, col(Interaction.contact_id).in_(ids)
    )
    for contact_id, subject in desk.session.exec(due):
        found[contact_id or ""].promises.append(frozenset(fold(subject).split()) - UNTELLING - known)
