"""One value for another: the time, day or sum that a text holds once, or the one number that a card is about."""

import re
from collections.abc import Collection

from agent.conversation.text_changes import DAYS
from schemas.keys import words

VALUE = re.compile(
    r"(?P<sum>[$£€]\s?\d[\d,]*(?:\.\d{1,2})?)|(?P<time>\d{1,2}:\d{2}(?:\s?[ap]\.?m\b\.?)?|\d{1,2}\s?(?:[ap]\.?m\b\.?|o['’]?clock))|"
    rf"(?P<day>\b(?:{'|'.join(sorted(DAYS))})\b)|(?P<number>(?<![\w.,:])\d[\d,]*(?:\.\d{{1,2}})?(?!\w))",
    re.IGNORECASE,
)
BEFORE_A_TIME = re.compile(
    r"\b(?:at|by|around|about|before|after|from|until|till|between)\s+$", re.IGNORECASE
)
HALF_OF_DAY = re.compile(r"[ap]\.?m", re.IGNORECASE)
LATEST_HOUR = 12
FRAME = frozenset(
    words(
        "make it that this change to be instead rather better would should say says lets let us set move reschedule correct "
        "raise lower drop bring push limit up down please can could you we is its thats now in the text mail message for "
        "at by of a all just actually no yes ok okay and but cap keep most only nope sorry wait"
    )
)
"""Words around a value that say nothing but that it takes another's place."""
SUMS = frozenset(words("price amount cost total sum dollars pounds"))
TIMES = frozenset(words("time oclock hour sharp"))

FIGURES = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10",
}  # fmt: skip


def other_value(said: str, written: str) -> str | None:
    """Return the text with the one value of that kind replaced; "" where it holds several; None if the message is not
    about a value that it holds.
    """
    one = _only_value(said, FRAME | SUMS | TIMES)
    if one is None:
        return None
    kind = _kind(one, set(words(said)))
    places = [place for place in VALUE.finditer(written) if _kind_there(place, written) == kind]
    if len(places) != 1:
        return "" if places else None
    [place] = places
    had, gets = HALF_OF_DAY.search(place[0]), HALF_OF_DAY.search(one[0])
    if had and not gets:
        return ""
    return written[: place.start()] + _as_written(one, place[0]) + written[place.end() :]


def _only_value(said: str, frame: Collection[str]) -> re.Match[str] | None:
    """Return the one value of a message of which every other word only says that it takes another's place."""
    found = list(VALUE.finditer(said))
    if len(found) != 1:
        return None
    rest = words(f"{said[: found[0].start()]} {said[found[0].end() :]}")
    return found[0] if rest and all(word in frame for word in rest) else None


def _kind(value: re.Match[str], beside: set[str]) -> str:
    if value.lastgroup != "number":
        return str(value.lastgroup)
    if beside & SUMS:
        return "sum"
    whole = value[0].replace(",", "")
    return "time" if beside & TIMES or (whole.isdigit() and int(whole) <= LATEST_HOUR) else "sum"


def _kind_there(place: re.Match[str], written: str) -> str:
    if place.lastgroup == "number" and BEFORE_A_TIME.search(written[: place.start()]):
        return "time"
    return str(place.lastgroup)


def _as_written(one: re.Match[str], was: str) -> str:
    """Return the new value as the text writes such values: a day with its capital, a sum with its sign."""
    now = re.sub(r"\s?o['’]?clock", "", one[0]) if one.lastgroup == "time" else one[0]
    if one.lastgroup == "day":
        return now.capitalize()
    return f"{was[0]}{now.lstrip('$£€ ')}" if was[:1] in "$£€" else now


def number_for(said: str, called: str) -> str | None:
    """Return the number that a message gives for the one number of a card; None if it says anything else.

    Args:
        said: the message.
        called: what the number is called, such as "daily limit".
    """
    said = re.sub(r"\b(?:a|per|each|every) day\b", "", said, flags=re.IGNORECASE)
    for word, figure in FIGURES.items():
        said = re.sub(rf"\b{word}\b", figure, said, flags=re.IGNORECASE)
    one = _only_value(said, FRAME | SUMS | set(words(called)))
    if one is None or one.lastgroup not in {"number", "sum"}:
        return None
    return one[0].lstrip("$£€ ").replace(",", "")
