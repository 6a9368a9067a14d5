"""Amounts of money as people say them: "$3,200", "3.2k", "twelve hundred", "four grand". Linear.

Amounts are exact dollars and cents; what could mean two amounts, or part of a cent, is reported and never rounded.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.models.builtin.slots.day_words import words
from agent.models.builtin.slots.numbers import SpokenNumber, cardinal_at
from agent.models.builtin.slots.text import Token, tokens

LARGEST = Decimal("999999999999.99")

_TOO_LARGE = "that is more than can be kept"
_UNCLEAR = "it is unclear where the thousands end and the cents begin"

_FIGURES = re.compile(r"([$€£] ?)?(-)?([0-9]+(?:[., ][0-9]+)*)([km])?")
_PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){1,5}(?:\.[0-9]{1,6})?|[0-9]{1,3}(?: [0-9]{3}){1,4}")
_SCALES = {
    "k": 1000, "grand": 1000, "thousand": 1000, "hundred": 100, "m": 1_000_000, "million": 1_000_000, "mil": 1_000_000,
}  # fmt: skip
_CURRENCY = words("dollars dollar bucks buck usd euros euro eur quid gbp")
_CENTS = words("cents cent")
_NEGATIVE = words("minus negative -")
# "twelve hundred" of these is no money.
_COUNTED = words(
    "square sq sqft feet foot ft gallons gallon miles mile people customers hours hour minutes days weeks months years "
    "percent % pounds lbs pieces units yards meters inches watts btu btus psi times"
)


@dataclass(frozen=True, slots=True)
class MoneySpan:
    """An amount in dollars, two decimals, below zero where one was said; `said` is `text[start:end]`."""

    start: int
    end: int
    amount: Decimal
    said: str

    @property
    def negative(self) -> bool:
        """Return whether an amount below zero was said."""
        return self.amount < 0


@dataclass(frozen=True, slots=True)
class BadMoney:
    """A text meant as money that is no amount ("$3,20"), with the reason."""

    said: str
    why: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MoneyReading:
    """All that a text says about money, both lists in the order of the text."""

    amounts: list[MoneySpan]
    bad: list[BadMoney]


@dataclass(frozen=True, slots=True)
class _Amount:
    after: int
    value: Decimal
    sure: bool
    why: str = ""


def read_money(text: str, bare: bool = False) -> MoneyReading:
    """Find the amounts of money in a text. bare: whether a number alone ("3200") is one, as after "how much?"."""
    said = tokens(text)
    reading = MoneyReading([], [])
    at = 0
    while at < len(said):
        found = _amount_at(said, at)
        if found is None:
            at += 1
            continue
        if not (found.sure or (bare and _word(said, found.after) not in _COUNTED)):
            at = found.after
            continue
        first, last = _with_sign(said, at, found.after)
        start, end = said[first].start, said[last - 1].end
        amount = found.value.quantize(Decimal("0.01")) if not found.why else Decimal(0)
        if found.why:
            reading.bad.append(BadMoney(text[start:end], found.why, start, end))
        else:
            reading.amounts.append(MoneySpan(start, end, -amount if first < at else amount, text[start:end]))
        at = last
    return reading


def _word(said: Sequence[Token], at: int) -> str:
    return said[at].folded if 0 <= at < len(said) else ""


def _with_sign(said: Sequence[Token], at: int, after: int) -> tuple[int, int]:
    """Take in "minus" before an amount, or the brackets of a bookkeeper: ($50)."""
    sign = _word(said, at - 1)
    if sign == "(" and _word(said, after) == ")" and said[at].text[0] in "$€£":
        return at - 1, after + 1
    if sign not in _NEGATIVE or (sign == "-" and not _is_minus(said, at - 1)):
        return at, after
    return at - 1, after


def _is_minus(said: Sequence[Token], at: int) -> bool:
    """Return whether a dash is a minus: it touches the amount behind it and nothing before it."""
    touches = said[at].end == said[at + 1].start
    return touches and (at == 0 or said[at - 1].end < said[at].start)


def _amount_at(said: Sequence[Token], at: int) -> _Amount | None:
    found = _in_figures(said, at) or _in_words(said, at)
    if found is None or found.why:
        return found
    found = _with_cents(said, found)
    if abs(found.value) > LARGEST:
        return _Amount(found.after, found.value, True, _TOO_LARGE)
    if found.value != round(found.value, 2):
        return _Amount(found.after, found.value, found.sure, "money has two decimals at most")
    return found


def _in_figures(said: Sequence[Token], at: int) -> _Amount | None:
    match = _FIGURES.fullmatch(_word(said, at))
    if match is None:
        return None
    symbol, minus, digits, suffix = match.groups()
    if not (_PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits)):
        long = digits.partition(".")[0].isdigit() and len(digits) > 15
        return _Amount(at + 1, Decimal(0), bool(symbol), _TOO_LARGE if long else _UNCLEAR)
    value = Decimal(digits.replace(",", "").replace(" ", ""))
    in_cents = bool(re.search(r",[0-9]{3}\.[0-9]{2}$|^[0-9]+\.[0-9]{2}$", digits))
    if suffix:
        return _Amount(at + 1, _signed(value * _SCALES[suffix], minus), True)
    scaled = _scaled(said, at + 1, value, bool(symbol) or in_cents)
    return _Amount(scaled.after, _signed(scaled.value, minus), scaled.sure)


def _signed(value: Decimal, minus: str | None) -> Decimal:
    return -value if minus else value


def _in_words(said: Sequence[Token], at: int) -> _Amount | None:
    """Read "twelve hundred", "a grand", "four and a half grand", "eighty-four hundred dollars"."""
    if _word(said, at) == "half" and [_word(said, at + 1), _word(said, at + 2)] == ["a", "grand"]:
        return _Amount(at + 3, Decimal(500), True)
    if _word(said, at) == "a" and _word(said, at + 1) in {"grand", "million", "dollar", "buck"}:
        return _scaled(said, at + 1, Decimal(1), False)
    number = cardinal_at(said, at)
    if number is None or number.in_figures:
        return None
    half = [_word(said, number.after + index) for index in range(3)] == ["and", "a", "half"]
    if half and _word(said, number.after + 3) in _SCALES:
        return _scaled(said, number.after + 3, number.value + Decimal("0.5"), False)
    again = cardinal_at(said, number.after)
    if again is not None and not again.in_figures and _word(said, again.after) not in _CENTS:
        return _run_on(said, again)
    big = any(_word(said, place) in {"hundred", "thousand"} for place in range(at, number.after))
    return _scaled(said, number.after, Decimal(number.value), big)


def _run_on(said: Sequence[Token], last: SpokenNumber) -> _Amount:
    """Read a run of numbers: "twelve fifty" could be 12.50 or 1,250; a longer run is a phone number."""
    after, count = last.after, 2
    following = cardinal_at(said, after)
    while following is not None and not following.in_figures:
        after, count = following.after, count + 1
        following = cardinal_at(said, after)
    sure = count == 2 and _word(said, after) in _CURRENCY
    return _Amount(after, Decimal(0), sure, "it could be dollars and cents or hundreds")


def _scaled(said: Sequence[Token], after: int, value: Decimal, sure: bool) -> _Amount:
    """Take in "grand", "k" or "thousand" and "dollars" behind a number."""
    scale = _SCALES.get(_word(said, after))
    if scale is not None:
        value, after, sure = value * scale, after + 1, True
    if _word(said, after) in _CURRENCY:
        return _Amount(after + 1, value, True)
    if _word(said, after) in _CENTS:
        return _Amount(after + 1, value / 100, True)
    return _Amount(after, value, sure and _word(said, after) not in _COUNTED)


def _with_cents(said: Sequence[Token], dollars: _Amount) -> _Amount:
    """Read "five dollars and fifty cents"."""
    if _word(said, dollars.after - 1) not in _CURRENCY:
        return dollars
    place = dollars.after + (_word(said, dollars.after) == "and")
    cents = cardinal_at(said, place)
    if cents is None or cents.value > 99 or _word(said, cents.after) not in _CENTS:
        return dollars
    return _Amount(cents.after + 1, dollars.value + Decimal(cents.value) / 100, True)
