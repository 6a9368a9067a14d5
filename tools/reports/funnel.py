"""The funnel: how far leads get, where the good ones come from, and how fast they are answered (row C6), over a span."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from schemas.enums import LeadStatus, OpportunityStage, PipelineStage
from schemas.records import Lead, Opportunity
from tools.desk import Desk
from tools.reports.money import amount
from tools.reports.month_figures import hours_to_answer
from tools.reports.periods import Period, period

WAY = ("Came in", "Taken on", "Became a job", "Given a price", "Won")
"""The steps from enquiry to win."""
PRICED = (OpportunityStage.PROPOSAL_SENT, OpportunityStage.NEGOTIATION, OpportunityStage.SCHEDULED)
"""Stages of a job that has been given a price, whether or not the day was kept."""
WITHIN = (("an hour", 1), ("4 hours", 4), ("a day", 24), ("3 days", 72), ("a week", 168))
"""Spans that answers are counted by: words, and hours at most."""


def last_days(desk: Desk, days: int) -> Period:
    """Return the last so many days of the business, today included."""
    return period(desk, desk.today() - timedelta(days=days - 1), desk.today())


@dataclass(frozen=True)
class Step:
    """A step of the way from enquiry to win: how many of the leads that came in have got so far."""

    name: str
    count: int
    of_all: int
    of_before: int


@dataclass(frozen=True)
class SourceLine:
    """The results of the leads of a source."""

    source: str
    leads: int
    won: int
    value: Decimal


def funnel(desk: Desk, span: Period) -> list[Step]:
    """Return the leads that came in during a span, by how far they have got; inside the open transaction."""
    rows = desk.session.exec(
        select(  # type: ignore[call-overload]
            Lead.status,
            Lead.pipeline_stage,
            Opportunity.stage,
            col(Opportunity.proposal_sent_at).is_not(None),
            func.count(),
        )
        .join(
            Opportunity, col(Opportunity.opportunity_id) == col(Lead.converted_opportunity_id), isouter=True
        )
        .where(*_came_in(span))
        .group_by(
            col(Lead.status),
            col(Lead.pipeline_stage),
            col(Opportunity.stage),
            col(Opportunity.proposal_sent_at).is_not(None),
        )
    )
    counted: Counter[str] = Counter()
    for status, lead_stage, deal_stage, was_sent, number in rows:
        for name in _reached(status, lead_stage, deal_stage, was_sent=bool(was_sent)):
            counted[name] += int(number)
    return [
        Step(
            name,
            counted[name],
            _percent(counted[name], counted[WAY[0]]),
            _percent(counted[name], counted[before]),
        )
        for before, name in zip((WAY[0], *WAY), WAY, strict=False)
    ]


def _reached(status: str, lead_stage: str, deal_stage: str | None, *, was_sent: bool) -> list[str]:
    """Return the steps that a lead has reached; one that reached a step has reached those before it."""
    is_job = status == LeadStatus.CONVERTED
    won = is_job and deal_stage == OpportunityStage.WON
    priced = is_job and (won or was_sent or deal_stage in PRICED)
    taken_on = is_job or lead_stage != PipelineStage.INQUIRY
    reached = (True, taken_on, is_job, priced, won)
    return [name for name, there in zip(WAY, reached, strict=True) if there]


def sources(desk: Desk, span: Period) -> list[SourceLine]:
    """Return every source of the leads that came in, with what has been won of them so far, the most frequent
    first.
    """
    came = select(Lead.source, func.count()).where(*_came_in(span)).group_by(col(Lead.source))
    won = (
        select(Lead.source, func.count(), func.sum(Opportunity.amount))
        .join(Opportunity, col(Opportunity.opportunity_id) == col(Lead.converted_opportunity_id))
        .where(*_came_in(span), col(Opportunity.stage) == OpportunityStage.WON)
        .group_by(col(Lead.source))
    )
    wins = {str(source): (int(number), amount(total)) for source, number, total in desk.session.exec(won)}
    lines = [
        SourceLine(str(source), int(number), *wins.get(str(source), (0, Decimal(0))))
        for source, number in desk.session.exec(came)
    ]
    return sorted(lines, key=lambda one: (-one.leads, one.source))


@dataclass(frozen=True)
class AnswerTimes:
    """The time to answer written enquiries.

    Args:
        enquiries: that came in by mail or web form.
        median_hours: until our first mail, message, call or visit, of those that got one.
        within: words → how many were answered in that time, and not in the one before it; "later", "not yet".
    """

    enquiries: int
    median_hours: float | None
    within: dict[str, int]


def answer_times(desk: Desk, span: Period) -> AnswerTimes:
    """Return the leads that came in writing, and how long until our first touch after each."""
    enquiries, hours = hours_to_answer(desk, span)
    counted = Counter(_within(one) for one in hours)
    counted["not yet"] = enquiries - len(hours)
    order = [*(f"within {words}" for words, _ in WITHIN), "later", "not yet"]
    return AnswerTimes(
        enquiries, round(median(hours), 1) if hours else None, {name: counted[name] for name in order}
    )


def _within(hours: float) -> str:
    return next((f"within {words}" for words, most in WITHIN if hours <= most), "later")


def _came_in(span: Period) -> tuple[Any, Any]:
    return col(Lead.created_at) >= span.start, col(Lead.created_at) < span.end


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
