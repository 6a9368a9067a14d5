"""Rules for weeks, months and years, and for their ends: "next week", "this month", "end of the month"."""

from datetime import date

from agent.models.builtin.slots.calendar_dates import month_reference_at
from agent.models.builtin.slots.day_arithmetic import (
    FRIDAY,
    SATURDAY,
    SUNDAY,
    add_days,
    add_months,
    month_end,
    week_start,
)
from agent.models.builtin.slots.numbers import ordinal_at
from agent.models.builtin.slots.saying import Meaning, Saying

_ABBREVIATED = {"eow": "week", "eom": "month", "eoy": "year", "eod": "day"}
_EDGES = {"end": "end", "close": "end", "start": "start", "beginning": "start", "middle": "middle"}
_WHICH = {"this": 0, "the": 0, "next": 1, "last": -1, "current": 0}


def period_at(saying: Saying, at: int) -> Meaning | None:
    """Read a week, month or year at token `at`, or one end of it; None if there is none."""
    for rule in (_edge, _abbreviated, _last_day_of_month, _week_of_month, _after_next, _weekend, _whole):
        meaning = rule(saying, at)
        if meaning is not None:
            return meaning
    return None


def _edge(saying: Saying, at: int) -> Meaning | None:
    """Read "end of the month", "beginning of next week", "middle of January", "month end"."""
    start = at + (saying.word(at) == "the")
    edge = _EDGES.get(saying.word(start))
    place = start + 2
    if edge is None or saying.word(start + 1) != "of":
        edge = "middle" if saying.word(at) == "mid" else None
        place = at + 1
    unit_end = saying.follows(at, "month end", "year end", "month's end")
    if unit_end > at:
        return Meaning(unit_end, _edge_of(saying, "end", saying.word(at), 0))
    if edge is None:
        return None
    which = _WHICH.get(saying.word(place), 0)
    unit = saying.word(place + (saying.word(place) in _WHICH))
    if unit in {"day", "week", "year"}:
        return Meaning(place + 1 + (saying.word(place) in _WHICH), _edge_of(saying, edge, unit, which))
    reference = month_reference_at(saying, place)
    if reference is None:
        return None
    year, month, after = reference
    return Meaning(after, _edge_of_month(saying, edge, year, month, unit == "month" and which == 0))


def _abbreviated(saying: Saying, at: int) -> Meaning | None:
    unit = _ABBREVIATED.get(saying.word(at))
    return None if unit is None else Meaning(at + 1, _edge_of(saying, "end", unit, 0))


def _edge_of(saying: Saying, edge: str, unit: str, which: int) -> date:
    today = saying.today
    if unit == "day":
        return today
    if unit == "month":
        return month_end(today.year, today.month)
    if unit == "week":
        day = add_days(week_start(today), 7 * which + {"start": 0, "middle": 2, "end": FRIDAY}[edge])
        # On a Saturday, "the end of the week" is the Friday to come.
        return day if which or day >= today or saying.past else add_days(day, 7)
    month, number = {"start": (1, 1), "middle": (7, 1), "end": (12, 31)}[edge]
    year = today.year + which
    gone = not which and not saying.past and date(year, month, number) < today
    return date(year + gone, month, number)


def _edge_of_month(saying: Saying, edge: str, year: int, month: int, unnamed: bool) -> date:
    if edge == "end":
        return month_end(year, month)
    day = date(year, month, 1 if edge == "start" else 15)
    # "The beginning of the month", once that is gone, is the next one's.
    return add_months(day, 1) if unnamed and day < saying.today and not saying.past else day


def _last_day_of_month(saying: Saying, at: int) -> Meaning | None:
    place = saying.follows(
        at, "the last day of", "last day of", "the first day of", "first day of", "the first of"
    )
    if place == at:
        return None
    reference = month_reference_at(saying, place)
    if reference is None:
        return None
    year, month, after = reference
    edge = "end" if "last" in {saying.word(at), saying.word(at + 1)} else "start"
    named = saying.word(place) not in {"the", "this", "month"}
    return Meaning(after, _edge_of_month(saying, edge, year, month, not named))


def _week_of_month(saying: Saying, at: int) -> Meaning | None:
    """Read "the second week of December" as its 8th to 14th, "the last week of January" as its last seven days."""
    start = at + (saying.word(at) == "the")
    number = ordinal_at(saying.tokens, start)
    place = number.after if number else start + 1
    if (number is None and saying.word(start) != "last") or saying.word(place) != "week":
        return None
    reference = month_reference_at(saying, place + 2) if saying.word(place + 1) in {"of", "in"} else None
    if reference is None:
        return None
    year, month, after = reference
    if number is None:
        last = month_end(year, month)
        return Meaning(after, add_days(last, -6), last)
    if not 1 <= number.value <= 4:
        return Meaning(after, why="a month has four full weeks")
    first = date(year, month, 7 * number.value - 6)
    return Meaning(after, first, add_days(first, 6))


def _after_next(saying: Saying, at: int) -> Meaning | None:
    week = saying.follows(at, "the week after next", "week after next")
    if week > at:
        monday = add_days(week_start(saying.today), 14)
        return Meaning(week, monday, add_days(monday, SUNDAY))
    month = saying.follows(at, "the month after next", "month after next")
    return Meaning(month, add_months(saying.today, 2)) if month > at else None


def _weekend(saying: Saying, at: int) -> Meaning | None:
    the = at + (saying.word(at) == "the")
    which = _WHICH.get(saying.word(the)) if the == at else 0
    place = the + (the == at and which is not None)
    if saying.word(place) != "weekend" or which is None:
        return None
    saturday = add_days(week_start(saying.today), 7 * which + SATURDAY)
    if the > at and saying.past:
        saturday = add_days(saturday, -7)
    return Meaning(place + 1, saturday, add_days(saturday, 1))


def _whole(saying: Saying, at: int) -> Meaning | None:
    """Read "this week", "next month", "last year"; "early", "later", "sometime" before it change nothing."""
    start = at + (saying.word(at) in {"early", "late", "later", "sometime"})
    which = {"this": 0, "next": 1, "last": -1}.get(saying.word(start))
    unit = saying.word(start + 1)
    if which is None or unit not in {"week", "month", "year"}:
        return None
    after = start + 2
    if unit == "week":
        return _week(saying, which, after)
    if which == 1:
        # "Next month" is this day in a month: the owner names a distance, not a page of the calendar.
        return Meaning(after, add_months(saying.today, 1 if unit == "month" else 12))
    today = saying.today
    if unit == "month":
        first = add_months(date(today.year, today.month, 1), which)
        return _from_today(saying, first, month_end(first.year, first.month), after)
    return _from_today(saying, date(today.year + which, 1, 1), date(today.year + which, 12, 31), after)


def _week(saying: Saying, which: int, after: int) -> Meaning:
    monday = add_days(week_start(saying.today), 7 * which)
    return _from_today(saying, monday, add_days(monday, SUNDAY), after)


def _from_today(saying: Saying, first: date, last: date, after: int) -> Meaning:
    """Return the rest of a running week or month; in the past, what is gone of it."""
    if not first <= saying.today <= last:
        return Meaning(after, first, last)
    return Meaning(after, first, saying.today) if saying.past else Meaning(after, saying.today, last)
