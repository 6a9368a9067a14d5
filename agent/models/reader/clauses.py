"""The places of a message at which another request begins: a logistic regression at each place between two words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from math import exp

from agent.models.reader.features import words
from agent.models.reader.weights import trained

TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")
MOST_TOKENS = 70
"""Of a message that is looked for places; what is longer tells a story and is read whole."""
CUT_FROM = 0.5

Read = Callable[[str], Sequence[tuple[str, float]]]
"""Tells the requests that a text may make, the likeliest first (`reader.requests`)."""


def cuts(text: str, read: Read) -> list[int]:
    """Return the characters at which the second and further requests of a text begin.

    Args:
        text: with words in place of its values (`places.masked`).
        read: tells what a part of it may ask for.
    """
    tokens = [(found.start(), found[0]) for found in TOKEN.finditer(text)]
    if not 3 < len(tokens) <= MOST_TOKENS:
        return []
    return sorted(_cut(text, tokens, 0, len(tokens), read))


def _cut(text: str, tokens: list[tuple[int, str]], first: int, last: int, read: Read) -> Iterator[int]:
    """Yield the best place of a run of tokens, and those of both its sides."""
    best, share = 0, CUT_FROM
    for place in places(tokens, first, last):
        found = _share(place_features(text, tokens, first, place, last, read))
        if found > share:
            best, share = place, found
    if best:
        yield tokens[best][0]
        yield from _cut(text, tokens, first, best, read)
        yield from _cut(text, tokens, best, last, read)


def places(tokens: list[tuple[int, str]], first: int, last: int) -> Iterator[int]:
    """Yield the indexes of tokens at which a request may begin: a word, with at least one before and behind it."""
    return (index for index in range(first + 1, last) if tokens[index][1][0].isalnum())


def place_features(
    text: str, tokens: list[tuple[int, str]], first: int, place: int, last: int, read: Read
) -> dict[str, float]:
    """Return what tells whether a request begins at a token.

    Args:
        text, tokens: the message, and where each token stands.
        first, last: the run of tokens that is looked at.
        place: the token.
        read: tells what a text may ask for.
    """
    at, end = tokens[place][0], tokens[last][0] if last < len(tokens) else len(text)
    begin = tokens[first][0]
    sides = [read(text[begin:at])[0], read(text[at:end])[0], read(text[begin:end])[0]]
    (left, left_share), (right, right_share), (whole, whole_share) = sides
    around = [_word(tokens, place + step, first, last) for step in (-2, -1, 0, 1, 2)]
    found = {
        f"2before={around[0]}": 1.0,
        f"before={around[1]}": 1.0,
        f"at={around[2]}": 1.0,
        f"at={around[2]} {around[3]}": 1.0,
        f"behind={around[3]}": 1.0,
        f"2behind={around[4]}": 1.0,
        f"around={around[1]} {around[2]}": 1.0,
        "left": left_share,
        "right": right_share,
        "both": left_share * right_share,
        "whole": whole_share,
        f"left short {min(place - first, 4)}": 1.0,
        f"right short {min(last - place, 4)}": 1.0,
    }
    if left == right:
        found["same"] = left_share * right_share
    if left == whole:
        found["left as whole"] = left_share
    if right == whole:
        found["right as whole"] = right_share
    if left in {"none", "not_yet"}:
        found[f"left {left}"] = left_share
    if right in {"none", "not_yet"}:
        found[f"right {right}"] = right_share
    return found


def _word(tokens: list[tuple[int, str]], index: int, first: int, last: int) -> str:
    if not first <= index < last:
        return "^" if index < first else "$"
    known = words(tokens[index][1])
    return known[0] if known else tokens[index][1]


def _share(found: dict[str, float]) -> float:
    weights = trained().begins
    total = weights[""] + sum(weights.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + exp(-max(-50.0, min(50.0, total))))
