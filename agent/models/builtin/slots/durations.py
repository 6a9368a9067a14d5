"""Lengths of time as people say them: "90 days", "six months", "a couple of weeks", "a year and a half"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from agent.models.builtin.slots.day_arithmetic import add_business_days, add_days, add_months
from agent.models.builtin.slots.day_words import UNITS
from agent.models.builtin.slots.numbers import cardinal_at
from agent.models.builtin.slots.text import Token, tokens

LONGEST_YEARS = 50

_VAGUE = {"couple": 2, "few": 3}
# Halves of a unit: (months, days). Half a week is taken as four days, half a month as fifteen.
_HALVES = {"week": (0, 4), "month": (0, 15), "year": (6, 0), "fortnight": (0, 7)}
_WHOLES = {
    "day": (0, 1),
    "week": (0, 7),
    "fortnight": (0, 14),
    "month": (1, 0),
    "quarter": (3, 0),
    "year": (12, 0),
}


@dataclass(frozen=True, slots=True)
class Length:
    """So many months and days; `business` days are Mondays to Fridays."""

    months: int = 0
    days: int = 0
    business: bool = False

    def from_day(self, day: date, direction: int = 1) -> date:
        """Return the day this long after `day`, or before it with `direction` -1."""
        if self.business:
            return add_business_days(day, direction * self.days)
        return add_days(add_months(day, direction * self.months), direction * self.days)


@dataclass(frozen=True, slots=True)
class DurationSpan:
    """A length of time found in a text; `longest` is set for "2 to 3 weeks"; `said` is `text[start:end]`."""

    start: int
    end: int
    length: Length
    longest: Length | None
    said: str


@dataclass(frozen=True, slots=True)
class DurationReading:
    """A length of time that ends before token `after`."""

    after: int
    length: Length
    longest: Length | None = None


def find_durations(text: str) -> list[DurationSpan]:
    """Return all lengths of time in days or longer, in order: the answer to "in how long?"."""
    said = tokens(text)
    spans: list[DurationSpan] = []
    at = 0
    while at < len(said):
        found = duration_at(said, at)
        if found is None:
            at += 1
            continue
        start, end = said[at].start, said[found.after - 1].end
        spans.append(DurationSpan(start, end, found.length, found.longest, text[start:end]))
        at = found.after
    return spans


def duration_at(said: Sequence[Token], at: int) -> DurationReading | None:
    """Read a length of time at token `at`; None if there is none, or it is longer than 50 years."""
    head = _in_one_word(said, at) or _single(said, at)
    if head is None or head.longest is not None or head.length.business or _word(said, head.after) != "and":
        return head
    rest = _single(said, head.after + 1)
    if rest is None or rest.longest is not None or rest.length.business:
        return head
    months, days = head.length.months + rest.length.months, head.length.days + rest.length.days
    return DurationReading(rest.after, Length(months, days))


def _single(said: Sequence[Token], at: int) -> DurationReading | None:
    amounts = _amounts_at(said, at)
    if amounts is None:
        return None
    least, most, place = amounts
    business = _word(said, place) in {"business", "working", "work"}
    unit = UNITS.get(_word(said, place + business), "")
    if not unit or (business and unit != "day"):
        return None
    place += business + 1
    if [_word(said, place + index) for index in range(3)] == ["and", "a", "half"]:
        least, most, place = least + Decimal("0.5"), most and most + Decimal("0.5"), place + 3
    length = _length(least, unit, business)
    longest = None if most is None else _length(most, unit, business)
    if length is None or (most is not None and longest is None):
        return None
    return DurationReading(place, length, longest)


def _word(said: Sequence[Token], at: int) -> str:
    return said[at].folded if at < len(said) else ""


def _in_one_word(said: Sequence[Token], at: int) -> DurationReading | None:
    """Read "90-day", "six-month", "3wks"."""
    word = _word(said, at)
    number, _, unit = word.rpartition("-")
    if word[:1].isdigit() and not number:
        unit = word.lstrip("0123456789")
        number = word.removesuffix(unit)
    if not number or unit not in UNITS:
        return None
    head = cardinal_at([Token(number, number, 0, 0)], 0)
    length = None if head is None else _length(Decimal(head.value), UNITS[unit], False)
    return None if length is None else DurationReading(at + 1, length)


def _amounts_at(said: Sequence[Token], at: int) -> tuple[Decimal, Decimal | None, int] | None:
    """Read the least and perhaps the most amount ("2 to 3", "two or three", "2-3"), and the place behind."""
    word = _word(said, at).replace("–", "-")
    low, dash, high = word.partition("-")
    if dash and low.isdecimal() and high.isdecimal():
        return (Decimal(low), Decimal(high), at + 1) if int(low) < int(high) else None
    first = _amount_at(said, at)
    if first is None:
        return None
    least, place = first
    if _word(said, place) in {"to", "or", "-", "–"}:
        second = _amount_at(said, place + 1)
        if second is not None and second[0] > least:
            return least, second[0], second[1]
    return least, None, place


def _amount_at(said: Sequence[Token], at: int) -> tuple[Decimal, int] | None:
    word = _word(said, at)
    place = at + (word == "a")
    if _word(said, place) in _VAGUE:
        following = place + 1
        return Decimal(_VAGUE[_word(said, place)]), following + (_word(said, following) == "of")
    if word == "half" and _word(said, at + 1) in {"a", "an"}:
        return Decimal("0.5"), at + 2
    if word in {"a", "an"} and _word(said, at + 1) != "hundred":
        return (Decimal("0.5"), at + 2) if _word(said, at + 1) == "half" else (Decimal(1), at + 1)
    whole = cardinal_at(said, at)
    if whole is not None:
        half = [_word(said, whole.after + index) for index in range(3)] == ["and", "a", "half"]
        return (
            (whole.value + Decimal("0.5"), whole.after + 3) if half else (Decimal(whole.value), whole.after)
        )
    return _decimal(word, at)


def _decimal(word: str, at: int) -> tuple[Decimal, int] | None:
    if len(word) > 8 or "." not in word or "," in word:
        return None
    try:
        value = Decimal(word)
    except InvalidOperation:
        return None
    return value, at + 1


def _length(amount: Decimal, unit: str, business: bool) -> Length | None:
    whole = int(amount)
    half = amount - whole
    if half not in (0, Decimal("0.5")) or (half and unit not in _HALVES) or amount <= 0:
        return None
    months, days = _WHOLES[unit]
    more_months, more_days = _HALVES[unit] if half else (0, 0)
    length = Length(months * whole + more_months, days * whole + more_days, business)
    return length if length.months <= 12 * LONGEST_YEARS and length.days <= 366 * LONGEST_YEARS else None
