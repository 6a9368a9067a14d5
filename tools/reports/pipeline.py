"""The pipeline summary (rows C5, C14) and the month's wins and losses (row C6)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import OPEN_LEAD_STATUSES, LeadStatus, OpportunityStage, PipelineStage
from schemas.errors import BadArguments
from schemas.records import Lead, Opportunity
from tools import wording
from tools.arguments import Line
from tools.crm import people, resolve_jobs
from tools.desk import Desk
from tools.registry import tool

PROPOSAL_STAGES = (OpportunityStage.PROPOSAL_SENT, OpportunityStage.NEGOTIATION)
FOLLOW_UP_STAGES = (PipelineStage.FOLLOW_UP, PipelineStage.ESTIMATE_SENT)


@dataclass(frozen=True)
class Period:
    """Days of the business, both included, and the instants they span."""

    first: date
    last: date
    start: datetime
    end: datetime


def period(desk: Desk, first: date, last: date) -> Period:
    start = datetime.combine(first, time.min, desk.zone).astimezone(UTC)
    end = datetime.combine(last + timedelta(days=1), time.min, desk.zone).astimezone(UTC)
    return Period(first, last, start, end)


def reported_week(desk: Desk) -> Period:
    """On Monday the last Monday to Sunday; on another day the week to date (`core-readings.md`)."""
    today = desk.today()
    monday = today - timedelta(days=today.weekday())
    if today == monday:
        return period(desk, monday - timedelta(days=7), monday - timedelta(days=1))
    return period(desk, monday, today)


def _count_and_sum(desk: Desk, *conditions: Any) -> tuple[int, Decimal]:
    asked = select(func.count(), func.sum(Opportunity.amount)).select_from(Opportunity).where(*conditions)
    number, total = desk.session.exec(asked).one()
    return int(number), total if isinstance(total, Decimal) else Decimal(total or 0)


def _proposals_out(desk: Desk) -> tuple[int, Decimal]:
    """Deals in proposal or negotiation, and leads whose estimate is out without being a deal yet."""
    deals, worth = _count_and_sum(desk, col(Opportunity.stage).in_(PROPOSAL_STAGES))
    asked = (
        select(func.count(), func.sum(Lead.estimated_value))
        .select_from(Lead)
        .where(
            col(Lead.status).in_(OPEN_LEAD_STATUSES), col(Lead.pipeline_stage) == PipelineStage.ESTIMATE_SENT
        )
    )
    leads, value = desk.session.exec(asked).one()
    return deals + int(leads), worth + (value if isinstance(value, Decimal) else Decimal(value or 0))


def _open_leads(desk: Desk) -> list[tuple[datetime, str, str]]:
    """When each open lead came in, its id and its stage.

    Asked for once and without an order: told to order and limit, a database reads the closed ones from the beginning.
    """
    rows = desk.session.exec(
        select(Lead.created_at, Lead.lead_id, Lead.pipeline_stage).where(
            col(Lead.status).in_(OPEN_LEAD_STATUSES)
        )
    )
    return [(created, lead_id, stage) for created, lead_id, stage in rows if created is not None]


def _in_follow_up(desk: Desk, leads: list[tuple[datetime, str, str]]) -> tuple[int, int]:
    ages = [(desk.today() - desk.day_of(came)).days for came, _, stage in leads if stage in FOLLOW_UP_STAGES]
    return len(ages), round(sum(ages) / len(ages)) if ages else 0


def _oldest_open(desk: Desk, leads: list[tuple[datetime, str, str]]) -> dict[str, Any] | None:
    if not leads:
        return None
    came, lead_id, _ = min(leads)
    lead = desk.session.get_one(Lead, (desk.business_id, lead_id))
    return {
        "lead_id": lead.lead_id,
        "title": lead.title,
        "name": people.name_of_id(desk, lead.contact_id),
        "days": (desk.today() - desk.day_of(came)).days,
        "stage": wording.words(lead.pipeline_stage),
    }


def _past_expected(desk: Desk) -> list[dict[str, str]]:
    leads = desk.session.exec(
        select(Lead)
        .where(col(Lead.status).in_(OPEN_LEAD_STATUSES), col(Lead.expected_close_date) < desk.today())
        .order_by(col(Lead.expected_close_date))
        .limit(20)
    )
    deals = desk.session.exec(
        select(Opportunity)
        .where(
            col(Opportunity.stage).not_in((OpportunityStage.WON, OpportunityStage.LOST)),
            col(Opportunity.expected_close_date) < desk.today(),
        )
        .order_by(col(Opportunity.expected_close_date))
        .limit(20)
    )
    return [
        {
            **resolve_jobs.as_candidate(desk, job),
            "expected_close_date": str(job.expected_close_date),
        }
        for job in [*leads, *deals]
    ]


@tool(Effect.READ)
def show_pipeline(desk: Desk) -> Answer:
    """The pipeline summary: new, in follow-up, proposals out, won, lost, the oldest lead, and what is overdue."""
    week = reported_week(desk)
    new = desk.session.exec(
        select(func.count())
        .select_from(Lead)
        .where(col(Lead.created_at) >= week.start, col(Lead.created_at) < week.end)
    ).one()
    disqualified = desk.session.exec(
        select(func.count())
        .select_from(Lead)
        .where(
            col(Lead.status) == LeadStatus.DISQUALIFIED,
            col(Lead.closed_at) >= week.start,
            col(Lead.closed_at) < week.end,
        )
    ).one()
    closed = (col(Opportunity.close_date) >= week.first, col(Opportunity.close_date) <= week.last)
    won, won_value = _count_and_sum(desk, col(Opportunity.stage) == OpportunityStage.WON, *closed)
    lost, _ = _count_and_sum(desk, col(Opportunity.stage) == OpportunityStage.LOST, *closed)
    leads = _open_leads(desk)
    following, age = _in_follow_up(desk, leads)
    proposals, proposals_value = _proposals_out(desk)
    oldest = _oldest_open(desk, leads)
    late = _past_expected(desk)
    currency = desk.business.currency
    today = desk.today()
    lines = [
        f"Pipeline — {today:%A}, {today:%b} {today.day} (week {week.first:%b} {week.first.day} to "
        f"{week.last:%b} {week.last.day})",
        f"New leads this week: {new}",
        f"Leads in follow-up: {following} (avg age: {age} days)",
        f"Proposals out: {proposals} (total value: {wording.money(proposals_value, currency)})",
        f"Won this week: {won} ({wording.money(won_value, currency)})",
        f"Lost this week: {lost}" + (f" (and {disqualified} disqualified)" if disqualified else ""),
    ]
    if oldest:
        lines.append(
            f"Oldest open lead: {oldest['title']}, {oldest['name']} — {oldest['days']} days, stage: {oldest['stage']}"
        )
    lines += [f"Past its expected close date: {job['label']}, {job['expected_close_date']}" for job in late]
    return Answer(
        text="\n".join(lines),
        data={
            "week": [week.first.isoformat(), week.last.isoformat()],
            "new": new,
            "in_follow_up": following,
            "average_age_days": age,
            "proposals_out": proposals,
            "proposals_value": str(proposals_value),
            "won": won,
            "won_value": str(won_value),
            "lost": lost,
            "disqualified": disqualified,
            "oldest_open_lead": oldest,
            "past_expected_close_date": late,
        },
    )


def _month(desk: Desk, said: str) -> Period:
    if not said:
        first = desk.today().replace(day=1)
        return period(desk, first, desk.today())
    try:
        first = date.fromisoformat(f"{said}-01")
    except ValueError:
        problem = "must be a month written like 2026-10"
        raise BadArguments(f"month {problem}.", {"month": problem}) from None
    following = (first + timedelta(days=32)).replace(day=1)
    return period(desk, first, min(following - timedelta(days=1), max(desk.today(), first)))


@tool(Effect.READ)
def win_loss(desk: Desk, month: Line = "") -> Answer:
    """The month in one page: leads by outcome, won and lost, top sources, average days to close.

    Args:
        month: such as 2026-10; this month to date if not given.
    """
    span = _month(desk, month)
    created = (col(Lead.created_at) >= span.start, col(Lead.created_at) < span.end)
    outcomes = {
        str(status): number
        for status, number in desk.session.exec(
            select(Lead.status, func.count()).where(*created).group_by(col(Lead.status))
        )
    }
    sources = [
        (wording.words(source), number)
        for source, number in desk.session.exec(
            select(Lead.source, func.count())
            .where(*created)
            .group_by(col(Lead.source))
            .order_by(func.count().desc(), col(Lead.source))
            .limit(5)
        )
    ]
    closed = (col(Opportunity.close_date) >= span.first, col(Opportunity.close_date) <= span.last)
    won, won_value = _count_and_sum(desk, col(Opportunity.stage) == OpportunityStage.WON, *closed)
    lost, lost_value = _count_and_sum(desk, col(Opportunity.stage) == OpportunityStage.LOST, *closed)
    days = _days_to_close(desk, closed)
    currency = desk.business.currency
    counted = [f"{number} {wording.words(status)}" for status, number in outcomes.items()]
    lines = [
        f"{span.first:%B %Y}" + ("" if span.last.month != desk.today().month or month else " to date"),
        f"New leads: {sum(outcomes.values())}" + (f" ({wording.listed(counted)})" if counted else ""),
        f"Won: {won} ({wording.money(won_value, currency)})   Lost: {lost} ({wording.money(lost_value, currency)})",
        "Top sources: " + (wording.listed([f"{name} {number}" for name, number in sources]) or "none"),
        f"Average days to close: {days if days is not None else 'nothing won yet'}",
    ]
    return Answer(
        text="\n".join(lines),
        data={
            "month": f"{span.first:%Y-%m}",
            "leads_by_outcome": outcomes,
            "won": won,
            "won_value": str(won_value),
            "lost": lost,
            "lost_value": str(lost_value),
            "top_sources": [{"source": name, "leads": number} for name, number in sources],
            "average_days_to_close": days,
        },
    )


def _days_to_close(desk: Desk, closed: tuple[Any, Any]) -> int | None:
    """Days from the lead's arrival (or the deal's) to the win, on average."""
    rows = desk.session.exec(
        select(Opportunity.close_date, Opportunity.created_at, Lead.created_at)  # type: ignore[type-var]
        .join(Lead, col(Lead.lead_id) == col(Opportunity.lead_id), isouter=True)
        .where(col(Opportunity.stage) == OpportunityStage.WON, *closed)
    )
    spans = [
        (closed_on - desk.day_of(came)).days
        for closed_on, opened, lead_came in rows
        if closed_on is not None and (came := lead_came or opened) is not None
    ]
    return round(sum(spans) / len(spans)) if spans else None
