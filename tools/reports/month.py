"""The month in one page (row C6), and the short answer to "how did we do"."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from schemas.effects import Answer, Call, Effect, Offer
from tools import wording
from tools.arguments import Line
from tools.desk import Desk
from tools.registry import tool
from tools.reports import month_figures as figures
from tools.reports.periods import Period, month_of, months_of, reported_month

MOST_NAMED = 5


@tool(Effect.READ)
def win_loss(desk: Desk, month: Line = "", until: Line = "") -> Answer:
    """Wins and losses of a month, or of some months together, such as a year: leads by outcome, won and lost in all, top sources.

    Args:
        month: such as 2026-10; this month to date if not given.
        until: the last month of several, such as 2026-12.
    """
    span = months_of(desk, month, until)
    data = _figures(desk, span)
    return Answer(text="\n".join([_title(desk, span), *_main_lines(desk, data)]), data=data)


@tool(Effect.READ)
def show_month(desk: Desk, month: Line = "") -> Answer:
    """The month in one page: outcomes, wins and losses with reasons, sources, how fast inquiries were answered.

    Args:
        month: such as 2026-10; if not given this month to date, and on its first day the month before.
    """
    span = month_of(desk, month) if month else reported_month(desk)
    data = _figures(desk, span)
    answered = figures.answered(desk, span)
    quiet, quiet_in_all = figures.quiet_customers(desk, MOST_NAMED)
    data |= {
        "lost_reasons": figures.lost_reasons(desk, span),
        "inquiries": answered.inquiries,
        "answered": answered.answered,
        "median_hours_to_answer": answered.median_hours,
        "quiet_customers": quiet,
        "quiet_customers_in_all": quiet_in_all,
        "months": figures.by_month(desk, span),
    }
    lines = [_title(desk, span), *_main_lines(desk, data)]
    lines += _reasons(data["lost_reasons"])
    if answered.inquiries:
        lines.append(_answered(answered))
    lines += _compared(data["months"])
    if quiet:
        named = wording.listed([person["name"] for person in quiet])
        more = f" and {quiet_in_all - len(quiet)} more" if quiet_in_all > len(quiet) else ""
        lines.append(f"Customers not heard from in a year: {named}{more}.")
    return Answer(text="\n".join(lines), data=data, offers=[_past_customer(one) for one in quiet[:1]])


def _past_customer(person: dict[str, str]) -> Offer:
    """Return the offer to make somebody a past customer, after a year without a touch."""
    arguments = {"contact": person["contact_id"], "lifecycle_stage": "past_customer"}
    return Offer(
        text=f"Make {person['name']} a past customer?", call=Call(tool="update_contact", arguments=arguments)
    )


def _figures(desk: Desk, span: Period) -> dict[str, Any]:
    won, won_value, lost, lost_value = figures.closed(desk, span)
    return {
        "month": f"{span.first:%Y-%m}",
        "days": [span.first.isoformat(), span.last.isoformat()],
        "leads_by_outcome": figures.outcomes(desk, span),
        "won": won,
        "won_value": str(won_value),
        "lost": lost,
        "lost_value": str(lost_value),
        "top_sources": figures.sources(desk, span),
        "average_days_to_close": figures.days_to_close(desk, span),
    }


def _title(desk: Desk, span: Period) -> str:
    running = span.last == desk.today() and (span.last.month, span.last.year) == (
        desk.today().month,
        desk.today().year,
    )
    more = (
        f" to {span.last:%B %Y}"
        if (span.first.month, span.first.year) != (span.last.month, span.last.year)
        else ""
    )
    return f"{span.first:%B %Y}{more}" + (" to date" if running else "")


def _main_lines(desk: Desk, data: dict[str, Any]) -> list[str]:
    currency = desk.business.currency
    counted = [f"{number} {wording.words(status)}" for status, number in data["leads_by_outcome"].items()]
    sources = [
        f"{one['source']} {one['leads']}" + (f" ({one['won']} won)" if one["won"] else "")
        for one in data["top_sources"]
    ]
    days = data["average_days_to_close"]
    new = sum(data["leads_by_outcome"].values())
    return [
        f"New leads: {new}" + (f" ({wording.listed(counted)})" if counted else ""),
        f"Won: {data['won']} ({wording.money(Decimal(data['won_value']), currency)})",
        f"Lost: {data['lost']} ({wording.money(Decimal(data['lost_value']), currency)})",
        f"Top sources: {wording.listed(sources) or 'none'}",
        f"Average days to close: {days if days is not None else 'nothing won yet'}",
    ]


def _reasons(reasons: dict[str, int]) -> list[str]:
    said = wording.listed([f"{reason} {number}" for reason, number in reasons.items()])
    return [f"Lost because of: {said}"] if said else []


def _answered(answered: figures.Answered) -> str:
    text = f"Written inquiries answered: {answered.answered} of {answered.inquiries}"
    if answered.median_hours is None:
        return text
    hours = round(answered.median_hours)
    return f"{text}, half of them within {wording.count(hours, 'hour') if hours else 'the hour'}"


def _compared(months: Sequence[dict[str, Any]]) -> list[str]:
    """Return this month's share of wins beside the month before's."""
    shares = [
        (one["month_name"], round(100 * one["won"] / (one["won"] + one["lost"])))
        for one in months[-2:]
        if one["won"] + one["lost"]
    ]
    if len(shares) < 2:
        return []
    (earlier_name, earlier), (_, now) = shares
    return [f"Won {now}% of what was decided; in {earlier_name} it was {earlier}%"]
