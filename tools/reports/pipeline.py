"""The pipeline summary (rows C5, C14)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from schemas.effects import Answer, Call, Effect
from schemas.enums import OPEN_LEAD_STATUSES, LeadStatus, OpportunityStage, PipelineStage
from schemas.records import Lead, Opportunity
from tools import wording
from tools.desk import Desk
from tools.matters import people, resolve_jobs
from tools.registry import tool
from tools.reports.money import amount, count_and_sum, forecast
from tools.reports.periods import reported_week

PROPOSAL_STAGES = (OpportunityStage.PROPOSAL_SENT, OpportunityStage.NEGOTIATION)
MOST_LATE = 5
"""The most overdue jobs that the text names; all are in the data."""
FOLLOW_UP_STAGES = (PipelineStage.FOLLOW_UP, PipelineStage.ESTIMATE_SENT)


def _proposals_out(desk: Desk) -> tuple[int, Decimal]:
    """Return number and worth of deals in proposal or negotiation, and of leads whose estimate is out without a
    deal yet.
    """
    deals, worth = count_and_sum(desk, col(Opportunity.stage).in_(PROPOSAL_STAGES))
    asked = (
        select(func.count(), func.sum(Lead.estimated_value))
        .select_from(Lead)
        .where(
            col(Lead.status).in_(OPEN_LEAD_STATUSES), col(Lead.pipeline_stage) == PipelineStage.ESTIMATE_SENT
        )
    )
    leads, value = desk.session.exec(asked).one()
    return deals + int(leads), worth + amount(value)


def _open_leads(desk: Desk) -> list[tuple[datetime, str, str]]:
    """Return arrival, id and stage of each open lead.

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
    late = sorted([*leads, *deals], key=lambda job: str(job.expected_close_date))
    return [
        {
            **resolve_jobs.as_candidate(desk, job),
            "expected_close_date": str(job.expected_close_date),
            "expected": wording.day(job.expected_close_date or desk.today(), desk.today()),
        }
        for job in late
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
    won, won_value = count_and_sum(desk, col(Opportunity.stage) == OpportunityStage.WON, *closed)
    lost, _ = count_and_sum(desk, col(Opportunity.stage) == OpportunityStage.LOST, *closed)
    leads = _open_leads(desk)
    following, age = _in_follow_up(desk, leads)
    proposals, proposals_value = _proposals_out(desk)
    likely, open_value = forecast(desk)
    oldest = _oldest_open(desk, leads)
    late = _past_expected(desk)
    currency = desk.business.currency
    today = desk.today()
    when = "last week" if week.last < today else "this week"
    lines = [
        f"Pipeline — {today:%A}, {today:%b} {today.day} (week {week.first:%b} {week.first.day} to "
        f"{week.last:%b} {week.last.day})",
        f"New leads {when}: {new}",
        f"Leads in follow-up: {following} (avg age: {age} days)",
        f"Proposals out: {proposals} (total value: {wording.money(proposals_value, currency)})",
        f"Won {when}: {won} ({wording.money(won_value, currency)})",
        f"Lost {when}: {lost}" + (f" (and {disqualified} disqualified)" if disqualified else ""),
    ]
    if open_value:
        lines.append(
            f"Forecast: {wording.money(likely, currency)} likely of {wording.money(open_value, currency)} open"
        )
    if oldest:
        lines.append(
            f"Oldest open lead: {oldest['title']}, {oldest['name']} — {oldest['days']} days, stage: {oldest['stage']}"
        )
    lines += [
        f"Past its close date ({job['expected']}): {job['title']}, {job['name']}" for job in late[:MOST_LATE]
    ]
    if len(late) > MOST_LATE:
        lines.append(f"And {len(late) - MOST_LATE} more past their close date.")
    text = "\n".join(lines)
    return Answer(
        text=text,
        once_delivered=[Call(tool="record_pipeline", arguments={"text": text})],
        data={
            "week": [week.first.isoformat(), week.last.isoformat()],
            "new": new,
            "in_follow_up": following,
            "average_age_days": age,
            "forecast": str(likely),
            "open_value": str(open_value),
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
