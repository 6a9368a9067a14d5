"""What is due, and which leads have gone quiet (rows C3, C4)."""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from schemas.effects import Answer, Call, Effect, Offer
from schemas.enums import NUDGED_LEAD_STATUSES, FollowUpStatus
from schemas.records import Interaction, Lead
from tools import wording
from tools.arguments import Day
from tools.crm import people
from tools.crm.about import About
from tools.crm.interactions import latest_touch, topic_of
from tools.desk import Desk
from tools.registry import tool
from tools.reports.business_days import business_days_before, business_days_between

QUIET_BUSINESS_DAYS = 3


@tool(Effect.READ)
def show_follow_ups(desk: Desk, date: Day | None = None) -> Answer:
    """Follow-ups due on a day, and those overdue: the morning action list.

    Args:
        date: the day; today if not given.
    """
    day = date or desk.today()
    due = list(
        desk.session.exec(
            select(Interaction)
            .where(
                col(Interaction.follow_up_status) == FollowUpStatus.PENDING,
                col(Interaction.follow_up_date) <= day,
            )
            .order_by(col(Interaction.follow_up_date).desc(), col(Interaction.interaction_id))
            .limit(200)
        )
    )
    if day > desk.today():
        due = [row for row in due if row.follow_up_date == day]
    said = wording.day(day, desk.today())
    head = "Today's follow-ups" if said == "today" else f"Follow-ups {said}"
    if not due:
        return Answer(text=f"{head}: none.", data={"date": day.isoformat(), "follow_ups": []})
    return Answer(
        text="\n".join([f"{head}:", *(f"— {topic_of(desk, row)}" for row in due)]),
        data={
            "date": day.isoformat(),
            "follow_ups": [
                {
                    "interaction_id": row.interaction_id,
                    "contact_id": row.contact_id,
                    "name": people.name_of_id(desk, row.contact_id),
                    "topic": topic_of(desk, row),
                    "follow_up_date": row.follow_up_date.isoformat() if row.follow_up_date else None,
                    "overdue": bool(row.follow_up_date and row.follow_up_date < desk.today()),
                }
                for row in due
            ],
        },
    )


def quiet_leads(desk: Desk, business_days: int = QUIET_BUSINESS_DAYS, most: int = 100) -> list[Lead]:
    """New or working leads without a touch for some business days, and not parked; longest quiet first."""
    before = business_days_before(desk.today(), business_days) + timedelta(days=1)
    cut = datetime.combine(before, time.min, desk.zone).astimezone(UTC)
    parked = (
        select(Interaction.lead_id)
        .where(
            col(Interaction.follow_up_status) == FollowUpStatus.PENDING,
            col(Interaction.follow_up_date) > desk.today(),
            col(Interaction.lead_id).is_not(None),
        )
        .scalar_subquery()
    )
    last = func.coalesce(col(Lead.last_interaction_at), col(Lead.created_at))
    return list(
        desk.session.exec(
            select(Lead)
            .where(col(Lead.status).in_(NUDGED_LEAD_STATUSES), last < cut, col(Lead.lead_id).not_in(parked))
            .order_by(last, col(Lead.lead_id))
            .limit(most)
        )
    )


def nudge(desk: Desk, lead: Lead) -> dict[str, object]:
    """What a quiet lead's nudge says: title, contact, days, last touch, and the offer of a draft (row C3)."""
    name = people.name_of_id(desk, lead.contact_id)
    about = About(called=name, title=lead.title, contact_id=lead.contact_id, lead_id=lead.lead_id)
    touch = latest_touch(desk, about)
    instant = lead.last_interaction_at or lead.created_at or desk.now()
    last_day = desk.day_of(instant)
    days = business_days_between(last_day, desk.today())
    last = "none yet"
    if touch is not None:
        summary = touch.ai_summary or wording.clipped(touch.body or touch.subject, 100)
        when = desk.day_of(touch.timestamp)
        last = f"{wording.words(touch.type)}, {when:%b} {when.day}" + (f": {summary}" if summary else "")
    return {
        "lead_id": lead.lead_id,
        "title": lead.title,
        "name": name,
        "business_days": days,
        "days": (desk.today() - last_day).days,
        "last_touch": last,
        "text": (
            f"Heads up: the {lead.title} lead from {name} has had no activity in {days} business days. "
            f"Last touchpoint: {wording.sentence(last)} Want me to draft a follow-up message?"
        ),
    }


@tool(Effect.READ)
def list_stale_leads(desk: Desk, business_days: int = QUIET_BUSINESS_DAYS) -> Answer:
    """Leads that have gone quiet: new or working, no touch for some business days, not parked.

    Args:
        business_days: how long is quiet; 3 by default.
    """
    nudges = [nudge(desk, lead) for lead in quiet_leads(desk, max(1, min(business_days, 365)))]
    if not nudges:
        return Answer(text="No lead has gone quiet.", data={"leads": []})
    return Answer(
        text="\n".join(str(one["text"]) for one in nudges),
        data={"leads": nudges},
        offers=[
            Offer(
                text=f"Draft one for {nudges[0]['name']}?",
                call=Call(tool="draft_follow_up", arguments={"lead": nudges[0]["lead_id"]}),
            )
        ],
    )
