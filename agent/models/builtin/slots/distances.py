"""Rules for days at a distance: "in 3 months", "two weeks ago", "a week from Monday", "the last 30 days"."""

from agent.models.builtin.slots.calendar_dates import calendar_date_at
from agent.models.builtin.slots.day_arithmetic import SUNDAY, add_days, latest, week_start
from agent.models.builtin.slots.durations import DurationReading, Length, duration_at
from agent.models.builtin.slots.named_days import holiday_name_at, today_at, weekday_at, weekday_name_at
from agent.models.builtin.slots.periods import period_at
from agent.models.builtin.slots.saying import Meaning, Saying

_LEADS = frozenset({"in", "within", "after"})
_FILLERS = frozenset({"about", "around", "approximately", "roughly", "another", "exactly", "maybe", "like"})
_UNSAID_ONE = {
    "day": Length(days=1),
    "week": Length(days=7),
    "month": Length(months=1),
    "year": Length(months=12),
}


def distance_at(saying: Saying, at: int) -> Meaning | None:
    """Read a day at a distance from today or from another day; None if there is none."""
    return _stretch(saying, at) or _measured(saying, at) or _unsaid_one(saying, at)


def _stretch(saying: Saying, at: int) -> Meaning | None:
    """Read "the last 30 days", "over the next two weeks": from then to today, or from today to then."""
    start = at + (saying.word(at) == "the")
    direction = {"last": -1, "past": -1, "next": 1}.get(saying.word(start))
    found = None if direction is None else duration_at(saying.tokens, start + 1)
    if found is None or direction is None or saying.word(start + 1) in {"a", "an"}:
        return None
    far = found.length.from_day(saying.today, direction)
    return Meaning(found.after, min(far, saying.today), max(far, saying.today))


def _measured(saying: Saying, at: int) -> Meaning | None:
    led = saying.word(at) in _LEADS
    place = at + led
    place = saying.follows(place, "the next") if led else place
    place += saying.word(place) in _FILLERS
    found = duration_at(saying.tokens, place)
    if found is None:
        return None
    return _with_tail(saying, found, led)


def _with_tail(saying: Saying, found: DurationReading, led: bool) -> Meaning | None:
    place = saying.follows(found.after, "or so")
    now = saying.follows(place, "from now", "from today", "later", "out", "hence")
    if now > place and (led or saying.word(place) == "from" or saying.word(place) != "out"):
        return _ahead(saying, found, now)
    if saying.word(place) == "ago":
        return _ago(saying, found.length, place + 1)
    if saying.word(place) in {"from", "after", "before", "past", "on", "following"}:
        anchored = _anchored(saying, found.length, place)
        if anchored is not None:
            return anchored
    if not led:
        return _weeks_on(saying, found)
    return _ahead(saying, found, saying.follows(place, "time", "' time"))


def _weeks_on(saying: Saying, found: DurationReading) -> Meaning | None:
    """Read "a week Friday", "a fortnight tomorrow"."""
    length = found.length
    if length.months or length.business or length.days % 7 or found.longest is not None:
        return None
    named = weekday_name_at(saying, found.after) is not None
    anchor = weekday_at(saying, found.after) if named else today_at(saying, found.after)
    if anchor is None or anchor.day is None:
        return anchor
    return Meaning(anchor.after, length.from_day(anchor.day))


def _ahead(saying: Saying, found: DurationReading, after: int) -> Meaning:
    day = found.length.from_day(saying.today)
    if found.longest is not None:
        return Meaning(after, day, found.longest.from_day(saying.today))
    place = after + (saying.word(after) == "on")
    weekday = weekday_name_at(saying, place)
    in_weeks = not found.length.months and not found.length.business and found.length.days % 7 == 0
    if weekday is not None and in_weeks:
        return Meaning(place + 1, add_days(week_start(day), weekday))
    return Meaning(after, day)


def _ago(saying: Saying, length: Length, after: int) -> Meaning:
    """Read "3 days ago"; "a week ago Monday" is a week before last Monday."""
    place = after + (saying.word(after) == "on")
    weekday = weekday_name_at(saying, place)
    if weekday is not None:
        return Meaning(place + 1, length.from_day(latest(weekday, saying.today), -1))
    return Meaning(saying.follows(after, "today"), length.from_day(saying.today, -1))


def _anchored(saying: Saying, length: Length, place: int) -> Meaning | None:
    """Read "a week from Monday", "3 days before Christmas", "two weeks after the 15th"; "on" only for weekdays."""
    anchor = anchor_at(saying, place + 1)
    if anchor is None or (saying.word(place) == "on" and weekday_name_at(saying, place + 1) is None):
        return None
    if anchor.day is None:
        return anchor
    if saying.word(place) == "on" and (length.months or length.days % 7):
        return None
    direction = -1 if saying.word(place) == "before" else 1
    return Meaning(anchor.after, length.from_day(anchor.day, direction))


def _unsaid_one(saying: Saying, at: int) -> Meaning | None:
    """Read "the day after tomorrow", "week from Monday", "the week after Thanksgiving" (its Monday to Sunday)."""
    the = saying.word(at) == "the"
    place = at + the
    length = _UNSAID_ONE.get(saying.word(place))
    relation = saying.word(place + 1)
    if length is None or relation not in {"from", "after", "before", "following", "of"}:
        return None
    if relation == "of" and saying.word(place) != "week":
        return None
    anchor = anchor_at(saying, place + 2)
    if anchor is None or anchor.day is None:
        return anchor
    if saying.word(place) == "week" and relation != "from":
        weeks = {"before": -1, "of": 0}.get(relation, 1)
        monday = add_days(week_start(anchor.day), 7 * weeks)
        return Meaning(anchor.after, monday, add_days(monday, SUNDAY))
    return Meaning(anchor.after, length.from_day(anchor.day, -1 if relation == "before" else 1))


def anchor_at(saying: Saying, at: int) -> Meaning | None:
    """Read the anchor: the day that a distance is measured from."""
    for rule in (today_at, weekday_at, calendar_date_at, holiday_name_at, period_at):
        meaning = rule(saying, at)
        if meaning is not None:
            return meaning
    return None
