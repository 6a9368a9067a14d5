"""Jobs and promises whose words a message holds: open leads and deals, disqualified leads, pending follow-ups.

They name a job, never a person: whose it is may be asked about, or is said beside. The one query of jobs by their words is
here, and `resolve_jobs` asks it too.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, false, or_
from sqlmodel import col, select

from schemas.enums import CLOSED_STAGES, OPEN_LEAD_STATUSES, FollowUpStatus, LeadStatus, OpportunityStage
from schemas.keys import fold
from schemas.records import Company, Contact, Interaction, Lead, Opportunity
from tools.desk import Desk
from tools.matters import people
from tools.matters.query_terms import WEAK_WORDS, forms, telling_words

Job = TypeVar("Job", Lead, Opportunity)

MOST_WORDS = 120
MOST_JOBS, MOST_ROWS = 100, 500
MOST_PROMISES = 300


@dataclass(frozen=True)
class JobOnRecord:
    """A lead or deal that may be meant, or a pending promise (`kind` "promise", with its own id where it is about nobody).

    Args:
        words: of its title that tell it from others.
        company: words of its customer's company.
    """

    kind: str
    job_id: str
    contact_id: str
    person: str
    title: str
    words: frozenset[str]
    company: frozenset[str] = frozenset()
    open: bool = True
    amount: Decimal | None = None


def jobs_on_record(desk: Desk, said: Iterable[str], contact_ids: Collection[str]) -> list[JobOnRecord]:
    """Find the jobs and promises of some people, and all others of which a word was said.

    Args:
        desk: with a transaction open.
        said: the message's folded words.
        contact_ids: whose jobs are looked at whatever was said.
    """
    wanted = {form for word in said for form in forms(word)} - WEAK_WORDS
    keys = sorted(word for word in wanted if len(word) > 2 or word.isdigit())[:MOST_WORDS]
    ids = sorted(contact_ids)
    named = [key for key in keys if not key.isdigit()]
    statuses = (*OPEN_LEAD_STATUSES, LeadStatus.DISQUALIFIED)
    leads = jobs_with_any(
        desk, Lead, keys, named, [col(Lead.contact_id).in_(ids)], [col(Lead.status).in_(statuses)]
    )
    deals = jobs_with_any(
        desk,
        Opportunity,
        keys,
        named,
        [col(Opportunity.contact_id).in_(ids)],
        [col(Opportunity.stage) != OpportunityStage.WON],
    )
    rows: list[Lead | Opportunity] = [
        *(lead for lead, _, _ in leads[:MOST_JOBS]),
        *(deal for deal, _, _ in deals[:MOST_JOBS]),
    ]
    found = [_job(desk, row) for row in rows if row.contact_id]
    return found + _promises(desk, wanted, ids)


def jobs_with_any(
    desk: Desk,
    kind: type[Job],
    titles: Iterable[str],
    companies: Iterable[str],
    or_fits: Iterable[ColumnElement[bool]],
    conditions: Sequence[ColumnElement[bool]],
) -> list[tuple[Job, str | None, str | None]]:
    """Return jobs by their words, the first made first, each with the folded names of its person and of their company.

    Args:
        desk: with a transaction open.
        kind: of the jobs.
        titles: folded words; a job fits whose title holds one of them.
        companies: folded words; a job fits whose person's company holds one of them in its name.
        or_fits: what makes a job fit besides.
        conditions: what every job has to be.
    """
    hits = [col(kind.title_key).contains(f" {word} ", autoescape=True) for word in titles]
    held = [(" " + col(Company.name_key) + " ").contains(f" {word} ", autoescape=True) for word in companies]
    if held:
        theirs = select(Contact.contact_id).join(Company, col(Company.company_id) == col(Contact.company_id))
        hits.append(col(kind.contact_id).in_(theirs.where(or_(*held))))
    job: Any = kind
    rows: Any = desk.session.exec(
        select(job, Contact.full_key, Company.name_key)
        .join(Contact, col(Contact.contact_id) == col(kind.contact_id), isouter=True)
        .join(Company, col(Company.company_id) == col(Contact.company_id), isouter=True)
        .where(or_(false(), *hits, *or_fits), *conditions)
        .order_by(col(kind.created_at), _id_of(kind))
        .limit(MOST_ROWS)
    )
    return [(found, full, company) for found, full, company in rows]


def _id_of(kind: type[Job]) -> Any:
    return col(Lead.lead_id if kind is Lead else Opportunity.opportunity_id)


def _job(desk: Desk, row: Lead | Opportunity) -> JobOnRecord:
    contact = people.by_id(desk, row.contact_id or "")
    company = people.company_of(desk, contact)
    shared: dict[str, Any] = {
        "contact_id": contact.contact_id,
        "person": people.name_of(desk, contact),
        "title": row.title,
        "words": telling_words(row.title_key),
        "company": frozenset(company.name_key.split()) - WEAK_WORDS if company else frozenset(),
    }
    if isinstance(row, Lead):
        is_open = row.status in OPEN_LEAD_STATUSES
        return JobOnRecord("lead", row.lead_id, open=is_open, amount=row.estimated_value, **shared)
    is_open = row.stage not in CLOSED_STAGES
    return JobOnRecord("opportunity", row.opportunity_id, open=is_open, amount=row.amount, **shared)


def _promises(desk: Desk, wanted: Collection[str], ids: list[str]) -> list[JobOnRecord]:
    due = select(Interaction.contact_id, Interaction.subject, Interaction.interaction_id).where(
        col(Interaction.follow_up_status) == FollowUpStatus.PENDING
    )
    mine = due.where(col(Interaction.contact_id).in_(ids))
    rows = {*desk.session.exec(due.limit(MOST_PROMISES)), *desk.session.exec(mine.limit(MOST_PROMISES))}
    found = []
    for contact_id, subject, interaction_id in sorted(rows, key=lambda row: (row[0] or "", row[1], row[2])):
        held = frozenset(fold(subject).split()) - WEAK_WORDS
        if contact_id in ids or held & set(wanted):
            person = people.name_of_id(desk, contact_id) if contact_id else ""
            own = "" if contact_id else interaction_id
            found.append(JobOnRecord("promise", own, contact_id or "", person, subject, held))
    return found
