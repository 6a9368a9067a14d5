"""The places of a message at which another request begins."""

import re

from agent.models.reader.reader import NONE, read

SURE, POSSIBLE = 0.5, 0.1
"""A word's probability to begin a request, from which on it does; and from which on both sides of it are looked at."""
BOTH_SURE = 0.9
"""The probability of both sides' requests from which on the place between them is one; they have to be different ones."""
WHOLE_SURE = 0.97
"""The probability of one side's request for the whole text, from which on the other side only leads up to it."""
SENTENCE = re.compile(r"(?<=[.!?;]\s)\S")
MOST = 3
"""Times that a part is cut again: nobody asks for more than a few things at once."""


def cuts(text: str, times: int = MOST) -> list[int]:
    """Return the characters at which the second and further requests of a text begin.

    Args:
        text: as it was said.
        times: that its parts may be cut.
    """
    best = max(_places(text), default=(0.0, 0)) if times else (0.0, 0)
    if not best[0]:
        return []
    at = best[1]
    return [
        *cuts(text[:at].rstrip(), times - 1),
        at,
        *(at + further for further in cuts(text[at:], times - 1)),
    ]


def _places(text: str) -> list[tuple[float, int]]:
    """Return how surely a request begins at each place that comes into question, and the place."""
    sentences = {found.start() for found in SENTENCE.finditer(text)}
    whole, whole_sure = read(text).requests[0]
    found = []
    for at, share in read(text).begins:
        if share >= SURE:
            found.append((1 + share, at))
        elif share >= POSSIBLE or at in sentences:
            left, right = read(text[:at].strip()).requests[0], read(text[at:].strip()).requests[0]
            sure = min(left[1], right[1])
            sides = {left[0], right[0]}
            leads_up = whole in sides and whole_sure >= WHOLE_SURE
            if sure >= BOTH_SURE and len(sides) > 1 and NONE not in sides and not leads_up:
                found.append((sure, at))
    return found
