"""Arithmetic on days: no text, no clock."""

from calendar import monthrange
from datetime import date, timedelta

MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6


def add_days(day: date, days: int) -> date:
    """Return the day `days` later (earlier, if negative)."""
    return day + timedelta(days=days)


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of a month too short for it (31 January + 1 is 28
    February).
    """
    year, month = month_after(day.year, day.month, months)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_after(year: int, month: int, months: int) -> tuple[int, int]:
    """Return the year and month that lie `months` behind (negative: before) another."""
    years, index = divmod(year * 12 + month - 1 + months, 12)
    return years, index + 1


def add_business_days(day: date, days: int) -> date:
    """Return the day `days` Mondays-to-Fridays later (earlier, if negative); public holidays are not known here."""
    weeks, rest = divmod(abs(days), 5)
    step = 1 if days >= 0 else -1
    moved = day
    # From a weekend, counting begins on the weekday next to it.
    while days and moved.weekday() >= SATURDAY:
        moved = add_days(moved, -step)
    moved = add_days(moved, 7 * weeks * step)
    for _ in range(rest):
        moved = add_days(moved, step)
        while moved.weekday() >= SATURDAY:
            moved = add_days(moved, step)
    return moved


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def week_start(day: date) -> date:
    """Return the Monday of the day's week."""
    return add_days(day, -day.weekday())


def coming(weekday: int, day: date) -> date:
    """Return the first such weekday after `day`; never `day` itself."""
    return add_days(day, (weekday - day.weekday() - 1) % 7 + 1)


def latest(weekday: int, day: date) -> date:
    """Return the last such weekday before `day`; never `day` itself."""
    return add_days(day, -((day.weekday() - weekday - 1) % 7 + 1))


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """Return the nth such weekday of a month (-1: the last one), or None if there are not so many."""
    if nth < 0:
        end = month_end(year, month)
        return add_days(end, -((end.weekday() - weekday) % 7))
    first = date(year, month, 1)
    found = add_days(first, (weekday - first.weekday()) % 7 + 7 * (nth - 1))
    return found if found.month == month else None
