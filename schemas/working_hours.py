"""The hours of a business, as its owner writes or says them: "Mon-Fri 8:00-17:00", "7 to 4, monday thru friday"."""

import re

from schemas.errors import BadConfiguration

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RUNS = {"weekdays": ("mon", "fri"), "every day": ("mon", "sun"), "daily": ("mon", "sun")}
SPOKEN = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
MINUTES_SPOKEN = {"fifteen": 15, "thirty": 30, "forty five": 45}
HALF_A_DAY = 12 * 60
LONGEST = 60

_TO = r" ?(?:-|–|\bto\b|\bthru\b|\bthrough\b|\btill?\b|\buntil\b) ?"
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?"
_CLOCK = (
    rf"(?:\d{{1,2}}(?::\d\d)?|noon|midnight|(?:{'|'.join(SPOKEN)})(?: (?:{'|'.join(MINUTES_SPOKEN)}))?)"
    r"(?: ?(?:am|pm)\b)?"
)
DAYS_SAID = rf"(?:\b(?:{_DAY}){_TO}(?:{_DAY})|\b(?:{'|'.join(RUNS)}))"
"""Form of a run of days."""
TIMES_SAID = rf"\b{_CLOCK}{_TO}{_CLOCK}(?![\w:])"
"""Form of when it opens and closes."""
_WHOLE = re.compile(
    rf"(?P<days>{DAYS_SAID}|\b{_DAY}),? (?P<times>{TIMES_SAID})|"
    rf"(?P<times_first>{TIMES_SAID}),? (?:on )?(?P<days_behind>{DAYS_SAID}|\b{_DAY})"
)
_TWO = re.compile(rf"(?P<first>.+?){_TO}(?P<last>.+)")


def hours_from(text: str) -> dict[str, object]:
    """Read working days (0 is Monday) and hours, on a clock of 24 hours.

    Args:
        text: as "Mon-Fri 8:00-17:00", "mon-sat 8am-5pm" or "eight to five thirty on weekdays".

    Raises:
        BadConfiguration: it says nothing of the kind.
    """
    found = _WHOLE.fullmatch(" ".join(text.casefold().split())) if len(text) <= LONGEST else None
    days = _days(found["days"] or found["days_behind"]) if found else []
    opens, closes = _times(found["times"] or found["times_first"]) if found else (None, None)
    if not days or opens is None or closes is None or closes <= opens:
        raise BadConfiguration(f"{text[:60]!r} are no hours; write them like Mon-Fri 8:00-17:00.")
    return {"days": days, "opens": _clock(opens), "closes": _clock(closes)}


def is_times(text: str) -> bool:
    """Return whether a text says when it opens and closes, and no days."""
    return re.fullmatch(TIMES_SAID, " ".join(text.casefold().split())) is not None


def _days(said: str) -> list[int]:
    run = _TWO.fullmatch(said)
    first, last = RUNS.get(said) or ((run["first"], run["last"]) if run else (said, said))
    start, end = DAYS.index(first[:3]), DAYS.index(last[:3])
    return sorted((start + step) % 7 for step in range((end - start) % 7 + 1))


def _times(said: str) -> tuple[int | None, int | None]:
    """Return when it opens and closes, in minutes; "7 to 4" closes in the afternoon."""
    two = _TWO.fullmatch(said)
    if two is None:
        return None, None
    opens, closes = _minutes(two["first"].strip()), _minutes(two["last"].strip())
    plain = not two["last"].endswith(("am", "pm")) and "midnight" not in said
    if opens is not None and closes is not None and plain and closes <= opens < HALF_A_DAY:
        closes += HALF_A_DAY
    return opens, closes


def _minutes(said: str) -> int | None:
    half = said[-2:] if said.endswith(("am", "pm")) else ""
    written = said.removesuffix(half).strip()
    if written in {"noon", "midnight"}:
        return HALF_A_DAY if written == "noon" else 2 * HALF_A_DAY
    hours, minutes = _spoken(written) if written[0].isalpha() else _figures(written)
    if half and not 1 <= hours <= 12:
        return None
    if half:
        hours = hours % 12 + (12 if half == "pm" else 0)
    total = hours * 60 + minutes
    return total if minutes < 60 and total <= 24 * 60 else None


def _spoken(said: str) -> tuple[int, int]:
    hour, _, minute = said.partition(" ")
    return SPOKEN[hour], MINUTES_SPOKEN.get(minute, 0)


def _figures(said: str) -> tuple[int, int]:
    hour, _, minute = said.partition(":")
    return int(hour), int(minute or 0)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
