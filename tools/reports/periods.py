"""Weeks and months of the business's own days, as reports count them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from schemas.errors import BadArguments
from tools.desk import Desk

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""The years that a report is made of; at the ends of the calendar a month has no day after it."""


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
    """Return the reported week: on Monday the last Monday to Sunday; on another day the week to date."""
    today = desk.today()
    monday = today - timedelta(days=today.weekday())
    if today == monday:
        return period(desk, monday - timedelta(days=7), monday - timedelta(days=1))
    return period(desk, monday, today)


def month_of(desk: Desk, said: str) -> Period:
    """Return a whole month, or this one to date.

    Args:
        desk: for today.
        said: such as 2026-10; this month if empty.

    Raises:
        BadArguments: it is no month.
    """
    if not said:
        return period(desk, desk.today().replace(day=1), desk.today())
    problem = "must be a month written like 2026-10"
    try:
        first = date.fromisoformat(f"{said}-01")
    except ValueError:
        raise BadArguments(f"month {problem}.", {"month": problem}) from None
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        problem += f", from {FIRST_YEAR} to {LAST_YEAR}"
        raise BadArguments(f"month {problem}.", {"month": problem})
    return period(desk, first, min(last_day(first), max(desk.today(), first)))


def months_of(desk: Desk, first: str, until: str) -> Period:
    """Return some whole months, or those to date; one month where no last one is given.

    Raises:
        BadArguments: one is no month, or the last one lies before the first.
    """
    begun = month_of(desk, first)
    ended = month_of(desk, until) if until else begun
    if ended.last < begun.first:
        problem = f"must not be before {begun.first:%Y-%m}"
        raise BadArguments(f"until {problem}.", {"until": problem})
    return period(desk, begun.first, ended.last)


def reported_month(desk: Desk) -> Period:
    """Return the reported month: on its first day the month before, whole; on another day the month to date."""
    today = desk.today()
    if today.day > 1:
        return month_of(desk, "")
    return month_of(desk, f"{today - timedelta(days=1):%Y-%m}")


def last_day(first: date) -> date:
    """Return the last day of the month that begins on `first`."""
    return months_later(first, 1) - timedelta(days=1)


def months_later(first: date, months: int) -> date:
    """Return the first day of another month."""
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)
