"""Times of day that stand next to a day: "at 3pm", "15:30", "noon", "at 9"."""

import re
from dataclasses import dataclass
from datetime import time

from agent.models.builtin.slots.day_words import AFTER_A_DAY, PARTS_OF_DAY
from agent.models.builtin.slots.saying import Saying

_CLOCK = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?(am|pm|a|p)?")
_LATE = frozenset({"tonight", "tonite", "evening", "night", "afternoon"})
_LEADS = frozenset({"at", "around", "about", "by", "before", "@", "after"})


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A time of day that ends before token `after`; `time` is None for "morning" and the like."""

    after: int
    time: time | None


def explicit_time_at(saying: Saying, at: int) -> ClockReading | None:
    """Read a time that is one without a day beside it: "3pm", "at 3:30", "15:30", "noon"."""
    place = at + (saying.word(at) in _LEADS)
    if saying.word(place) in {"noon", "midday"}:
        return ClockReading(place + 1, time(12))
    found = _CLOCK.fullmatch(saying.word(place))
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half is None:
        half, place = _half_of_day(saying, place)
    if half is None and found[2] is None:
        if saying.word(place + 1) != "o'clock":
            return None
        half, place = _half_of_day(saying, place + 1)
    if half is None and len(found[1]) == 1:
        hour = _working_hour(hour)
    read = _time(hour, minute, half)
    return None if read is None else ClockReading(place + 1, read)


def time_after_day(saying: Saying, at: int) -> ClockReading | None:
    """Read the time behind a day: "tomorrow at 3", "Friday morning", "Monday in the afternoon"."""
    place = at + (saying.word(at) == "," and saying.word(at + 1) in {"at", "around"})
    part = saying.follows(place, "first thing in the", "in the", "first thing")
    named = saying.word(part) in PARTS_OF_DAY
    place = part + 1 if named else place
    found = explicit_time_at(saying, place) or _bare_hour_at(saying, place)
    if found is None:
        return ClockReading(place, None) if named else None
    late = saying.word(place - 1) in _LATE and "am" not in saying.word(found.after - 1)
    if late and found.time is not None and found.time.hour < 12:
        return ClockReading(found.after, found.time.replace(hour=found.time.hour + 12))
    return found


def _half_of_day(saying: Saying, place: int) -> tuple[str | None, int]:
    if saying.word(place + 1) in {"am", "pm"}:
        return saying.word(place + 1), place + 1
    if saying.word(place + 1) in {"a", "p"} and [saying.word(place + n) for n in (2, 3, 4)] == [
        ".",
        "m",
        ".",
    ]:
        return saying.word(place + 1), place + 4
    in_the = saying.follows(place + 1, "in the", "this")
    if saying.word(in_the) in {"morning", "afternoon", "evening"} and in_the > place + 1:
        return ("am" if saying.word(in_the) == "morning" else "pm"), in_the
    return None, place


def _time(hour: int, minute: int, half: str | None) -> time | None:
    if minute > 59 or hour > 23:
        return None
    if half is None:
        return time(hour, minute)
    if not 1 <= hour <= 12:
        return None
    return time(hour % 12 + (12 if half.startswith("p") else 0), minute)


def _bare_hour_at(saying: Saying, at: int) -> ClockReading | None:
    """Read a bare hour: "at 3" is in the afternoon, "at 9" in the morning; hours from 7 to 6, when a tradesman
    is up.
    """
    word = saying.word(at + 1)
    if saying.word(at) not in {"at", "@", "around"} or not (
        word.isdecimal() and word.isascii() and len(word) < 3
    ):
        return None
    following = saying.word(at + 2)
    if not 1 <= int(word) <= 12 or (following[:1].isalnum() and following not in AFTER_A_DAY):
        return None
    return ClockReading(at + 2, time(_working_hour(int(word))))


def _working_hour(hour: int) -> int:
    return hour + 12 if 1 <= hour < 7 else hour
