"""The rhythm of a procedure or a job as it is written: "every day at 7:00", "monday at 7:00", "every 5 minutes".

Days are the business's own and are named, never numbered; what is due once a day, week or month is keyed by that
day, week or month, so that a clock that is put back, a 01:30 that comes twice and a 02:30 that never comes all
leave it due exactly once.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from schemas.errors import BadConfiguration

NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EVERY_DAY = frozenset(range(7))
WORKING_WEEK = frozenset(range(5))
LONGEST_BACK = 31
"""Days to look back for the latest time that something was due: a month is the longest rhythm."""
LONGEST = 80
AT = r" at (?P<hour>\d{1,2})(?::(?P<minute>\d\d))? ?(?P<half>am|pm)?"
DAILY = re.compile(rf"(?P<days>[a-z, -]{{3,60}}){AT}")
MONTHLY = re.compile(rf"first day of the month{AT}")
STEADY = re.compile(r"every (?P<span>(?:\d{1,3} )?(?:second|minute|hour)s?)")
SPAN = re.compile(r"(?:(?P<count>\d{1,3}) )?(?P<unit>second|minute|hour|day)s?")


class Rhythm(StrEnum):
    """The length of a period; steadily means over and over, without periods."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    STEADILY = "steadily"


@dataclass(frozen=True)
class When:
    """A rhythm in the business's own time.

    Args:
        said: as it was written.
        rhythm: day, week or month, each with one period key; or steadily.
        at: the local time of a day.
        weekdays: the days on which it is due, 0 is Monday; of a month its first day, whatever weekday that is.
        every: the span of what is due steadily.
    """

    said: str
    rhythm: Rhythm
    at: time = time(0)
    weekdays: frozenset[int] = EVERY_DAY
    every: timedelta = timedelta(0)

    def falls_on(self, day: date) -> bool:
        """Return whether it is due on a day."""
        if self.rhythm == Rhythm.STEADILY:
            return False
        return day.day == 1 if self.rhythm == Rhythm.MONTH else day.weekday() in self.weekdays

    def instant_on(self, day: date, zone: ZoneInfo) -> datetime:
        """Return the instant at which it is due on a day, in UTC.

        A local time that the clock skips is as long after the change as it would have been after the clock's old
        time (02:30 becomes 03:30); of one that comes twice, the first (PEP 495).
        """
        return datetime.combine(day, self.at, zone).astimezone(UTC)

    def period_of(self, day: date) -> str:
        """Return the key of the day, week (ISO 8601) or month that a day belongs to."""
        if self.rhythm == Rhythm.WEEK:
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02d}"
        return f"{day:%Y-%m}" if self.rhythm == Rhythm.MONTH else day.isoformat()

    def latest(self, now: datetime, zone: ZoneInfo) -> date | None:
        """Return the last day on which it was due."""
        today = now.astimezone(zone).date()
        for back in range(LONGEST_BACK + 1):
            day = today - timedelta(days=back)
            if self.falls_on(day) and self.instant_on(day, zone) <= now:
                return day
        return None

    def following(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the next instant at which it is due; None if it is due steadily."""
        today = now.astimezone(zone).date()
        for ahead in range(LONGEST_BACK + 2):
            day = today + timedelta(days=ahead)
            if self.falls_on(day) and self.instant_on(day, zone) > now:
                return self.instant_on(day, zone)
        return None


def when_from(said: str) -> When:
    """Read a rhythm: when something is due.

    Args:
        said: as "every day at 7:00", "weekdays at 6:30 pm", "mon-sat at 7am", "monday and thursday at 7:00",
            "first day of the month at 7:00" or "every 5 minutes".

    Raises:
        BadConfiguration: it says nothing of the kind.
    """
    text = " ".join(said.casefold().split())
    if len(text) <= LONGEST:
        if (found := STEADY.fullmatch(text)) is not None:
            return When(said, Rhythm.STEADILY, every=span_from(found["span"]))
        if (found := MONTHLY.fullmatch(text)) is not None and (at := _time(found)) is not None:
            return When(said, Rhythm.MONTH, at)
        if (found := DAILY.fullmatch(text)) is not None and (at := _time(found)) is not None:
            days = _days(found["days"])
            if days:
                return When(said, Rhythm.WEEK if len(days) == 1 else Rhythm.DAY, at, days)
    raise BadConfiguration(
        f"{said[:LONGEST]!r} does not say when; write it like every day at 7:00, mon-sat at 7:00, monday at 7:00, "
        "first day of the month at 7:00, or every 5 minutes."
    )


def span_from(said: str) -> timedelta:
    """Read a time span, such as "11 hours", "3 days" or "minute".

    Raises:
        BadConfiguration: it says no length of time.
    """
    found = SPAN.fullmatch(" ".join(said.casefold().split())) if len(said) <= LONGEST else None
    if found is None or int(found["count"] or 1) == 0:
        raise BadConfiguration(
            f"{said[:LONGEST]!r} is no length of time; write it like 11 hours or 30 minutes."
        )
    return timedelta(**{f"{found['unit']}s": int(found["count"] or 1)})


def _days(said: str) -> frozenset[int]:
    """Return the weekdays that are named; empty where one of the names is unknown."""
    if said in {"every day", "daily"}:
        return EVERY_DAY
    if said in {"weekdays", "every weekday"}:
        return WORKING_WEEK
    days: set[int] = set()
    for part in re.split(r", and |, ?| and ", said):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        start, end = _weekday(first), _weekday(last) if dash else _weekday(first)
        if start is None or end is None:
            return frozenset()
        days |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
    return frozenset(days)


def _weekday(name: str) -> int | None:
    """Return the number of a weekday's name, or of its beginning; 0 is Monday."""
    name = name.removeprefix("every ").removesuffix("s") if name not in NAMES else name
    met = [number for number, full in enumerate(NAMES) if len(name) >= 3 and full.startswith(name)]
    return met[0] if len(met) == 1 else None


def _time(found: re.Match[str]) -> time | None:
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
