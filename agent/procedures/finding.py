"""Finds the tools that fit a few words, by what they are called, what they do and what an owner says to them."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.procedures.library import Library
from schemas.keys import words
from tools.registry import Tool

MOST_FOUND = 6
ENDINGS = ("ing", "ed", "ie", "y", "e")
SHORTEST_STEM = 3
FILLERS = frozenset(
    {
        *(
            "a",
            "an",
            "the",
            "of",
            "to",
            "for",
            "in",
            "on",
            "at",
            "by",
            "with",
            "and",
            "or",
            "is",
            "are",
            "be",
            "it",
            "its",
        ),
        *(
            "this",
            "that",
            "what",
            "can",
            "done",
            "do",
            "about",
            "my",
            "our",
            "your",
            "we",
            "i",
            "they",
            "them",
            "their",
        ),
        *(
            "his",
            "her",
            "him",
            "she",
            "he",
            "somebody",
            "someone",
            "something",
            "want",
            "wants",
            "need",
            "please",
            "how",
        ),
    }
)
"""Words that tell nothing of what is wanted."""


@dataclass(frozen=True)
class Entry:
    """A tool as it is looked for.

    Args:
        tool: its name.
        does: one line that says what it does.
        procedure: the names of the procedures that it belongs to.
        said: everything that is looked through.
    """

    tool: str
    does: str
    procedure: str
    said: str


class ToolIndex:
    """An index of tools by the words that are said of them.

    Args:
        entries: one for each tool.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)

    @cached_property
    def _stems(self) -> tuple[Counter[str], ...]:
        return tuple(Counter(stems(one.said)) for one in self.entries)

    @cached_property
    def _weights(self) -> dict[str, float]:
        """Return how much each stem tells: the fewer tools have it, the more (inverse document frequency)."""
        held = Counter(stem for each in self._stems for stem in each)
        return {stem: math.log(1 + len(self.entries) / number) for stem, number in held.items()}

    def nearest(self, about: str, most: int = MOST_FOUND) -> list[Entry]:
        """Return the tools that fit best, the best first; none where no word fits."""
        asked = set(stems(about))
        scored = [
            (sum(self._weights[stem] * (2 - 1 / each[stem]) for stem in asked & set(each)), one)
            for one, each in zip(self.entries, self._stems, strict=True)
        ]
        found = sorted(
            ((score, one) for score, one in scored if score > 0), key=lambda each: (-each[0], each[1].tool)
        )
        return [one for _, one in found[:most]]


def index_of(library: Library, tools: Mapping[str, Tool]) -> ToolIndex:
    """Return the index of the tools that a library's procedures name for talking, those of the core left out."""
    return ToolIndex(
        Entry(name, tools[name].summary, ", ".join(procedures), f"{name} {tools[name].summary} {said}")
        for name, (procedures, said) in library.offerable.items()
        if name not in library.always_offered and name in tools
    )


def stems(text: str) -> Sequence[str]:
    """Return the words of a text without their endings, fillers left out: "closing days" → "clos", "day"."""
    return [_stem(word) for word in words(text.replace("_", " ")) if word not in FILLERS]


def _stem(word: str) -> str:
    """Return a word without its plural and its ending: "holidays" and "holiday" are one, "closed" and "closing", too."""
    one = word.removesuffix("s") if len(word) > SHORTEST_STEM and not word.endswith("ss") else word
    cut = next((one.removesuffix(ending) for ending in ENDINGS if one.endswith(ending)), one)
    return cut if len(cut) >= SHORTEST_STEM else one
