"""Jobs as people say them → leads and opportunities: "the Johnson lead", "the faucet one", a reference.

Every word said must be a word of the title, the person or the company; else the nearest are shown.
"""

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from schemas.enums import CLOSED_STAGES, OPEN_LEAD_STATUSES, HandOffKind, HandOffStatus, OpportunityStage
from schemas.errors import Ambiguous, NotFound
from schemas.keys import fold, words
from schemas.postal import ONE_FORM
from schemas.records import Contact, HandOff, Lead, Opportunity
from tools import wording
from tools.desk import Desk
from tools.matters import disambiguation, people
from tools.matters.jobs_on_record import Job, jobs_with_any
from tools.matters.query_terms import (
    MOST_CANDIDATES,
    NEAREST,
    REFERENCE,
    STOP_WORDS,
    forms,
    is_id,
    not_empty,
)
from tools.matters.whom import by_identity, lead_by_reference

MOST_WORDS = 12
"""Forms of the words said that are looked for."""


def open_lead(desk: Desk, said: str, argument: str = "lead") -> Lead:
    """Return the one open lead that is meant: by reference, its title's words, or its person.

    Raises:
        BadArguments, Ambiguous, NotFound.
    """
    return _job(desk, Lead, said, argument, [col(Lead.status).in_(OPEN_LEAD_STATUSES)], "open lead")


def any_lead(desk: Desk, said: str, argument: str = "lead") -> Lead:
    """Return a lead as `open_lead` does, and if no open one fits, a closed one."""
    return _open_or_closed(desk, Lead, said, argument, col(Lead.status).in_(OPEN_LEAD_STATUSES), "lead")


def open_opportunity(desk: Desk, said: str, argument: str = "opportunity") -> Opportunity:
    """Return the one open opportunity that is meant.

    Raises:
        BadArguments, Ambiguous, NotFound.
    """
    still = [col(Opportunity.stage).not_in(CLOSED_STAGES)]
    return _job(desk, Opportunity, said, argument, still, "open deal")


def any_opportunity(desk: Desk, said: str, argument: str = "opportunity") -> Opportunity:
    """Return an opportunity as `open_opportunity` does, and if no open one fits, a closed one."""
    still = col(Opportunity.stage).not_in(CLOSED_STAGES)
    return _open_or_closed(desk, Opportunity, said, argument, still, "deal")


def _open_or_closed(
    desk: Desk, kind: type[Job], said: str, argument: str, still: ColumnElement[bool], called: str
) -> Job:
    try:
        return _job(desk, kind, said, argument, [still], called)
    except NotFound:
        return _job(desk, kind, said, argument, [], called)


def _job(
    desk: Desk,
    kind: type[Job],
    said: str,
    argument: str,
    conditions: Sequence[ColumnElement[bool]],
    called: str,
) -> Job:
    found = jobs(desk, kind, not_empty(said, argument), conditions)
    if len(found) == 1:
        return found[0]
    if found:
        candidates = [as_candidate(desk, one) for one in found[:MOST_CANDIDATES]]
        labels = wording.listed([c["label"] for c in candidates], "or")
        raise Ambiguous(
            f"{disambiguation.quoted(desk, said)} fits {len(found)} {called}s: {labels}. Say which one. Nothing was changed.",
            argument,
            candidates,
        )
    nearest = [as_candidate(desk, one) for one in _nearest_jobs(desk, kind, said, conditions)]
    hint = f" The nearest: {wording.listed([c['label'] for c in nearest], 'or')}." if nearest else ""
    raise NotFound(
        f"No {called} fits {disambiguation.quoted(desk, said)}.{hint} Nothing was changed.", argument, nearest
    )


def jobs(desk: Desk, kind: type[Job], said: str, conditions: Sequence[ColumnElement[bool]]) -> list[Job]:
    """Return every lead or opportunity that fits, under the given conditions."""
    if is_id(said):
        row = desk.session.get(kind, (desk.business_id, said))
        if row is None:
            return _jobs_of(desk, kind, by_identity(desk, said) or [], conditions)
        return [row] if row.voided_at is None else []
    reference = REFERENCE.search(said)
    if reference:
        return _jobs_of_reference(desk, kind, reference, conditions)
    direct = by_identity(desk, said)
    if direct is not None:
        return _jobs_of(desk, kind, direct, conditions)
    tokens = [word for word in words(said) if word not in STOP_WORDS]
    if not tokens:
        return []
    whole = fold(said)
    fitting = [
        job
        for job, key in _jobs_with_any(desk, kind, tokens, conditions)
        if all(forms(token) & key for token in tokens)
    ]
    exact = [job for job in fitting if fold(job.title) == whole]
    return exact or fitting


def _jobs_of_reference(
    desk: Desk, kind: type[Job], reference: re.Match[str], conditions: Sequence[ColumnElement[bool]]
) -> list[Job]:
    lead = lead_by_reference(desk, reference[1], reference[2])
    if lead is None:
        return []
    fits = select(kind).where(col(kind.lead_id) == lead.lead_id, *conditions)
    return list(desk.session.exec(fits))


def _jobs_of(
    desk: Desk, kind: type[Job], owners: Sequence[Contact], conditions: Sequence[ColumnElement[bool]]
) -> list[Job]:
    ids = [one.contact_id for one in owners]
    return list(desk.session.exec(select(kind).where(col(kind.contact_id).in_(ids), *conditions).limit(50)))


def _jobs_with_any(
    desk: Desk, kind: type[Job], tokens: Sequence[str], conditions: Sequence[ColumnElement[bool]]
) -> list[tuple[Job, set[str]]]:
    """Return jobs whose title, person or company holds any of the words, with all the words they hold."""
    stems = sorted({form for token in tokens for form in forms(token)})[:MOST_WORDS]
    named: list[ColumnElement[bool]] = []
    for stem in stems:
        for key in (col(Contact.first_key), col(Contact.last_key)):
            named += [key == stem, key.startswith(f"{stem} ", autoescape=True)]
            named.append(key.endswith(f" {stem}", autoescape=True))
    return [
        (job, {form for word in _held(job, full, company) for form in (word, ONE_FORM.get(word, word))})
        for job, full, company in jobs_with_any(desk, kind, stems, stems, named, conditions)
    ]


def _held(job: Lead | Opportunity, full: str | None, company: str | None) -> list[str]:
    return [*words(job.title), *(full or "").split(), *(company or "").split()]


def _nearest_jobs(
    desk: Desk, kind: type[Job], said: str, conditions: Sequence[ColumnElement[bool]]
) -> list[Job]:
    from rapidfuzz import fuzz, process

    rows = desk.session.exec(
        select(kind, Contact.full_key)
        .join(Contact, col(Contact.contact_id) == col(kind.contact_id), isouter=True)
        .where(*conditions)
        .order_by(col(kind.updated_at).desc())
        .limit(2000)
    )
    found = {index: (job, f"{full or ''} {fold(job.title)}") for index, (job, full) in enumerate(rows)}
    keys = {index: key for index, (_, key) in found.items()}
    wanted = " ".join(word for word in words(said)[:20] if word not in STOP_WORDS)
    close = process.extract(wanted, keys, scorer=fuzz.token_set_ratio, limit=NEAREST, score_cutoff=60)
    return [found[index][0] for _, _, index in close]


def as_candidate(desk: Desk, job: Lead | Opportunity) -> dict[str, str]:
    """Return a lead or opportunity as a candidate of a refusal."""
    person = people.name_of_id(desk, job.contact_id)
    if isinstance(job, Lead):
        state = wording.words(job.status)
        return {
            "kind": "lead",
            "id": job.lead_id,
            "reference": job.reference,
            "label": f"{job.title} ({person}, {job.reference}, {state})",
            "name": person,
            "title": job.title,
        }
    amount = f", {wording.money(job.amount, desk.business.currency)}" if job.amount is not None else ""
    return {
        "kind": "opportunity",
        "id": job.opportunity_id,
        "label": f"{job.title} ({person}, {wording.words(job.stage)}{amount})",
        "name": person,
        "title": job.title,
    }


def open_jobs_of(desk: Desk, contact_id: str) -> list[Lead | Opportunity]:
    """Return a person's open leads and open opportunities, newest first in each."""
    leads = desk.session.exec(
        select(Lead)
        .where(col(Lead.contact_id) == contact_id, col(Lead.status).in_(OPEN_LEAD_STATUSES))
        .order_by(col(Lead.created_at).desc())
    )
    deals = desk.session.exec(
        select(Opportunity)
        .where(col(Opportunity.contact_id) == contact_id, col(Opportunity.stage).not_in(CLOSED_STAGES))
        .order_by(col(Opportunity.created_at).desc())
    )
    return [*leads, *deals]


def won_and_to_book(desk: Desk, contact_id: str) -> list[Opportunity]:
    """Return a person's won jobs that scheduling has not booked yet, newest first."""
    to_book = select(HandOff.matter_id).where(
        col(HandOff.kind) == HandOffKind.BOOKING, col(HandOff.status) == HandOffStatus.OPEN
    )
    won = desk.session.exec(
        select(Opportunity)
        .where(
            col(Opportunity.contact_id) == contact_id,
            col(Opportunity.stage) == OpportunityStage.WON,
            col(Opportunity.opportunity_id).in_(to_book),
        )
        .order_by(col(Opportunity.created_at).desc())
    )
    return list(won)


def leads_of(desk: Desk, said: str, *, still_open: bool) -> list[Lead]:
    """Return leads that fit what was said: the open ones, or the closed ones."""
    condition = col(Lead.status).in_(OPEN_LEAD_STATUSES)
    return jobs(desk, Lead, said, [condition if still_open else ~condition])


def deals_of(desk: Desk, said: str, *, still_open: bool) -> list[Opportunity]:
    """Return opportunities that fit what was said: the open ones, or the closed ones."""
    condition = col(Opportunity.stage).in_(CLOSED_STAGES)
    return jobs(desk, Opportunity, said, [~condition if still_open else condition])
