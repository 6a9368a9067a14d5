"""Phone numbers, typed or dictated: "(215) 555-0142 x12", "two one five, double five five, oh one four two". Linear.

Numbers are checked with `phonenumbers` for the business's region and returned in E.164, which has no place for the
extension: that is kept apart. What looks like a number and is none is reported with the reason.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.models.builtin.slots.numbers import cardinal_at
from agent.models.builtin.slots.text import Token, tokens

_FEWEST, _CERTAIN, _MOST = 7, 10, 15
_CUES = frozenset({"phone", "number", "cell", "mobile", "tel", "telephone", "dial", "ring"})
_DIGITS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_REPEATED = {"double": 2, "triple": 3, "treble": 3}
_BETWEEN = frozenset({",", "-", "–", ".", "(", ")", "/"})
_WRITTEN = re.compile(r"\+?[0-9(][0-9 ().–-]*")
_DATE = re.compile(
    r"[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}\2(?:[0-9]{2}|[0-9]{4})"
)
_SHORT_EXTENSION = re.compile(r"(?:x|ext)([0-9]{1,7})")
_WHY = {
    1: "there is no such country code",
    2: "it has too few digits",
    3: "it has too many digits",
    4: "the area code is missing",
    5: "its length fits no number there",
}


@dataclass(frozen=True, slots=True)
class PhoneSpan:
    """A valid number, E.164, and its extension or ""; `said` is `text[start:end]`."""

    start: int
    end: int
    e164: str
    extension: str
    said: str


@dataclass(frozen=True, slots=True)
class BadPhone:
    """A text meant as a phone number that is none, with the reason."""

    said: str
    why: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PhoneReading:
    """All that a text says about phone numbers, both lists in the order of the text."""

    phones: list[PhoneSpan]
    bad: list[BadPhone]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some digits of a number: tokens `first` to before `after`."""

    first: int
    after: int
    digits: str
    written_whole: bool


def read_phones(text: str, region: str) -> PhoneReading:
    """Find the phone numbers in a text. region: two letters, upper case ("US"), for numbers without a country code."""
    said = tokens(text)
    reading = PhoneReading([], [])
    at = 0
    while at < len(said):
        pieces = _run_at(said, at)
        if not pieces:
            at += 1
            continue
        behind = at
        for number in _numbers(pieces, region):
            behind = _keep(text, said, number, region, reading)
        at = max(behind, pieces[-1].after)
    return reading


def _word(said: Sequence[Token], at: int) -> str:
    return said[at].folded if at < len(said) else ""


def _run_at(said: Sequence[Token], at: int) -> list[_Piece]:
    """Return all pieces of digits that follow one another, with nothing but commas and the like between them."""
    pieces: list[_Piece] = []
    place = at
    piece = _piece_at(said, place)
    while piece is not None:
        pieces.append(piece)
        place = piece.after
        while _word(said, place) in _BETWEEN and place < piece.after + 2:
            place += 1
        piece = _piece_at(said, place)
    return pieces


def _piece_at(said: Sequence[Token], at: int) -> _Piece | None:
    word = _word(said, at)
    if word in {"plus", "+"}:
        following = _piece_at(said, at + 1) if _word(said, at + 1) not in {"plus", "+"} else None
        signed = following is not None and not following.digits.startswith("+")
        return _Piece(at, following.after, "+" + following.digits, False) if following and signed else None
    if _WRITTEN.fullmatch(word):
        if _DATE.fullmatch(word):
            return None
        digits = "".join(sign for sign in word if sign in "+0123456789")
        return _Piece(at, at + 1, digits, len(digits) >= _FEWEST) if digits else None
    if word in _REPEATED and _word(said, at + 1) in _DIGITS:
        return _Piece(at, at + 2, _DIGITS[_word(said, at + 1)] * _REPEATED[word], False)
    if word in _DIGITS:
        hundred = _word(said, at + 1) == "hundred"
        return _Piece(at, at + 1 + hundred, _DIGITS[word] + "00" * hundred, False)
    number = cardinal_at(said, at)
    return None if number is None or number.in_figures else _Piece(at, number.after, str(number.value), False)


def _numbers(pieces: list[_Piece], region: str) -> list[list[_Piece]]:
    """Split a run into the numbers it holds: those written whole by themselves, dictated ones as long as they
    fit.
    """
    numbers: list[list[_Piece]] = []
    loose: list[_Piece] = []
    for piece in pieces:
        if piece.written_whole:
            numbers += _dictated(loose, region)
            loose = []
            numbers.append([piece])
        else:
            loose.append(piece)
    return numbers + _dictated(loose, region)


def _dictated(pieces: list[_Piece], region: str) -> list[list[_Piece]]:
    numbers: list[list[_Piece]] = []
    first = 0
    while first < len(pieces):
        # No number has more than fifteen digits, and each piece has one at least: the look ahead is bounded.
        ends = _fitting_ends(pieces, first)
        valid = [end for end in ends if _is_valid(_digits(pieces[first:end]), region)]
        end = valid[-1] if valid else len(pieces)
        if valid or sum(len(piece.digits) for piece in pieces[first:end]) >= _FEWEST:
            numbers.append(pieces[first:end])
        first = end
    return numbers


def _fitting_ends(pieces: list[_Piece], first: int) -> list[int]:
    ends: list[int] = []
    length = 0
    for end in range(first + 1, len(pieces) + 1):
        length += len(pieces[end - 1].digits)
        if length > _MOST + 1:
            break
        if length >= _FEWEST:
            ends.append(end)
    return ends


def _digits(pieces: Sequence[_Piece]) -> str:
    return "".join(piece.digits for piece in pieces)


def _is_valid(digits: str, region: str) -> bool:
    return _why_not(digits, region)[1] == ""


def _why_not(digits: str, region: str) -> tuple[str, str]:
    """Return the number in E.164, or the reason why it is none."""
    import phonenumbers

    if len(digits) > _MOST + 2:
        return "", _WHY[3]
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return "", "it cannot be read as a phone number"
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible != 0:
        return "", _WHY.get(possible, _WHY[5])
    if not phonenumbers.is_valid_number(number):
        return "", "no such number is given out there"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), ""


def _keep(text: str, said: Sequence[Token], number: list[_Piece], region: str, reading: PhoneReading) -> int:
    """Store a number with its extension, or the reason why it is none; the place behind it."""
    first, after = number[0].first, number[-1].after
    e164, why = _why_not(_digits(number), region)
    if why and _is_any_number(said, number):
        return after
    extension, after = _extension_at(said, after)
    start, end = said[first].start, said[after - 1].end
    if why:
        reading.bad.append(BadPhone(text[start:end], why, start, end))
    else:
        reading.phones.append(PhoneSpan(start, end, e164, extension, text[start:end]))
    return after


def _is_any_number(said: Sequence[Token], number: list[_Piece]) -> bool:
    """Return whether digits in one go ("1000000") or a short list of figures can be a mistyped phone number:
    they are all that was said, or a word before says so.
    """
    first, after = number[0].first, number[-1].after
    in_one_go = len(number) == 1 and said[first].text.isdigit()
    short_list = len(number) > 1 and len(_digits(number)) < _CERTAIN
    if not (in_one_go or short_list) or (first == 0 and after == len(said) and not in_one_go):
        return False
    return not _CUES & {_word(said, place) for place in range(max(first - 3, 0), first)}


def _extension_at(said: Sequence[Token], at: int) -> tuple[str, int]:
    """Read "x12", "ext. 12", "extension one two"."""
    place = at + (_word(said, at) == ",")
    short = _SHORT_EXTENSION.fullmatch(_word(said, place))
    if short:
        return short[1], place + 1
    if _word(said, place) not in {"x", "ext", "extension", "extn"}:
        return "", at
    place += 1 + (_word(said, place + 1) in {".", ":"})
    digits = ""
    while len(digits) < 7:
        piece = _piece_at(said, place)
        if piece is None or not piece.digits.isdigit() or len(digits + piece.digits) > 7:
            break
        digits, place = digits + piece.digits, piece.after
    return (digits, place) if digits else ("", at)
