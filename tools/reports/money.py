"""Counts and sums of deals, and what of the open ones is likely to come in (row C5)."""

from decimal import Decimal
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from schemas.enums import OPEN_LEAD_STATUSES, OpportunityStage, PipelineStage
from schemas.records import Lead, Opportunity
from tools.desk import Desk

PERCENT_OF_LEADS = {
    PipelineStage.INQUIRY: 10,
    PipelineStage.NEEDS_ANALYSIS: 25,
    PipelineStage.SCHEDULED_VISIT: 25,
    PipelineStage.FOLLOW_UP: 25,
    PipelineStage.ESTIMATE_SENT: 50,
}
PERCENT_OF_DEALS = {
    OpportunityStage.ESTIMATING: 25,
    OpportunityStage.PROPOSAL_SENT: 50,
    OpportunityStage.NEGOTIATION: 75,
    OpportunityStage.SCHEDULED: 100,
}
"""The probability that each stage ends in a win. A booked job counts in full; only the owner's yes is left."""


def amount(value: Any) -> Decimal:
    """Return a sum as a decimal; nothing summed is zero."""
    return value if isinstance(value, Decimal) else Decimal(value or 0)


def count_and_sum(desk: Desk, *conditions: Any) -> tuple[int, Decimal]:
    """Return the number of deals, and their worth together."""
    asked = select(func.count(), func.sum(Opportunity.amount)).select_from(Opportunity).where(*conditions)
    number, total = desk.session.exec(asked).one()
    return int(number), amount(total)


def forecast(desk: Desk) -> tuple[Decimal, Decimal]:
    """Return the worth of open leads and deals, weighted by stage probability (to a whole unit), and in full."""
    leads = (
        select(Lead.pipeline_stage, func.sum(Lead.estimated_value))
        .where(col(Lead.status).in_(OPEN_LEAD_STATUSES))
        .group_by(col(Lead.pipeline_stage))
    )
    deals = (
        select(Opportunity.stage, func.sum(Opportunity.amount))
        .where(col(Opportunity.stage).in_(tuple(PERCENT_OF_DEALS)))
        .group_by(col(Opportunity.stage))
    )
    worth = [
        (PERCENT_OF_LEADS[PipelineStage(stage)], amount(total)) for stage, total in desk.session.exec(leads)
    ]
    worth += [
        (PERCENT_OF_DEALS[OpportunityStage(stage)], amount(total))
        for stage, total in desk.session.exec(deals)
    ]
    weighted = sum((total * percent / 100 for percent, total in worth), Decimal(0))
    return weighted.quantize(Decimal(1)), sum((total for _, total in worth), Decimal(0))
