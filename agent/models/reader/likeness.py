"""The likeness of a text to an example: the words that both hold, the rarer the more, and how near their pieces are."""

from __future__ import annotations

from functools import lru_cache
from math import log, sqrt

from agent.models.reader.reader import read
from agent.models.reader.weights import trained
from schemas.keys import words


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, from about 0 to 1; half by their words, half by their pieces' vectors."""
    first, second = _weighed(one), _weighed(other)
    by_words = sum(weight * second.get(word, 0.0) for word, weight in first.items())
    return (by_words + float(read(one).vector @ read(other).vector)) / 2


@lru_cache(maxsize=2048)
def _weighed(text: str) -> dict[str, float]:
    """Return the words of a text, each with its weight (its inverse document frequency), of length 1 together."""
    weights = trained()
    found = {word: log((weights.texts + 1) / (weights.words.get(word, 0) + 0.5)) for word in words(text)}
    length = sqrt(sum(weight * weight for weight in found.values())) or 1.0
    return {word: weight / length for word, weight in found.items()}
