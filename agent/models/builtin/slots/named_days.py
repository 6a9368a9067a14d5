"""Rules for days that go by a name: today, weekdays, and the holidays that tradespeople plan around."""

from datetime import date

from agent.models.builtin.slots.calendar_dates import calendar_date_at, month_reference_at
from agent.models.builtin.slots.day_arithmetic import add_days, coming, latest, nth_weekday, week_start
from agent.models.builtin.slots.day_words import (
    AFTER_A_DAY,
    BEFORE_A_DAY,
    DOUBTFUL_WEEKDAYS,
    TODAY,
    TOMORROW,
    WEEKDAY_NAMES,
    WEEKDAYS,
    YESTERDAY,
)
from agent.models.builtin.slots.numbers import ordinal_at
from agent.models.builtin.slots.saying import Meaning, Saying

# Fixed days as (month, day), floating ones as (month, weekday, which).
_HOLIDAYS: dict[str, tuple[int, int] | tuple[int, int, int]] = {
    "new year day": (1, 1), "new years day": (1, 1), "new year eve": (12, 31), "new years eve": (12, 31),
    "new year": (1, 1), "new years": (1, 1), "the new year": (1, 1),
    "valentine day": (2, 14), "valentines day": (2, 14),
    "memorial day": (5, 0, -1), "juneteenth": (6, 19), "independence day": (7, 4), "the fourth of july": (7, 4),
    "fourth of july": (7, 4), "labor day": (9, 0, 1), "labour day": (9, 0, 1), "halloween": (10, 31),
    "columbus day": (10, 0, 2), "veterans day": (11, 11), "thanksgiving day": (11, 3, 4), "thanksgiving": (11, 3, 4),
    "christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25), "xmas": (12, 25),
    "boxing day": (12, 26), "the holidays": (1, 1), "canada day": (7, 1),
}  # fmt: skip
_AFTER_EASTER = {
    "mardi gras day": -47,
    "mardi gras": -47,
    "good friday": -2,
    "easter monday": 1,
    "easter sunday": 0,
    "easter": 0,
}
_HOLIDAY_OPENINGS = frozenset(phrase.split()[0] for phrase in (*_HOLIDAYS, *_AFTER_EASTER, "victoria day"))
_OPEN_OR_NOT = frozenset({"closed", "open", "working", "shut"})
_LEADS = {"this": 0, "coming": 0, "next": 1, "last": -1, "past": -1, "previous": -1}
_COUNTED = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def today_at(saying: Saying, at: int) -> Meaning | None:
    """Read "today", "tonight", "tomorrow", "yesterday", "this morning", "last night"."""
    word = saying.word(at)
    for words, days in ((TODAY, 0), (TOMORROW, 1), (YESTERDAY, -1)):
        if word in words:
            week = saying.word(at + 1) == "week"
            return Meaning(at + 1 + week, add_days(saying.today, days + 7 * week))
    for phrases, days in (
        (("later today", "this morning", "this afternoon", "this evening"), 0),
        (("last night",), -1),
    ):
        after = saying.follows(at, *phrases)
        if after > at:
            return Meaning(after, add_days(saying.today, days))
    return None


def weekday_name_at(saying: Saying, at: int) -> int | None:
    """Read a weekday's name at token `at` (Monday is 0); "sat" and "sun" only where a day is expected."""
    word = saying.word(at)
    if word not in WEEKDAYS:
        return None
    if word not in DOUBTFUL_WEEKDAYS or saying.word(at - 1) in BEFORE_A_DAY or len(saying.tokens) == 1:
        return WEEKDAYS[word]
    follows = saying.word(at + 1)
    capital = at > 0 and saying.typed(at)[:1].isupper()
    timed = at > 0 and follows in {"at", "morning", "afternoon", "evening"}
    sure = capital or timed or follows[:1].isdigit()
    return WEEKDAYS[word] if sure and (capital or word != "sat") else None


def weekday_at(saying: Saying, at: int) -> Meaning | None:
    """Read a weekday in all its company; "every Friday" is answered with the reason why it is no day."""
    if saying.word(at) in {"every", "each"}:
        return _repeating(saying, at)
    counted = _counted_weekday(saying, at)
    if counted is not None:
        return counted
    in_week = _weekday_in_week(saying, at)
    if in_week is not None:
        return in_week
    the = at + (saying.word(at) == "the")
    lead = _LEADS.get(saying.word(the))
    place = the + (lead is not None)
    weekday = weekday_name_at(saying, place)
    if weekday is None or (the > at and lead is None and saying.word(place + 1) not in {"after", "before"}):
        return None
    return _with_tail(saying, weekday, lead, place + 1)


def holiday_at(saying: Saying, at: int) -> Meaning | None:
    """Read a holiday of the small table, where the words about it say that a day is meant ("after Christmas")."""
    expected = saying.word(at - 1) in (BEFORE_A_DAY | {"in"}) - {"for", "to", "of"} or at == 0
    expected = expected or bool(_OPEN_OR_NOT & {saying.word(at - 1), saying.word(at - 2)})
    meaning = holiday_name_at(saying, at) if expected else None
    follows = saying.word(meaning.after) if meaning else ""
    return None if follows[:1].isalpha() and follows not in AFTER_A_DAY else meaning


def holiday_name_at(saying: Saying, at: int) -> Meaning | None:
    """Read the coming holiday of a name (past: the latest), today included."""
    if saying.word(at) not in _HOLIDAY_OPENINGS:
        return None
    for phrase in (*_HOLIDAYS, *_AFTER_EASTER, "victoria day"):
        after = saying.follows(at, phrase)
        if after > at:
            year = saying.today.year
            day = _holiday(phrase, year)
            if saying.past and day > saying.today:
                day = _holiday(phrase, year - 1)
            elif not saying.past and day < saying.today:
                day = _holiday(phrase, year + 1)
            return Meaning(after, day)
    return None


def _holiday(phrase: str, year: int) -> date:
    if phrase in _AFTER_EASTER:
        return add_days(_easter(year), _AFTER_EASTER[phrase])
    if phrase == "victoria day":
        return add_days(date(year, 5, 24), -date(year, 5, 24).weekday())  # The last Monday before May 25.
    rule = _HOLIDAYS[phrase]
    if len(rule) == 2:
        return date(year, *rule)
    return nth_weekday(year, *rule) or date(year, rule[0], 1)


def _easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian algorithm: Meeus, Astronomical Algorithms, chapter 8)."""
    century, of_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    moon = (19 * (year % 19) + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * rest + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (year % 19 + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _repeating(saying: Saying, at: int) -> Meaning | None:
    place = at + 1 + (saying.word(at + 1) in {"other", "second"})
    if saying.word(place).removesuffix("s") in WEEKDAYS:
        return Meaning(place + 1, why="that is more than one day; say which")
    return None


def _counted_weekday(saying: Saying, at: int) -> Meaning | None:
    """Read "the first Monday of December", "last Friday of the month"."""
    start = at + (saying.word(at) == "the")
    number = ordinal_at(saying.tokens, start)
    which = number.value if number else -1
    place = number.after if number else start + 1
    if (number is None and saying.word(start) != "last") or saying.word(place) not in WEEKDAYS:
        return None
    if saying.word(place + 1) not in {"of", "in"}:
        return None
    reference = month_reference_at(saying, place + 2)
    if reference is None:
        return None
    year, month, after = reference
    day = nth_weekday(year, month, WEEKDAYS[saying.word(place)], which)
    if day is None or which == 0:
        weekday = WEEKDAY_NAMES[WEEKDAYS[saying.word(place)]]
        return Meaning(after, why=f"that month has no {_COUNTED.get(which, str(which) + 'th')} {weekday}")
    return Meaning(after, day)


def _week_at(saying: Saying, at: int) -> tuple[int, int]:
    """Read "this week", "next week" …; return how many weeks on, and the place behind: the same one if none is
    said.
    """
    for phrases, weeks in (
        (("the week after next", "week after next"), 2),
        (("next week",), 1),
        (("this week",), 0),
        (("last week",), -1),
    ):
        after = saying.follows(at, *phrases)
        if after > at:
            return weeks, after
    return 0, at


def _weekday_in_week(saying: Saying, at: int) -> Meaning | None:
    """Read "next week on Tuesday"."""
    weeks, place = _week_at(saying, at)
    if place == at:
        return None
    place += saying.word(place) in {"on", ","} and saying.word(place + 1) in WEEKDAYS
    weekday = weekday_name_at(saying, place)
    return None if weekday is None else Meaning(place + 1, _of_week(saying, weekday, weeks))


def _of_week(saying: Saying, weekday: int, weeks: int) -> date:
    return add_days(week_start(saying.today), 7 * weeks + weekday)


def _with_tail(saying: Saying, weekday: int, lead: int | None, after: int) -> Meaning:
    """Read the tail of a weekday, which moves it ("week", "after next", "after Thanksgiving") or must agree
    with it.
    """
    plain = _plain(saying, weekday, lead)
    later = saying.follows(after, "week", "after next")
    if later > after:
        base = _of_week(saying, weekday, 1) if saying.word(after) == "after" else plain
        return Meaning(later, add_days(base, 7))
    weeks, behind = _week_at(saying, after + (saying.word(after) == "of"))
    if behind > after + 1:
        return Meaning(behind, _of_week(saying, weekday, weeks))
    if saying.word(after) in {"after", "before", "following"}:
        anchor = holiday_name_at(saying, after + 1) or calendar_date_at(saying, after + 1)
        if anchor is not None and anchor.day is not None:
            moved = latest if saying.word(after) == "before" else coming
            return Meaning(anchor.after, moved(weekday, anchor.end_day or anchor.day))
    return _agreeing(saying, weekday, after) or Meaning(after, plain)


def _plain(saying: Saying, weekday: int, lead: int | None) -> date:
    if lead == 1:
        return _of_week(saying, weekday, 1)
    if lead == -1 or (saying.past and lead is None):
        return latest(weekday, saying.today)
    return coming(weekday, saying.today)


def _agreeing(saying: Saying, weekday: int, after: int) -> Meaning | None:
    """Read "Friday the 20th", "Fri, Nov 20": the date counts, and must be such a weekday."""
    place = after + (saying.word(after) in {",", "."})
    dated = calendar_date_at(saying, place)
    if dated is None or dated.day is None or dated.end_day is not None:
        return dated if dated is not None and dated.why else None
    if dated.day.weekday() != weekday:
        is_one = WEEKDAY_NAMES[dated.day.weekday()]
        return Meaning(
            dated.after, why=f"{dated.day.isoformat()} is a {is_one}, not a {WEEKDAY_NAMES[weekday]}"
        )
    return dated
