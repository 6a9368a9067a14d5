"""Leads that have gone quiet (row C3): which, since when, how often the owner was asked, and what a nudge says."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from schemas.effects import Answer, Call, Effect, Offer
from schemas.enums import NUDGED_LEAD_STATUSES, FollowUpStatus
from schemas.records import Interaction, Lead, Nudge
from tools import wording
from tools.business.business_days import WorkingDays, working_days
from tools.desk import Desk
from tools.matters import people
from tools.matters.about import About
from tools.promises.interactions import latest_touch
from tools.registry import tool

QUIET_BUSINESS_DAYS = 3
MOST_NUDGES = 3
"""After so many mornings without an answer a lead asks to be let go or parked."""


def quiet_since(desk: Desk, days: WorkingDays, business_days: int = QUIET_BUSINESS_DAYS) -> datetime:
    """Return the instant before which a last touch is so many working days ago."""
    following = days.before(desk.today(), business_days) + timedelta(days=1)
    return datetime.combine(following, time.min, desk.zone).astimezone(UTC)


def still_to_come(desk: Desk, column: Any, owner: Any) -> ColumnElement[bool]:
    """Return the condition that a follow-up on the same lead, deal or person is pending for a later day.

    Args:
        desk: for today.
        column: of Interaction, which the owner's id stands in.
        owner: the id's column in the other table.
    """
    later = aliased(Interaction)
    return (
        select(later.interaction_id)
        .where(
            getattr(later, column.key) == owner,
            col(later.follow_up_status) == FollowUpStatus.PENDING,
            col(later.follow_up_date) > desk.today(),
        )
        .exists()
    )


def _conditions(desk: Desk, days: WorkingDays, business_days: int) -> tuple[list[Any], list[Any]]:
    """Return the conditions that select quiet leads: those touched before, and those never touched.

    Apart, so that each question is answered from one end of an index.
    """
    cut = quiet_since(desk, days, business_days)
    watched = [
        col(Lead.status).in_(NUDGED_LEAD_STATUSES),
        ~still_to_come(desk, Interaction.matter_id, Lead.lead_id),
        ~still_to_come(desk, Interaction.origin_id, Lead.lead_id),
    ]
    never = [col(Lead.last_interaction_at).is_(None), col(Lead.created_at) < cut]
    return [*watched, col(Lead.last_interaction_at) < cut], [*watched, *never]


def quiet_leads(
    desk: Desk, days: WorkingDays, business_days: int = QUIET_BUSINESS_DAYS, most: int = 100
) -> list[Lead]:
    """Return new or working leads without a touch for some working days, and not parked; the latest to go quiet
    first.
    """
    touched, never = _conditions(desk, days, business_days)
    found = [
        *desk.session.exec(
            select(Lead).where(*touched).order_by(col(Lead.last_interaction_at).desc()).limit(most)
        ),
        *desk.session.exec(select(Lead).where(*never).order_by(col(Lead.created_at).desc()).limit(most)),
    ]
    return sorted(found, key=lambda lead: (last_instant(desk, lead), lead.lead_id), reverse=True)[:most]


def count_quiet(desk: Desk, days: WorkingDays) -> int:
    """Return how many leads are quiet, however short the list that is shown."""
    return sum(
        int(desk.session.exec(select(func.count()).select_from(Lead).where(*conditions)).one())
        for conditions in _conditions(desk, days, QUIET_BUSINESS_DAYS)
    )


def last_instant(desk: Desk, lead: Lead) -> datetime:
    """Return the instant at which a lead was last touched, or came in."""
    return lead.last_interaction_at or lead.created_at or desk.now()


def nudges_of(desk: Desk, leads: list[Lead]) -> dict[str, tuple[int, date]]:
    """Return, by lead, on how many mornings it was asked about since its last touch, and when last."""
    asked = select(Nudge).where(col(Nudge.lead_id).in_([lead.lead_id for lead in leads]))
    touched = {lead.lead_id: desk.day_of(last_instant(desk, lead)) for lead in leads}
    days: dict[str, list[date]] = {}
    for one in desk.session.exec(asked):
        if one.day > touched[one.lead_id]:
            days.setdefault(one.lead_id, []).append(one.day)
    return {lead_id: (len(told), max(told)) for lead_id, told in days.items()}


@dataclass(frozen=True)
class Quiet:
    """The figures of a quiet lead.

    Args:
        name: of its person.
        business_days, days: since the last touch, or since it came in.
        last: the last touch in words.
    """

    name: str
    business_days: int
    days: int
    last: str


def quiet(desk: Desk, days: WorkingDays, lead: Lead) -> Quiet:
    """Return for how long a lead has been quiet, and the last touch."""
    name = people.name_of_id(desk, lead.contact_id)
    about = About(called=name, title=lead.title, contact_id=lead.contact_id, lead_id=lead.lead_id)
    touch = latest_touch(desk, about)
    last_day = desk.day_of(last_instant(desk, lead))
    last = "none yet"
    if touch is not None:
        summary = touch.ai_summary or wording.clipped(touch.body or touch.subject, 100)
        when = desk.day_of(touch.timestamp)
        last = f"{wording.words(touch.type)}, {when:%b} {when.day}" + (f": {summary}" if summary else "")
    today = desk.today()
    return Quiet(name, days.between(last_day, today), (today - last_day).days, last)


def nudge(desk: Desk, days: WorkingDays, lead: Lead) -> dict[str, object]:
    """Return the nudge for a quiet lead: title, contact, days, last touch, and the offer of a draft."""
    found = quiet(desk, days, lead)
    return {
        "lead_id": lead.lead_id,
        "title": lead.title,
        "name": found.name,
        "business_days": found.business_days,
        "days": found.days,
        "last_touch": found.last,
        "text": (
            f"Heads up: the {lead.title} lead from {found.name} has had no activity in "
            f"{found.business_days} business days. "
            f"Last touchpoint: {wording.sentence(found.last)} Want me to draft a follow-up message?"
        ),
    }


@tool(Effect.READ)
def list_stale_leads(desk: Desk, business_days: int = QUIET_BUSINESS_DAYS) -> Answer:
    """Leads that have gone quiet: new or working, no touch for some business days, not parked.

    Args:
        business_days: how long is quiet; 3 by default.
    """
    days = working_days(desk)
    found = quiet_leads(desk, days, max(1, min(business_days, 365)))
    nudges = [nudge(desk, days, lead) for lead in reversed(found)]
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
