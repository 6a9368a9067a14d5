"""Text from outside as a person may safely be shown it: what can't be seen, or turns the line around, is spelled out.

A hidden character is written as its code point, ⟨U+202E⟩, where it stands (docs/parts.md, "Approvals"). No
terminal control sequence is left in what these functions return, so nobody's words move a cursor or clear a screen.
"""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator

JOINER, NON_JOINER = "\u200d", "\u200c"
KEYCAP = "\u20e3"
FLAG_BASE, FLAG_END = "\U0001f3f4", "\U000e007f"
FLAG_LETTERS = frozenset(map(chr, (*range(0xE0030, 0xE003A), *range(0xE0061, 0xE007B))))
LONGEST_FLAG = 6
BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f")
"""Letters, marks and symbols that have no picture (Hangul fillers, the empty Braille cell, the grapheme joiner, …)."""

HIDDEN_KINDS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
MOST_MARKS = 6
"""Accents on one letter; more only serve to cover the lines above and below."""

VIRAMA = 9
"""The combining class of the signs after which a joiner changes how Indic letters are written (RFC 5892, A.1 and A.2)."""


def visible(text: str, *, lines: bool = True) -> str:
    """Return the text with every invisible character spelled out.

    What emoji, Persian and Indic scripts need stays: joiners between emoji or after a virama, one picture selector
    after a symbol, the letters of a flag. Line breaks become plain ones.

    Args:
        text: anything.
        lines: whether line breaks and tabs may stand; else they are spelled out too.
    """
    if text.isascii() and text.isprintable():
        return text
    flat = text.replace("\r\n", "\n")
    shown: list[str] = []
    marks = 0
    for index, sign in enumerate(flat):
        marks = marks + 1 if unicodedata.category(sign) in {"Mn", "Me"} else 0
        if (lines and sign in "\n\t") or (marks <= MOST_MARKS and _is_seen(flat, index)):
            shown.append(sign)
        else:
            shown.append(spelled(sign))
    return "".join(shown)


def visible_line(text: str) -> str:
    """Return the text as `visible` does, on one line: nobody's name begins a line of its own."""
    return visible(text, lines=False)


def spelled(sign: str) -> str:
    """Return a character spelled by its code point: ⟨U+202E⟩."""
    return f"⟨U+{ord(sign):04X}⟩"


def hidden_in(text: str) -> list[str]:
    """Return the characters of a text that `visible` spells out, each once, in order; line breaks and tabs
    aside.
    """
    if text.isascii() and text.isprintable():
        return []
    flat = text.replace("\r\n", "\n")
    found = (sign for index, sign in enumerate(flat) if sign not in "\n\t" and not _is_seen(flat, index))
    return list(dict.fromkeys(found))


def _is_seen(text: str, index: int) -> bool:
    sign = text[index]
    if sign == JOINER:
        return _joins(text, index)
    if sign == NON_JOINER:
        return _after_virama(text, index) or (
            _is_arabic(_at(text, index - 1)) and _is_arabic(_at(text, index + 1))
        )
    if "\ufe00" <= sign <= "\ufe0f":
        return _selects_a_picture(text, index)
    if "\U000e0100" <= sign <= "\U000e01ef":
        return unicodedata.name(_at(text, index - 1), "").startswith("CJK ")
    if "\U000e0000" <= sign <= "\U000e007f":
        return _in_a_flag(text, index)
    return sign not in BLANK_LETTERS and (
        unicodedata.category(sign) not in HIDDEN_KINDS or "\U0001f000" <= sign <= "\U0001faff"
    )


def _at(text: str, index: int) -> str:
    return text[index] if 0 <= index < len(text) else " "


def _is_picture(sign: str) -> bool:
    return unicodedata.category(sign) in {"So", "Sk"} or "\U0001f000" <= sign <= "\U0001faff"


def _joins(text: str, index: int) -> bool:
    before = index - 1
    while _at(text, before) == "\ufe0f":
        before -= 1
    return _after_virama(text, index) or (
        _is_picture(_at(text, before)) and _is_picture(_at(text, index + 1))
    )


def _after_virama(text: str, index: int) -> bool:
    return unicodedata.combining(_at(text, index - 1)) == VIRAMA


def _is_arabic(sign: str) -> bool:
    return "\u0620" <= sign <= "\u06d3"


def _selects_a_picture(text: str, index: int) -> bool:
    before = _at(text, index - 1)
    if before in "0123456789#*":
        return _at(text, index + 1) == KEYCAP
    return text[index] in "\ufe0e\ufe0f" and unicodedata.category(before) in {"So", "Sk", "Sm", "Po"}


def _in_a_flag(text: str, index: int) -> bool:
    """Return whether a tag character belongs to a flag such as Scotland's: a black flag, a few letters, an end."""
    start = index
    while index - start <= LONGEST_FLAG and _at(text, start) in FLAG_LETTERS | {FLAG_END}:
        start -= 1
    end = start + 1
    while end - start <= LONGEST_FLAG + 1 and _at(text, end) in FLAG_LETTERS:
        end += 1
    return _at(text, start) == FLAG_BASE and _at(text, end) == FLAG_END and start < index <= end


ShownLine = Annotated[str, AfterValidator(visible_line)]
"""A line of a card: whatever is put in, only what can be seen comes out."""

ShownText = Annotated[str, AfterValidator(visible)]
"""A text of a card, in lines of its own."""
