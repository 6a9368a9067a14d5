"""The likeness of a text to an example: the words that both hold, the rarer the more, and how near their pieces are.

Names, numbers, days and sums are left out of both: whoever an example speaks of, it is an example of what is said of them.
"""

from __future__ import annotations

from functools import lru_cache
from math import log, sqrt
from typing import TYPE_CHECKING

from agent.models.reader.reader import alone, read
from agent.models.reader.weights import trained
from schemas.keys import words

if TYPE_CHECKING:
    from agent.models.reader.weights import Numbers

VALUES = frozenset({"person", "company", "phone", "email", "money", "day", "time", "count"})


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, from about 0 to 1; half by their words, half by their pieces' vectors."""
    (first, pieces), (second, others) = _weighed(one), _weighed(other)
    by_words = sum(weight * second.get(word, 0.0) for word, weight in first.items())
    return (by_words + float(pieces @ others)) / 2


@lru_cache(maxsize=2048)
def _weighed(text: str) -> tuple[dict[str, float], Numbers]:
    """Return the words of a text, each with its weight (its inverse document frequency), of length 1 together, and its vector."""
    weights, left = trained(), without_values(text)
    found = {word: log((weights.texts + 1) / (weights.words.get(word, 0) + 0.5)) for word in words(left)}
    length = sqrt(sum(weight * weight for weight in found.values())) or 1.0
    return {word: weight / length for word, weight in found.items()}, alone(left)


def without_values(text: str) -> str:
    """Return a text without the names, numbers, days and sums that the reader sees in it."""
    left, at = "", 0
    for value in read(text).values:
        if value.kind in VALUES:
            left, at = left + text[at : value.start], value.end
    return left + text[at:]
