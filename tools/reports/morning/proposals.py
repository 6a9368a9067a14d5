"""Proposals that went out and have not been answered."""

from collections.abc import Collection

from sqlalchemy import func
from sqlmodel import col, or_, select

from schemas.enums import OpportunityStage
from schemas.records import Interaction, Opportunity
from tools import wording
from tools.business.business_days import WorkingDays
from tools.desk import Desk
from tools.matters import people
from tools.reports.morning.known import known
from tools.reports.morning.line import MorningLine, call, draft, snooze, titled
from tools.reports.quiet_leads import quiet_since, still_to_come

PROPOSAL_STAGES = (OpportunityStage.PROPOSAL_SENT, OpportunityStage.NEGOTIATION)


def lines(
    desk: Desk, days: WorkingDays, most: int, besides: Collection[str]
) -> tuple[list[MorningLine], int]:
    """Return lines for proposals without a touch for three working days, not parked; and how many more.

    Args:
        desk, days: whose, and their working days.
        most: how many; the largest first.
        besides: ids of jobs that are on the list already.
    """
    cut = quiet_since(desk, days)
    never = col(Opportunity.last_interaction_at).is_(None) & (col(Opportunity.created_at) < cut)
    asked = select(Opportunity, func.count().over()).where(
        col(Opportunity.opportunity_id).not_in(besides),
        col(Opportunity.stage).in_(PROPOSAL_STAGES),
        or_(col(Opportunity.last_interaction_at) < cut, never),
        or_(col(Opportunity.proposal_sent_at).is_(None), col(Opportunity.proposal_sent_at) < cut),
        ~still_to_come(desk, Interaction.matter_id, Opportunity.opportunity_id),
    )
    largest_first = asked.order_by(
        col(Opportunity.amount).is_(None), col(Opportunity.amount).desc(), col(Opportunity.opportunity_id)
    )
    found = desk.session.exec(largest_first.limit(most)).all()
    deals = [deal for deal, _ in found]
    with known(desk, deals):
        return [_line(desk, days, deal) for deal in deals], max(
            (number for _, number in found), default=0
        ) - len(deals)


def _line(desk: Desk, days: WorkingDays, deal: Opportunity) -> MorningLine:
    name = people.name_of_id(desk, deal.contact_id)
    instants = [one for one in (deal.last_interaction_at, deal.proposal_sent_at) if one is not None]
    last = desk.day_of(max(instants, default=deal.created_at or desk.now()))
    waited = days.between(last, desk.today())
    worth = f" for {wording.money(deal.amount, desk.business.currency)}" if deal.amount is not None else ""
    answers = {"draft": draft(deal.opportunity_id, name)}
    if deal.contact_id is not None:
        answers["call"] = call(deal.contact_id, name)
    answers["snooze"] = snooze(deal.opportunity_id, "Ask about the proposal", desk.today(), days)
    return MorningLine(
        kind="proposal",
        about=titled(name, deal.title),
        why=f"proposal{worth}, no word in {wording.count(waited, 'working day')}",
        answers=answers,
        contact_id=deal.contact_id,
        job_id=deal.opportunity_id,
        record_id=deal.opportunity_id,
    )
