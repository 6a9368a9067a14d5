"""A follow-up drafted from the record by stage, as a card (rows C15, C20)."""

from schemas.effects import Effect
from schemas.enums import Channel
from schemas.errors import AgainstTheRules
from schemas.records import Lead, Opportunity
from tools import wording
from tools.acts import Ask
from tools.arguments import Line, Text
from tools.desk import Desk
from tools.leads.leads import refuse_closed
from tools.mail import auto_sending
from tools.mail.messages import Mail, message_to
from tools.mail.templates import blanks, draft_for, fill, tone_of
from tools.matters import people
from tools.matters.about import About, about_job, resolve_about
from tools.matters.resolve_jobs import won_and_to_book
from tools.promises.interactions import latest_touch
from tools.registry import tool


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
    job = about.opportunity(desk) or about.lead(desk) or _to_book(desk, about)
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
    template = desk.drafts.draft(name, tone_of(desk))
    if template is None:
        raise AgainstTheRules(f"No procedure has a draft called {name}. Nothing was proposed.")
    drafted_subject, drafted_text = (fill(part, blanks(desk, person, job)) for part in template)
    as_drafted = name if not text and not subject else ""
    ask = message_to(
        desk, person, text or drafted_text, subject or drafted_subject, channel, job, draft=as_drafted
    )
    touch = latest_touch(desk, about_job(desk, job))
    last = "nothing logged yet"
    if touch is not None:
        when = desk.day_of(touch.timestamp)
        said = touch.ai_summary or wording.clipped(touch.body or touch.subject, 100)
        last = f"{wording.words(touch.type)}, {when:%b} {when.day}" + (f": {said}" if said else "")
    mail = ask.answers.get("yes")
    held = auto_sending.held_back(desk, mail) if isinstance(mail, Mail) else ""
    return Ask(why=f"Last touch: {wording.sentence(last)} {held}{ask.why}", answers=ask.answers)


def _to_book(desk: Desk, about: About) -> Opportunity | None:
    """Return the one won job of a person that has no date yet."""
    won = won_and_to_book(desk, about.contact_id) if about.contact_id else []
    return won[0] if len(won) == 1 else None
