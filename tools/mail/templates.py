"""The draft of the procedures that fits a job's stage, and the values of its braces (row C20)."""

from datetime import date, timedelta

from schemas.enums import LeadStatus, OpportunityStage, PipelineStage
from schemas.keys import words
from schemas.postal import ONE_FORM, postal_key
from schemas.records import Contact, Lead, Opportunity
from schemas.tone import TONE
from tools.business.business_days import working_days
from tools.business.on_record import business_of
from tools.desk import Desk
from tools.matters import people
from tools.matters.resolve_sites import site_of_id

INQUIRY, ESTIMATE_SENT, AWAITING_SCHEDULE = "inquiry", "estimate_sent", "awaiting_schedule"
KINDS = (INQUIRY, ESTIMATE_SENT, AWAITING_SCHEDULE)
"""The kinds of drafted follow-up; a procedure's other drafts are variants in a tone, or wait for a yes each."""

VISIT_AFTER_DAYS = 2
"""A visit is offered for the first working day so many days from today, or later."""


def draft_for(job: Lead | Opportunity) -> str:
    """Return the name of the draft that fits a job's stage."""
    if isinstance(job, Opportunity):
        if job.stage == OpportunityStage.SCHEDULED or job.accepted_at is not None:
            return AWAITING_SCHEDULE
        return INQUIRY if job.stage == OpportunityStage.ESTIMATING else ESTIMATE_SENT
    return ESTIMATE_SENT if job.pipeline_stage == PipelineStage.ESTIMATE_SENT else INQUIRY


def blanks(desk: Desk, person: Contact, job: Lead | Opportunity) -> dict[str, str]:
    """Return the values for a draft's braces."""
    visit = working_days(desk).after(desk.today() + timedelta(days=VISIT_AFTER_DAYS - 1))
    sent = job.proposal_sent_at if isinstance(job, Opportunity) else None
    if (
        isinstance(job, Lead)
        and job.pipeline_stage == PipelineStage.ESTIMATE_SENT
        and job.status == LeadStatus.WORKING
    ):
        sent = job.last_interaction_at
    site = site_of_id(desk, job.site_id)
    address = site.address if site is not None else person.address or ""
    at = f" at {address.partition(',')[0]}" if site is not None and not _names(job.title, address) else ""
    sent_day = desk.day_of(sent) if sent else None
    return {
        "first_name": person.first_name or "there",
        "name": people.name_of(desk, person),
        "full_name": f"{person.first_name} {person.last_name}".strip() or "Sir or Madam",
        "title": job.title,
        "job": f"{_spoken_of(job.title)}{at}",
        "address": address,
        "visit_day": _said(visit, desk.today()),
        "sent_on": f" on {sent_day:%B} {sent_day.day}" if sent_day else "",
        "signature": str(desk.business.settings.get("signature") or desk.business.name),
        "business": desk.business.name,
    }


def _names(title: str, address: str) -> bool:
    """Return whether a job's title names its place already."""
    return postal_key(address) in " ".join(ONE_FORM.get(word, word) for word in words(title))


def _spoken_of(title: str) -> str:
    """Return a job's title inside a sentence, with one article and no more: "the leaky faucet"."""
    article, _, rest = title.partition(" ")
    bare = rest if rest and article.casefold() in {"the", "a", "an", "my", "our"} else title
    return f"the {bare[:1].lower()}{bare[1:]}"


def _said(visit: date, today: date) -> str:
    """Return a day in words: the weekday alone only where it can be taken for no other day."""
    return f"{visit:%A}" if visit - today < timedelta(days=7) else f"{visit:%A}, {visit:%B} {visit.day}"


def fill(template: str, values: dict[str, str]) -> str:
    """Return a template with its braces filled; an unknown name stays as it is, so that nothing is lost."""
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template.strip()


def tone_of(desk: Desk) -> str:
    """Return the owner's tone as it is set now, whenever the desk was opened."""
    return str(business_of(desk).settings.get(TONE) or "")
