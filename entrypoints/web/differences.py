"""What an edit changed, word by word, for a card that took the place of another."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

MOST_WORDS = 3_000
"""Beyond that the two texts are shown whole: comparing grows with the square of their length."""
WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Part:
    """A run of words: same, gone or new."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One field of a card, before and after."""

    name: str
    parts: list[Part]


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """The fields in which two cards differ.

    Args:
        before, after: cards as JSON.
    """
    earlier = {one["name"]: one["value"] for one in before["fields"]}
    later = {one["name"]: one["value"] for one in after["fields"]}
    names = [name for name in {**earlier, **later} if earlier.get(name, "") != later.get(name, "")]
    return [Difference(name, compared(earlier.get(name, ""), later.get(name, ""))) for name in names]


def compared(before: str, after: str) -> list[Part]:
    """Two texts as runs of words."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        return [part for part in (Part("gone", before), Part("new", after)) if part.text]
    parts: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part("same", "".join(old[a:b])))
            continue
        if b > a:
            parts.append(Part("gone", "".join(old[a:b])))
        if d > c:
            parts.append(Part("new", "".join(new[c:d])))
    return parts
