"""A first reading of a message by the trained reader: a hint for a language model, and for what it is offered."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from agent.models.reader.clauses import cuts
from agent.models.reader.reader import read

WORTH_TELLING = 0.5
"""The probability from which on a reading is told; below it a hint would mislead more than it helps."""
LIKELY = 0.05
"""The probability from which on a tool is offered."""
MOST_GUESSED = 3
"""Of one clause."""
LONGEST = 1_000
"""Characters; what is longer is dictated, and nobody's spoken request."""


def first_reading(said: str, tools: Mapping[str, str]) -> str:
    """Return a line that says which tools a message may ask for, in order; empty where the reader is not sure.

    Args:
        said: the member's message.
        tools: name of a request → the tool that it leads to.
    """
    clauses = _read_clauses(said)
    found = []
    for part, readings in clauses:
        name, share = readings[0]
        if share >= WORTH_TELLING and name in tools:
            found.append(f"{tools[name]} ({share:.2f})" + (f" for “{part}”" if len(clauses) > 1 else ""))
    return f"A first reading of the message, which may be wrong: {'; '.join(found)}." if found else ""


def likely_tools(said: str, tools: Mapping[str, str]) -> list[str]:
    """Return the tools that a message may ask for, the likeliest first.

    Args:
        said: the member's message.
        tools: name of a request → the tool that it leads to.
    """
    found = [
        (share, name) for _, readings in _read_clauses(said) for name, share in readings if name in tools
    ]
    return [tools[name] for share, name in sorted(found, reverse=True) if share >= LIKELY]


@lru_cache(maxsize=16)
def _read_clauses(said: str) -> Sequence[tuple[str, Sequence[tuple[str, float]]]]:
    """Return each clause of a message with its likeliest requests; cached, since a turn asks more than once."""
    if len(said) > LONGEST:
        return ()
    parts = [said[start:end].strip() for start, end in pairwise([0, *cuts(said), len(said)])]
    return tuple((part, read(part).requests[:MOST_GUESSED]) for part in parts)
