"""The places of a message at which another request begins."""

import re
from math import log

from agent.models.reader.reader import NONE, read

POSSIBLE, LOOKED_AT = 0.02, 4
"""A word's probability to begin a request, from which on both sides of it are looked at; and how many such words are."""
OF_THE_WORD, OF_THE_LEFT, OF_THE_RIGHT, OF_THE_WHOLE = 0.8, 0.6, 0.8, -0.7
"""The weights, in log odds, of a word that begins a request, of either side as one, and of the whole as a single one."""
ENOUGH = 3.1
"""The sum from which on a message is cut; these five were fitted to the voices in `evals/reading/held/` (logistic regression)."""
SUREST = 0.999
SURE = 0.9
"""The probability of either side from which on a sentence of its own, or a wish to be reminded, is another request."""
ENDS = (".", "!", "?")
TEXTS = frozenset({"send_message", "log_interaction", "set_reminder", "none"})
"""Requests whose words go on behind the end of a sentence."""
BEING_REMINDED = re.compile(
    r"(?:remind|poke|ping|nudge|bug|buzz|holler at|ring|text|hit) me\b", re.IGNORECASE
)
REMINDER = "set_reminder"
MOST = 3
"""Times that a part is cut again: nobody asks for more than a few things at once."""


def cuts(text: str, times: int = MOST) -> list[int]:
    """Return the characters at which the second and further requests of a text begin.

    Args:
        text: as it was said.
        times: that its parts may be cut.
    """
    best = max(_places(text), default=(0.0, 0)) if times else (0.0, 0)
    if best[0] < ENOUGH and not (best[0] > 0 and _is_of_its_own(text, best[1])):
        return []
    at = best[1]
    return [
        *cuts(text[:at].rstrip(), times - 1),
        at,
        *(at + further for further in cuts(text[at:], times - 1)),
    ]


def _is_of_its_own(text: str, at: int) -> bool:
    """Return whether what begins there is surely another request: a sentence, or a wish to be reminded behind a change."""
    (left, sure_of_left), (right, sure_of_right) = (
        read(part).requests[0] for part in (text[:at].strip(), text[at:].strip())
    )
    if min(sure_of_left, sure_of_right) < SURE or left == right or left in TEXTS or right == NONE:
        return False
    reminded = right == REMINDER and BEING_REMINDED.match(text[at:]) is not None
    return reminded or text[:at].rstrip().endswith(ENDS)


def _places(text: str) -> list[tuple[float, int]]:
    """Return how much speaks for each place that comes into question, and the place."""
    possible = sorted(
        ((share, at) for at, share in read(text).begins if share >= POSSIBLE and text[:at].strip()),
        reverse=True,
    )
    whole = _odds(read(text).requests[0][1])
    return [
        (
            OF_THE_WORD * _odds(share)
            + OF_THE_LEFT * _odds(read(text[:at].strip()).requests[0][1])
            + OF_THE_RIGHT * _odds(read(text[at:].strip()).requests[0][1])
            + OF_THE_WHOLE * whole,
            at,
        )
        for share, at in possible[:LOOKED_AT]
    ]


def _odds(share: float) -> float:
    """Return a probability's log odds; nothing is surer than `SUREST`."""
    kept = min(max(share, 1 - SUREST), SUREST)
    return log(kept / (1 - kept))
