"""The promises that an answer of a customer settles: those that only waited for it."""

from datetime import datetime

from sqlmodel import col, select

from schemas.enums import FollowUpStatus, InteractionType, Source
from schemas.records import Contact, Interaction, Lead, Opportunity
from tools import wording
from tools.desk import Desk
from tools.mail.received import MailReading
from tools.matters import disambiguation

WAITING_TOUCHES = (InteractionType.EMAIL_OUTBOUND, InteractionType.SMS)
"""The touches that wait for an answer; a call or a visit is followed up for reasons of our own."""


def settle_waiting(
    desk: Desk, contact_id: str, lead: Lead | None, opportunity: Opportunity | None
) -> list[Interaction]:
    """Complete the follow-ups that waited for this person's answer and are not due yet.

    Certain is only this: we wrote, meant to look again on a later day, and now they have answered. What is due
    today or overdue stays, since something may have been promised for that day; so do reminders and what was
    promised in a call; and where the answer is about one job, what waits on another.
    """
    waiting = desk.session.exec(
        select(Interaction).where(
            col(Interaction.contact_id) == contact_id,
            col(Interaction.follow_up_status) == FollowUpStatus.PENDING,
            col(Interaction.type).in_(WAITING_TOUCHES),
            col(Interaction.follow_up_date) > desk.today(),
        )
    )
    jobs = {
        job_id for job_id in (lead and lead.lead_id, opportunity and opportunity.opportunity_id) if job_id
    }
    settled = []
    for one in waiting:
        about = {job_id for job_id in (one.matter_id, one.origin_id) if job_id}
        if not jobs or not about or jobs & about:
            one.follow_up_status = FollowUpStatus.COMPLETED
            settled.append(one)
    return settled


def said_when(desk: Desk, contact: Contact, reading: MailReading, sender: str, at: datetime) -> str:
    """Say who wrote and when, as "Maria Lopez answered at 9:12.", in the business's own time; a machine answers for nobody.

    Args:
        desk: with a transaction open.
        contact: whom the mail is about.
        reading: the mail.
        sender: who sent it, in words.
        at: when.
    """
    local = at.astimezone(desk.zone)
    who = disambiguation.named(desk, contact)
    said = f"{sender} wrote about {who}" if reading.relayed else f"{who} answered"
    if reading.source == Source.PHONE_CALL:
        said = f"{who} called"
    day = "" if local.date() == desk.today() else f" {_on(wording.day(local.date(), desk.today()))}"
    return f"{said}{day} at {local.hour}:{local:%M}."


def _on(day: str) -> str:
    return day if day in {"yesterday", "tomorrow"} else f"on {day}"
