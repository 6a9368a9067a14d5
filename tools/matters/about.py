"""The subject of a touch, a reminder or a question: a person, and the job or other matter that it belongs to."""

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, or_
from sqlmodel import col

from schemas.errors import Ambiguous, DeskhandError, NotFound
from schemas.images import row_key
from schemas.records import Interaction, Lead, Opportunity
from schemas.records.pointing import is_about
from tools import wording
from tools.desk import Desk
from tools.matters import declared, disambiguation, resolve_jobs, resolve_people, whom
from tools.matters.query_terms import REFERENCE, is_id, not_empty


class About(BaseModel):
    """A resolved subject; `called` is the person's name, or the job's title where nobody is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    called: str
    title: str = ""
    contact_id: str | None = None
    lead_id: str | None = None
    opportunity_id: str | None = None
    matter_id: str | None = None
    """A matter that is no job, such as a piece of equipment."""

    def lead(self, desk: Desk) -> Lead | None:
        return desk.session.get(Lead, (desk.business_id, self.lead_id)) if self.lead_id else None

    def opportunity(self, desk: Desk) -> Opportunity | None:
        key = (desk.business_id, self.opportunity_id)
        return desk.session.get(Opportunity, key) if self.opportunity_id else None

    def condition(self) -> ColumnElement[bool]:
        """Return the condition that selects the interactions of this subject: of the job where one was named,
        else the person.
        """
        conditions: list[ColumnElement[bool]] = []
        if self.title and self.lead_id:
            conditions.append(is_about(Interaction, self.lead_id))
        if self.title and self.opportunity_id:
            conditions.append(is_about(Interaction, self.opportunity_id))
        if self.matter_id:
            conditions.append(is_about(Interaction, self.matter_id))
        if not conditions:
            conditions.append(col(Interaction.contact_id) == self.contact_id)
        return or_(*conditions)


def resolve_about(
    desk: Desk, said: str, *, argument: str = "about", any_job: bool = False, optional_job: bool = False
) -> About:
    """Return the person that is meant, or a lead, deal or other matter by its reference, id or title.

    Args:
        desk: with a transaction open.
        said: as typed.
        argument: what to name in a refusal.
        any_job: with several open jobs of a person, take none of them rather than ask.
        optional_job: don't look for a person's open job at all.

    Raises:
        BadArguments, Ambiguous, NotFound.
    """
    text = not_empty(said, argument)
    found = whom.contacts(desk, text) if is_id(text) else []
    if not found and (is_id(text) or REFERENCE.search(text)):
        job = _job_by_key(desk, text)
        if job is not None:
            return about_job(desk, job)
        record = declared.with_id(desk, text)
        if record is not None:
            return about_record(desk, record)
    found = found or whom.contacts(desk, text)
    if len(found) == 1:
        return _about_person(desk, found[0].contact_id, argument, any_job=any_job, optional_job=optional_job)
    if found:
        raise resolve_people.several(desk, text, argument, found)
    jobs = _jobs(desk, text)
    if len(jobs) == 1:
        return about_job(desk, jobs[0])
    if jobs:
        raise _several(desk, text, argument, jobs)
    records = declared.called(desk, text)
    if len(records) == 1:
        return about_record(desk, records[0])
    if records:
        raise declared.several(desk, records, f"{disambiguation.quoted(desk, text)} fits", argument)
    raise _nothing(desk, text, argument)


def _job_by_key(desk: Desk, text: str) -> Lead | Opportunity | None:
    leads = resolve_jobs.jobs(desk, Lead, text, [])
    if leads and leads[0].converted_opportunity_id:
        return desk.session.get(Opportunity, (desk.business_id, leads[0].converted_opportunity_id))
    deals = resolve_jobs.jobs(desk, Opportunity, text, [])
    return (leads or deals or [None])[0]


def _jobs(desk: Desk, text: str) -> list[Lead | Opportunity]:
    """Return jobs by the words of their titles: open ones, and only if there are none, closed ones."""
    for still_open in (True, False):
        found: list[Lead | Opportunity] = [*resolve_jobs.leads_of(desk, text, still_open=still_open)]
        found += resolve_jobs.deals_of(desk, text, still_open=still_open)
        if found:
            return found
    return []


def about_job(desk: Desk, job: Lead | Opportunity) -> About:
    """Return a subject for a known lead or opportunity."""
    called = disambiguation.named_id(desk, job.contact_id) if job.contact_id else job.title
    if isinstance(job, Lead):
        return About(called=called, title=job.title, contact_id=job.contact_id, lead_id=job.lead_id)
    return About(
        called=called,
        title=job.title,
        contact_id=job.contact_id,
        lead_id=job.lead_id,
        opportunity_id=job.opportunity_id,
    )


def about_record(desk: Desk, record: declared.Record) -> About:
    """Return a subject for a record of a declared kind."""
    contact_id = getattr(record, record.declared.customer)
    return About(
        called=disambiguation.named_id(desk, contact_id),
        title=declared.title_of(record),
        contact_id=contact_id,
        matter_id=row_key(record),
    )


def about_what_is_named(desk: Desk, about: About, text: str) -> About:
    """Return a subject with the one record of its person that a text names, such as a piece of equipment."""
    if about.contact_id is None or about.matter_id is not None:
        return about
    record = declared.named_in(desk, about.contact_id, text)
    if record is None:
        return about
    return about.model_copy(
        update={"matter_id": row_key(record), "title": about.title or declared.title_of(record)}
    )


def _about_person(desk: Desk, contact_id: str, argument: str, *, any_job: bool, optional_job: bool) -> About:
    name = disambiguation.named_id(desk, contact_id)
    jobs = [] if optional_job else resolve_jobs.open_jobs_of(desk, contact_id)
    if len(jobs) == 1:
        return about_job(desk, jobs[0])
    if len(jobs) > 1 and not any_job:
        raise _several(desk, name, argument, jobs)
    return About(called=name, contact_id=contact_id)


def _several(desk: Desk, said: str, argument: str, jobs: list[Lead | Opportunity]) -> Ambiguous:
    candidates = [resolve_jobs.as_candidate(desk, job) for job in jobs[:8]]
    labels = wording.listed([c["label"] for c in candidates], "or")
    return Ambiguous(
        f"{disambiguation.quoted(desk, said)} has {len(jobs)} open jobs: {labels}. Say which one it is about. "
        "Nothing was changed.",
        argument,
        candidates,
    )


def _nothing(desk: Desk, text: str, argument: str) -> DeskhandError:
    try:
        resolve_people.contact(desk, text, argument)
    except NotFound as nobody:
        nearest = list(nobody.nearest)
        for look in (resolve_jobs.open_lead, resolve_jobs.open_opportunity):
            try:
                look(desk, text, argument)
            except NotFound as error:
                nearest += [near for near in error.nearest if near not in nearest]
        labels = wording.listed([near["label"] for near in nearest[:6]], "or")
        hint = f" The nearest: {labels}." if nearest else ""
        return NotFound(
            f"Nobody and nothing on record fits {disambiguation.quoted(desk, text)}.{hint} Nothing was changed.",
            argument,
            nearest[:6],
        )
    return NotFound(f"Nothing fits {disambiguation.quoted(desk, text)}. Nothing was changed.", argument)
