"""The figures of a month (row C6), each from one look at the records."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from schemas.enums import InteractionType, LeadStatus, LifecycleStage, OpportunityStage, Source
from schemas.records import Contact, Interaction, Lead, Opportunity
from schemas.records.pointing import is_about
from tools import wording
from tools.desk import Desk
from tools.matters import people
from tools.reports.money import amount, count_and_sum
from tools.reports.periods import Period, months_later

WRITTEN = (Source.EMAIL, Source.WEB_FORM)
ANSWERS = (
    InteractionType.EMAIL_OUTBOUND,
    InteractionType.SMS,
    InteractionType.PHONE_CALL,
    InteractionType.MEETING,
)
TOP_SOURCES = 5
MONTHS_SHOWN = 12
QUIET_YEAR = timedelta(days=365)


def _came_in(span: Period) -> tuple[Any, Any]:
    return col(Lead.created_at) >= span.start, col(Lead.created_at) < span.end


def _closed_in(span: Period) -> tuple[Any, Any]:
    return col(Opportunity.close_date) >= span.first, col(Opportunity.close_date) <= span.last


def outcomes(desk: Desk, span: Period) -> dict[str, int]:
    """Return the number of leads that came in, by their state now, in the order of a lead's way."""
    rows = desk.session.exec(
        select(Lead.status, func.count()).where(*_came_in(span)).group_by(col(Lead.status))
    )
    counted = {str(status): int(number) for status, number in rows}
    return {str(status): counted[status] for status in LeadStatus if status in counted}


def closed(desk: Desk, span: Period) -> tuple[int, Decimal, int, Decimal]:
    """Return number and worth of the deals won and lost, by close date."""
    won = count_and_sum(desk, col(Opportunity.stage) == OpportunityStage.WON, *_closed_in(span))
    lost = count_and_sum(desk, col(Opportunity.stage) == OpportunityStage.LOST, *_closed_in(span))
    return *won, *lost


def lost_reasons(desk: Desk, span: Period) -> dict[str, int]:
    """Return the number of lost deals by reason, the most frequent first."""
    rows = desk.session.exec(
        select(Opportunity.lost_reason, func.count())
        .where(col(Opportunity.stage) == OpportunityStage.LOST, *_closed_in(span))
        .group_by(col(Opportunity.lost_reason))
    )
    counted = Counter({wording.words(reason or "other"): int(number) for reason, number in rows})
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def sources(desk: Desk, span: Period) -> list[dict[str, Any]]:
    """Return the best sources of the leads that came in, and how many of these leads have been won so far."""
    came = select(Lead.source, func.count()).where(*_came_in(span)).group_by(col(Lead.source))
    won = (
        select(Lead.source, func.count())
        .join(Opportunity, col(Opportunity.opportunity_id) == col(Lead.converted_opportunity_id))
        .where(*_came_in(span), col(Opportunity.stage) == OpportunityStage.WON)
        .group_by(col(Lead.source))
    )
    wins = {str(source): int(number) for source, number in desk.session.exec(won)}
    counted = sorted(
        ((str(source), int(number)) for source, number in desk.session.exec(came)),
        key=lambda one: (-one[1], one[0]),
    )
    return [
        {"source": wording.words(source), "leads": number, "won": wins.get(source, 0)}
        for source, number in counted[:TOP_SOURCES]
    ]


def days_to_close(desk: Desk, span: Period) -> int | None:
    """Return the average number of days from the lead's arrival (or the deal's) to the win; None where nothing
    was won.
    """
    rows = desk.session.exec(
        select(Opportunity.close_date, Opportunity.created_at, Lead.created_at)  # type: ignore[type-var]
        .join(Lead, col(Lead.lead_id) == col(Opportunity.lead_id), isouter=True)
        .where(col(Opportunity.stage) == OpportunityStage.WON, *_closed_in(span))
    )
    spans = [
        (closed_on - desk.day_of(came)).days
        for closed_on, opened, lead_came in rows
        if closed_on is not None and (came := lead_came or opened) is not None
    ]
    return round(sum(spans) / len(spans)) if spans else None


@dataclass(frozen=True)
class Answered:
    """The answers to written inquiries.

    Args:
        inquiries: that came in by mail or web form.
        answered: of these, with a mail, message, call or visit of ours since.
        median_hours: until then, of those answered; None where none was.
    """

    inquiries: int
    answered: int
    median_hours: float | None


def answered(desk: Desk, span: Period) -> Answered:
    """Return the figures on how the leads that came in writing were answered."""
    inquiries, waited = hours_to_answer(desk, span)
    return Answered(inquiries, len(waited), round(median(waited), 1) if waited else None)


def hours_to_answer(desk: Desk, span: Period) -> tuple[int, list[float]]:
    """Return the number of leads that came in writing, and the hours until our first touch after each that had
    one.
    """
    asked = (
        select(Lead.created_at, func.min(Interaction.timestamp))
        .join(
            Interaction,
            is_about(Interaction, col(Lead.lead_id))
            & col(Interaction.type).in_(ANSWERS)
            & (col(Interaction.timestamp) >= col(Lead.created_at)),
            isouter=True,
        )
        .where(*_came_in(span), col(Lead.source).in_(WRITTEN))
        .group_by(col(Lead.lead_id), col(Lead.created_at))
    )
    rows: Sequence[Any] = desk.session.exec(asked).all()
    return len(rows), [(first - came).total_seconds() / 3600 for came, first in rows if first is not None]


def quiet_customers(desk: Desk, most: int) -> tuple[list[dict[str, str]], int]:
    """Return customers of more than a year without a touch in the last one, the longest-standing first; and how
    many.
    """
    touched = (
        select(Interaction.interaction_id)
        .where(
            col(Interaction.contact_id) == Contact.contact_id,
            col(Interaction.timestamp) >= desk.now() - QUIET_YEAR,
        )
        .exists()
    )
    conditions = (
        col(Contact.lifecycle_stage) == LifecycleStage.CUSTOMER,
        col(Contact.customer_since) <= desk.today() - QUIET_YEAR,
        col(Contact.archived_at).is_(None),
        ~touched,
    )
    asked = select(Contact).where(*conditions).order_by(col(Contact.customer_since), col(Contact.contact_id))
    found = desk.session.exec(asked.limit(most)).all()
    number = desk.session.exec(select(func.count()).select_from(Contact).where(*conditions)).one()
    named = [{"contact_id": one.contact_id, "name": people.name_of(desk, one)} for one in found]
    return named, int(number)


def by_month(desk: Desk, span: Period) -> list[dict[str, Any]]:
    """Return deals won and lost in each of the twelve months up to this one, for a plot."""
    first = months_later(span.first, 1 - MONTHS_SHOWN)
    rows = desk.session.exec(
        select(Opportunity.close_date, Opportunity.stage, func.count(), func.sum(Opportunity.amount))  # type: ignore[type-var]
        .where(
            col(Opportunity.stage).in_((OpportunityStage.WON, OpportunityStage.LOST)),
            col(Opportunity.close_date) >= first,
            col(Opportunity.close_date) <= span.last,
        )
        .group_by(col(Opportunity.close_date), col(Opportunity.stage))
    ).all()
    counts: Counter[tuple[str, str]] = Counter()
    worth: dict[tuple[str, str], Decimal] = {}
    for day, stage, number, total in rows:
        if day is not None:
            key = (f"{day:%Y-%m}", str(stage))
            counts[key] += int(number)
            worth[key] = worth.get(key, Decimal(0)) + amount(total)
    starts = [months_later(first, step) for step in range(MONTHS_SHOWN)]
    return [
        {
            "month": f"{start:%Y-%m}",
            "month_name": f"{start:%B}",
            "won": counts[f"{start:%Y-%m}", "won"],
            "won_value": str(worth.get((f"{start:%Y-%m}", "won"), Decimal(0))),
            "lost": counts[f"{start:%Y-%m}", "lost"],
            "lost_value": str(worth.get((f"{start:%Y-%m}", "lost"), Decimal(0))),
        }
        for start in starts
    ]
