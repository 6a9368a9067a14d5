"""The differences of an edit, word by word, for a card that replaced another."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

MOST_WORDS = 3_000
"""Beyond that the two texts are shown whole: comparing grows with the square of their length."""
LEAST_KEPT = 3
"""Words in a row that must be the same to be shown as kept between two changes."""
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
    """Return the fields in which two cards differ.

    Args:
        before, after: cards as JSON.
    """
    earlier = {one["name"]: one["value"] for one in before["fields"]}
    later = {one["name"]: one["value"] for one in after["fields"]}
    names = [name for name in {**earlier, **later} if earlier.get(name, "") != later.get(name, "")]
    return [Difference(name, compared(earlier.get(name, ""), later.get(name, ""))) for name in names]


def compared(before: str, after: str) -> list[Part]:
    """Return the differences of two texts as runs of words."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        return [part for part in (Part("gone", before), Part("new", after)) if part.text]
    runs: list[tuple[bool, str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        kept = tag == "equal" and (_words(old[a:b]) >= LEAST_KEPT or not runs or b == len(old))
        _add(runs, kept, "".join(old[a:b]), "".join(new[c:d]))
    return [part for run in runs for part in _parts(*run)]


def _words(tokens: list[str]) -> int:
    return sum(not token.isspace() for token in tokens)


def _add(runs: list[tuple[bool, str, str]], kept: bool, old: str, new: str) -> None:
    """Add a run; changes that only a word or two keeps apart are one change, as a person would say it."""
    if not kept and runs and not runs[-1][0]:
        _, before, after = runs.pop()
        old, new = before + old, after + new
    runs.append((kept, old, new))


def _parts(kept: bool, old: str, new: str) -> list[Part]:
    if kept:
        return [Part("same", old)]
    return [part for part in (Part("gone", old), Part("new", new)) if part.text]
