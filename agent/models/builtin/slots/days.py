"""Days as people say them (rows C11, C13, C15). Linear: every rule looks a fixed number of words ahead.

What is impossible or is not one day is reported with the reason, never guessed. Weeks run Monday to Sunday. A weekday
is the coming one, today excluded; a date without a year the coming one, today included; with `past` the latest.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time

from agent.models.builtin.slots.calendar_dates import calendar_date_at
from agent.models.builtin.slots.clock_times import explicit_time_at, time_after_day
from agent.models.builtin.slots.day_arithmetic import add_days
from agent.models.builtin.slots.distances import distance_at
from agent.models.builtin.slots.named_days import holiday_at, today_at, weekday_at
from agent.models.builtin.slots.periods import period_at
from agent.models.builtin.slots.saying import FIRST_YEAR, LAST_YEAR, Meaning, Saying
from agent.models.builtin.slots.text import tokens

_RULES: tuple[Callable[[Saying, int], Meaning | None], ...] = (
    distance_at,
    weekday_at,
    today_at,
    period_at,
    calendar_date_at,
    holiday_at,
)
_THROUGH = frozenset({"through", "thru", "-", "–", "—"})


@dataclass(frozen=True, slots=True)
class DaySpan:
    """A day, or first and last day, found in a text; `said` is `text[start:end]`."""

    start: int
    end: int
    day: date
    end_day: date | None
    said: str
    time: time | None


@dataclass(frozen=True, slots=True)
class BadDay:
    """A text meant as a day that is none ("Feb 30"), with the reason as a clause to show the owner."""

    said: str
    why: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DayReading:
    """All that a text says about days, both lists in the order of the text."""

    days: list[DaySpan]
    bad: list[BadDay]


def find_days(text: str, today: date, past: bool = False, day_first: bool = False) -> list[DaySpan]:
    """Return the days in a text; see `read_days`."""
    return read_days(text, today, past, day_first).days


def read_days(text: str, today: date, past: bool = False, day_first: bool = False) -> DayReading:
    """Find the days in a text, and what looks like a day and is none.

    today: the business's own day. past: whether "Monday" is the latest one ("called on Monday") rather than the
    coming one. day_first: whether "1/2" is 1 February. Raises ValueError if `today` is not between 1900 and 2200.
    """
    if not FIRST_YEAR <= today.year <= LAST_YEAR:
        raise ValueError(
            f"today is {today.isoformat()}: days are understood from {FIRST_YEAR} to {LAST_YEAR} only"
        )
    saying = Saying(tokens(text), today, past, day_first)
    reading = DayReading([], [])
    at = 0
    while at < len(saying.tokens):
        if not saying.typed(at)[0].isalnum():
            at += 1
            continue
        start, place, clock = _leading_time(saying, at)
        meaning = _meaning_at(saying, place)
        if meaning is None:
            at = max(at + 1, start if clock is None else place)
            continue
        meaning = _shifted(saying, place, _with_last_day(saying, meaning))
        _keep(
            text,
            saying,
            start,
            replace(meaning, clock=clock) if clock else _with_time(saying, meaning),
            reading,
        )
        at = max(meaning.after, _with_time(saying, meaning).after)
    return reading


def _leading_time(saying: Saying, at: int) -> tuple[int, int, time | None]:
    """Return where the saying begins, where its day begins, and the time before it ("at 3pm on Friday")."""
    clock = explicit_time_at(saying, at)
    if clock is None:
        return at, at, None
    place = clock.after + (saying.word(clock.after) in {"on", ","})
    return (at, place, clock.time) if _meaning_at(saying, place) else (at, at, None)


def _meaning_at(saying: Saying, at: int) -> Meaning | None:
    # Whatever is said, "since Monday" is over.
    here = replace(saying, past=True) if saying.word(at - 1) == "since" else saying
    for rule in _RULES:
        meaning = rule(here, at)
        if meaning is not None:
            return meaning
    return None


def _with_last_day(saying: Saying, first: Meaning) -> Meaning:
    """Add the last day of "Monday through Friday", "between Jan 5 and Jan 9": the one after the first."""
    if first.day is None or first.end_day is not None or saying.word(first.after) not in _THROUGH:
        return first
    onward = replace(saying, today=first.day, past=False)
    place = first.after + 1
    last = weekday_at(onward, place) or calendar_date_at(onward, place) or today_at(saying, place)
    if last is None or last.why:
        return first if last is None else last
    if last.day is None or last.day < first.day:
        return Meaning(last.after, why="the last day comes before the first")
    return Meaning(last.after, first.day, last.day)


def _shifted(saying: Saying, at: int, meaning: Meaning) -> Meaning:
    """Shift a day: "after the 15th" begins a day later, "before Christmas" ends a day earlier."""
    if meaning.day is None or saying.word(at - 1) not in {"after", "before"}:
        return meaning
    if saying.word(at - 1) == "after":
        return replace(meaning, day=add_days(meaning.end_day or meaning.day, 1), end_day=None)
    return replace(meaning, day=add_days(meaning.day, -1), end_day=None)


def _with_time(saying: Saying, meaning: Meaning) -> Meaning:
    clock = time_after_day(saying, meaning.after)
    return (
        meaning
        if clock is None or meaning.day is None
        else replace(meaning, after=clock.after, clock=clock.time)
    )


def _keep(text: str, saying: Saying, first: int, meaning: Meaning, reading: DayReading) -> None:
    start, end = saying.tokens[first].start, saying.tokens[meaning.after - 1].end
    if meaning.day is None:
        reading.bad.append(BadDay(text[start:end], meaning.why, start, end))
    else:
        reading.days.append(DaySpan(start, end, meaning.day, meaning.end_day, text[start:end], meaning.clock))
