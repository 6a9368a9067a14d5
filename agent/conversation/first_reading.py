"""A first reading of a message by the trained reader, as a hint for a language model."""

from collections.abc import Mapping
from itertools import pairwise

from agent.models.reader.clauses import cuts
from agent.models.reader.reader import read

WORTH_TELLING = 0.5
"""The probability from which on a reading is told; below it a hint would mislead more than it helps."""
LONGEST = 1_000
"""Characters; what is longer is dictated, and nobody's spoken request."""


def first_reading(said: str, tools: Mapping[str, str]) -> str:
    """Return a line that says which tools a message may ask for, in order; empty where the reader is not sure.

    Args:
        said: the member's message.
        tools: name of a request → the tool that it leads to.
    """
    if len(said) > LONGEST:
        return ""
    begins = [0, *cuts(said), len(said)]
    found = []
    for start, end in pairwise(begins):
        part = said[start:end].strip()
        name, share = read(part).requests[0]
        if share >= WORTH_TELLING and name in tools:
            found.append(
                f"{tools[name]} ({share:.2f}) for “{part}”"
                if len(begins) > 2
                else f"{tools[name]} ({share:.2f})"
            )
    return f"A first reading of the message, which may be wrong: {'; '.join(found)}." if found else ""
