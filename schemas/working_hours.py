"""The hours of a business, as its owner writes them: "Mon-Fri 8:00-17:00"."""

import re

from schemas.errors import BadConfiguration

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WRITTEN = re.compile(
    r"^(?P<first>[a-z]{3})[a-z]{0,6}(?: ?[-–] ?(?P<last>[a-z]{3})[a-z]{0,6})?,? "
    r"(?P<opens>\d{1,2}(?::\d\d)?) ?(?P<opens_half>am|pm)? ?[-–] ?(?P<closes>\d{1,2}(?::\d\d)?) ?(?P<closes_half>am|pm)?$"
)
LONGEST = 60


def hours_from(text: str) -> dict[str, object]:
    """Read working days (0 is Monday) and hours, on a clock of 24 hours.

    Args:
        text: as "Mon-Fri 8:00-17:00" or "mon-sat 8am-5pm".

    Raises:
        BadConfiguration: it says nothing of the kind.
    """
    found = WRITTEN.match(" ".join(text.casefold().split())) if len(text) <= LONGEST else None
    first, last = (found["first"], found["last"] or found["first"]) if found else ("", "")
    if found is None or first not in DAYS or last not in DAYS:
        raise _not_hours(text)
    opens = _minutes(found["opens"], found["opens_half"])
    closes = _minutes(found["closes"], found["closes_half"])
    if opens is None or closes is None or closes <= opens:
        raise _not_hours(text)
    start = DAYS.index(first)
    days = [(start + step) % 7 for step in range((DAYS.index(last) - start) % 7 + 1)]
    return {"days": sorted(days), "opens": _clock(opens), "closes": _clock(closes)}


def _minutes(written: str, half: str | None) -> int | None:
    hour, _, minute = written.partition(":")
    hours, minutes = int(hour), int(minute or 0)
    if half and not 1 <= hours <= 12:
        return None
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    total = hours * 60 + minutes
    return total if minutes < 60 and total <= 24 * 60 else None


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _not_hours(text: str) -> BadConfiguration:
    return BadConfiguration(f"{text[:60]!r} are no hours; write them like Mon-Fri 8:00-17:00.")
