"""Numbers as people say them: "twelve hundred", "three thousand and five", "twenty-first", up to 999,999."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.models.builtin.slots.text import Token, tokens

LARGEST = 999_999


def _counted(spaced: str, numbers: range) -> dict[str, int]:
    return dict(zip(spaced.split(), numbers, strict=True))


_UNITS = _counted("one two three four five six seven eight nine", range(1, 10))
_TEENS = _counted(
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", range(10, 20)
)
_TENS = {
    **_counted("twenty thirty forty fifty sixty seventy eighty ninety", range(20, 100, 10)),
    "fourty": 40,
}
_UNIT_ORDINALS = _counted("first second third fourth fifth sixth seventh eighth ninth", range(1, 10))
_TEEN_ORDINALS = {
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
}  # fmt: skip
_TEN_ORDINALS = {word[:-1] + "ieth": value for word, value in _TENS.items()}
_COMPOUND = {f"{ten}-{unit}": a + b for ten, a in _TENS.items() for unit, b in _UNITS.items()}
_COMPOUND_ORDINALS = {
    f"{ten}-{unit}": a + b for ten, a in _TENS.items() for unit, b in _UNIT_ORDINALS.items()
}

_CARDINALS = {**_UNITS, **_TEENS, **_TENS, **_COMPOUND, "zero": 0}
_ORDINALS = {**_UNIT_ORDINALS, **_TEEN_ORDINALS, **_TEN_ORDINALS, **_COMPOUND_ORDINALS}
_SCALES = {
    "hundred": (100, False),
    "hundredth": (100, True),
    "thousand": (1000, False),
    "thousandth": (1000, True),
}
_ENDINGS = ("st", "nd", "rd", "th")


@dataclass(frozen=True, slots=True)
class SpokenNumber:
    """A number and where it ends: `after` is the index of the first token behind it."""

    value: int
    after: int
    ordinal: bool = False
    in_figures: bool = False


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number found in a text; `said` is `text[start:end]`."""

    start: int
    end: int
    value: int
    ordinal: bool
    said: str


def figure(word: str) -> int | None:
    """Return the value of "25" or "12,500" written in figures, up to 999,999; otherwise None."""
    plain = word
    if "," in word:
        head, *groups = word.split(",")
        if not 1 <= len(head) <= 3 or any(len(group) != 3 for group in groups):
            return None
        plain = word.replace(",", "")
    if 1 <= len(plain) <= 6 and plain.isascii() and plain.isdigit():
        return int(plain)
    return None


def figure_ordinal(word: str) -> int | None:
    """Return the value of "15th" or "1st", whatever its ending; otherwise None."""
    return figure(word[:-2]) if word.endswith(_ENDINGS) else None


def cardinal_at(said: Sequence[Token], at: int) -> SpokenNumber | None:
    """Return the cardinal that begins at token `at` ("3", "twelve hundred", "a hundred and five"), or None."""
    found = _number_at(said, at)
    return None if found is None or found.ordinal else found


def ordinal_at(said: Sequence[Token], at: int) -> SpokenNumber | None:
    """Return the ordinal that begins at token `at` ("15th", "twenty-first", "two hundred and third"), or None."""
    found = _number_at(said, at)
    return found if found is not None and found.ordinal else None


def find_numbers(text: str) -> list[NumberSpan]:
    """Return all cardinals and ordinals from 0 to 999,999 in a text, in order, in words or in figures."""
    said = tokens(text)
    spans: list[NumberSpan] = []
    at = 0
    while at < len(said):
        found = _number_at(said, at)
        if found is None:
            at += 1
            continue
        start, end = said[at].start, said[found.after - 1].end
        spans.append(NumberSpan(start, end, found.value, found.ordinal, text[start:end]))
        at = found.after
    return spans


def _word(said: Sequence[Token], at: int) -> str:
    return said[at].folded if at < len(said) else ""


def _number_at(said: Sequence[Token], at: int) -> SpokenNumber | None:
    ordinal = figure_ordinal(_word(said, at))
    if ordinal is not None:
        return SpokenNumber(ordinal, at + 1, ordinal=True, in_figures=True)
    head = _hundreds_at(said, at)
    if head is None or head.ordinal:
        return head
    scale, is_ordinal = _SCALES.get(_word(said, head.after), (0, False))
    if scale != 1000 or not 1 <= head.value <= 999:
        return head
    thousands = SpokenNumber(head.value * 1000, head.after + 1, is_ordinal)
    return thousands if is_ordinal else _with_rest(said, thousands, 1000)


def _hundreds_at(said: Sequence[Token], at: int) -> SpokenNumber | None:
    head = _below_hundred_at(said, at)
    if head is None and _word(said, at) == "a" and _word(said, at + 1) in _SCALES:
        head = SpokenNumber(1, at + 1)
    if head is None or head.ordinal:
        return head
    scale, is_ordinal = _SCALES.get(_word(said, head.after), (0, False))
    if scale != 100 or not 1 <= head.value <= 99:
        return head
    hundreds = SpokenNumber(head.value * 100, head.after + 1, is_ordinal)
    return hundreds if is_ordinal else _with_rest(said, hundreds, 100)


def _with_rest(said: Sequence[Token], head: SpokenNumber, below: int) -> SpokenNumber:
    """Add what follows a hundred or thousand: "two hundred" + "and five"."""
    joined = _word(said, head.after) == "and"
    at = head.after + joined
    rest = _below_hundred_at(said, at) if below == 100 else _hundreds_at(said, at)
    # "five hundred 20 of them" holds two numbers: what is said in words goes on in words.
    if rest is None or rest.in_figures or not 1 <= rest.value < below:
        return head
    return SpokenNumber(head.value + rest.value, rest.after, rest.ordinal)


def _below_hundred_at(said: Sequence[Token], at: int) -> SpokenNumber | None:
    word = _word(said, at)
    in_figures = figure(word)
    if in_figures is not None:
        return SpokenNumber(in_figures, at + 1, in_figures=True)
    if word in _ORDINALS:
        return SpokenNumber(_ORDINALS[word], at + 1, ordinal=True)
    if word in _TENS:
        following = _word(said, at + 1)
        if following in _UNITS:
            return SpokenNumber(_TENS[word] + _UNITS[following], at + 2)
        if following in _UNIT_ORDINALS:
            return SpokenNumber(_TENS[word] + _UNIT_ORDINALS[following], at + 2, ordinal=True)
    return SpokenNumber(_CARDINALS[word], at + 1) if word in _CARDINALS else None
