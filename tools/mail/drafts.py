"""A follow-up drafted from the record by stage, as a card (rows C15, C20)."""

from datetime import timedelta

from schemas.effects import Effect
from schemas.enums import Channel, LeadStatus, OpportunityStage, PipelineStage
from schemas.errors import AgainstTheRules
from schemas.records import Business, Contact, Lead, Opportunity
from schemas.tone import TONE
from tools import wording
from tools.acts import Ask
from tools.arguments import Line, Text
from tools.crm import people
from tools.crm.about import about_job, resolve_about
from tools.crm.interactions import latest_touch
from tools.crm.leads import refuse_closed
from tools.desk import Desk
from tools.mail.messages import message_to
from tools.registry import tool

INQUIRY, ESTIMATE_SENT, AWAITING_SCHEDULE = "inquiry", "estimate_sent", "awaiting_schedule"
VISIT_AFTER_DAYS = 2


def draft_for(job: Lead | Opportunity) -> str:
    """Which draft fits a job's stage."""
    if isinstance(job, Opportunity):
        if job.stage == OpportunityStage.SCHEDULED or job.accepted_at is not None:
            return AWAITING_SCHEDULE
        return INQUIRY if job.stage == OpportunityStage.ESTIMATING else ESTIMATE_SENT
    return ESTIMATE_SENT if job.pipeline_stage == PipelineStage.ESTIMATE_SENT else INQUIRY


@tool(Effect.ASK)
def draft_follow_up(
    desk: Desk, lead: Line, channel: Channel | None = None, text: Text = "", subject: Line = ""
) -> Ask:
    """Draft a follow-up to a lead or a deal, in the tone of its stage, and show it for approval before sending.

    Args:
        lead: whose: a person, a reference, or words of the job's title.
        channel: email, sms or phone; by default what the person prefers and has.
        text: other words than the draft's.
        subject: another subject than the draft's.
    """
    about = resolve_about(desk, lead, argument="lead")
    job = about.opportunity(desk) or about.lead(desk)
    if job is None:
        raise AgainstTheRules(
            f"{about.called} has no open lead or deal to follow up on. Write to them in your own words instead "
            f'("tell {about.called} …"). Nothing was proposed.'
        )
    if isinstance(job, Lead):
        refuse_closed(job)
    if job.contact_id is None:
        raise AgainstTheRules(
            f"{job.title} has no person yet, so there is nobody to write to. Nothing was proposed.",
            missing=["contact"],
        )
    person = people.by_id(desk, job.contact_id)
    name = draft_for(job)
    template = desk.drafts.draft(name, _tone(desk))
    if template is None:
        raise AgainstTheRules(f"No procedure has a draft called {name}. Nothing was proposed.")
    drafted_subject, drafted_text = (fill(part, blanks(desk, person, job)) for part in template)
    ask = message_to(desk, person, text or drafted_text, subject or drafted_subject, channel, job)
    touch = latest_touch(desk, about_job(desk, job))
    last = "nothing logged yet"
    if touch is not None:
        when = desk.day_of(touch.timestamp)
        said = touch.ai_summary or wording.clipped(touch.body or touch.subject, 100)
        last = f"{wording.words(touch.type)}, {when:%b} {when.day}" + (f": {said}" if said else "")
    return Ask(why=f"Last touch: {wording.sentence(last)} {ask.why}", answers=ask.answers)


def _tone(desk: Desk) -> str:
    """The owner's tone as it is set now, whenever the desk was opened."""
    business = desk.session.get_one(Business, desk.business_id)
    return str(business.settings.get(TONE) or "")


def blanks(desk: Desk, person: Contact, job: Lead | Opportunity) -> dict[str, str]:
    """What a draft's braces stand for."""
    visit = desk.today() + timedelta(days=VISIT_AFTER_DAYS)
    while visit.weekday() > 4:
        visit += timedelta(days=1)
    sent = job.proposal_sent_at if isinstance(job, Opportunity) else None
    if (
        isinstance(job, Lead)
        and job.pipeline_stage == PipelineStage.ESTIMATE_SENT
        and job.status == LeadStatus.WORKING
    ):
        sent = job.last_interaction_at
    sent_day = desk.day_of(sent) if sent else None
    return {
        "first_name": person.first_name or "there",
        "name": people.name_of(desk, person),
        "full_name": f"{person.first_name} {person.last_name}".strip() or "Sir or Madam",
        "title": job.title,
        "job": f"the {job.title[:1].lower()}{job.title[1:]}",
        "visit_day": f"{visit:%A}",
        "sent_on": f" on {sent_day:%B} {sent_day.day}" if sent_day else "",
        "signature": str(desk.business.settings.get("signature") or desk.business.name),
        "business": desk.business.name,
    }


def fill(template: str, values: dict[str, str]) -> str:
    """A template with its braces filled; an unknown name stays as it is, so that nothing is lost."""
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template.strip()
