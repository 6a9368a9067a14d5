"""Rules for days of the calendar: "the 15th", "Jan 15", "15 January 2027", "1/15/27", "2026-12-01", "in January"."""

import re
from calendar import monthrange
from datetime import date

from agent.models.builtin.slots.day_arithmetic import month_after, month_end
from agent.models.builtin.slots.day_words import (
    AFTER_A_DAY,
    BEFORE_A_DAY,
    COUNTED_OR_DONE,
    DOUBTFUL_MONTHS,
    MONTH_NAMES,
    MONTHS,
    NOT_AFTER_A_DAY,
    words,
)
from agent.models.builtin.slots.numbers import SpokenNumber, cardinal_at, figure_ordinal, ordinal_at
from agent.models.builtin.slots.saying import FIRST_YEAR, LAST_YEAR, Meaning, Saying

_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_FULL = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_SHORT = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")
_DAY_RANGE = re.compile(r"([0-9]{1,2})[-–]([0-9]{1,2})")
_FRACTIONS = words("1/2 1/3 2/3 1/4 3/4 1/5 1/8 3/8 5/8 7/8 1/16")
_BEFORE_A_MONTH = words("in until till this next last early late mid")
_VERBS = frozenset({"may", "march", "mar"})


def calendar_date_at(saying: Saying, at: int) -> Meaning | None:
    """Read a calendar date at token `at`; an impossible one has the reason; None if there is none."""
    for rule in (_in_figures, _month_day, _day_month, _nth, _month):
        meaning = rule(saying, at)
        if meaning is not None:
            return meaning
    return None


def month_reference_at(saying: Saying, at: int) -> tuple[int, int, int] | None:
    """Read "this month", "next month", "the month", "January 2027"; return year, month and the place behind."""
    today = saying.today
    for phrases, months in (
        (("this month", "the month", "month"), 0),
        (("next month",), 1),
        (("last month",), -1),
    ):
        after = saying.follows(at, *phrases)
        if after > at:
            return *month_after(today.year, today.month, months), after
    named = month_name_at(saying, at)
    if named is None:
        return None
    month, place = named
    year, after = _year_at(saying, place)
    return (year or _year_for(saying, month, None), month, after) if year == 0 or _known(year) else None


def month_name_at(saying: Saying, at: int) -> tuple[int, int] | None:
    """Read a month's name at token `at`; return its number, and the place behind it and its full stop."""
    word = saying.word(at)
    if word not in MONTHS:
        return None
    abbreviated = len(word) <= 4 and word != "may" and saying.word(at + 1) == "."
    return MONTHS[word], at + 1 + (abbreviated and saying.word(at + 2)[:1].isdigit())


def resolve(saying: Saying, year: int, month: int, day: int, after: int) -> Meaning:
    """Resolve a calendar date; year 0 stands for the nearest coming one (past: the latest), today included."""
    if not 1 <= month <= 12:
        return Meaning(after, why=f"there is no month {month}")
    if not 1 <= day <= 31:
        return Meaning(after, why=f"no month has a day {day}")
    full_year = year or _year_for(saying, month, day)
    if not _known(full_year):
        return Meaning(after, why=f"the year {full_year} is out of reach")
    length = monthrange(full_year, month)[1]
    if day > length:
        return Meaning(after, why=f"{MONTH_NAMES[month - 1]} {full_year} has only {length} days")
    return Meaning(after, date(full_year, month, day))


def _known(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _year_for(saying: Saying, month: int, day: int | None) -> int:
    today = saying.today
    said, now = ((month, day), (today.month, today.day)) if day else ((month, 0), (today.month, 0))
    if saying.past:
        return today.year - (said > now)
    return today.year + (said < now)


def _year_at(saying: Saying, at: int) -> tuple[int, int]:
    """Read a year; return it and the place behind it, or 0 where none is."""
    place = at + (saying.word(at) in {",", "of"})
    word = saying.word(place)
    if len(word) == 4 and word.isascii() and word.isdigit():
        return int(word) or -1, place + 1
    short = saying.word(at + 1)
    if saying.word(at) == "'" and len(short) == 2 and short.isascii() and short.isdigit():
        return 2000 + int(short), at + 2
    return 0, at


def _short_year(saying: Saying, year: str) -> int:
    """Return the year of two digits within fifty years of today."""
    if len(year) == 4:
        return int(year) or -1
    century = saying.today.year // 100 * 100
    return min(
        (century + int(year) + shift for shift in (-100, 0, 100)), key=lambda y: abs(y - saying.today.year)
    )


def _in_figures(saying: Saying, at: int) -> Meaning | None:
    word = saying.word(at)
    iso = _ISO.fullmatch(word)
    if iso:
        return resolve(saying, int(iso[1]) or -1, int(iso[3]), int(iso[4]), at + 1)
    full = _FULL.fullmatch(word)
    if full:
        # Full stops are only written where the day comes first.
        day_first = saying.day_first or full[2] == "."
        day, month = (full[1], full[3]) if day_first else (full[3], full[1])
        return resolve(saying, _short_year(saying, full[4]), int(month), int(day), at + 1)
    short = _SHORT.fullmatch(word)
    return _month_and_day_in_figures(saying, at, int(short[1]), int(short[2])) if short else None


def _month_and_day_in_figures(saying: Saying, at: int, first: int, second: int) -> Meaning | None:
    """Read "1/15", unless it is a fraction ("3/4 inch"), a score or "24/7"."""
    sure = saying.word(at - 1) in BEFORE_A_DAY or len(saying.tokens) == 1
    follows = saying.word(at + 1)
    if saying.word(at) in _FRACTIONS and not sure:
        return None
    if follows in {'"', "inch", "inches", "in", "pipe", "bath", "hp", "of"} and follows != saying.word(
        at - 1
    ):
        return None
    day, month = (first, second) if saying.day_first else (second, first)
    meaning = resolve(saying, 0, month, day, at + 1)
    meant = sure and max(first, second) <= 31 and saying.word(at) != "24/7"
    return meaning if meant or not meaning.why else None


def _day_number_at(saying: Saying, at: int) -> tuple[int, int, int] | None:
    """Read a day of the month ("15", "15th", "fifteenth", "5-9"); return first, last and the place behind."""
    both = _DAY_RANGE.fullmatch(saying.word(at))
    if both:
        return int(both[1]), int(both[2]), at + 1
    number = ordinal_at(saying.tokens, at) or cardinal_at(saying.tokens, at)
    if number is None or number.value > 99 or "," in saying.typed(at):
        return None
    return number.value, number.value, number.after


def _span(saying: Saying, year: int, month: int, days: tuple[int, int], after: int) -> Meaning:
    first = resolve(saying, year, month, days[0], after)
    if first.day is None or days[0] == days[1]:
        return first
    last = resolve(saying, first.day.year, month, days[1], after)
    if last.day is not None and last.day < first.day:
        return Meaning(after, why="the last day comes before the first")
    return last if last.why else Meaning(after, first.day, last.day)


def _month_day(saying: Saying, at: int) -> Meaning | None:
    """Read "Jan 15", "January the 15th, 2027", "Jan. 5-9"."""
    named = month_name_at(saying, at)
    if named is None:
        return None
    month, place = named
    number = _day_number_at(saying, place + (saying.word(place) == "the"))
    if number is None or saying.word(number[2]) in {"times", "%", "percent"}:
        return None
    follows = saying.word(number[2])
    # "march 3 guys in", "we may 5 times": verbs, unless what follows leaves the number alone.
    if _is_verb(saying, at, at) and follows[:1].isalpha() and follows not in AFTER_A_DAY:
        return None
    year, after = _year_at(saying, number[2])
    return _span(saying, year, month, number[:2], after)


def _day_month(saying: Saying, at: int) -> Meaning | None:
    """Read "15 January 2027", "the 15th of January", "fifteenth of January", "the 15th of next month"."""
    start = at + (saying.word(at) == "the")
    number = _day_number_at(saying, start)
    if number is None:
        return None
    place = number[2]
    if saying.word(place) == "of":
        reference = month_reference_at(saying, place + 1)
        if reference is None:
            return None
        year, month, after = reference
        if saying.word(place + 1) in MONTHS and not _year_at(saying, _behind_month(saying, place + 1))[0]:
            year = 0
        return _span(saying, year, month, number[:2], after)
    named = month_name_at(saying, place)
    if named is None or (cardinal_at(saying.tokens, start) and _is_verb(saying, at, place)):
        return None
    year, after = _year_at(saying, named[1])
    return _span(saying, year, named[0], number[:2], after)


def _behind_month(saying: Saying, at: int) -> int:
    """Return the place behind the month's name at `at`."""
    named = month_name_at(saying, at)
    return at if named is None else named[1]


def _is_verb(saying: Saying, at: int, place: int) -> bool:
    """Return whether the month's name is a verb: "the other 3 may come" is not the third of May."""
    return saying.typed(place) in _VERBS and saying.word(at - 1) not in BEFORE_A_DAY


def _nth(saying: Saying, at: int) -> Meaning | None:
    """Read "the 15th", "on 15th", "the fifteenth": the nearest coming one (past: the latest), today included."""
    start = at + (saying.word(at) == "the")
    number = ordinal_at(saying.tokens, start)
    if number is None or number.value > 99:
        return None
    sure = saying.word(at - 1) in BEFORE_A_DAY or _is_said_alone(saying, at, number)
    if not _stands_alone(saying, number, sure) or (start == at and not sure):
        return None
    if number.value <= 3 and not number.in_figures and not (sure and saying.word(at - 1) != "of"):
        return None
    if not 1 <= number.value <= 31:
        return Meaning(number.after, why=f"no month has a day {number.value}")
    return Meaning(number.after, _nearest_nth(saying, number.value))


def _is_said_alone(saying: Saying, at: int, number: SpokenNumber) -> bool:
    """Return whether a number is the whole answer to "which day?", or the second of "the 20th and 25th"."""
    listed = saying.word(at - 1) in {"and", "or"} and saying.word(at - 3) == "the"
    return number.after - at == len(saying.tokens) or (
        listed and figure_ordinal(saying.word(at - 2)) is not None
    )


def _stands_alone(saying: Saying, number: SpokenNumber, sure: bool) -> bool:
    follows = saying.word(number.after)
    listed = ordinal_at(saying.tokens, number.after + 1) if follows in {"and", "or"} else None
    if listed is not None:
        # "the 1st and 2nd floor"
        follows = saying.word(listed.after)
    if not follows[:1].isalpha() or follows in AFTER_A_DAY:
        return True
    return sure and follows not in NOT_AFTER_A_DAY and (number.value > 5 or follows not in COUNTED_OR_DONE)


def _nearest_nth(saying: Saying, number: int) -> date:
    today = saying.today
    step = -1 if saying.past else 1
    passed = number > today.day if saying.past else number < today.day
    months = step if passed else 0
    while True:
        year, month = month_after(today.year, today.month, months)
        if number <= monthrange(year, month)[1]:
            return date(year, month, number)
        months += step


def _month(saying: Saying, at: int) -> Meaning | None:
    """Read "January 2027", "in January" as its first and last day."""
    place = at + (saying.word(at) in _BEFORE_A_MONTH)
    named = month_name_at(saying, place)
    if named is None or (place > at and _month_day(saying, place) is not None):
        # "until June 30" is a day, which is read from its month on.
        return None
    month, behind = named
    year, after = _year_at(saying, behind)
    if not year and not _is_month_alone(saying, place, behind):
        return None
    if year and not _known(year):
        return Meaning(after, why=f"the year {max(year, 0)} is out of reach")
    if saying.word(at) == "last":
        full_year = saying.today.year - (month >= saying.today.month)
    else:
        full_year = year or _year_for(saying, month, None)
    return Meaning(after, date(full_year, month, 1), month_end(full_year, month))


def _is_month_alone(saying: Saying, place: int, behind: int) -> bool:
    """Return whether a word is a month, and not April who called or a march."""
    word = saying.word(place)
    leads = (
        _BEFORE_A_MONTH
        if word in DOUBTFUL_MONTHS
        else _BEFORE_A_MONTH | {"by", "since", "after", "before", "for"}
    )
    return saying.word(place - 1) in leads and not saying.typed(behind)[:1].isupper()
