"""Sentences with the wanted words in curly brackets, such as "Missed call from {phone}"."""

import re

from agent.intake.words import words

_NUMBER = re.compile(r"[+\d(][\d ().\-/]{5,24}(?: ?(?:ext\.?|x|#) ?\d{1,6})?", re.I)
_AROUND = " \t\"'“”:,-–"
_NAME_STOPS = words("someone somebody customer a an the new you your caller unknown anonymous we")


def read_template(template: str, line: str) -> dict[str, str]:
    """Return the values of a template's brackets; empty when the line does not fit or a value makes no sense.

    Each bracketed word reaches to the next fixed words, or to the line's end. Case is ignored. Linear in the line.

    Args:
        template: fixed words with `{name}`, `{phone}` and the like between them.
        line: one line, trimmed or not.
    """
    text = " ".join(line.split())
    folded = text.casefold()
    if len(folded) != len(text):
        folded = text.lower() if len(text.lower()) == len(text) else text
    found: dict[str, str] = {}
    position = 0
    pending = ""
    begin = 0
    for literal, slot in _pieces(template):
        words = literal.casefold()
        at = folded.find(words, position) if words else (position if not pending else len(text))
        if at < 0:
            return {}
        if pending:
            found[pending] = text[begin:at].strip(_AROUND).rstrip(" (")
        begin = position = at + len(words)
        pending = slot
    if pending:
        found[pending] = text[begin:].strip(_AROUND).rstrip(" (")
    found.pop("skip", None)
    if "phone" in found:
        found["phone"] = _leading_number(found["phone"])
    return found if all(_makes_sense(slot, value) for slot, value in found.items()) else {}


def _leading_number(value: str) -> str:
    """Return the number that the value begins with, its extension too, without the words after it."""
    number = _NUMBER.match(value)
    return number.group().rstrip(" ,-(.") if number else ""


def _pieces(template: str) -> list[tuple[str, str]]:
    """Return (literal text, slot after it) pairs in order; the last has no slot."""
    pieces: list[tuple[str, str]] = []
    rest = template
    while "{" in rest:
        literal, _, rest = rest.partition("{")
        slot, _, rest = rest.partition("}")
        pieces.append((literal, slot))
    if rest.strip():
        pieces.append((rest, ""))
    return pieces


def _makes_sense(slot: str, value: str) -> bool:
    if not value:
        return False
    if slot == "phone":
        digits = sum(map(str.isdigit, value))
        return 7 <= digits <= 20
    if slot == "name":
        words = value.split()
        return (
            1 <= len(words) <= 5
            and words[0].casefold() not in _NAME_STOPS
            and not any(character.isdigit() or character in "@:/" for character in value)
        )
    return len(value) <= 200
