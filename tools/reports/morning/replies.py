"""Customers who wrote, or left a voicemail, and have not been answered."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from schemas.enums import FollowUpStatus, InteractionType, LeadStatus, MailDirection
from schemas.records import Interaction, Lead, MailMessage, Opportunity
from tools import wording
from tools.business.business_days import WorkingDays
from tools.desk import Desk
from tools.matters import people
from tools.reports.morning.known import known
from tools.reports.morning.line import MorningLine, answered, call, draft, snooze, titled

LOOKING_BACK_DAYS = 14
"""The days that an unanswered message stays on the list; its lead, if it has one, goes on as a quiet lead."""
MOST = 50
OURS = (
    InteractionType.EMAIL_OUTBOUND,
    InteractionType.SMS,
    InteractionType.PHONE_CALL,
    InteractionType.MEETING,
    InteractionType.NOTE,
)
"""Touches that answer a customer; a note says that it was done some other way."""


def _received(interaction: type[Interaction]) -> ColumnElement[bool]:
    """Return the condition that an interaction came as mail: a voicemail notice is a call on record, but not
    ours.
    """
    return (
        select(MailMessage.mail_id)
        .where(
            col(MailMessage.interaction_id) == interaction.interaction_id,
            col(MailMessage.direction) == MailDirection.INBOUND,
        )
        .exists()
    )


def _unanswered(desk: Desk) -> list[Interaction]:
    """Return messages of the last weeks without a later touch of ours or a reminder set since; latest first."""
    since = desk.now() - timedelta(days=LOOKING_BACK_DAYS)
    later, reminder = aliased(Interaction), aliased(Interaction)
    answer = (
        select(later.interaction_id)
        .where(
            col(later.contact_id) == Interaction.contact_id,
            col(later.timestamp) >= Interaction.timestamp,
            col(later.interaction_id) != Interaction.interaction_id,
            col(later.type).in_(OURS),
            ~_received(later),
        )
        .exists()
    )
    put_off = (
        select(reminder.interaction_id)
        .where(
            col(reminder.contact_id) == Interaction.contact_id,
            col(reminder.timestamp) >= Interaction.timestamp,
            col(reminder.follow_up_status) == FollowUpStatus.PENDING,
            col(reminder.follow_up_date) > desk.today(),
        )
        .exists()
    )
    open_ones = (
        select(Interaction)
        .where(
            col(Interaction.timestamp) >= since,
            col(Interaction.contact_id).is_not(None),
            ~answer,
            ~put_off,
        )
        .order_by(col(Interaction.timestamp).desc(), col(Interaction.interaction_id).desc())
        .limit(MOST)
    )
    # Mails are read off their index, latest first, and no further than the list is long; voicemails are found by the
    # few mails that came, not among all calls.
    mails = desk.session.exec(open_ones.where(col(Interaction.type) == InteractionType.EMAIL_INBOUND))
    came = select(MailMessage.interaction_id).where(
        col(MailMessage.received_at) >= since, col(MailMessage.direction) == MailDirection.INBOUND
    )
    voicemails = desk.session.exec(
        open_ones.where(
            col(Interaction.type) == InteractionType.PHONE_CALL, col(Interaction.interaction_id).in_(came)
        )
    )
    both = sorted([*mails, *voicemails], key=lambda one: (one.timestamp, one.interaction_id), reverse=True)
    return both[:MOST]


def lines(desk: Desk, days: WorkingDays, most: int) -> tuple[list[MorningLine], int]:
    """Return a line for each person who wrote, the latest at the top, with their words; and how many more there
    are.
    """
    latest: dict[str, Interaction] = {}
    messages = _unanswered(desk)
    with known(desk, messages):
        for message in messages:
            if message.contact_id is not None and not _turned_away(desk, message):
                latest.setdefault(message.contact_id, message)
        shown = list(latest.items())[:most]
        return [_line(desk, days, *one) for one in shown], len(latest) - len(shown)


def _turned_away(desk: Desk, message: Interaction) -> bool:
    lead = desk.session.get(Lead, (desk.business_id, message.lead_id)) if message.lead_id else None
    return lead is not None and lead.status == LeadStatus.DISQUALIFIED


def _line(desk: Desk, days: WorkingDays, contact_id: str, message: Interaction) -> MorningLine:
    name = people.name_of_id(desk, contact_id)
    job_id, title = _job(desk, message)
    verb = "called" if message.type == InteractionType.PHONE_CALL else "wrote"
    words = wording.clipped(message.body or message.subject, 80)
    answers = {"draft": draft(job_id, name)} if job_id else {}
    answers["call"] = call(contact_id, name)
    answers["done"] = answered(message.interaction_id, name)
    answers["snooze"] = snooze(job_id or contact_id, f"Answer {name}", desk.today(), days)
    return MorningLine(
        kind="reply",
        about=titled(name, title),
        why=f"{verb} {_when(desk, message.timestamp)}, no answer yet" + (f": “{words}”" if words else ""),
        answers=answers,
        contact_id=contact_id,
        job_id=job_id,
        record_id=message.interaction_id,
    )


def _job(desk: Desk, message: Interaction) -> tuple[str | None, str]:
    """Return the lead or deal that a message is about: of a lead that was converted since, its deal."""
    lead = desk.session.get(Lead, (desk.business_id, message.lead_id)) if message.lead_id else None
    deal_id = message.opportunity_id or (lead.converted_opportunity_id if lead else None)
    deal = desk.session.get(Opportunity, (desk.business_id, deal_id)) if deal_id else None
    if deal is not None:
        return deal.opportunity_id, deal.title
    return (lead.lead_id, lead.title) if lead is not None else (None, "")


def _when(desk: Desk, instant: datetime) -> str:
    day = desk.day_of(instant)
    local = instant.astimezone(desk.zone)
    return f"at {local.hour}:{local:%M}" if day == desk.today() else wording.ago(day, desk.today())
