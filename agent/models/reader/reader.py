"""The reading of a text: its requests and how sure they are, its values, and where a further request begins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from agent.models.reader.encoder import embedded, encode
from agent.models.reader.weights import trained
from agent.models.reader.wordpieces import pieces, plain

if TYPE_CHECKING:
    from agent.models.reader.weights import Numbers

NONE, NOT_YET = "none", "not_yet"
"""Messages that ask for nothing that the desk does; and those that ask for a part that isn't there yet."""
OUTSIDE, BEGINS, GOES_ON = "O", "B-", "I-"
"""Tags of a word: of no value, the first of a value's, a further one of a value's."""
LONGEST = 4_000
"""Characters that are looked at."""
COMMON = 0.005
"""The share of messages that a word of half weight is in."""


@dataclass(frozen=True)
class Value:
    """A run of words that tells something.

    Args:
        kind: `person`, `job`, `reason` and so on (`evals/reading/labelled.py`).
        start, end: in the text, in characters.
    """

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Read:
    """A text as the reader understands it.

    Args:
        requests: those that it may make, each with its probability, the likeliest first.
        values: what its words tell.
        begins: character and probability of each word at which a further request may begin.
    """

    requests: tuple[tuple[str, float], ...]
    values: tuple[Value, ...]
    begins: tuple[tuple[int, float], ...]


@lru_cache(maxsize=2048)
def read(text: str) -> Read:
    """Return what a text asks for and tells.

    Args:
        text: as it was said.

    Raises:
        BadConfiguration: the weights can't be read.
    """
    weights = trained()
    import numpy

    found = pieces(text[:LONGEST], weights.vocabulary)
    vectors = encode(weights, embedded(weights, found.ids))
    middle, numbers = vectors.mean(axis=0), weights.numbers
    shares = _shares(numbers["request weight"] @ middle + numbers["request bias"])
    of_words = vectors[list(found.first)]
    tags = (of_words @ numbers["tag weight"].T + numbers["tag bias"]).argmax(axis=1)
    begins = 1 / (1 + numpy.exp(-(of_words @ numbers["begin weight"][0] + numbers["begin bias"][0])))
    ranked = sorted(zip(weights.requests, map(float, shares), strict=True), key=lambda one: (-one[1], one[0]))
    return Read(
        requests=tuple(ranked),
        values=_values([weights.tags[tag] for tag in tags], found.words),
        begins=tuple(
            (start, float(share)) for (start, _), share in zip(found.words[1:], begins[1:], strict=True)
        ),
    )


def alone(text: str) -> Numbers:
    """Return the sum of a text's words, each by itself and the rarer the heavier, of length 1, for likeness to other texts.

    A word that is in many messages says little about any (smooth inverse frequency: Arora and others, 2017).
    """
    weights = trained()
    import numpy

    found = pieces(text[:LONGEST], weights.vocabulary)
    vectors = embedded(weights, found.ids)
    ends = (*found.first[1:], len(found.ids) - 1)
    total = numpy.zeros(vectors.shape[1], vectors.dtype)
    for (start, end), first, behind in zip(found.words, found.first, ends, strict=True):
        share = weights.words.get(plain(text[start:end]), 0) / weights.texts
        total += vectors[first:behind].mean(axis=0) * (COMMON / (COMMON + share))
    normed: Numbers = total / (numpy.sqrt((total * total).sum()) or 1)
    return normed


def requests(text: str) -> tuple[tuple[str, float], ...]:
    """Return the requests that a text may make, each with its probability, the likeliest first."""
    return read(text).requests


def _shares(scores: Numbers) -> Numbers:
    import numpy

    found: Numbers = numpy.exp(scores - scores.max())
    found /= found.sum()
    return found


def _values(tags: list[str], words: tuple[tuple[int, int], ...]) -> tuple[Value, ...]:
    found: list[Value] = []
    going = ""
    for tag, (start, end) in zip(tags, words, strict=True):
        kind = "" if tag == OUTSIDE else tag[len(BEGINS) :]
        if kind and tag.startswith(GOES_ON) and kind == going:
            found[-1] = Value(kind, found[-1].start, end)
        elif kind:
            found.append(Value(kind, start, end))
        going = kind
    return tuple(found)
