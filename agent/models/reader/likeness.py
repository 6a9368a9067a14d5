"""The likeness of a text to an example: how near the words of both are, the rarer the heavier.

Names, numbers, days and sums are left out of both: whoever an example speaks of, it is an example of what is said of them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from agent.models.reader.reader import alone, read

if TYPE_CHECKING:
    from agent.models.reader.weights import Numbers

VALUES = frozenset({"person", "company", "phone", "email", "money", "day", "time", "count"})


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, from about 0 to 1."""
    return float(_vector(one) @ _vector(other))


@lru_cache(maxsize=2048)
def _vector(text: str) -> Numbers:
    return alone(without_values(text))


def without_values(text: str) -> str:
    """Return a text without the names, numbers, days and sums that the reader sees in it."""
    left, at = "", 0
    for value in read(text).values:
        if value.kind in VALUES:
            left, at = left + text[at : value.start], value.end
    return left + text[at:]
