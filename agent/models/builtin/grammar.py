"""The requests that the loaded procedures make, by the names that the reader knows them under, and those it never learned.

An owner's own request is known by its examples: how near a message is to the nearest of them (`agent/models/reader/likeness.py`).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from agent.models.reader.likeness import likeness
from agent.models.reader.weights import trained
from agent.procedures.load import Procedure
from schemas.keys import fold
from schemas.procedure import Decline, FrontMatter, Request, SlotKind

SPOKEN = {
    "w": "with",
    "bout": "about",
    "u": "you",
    "em": "them",
    "n": "and",
    "followup": "follow up",
    "followups": "follow ups",
    "callback": "callback",
    "pls": "please",
    "plz": "please",
    "tmrw": "tomorrow",
    "msg": "message",
    "appt": "appointment",
}
"""Words written out, by their short forms in messages."""

PLACES = {
    "<who>": "Maria Lopez",
    "<phone>": "512-555-0142",
    "<email>": "maria@example.com",
    "<money>": "$450",
    "<day>": "Friday",
    "<number>": "450",
}
"""The values that an example is read with in place of its marks."""

SHORTEST_SLIP = 5
NEAREST = 3
"""Examples of a request that a text is compared with: one alone may be near by chance."""
NEAR = 0.5
"""The likeness to an example from which on a text is much the same."""
BY_KEYWORD = 0.2
"""A keyword of the procedure makes a text so much nearer to its examples."""


@dataclass(frozen=True)
class Candidate:
    """A request, or a decline, that a piece of a message may be.

    Args:
        what: the request or decline.
        score: how much speaks for it.
        begins: the index of the word at which it begins.
    """

    what: Request | Decline
    score: float
    begins: int


class Grammar:
    """Requests and declines of some procedures, later ones first where they say the same.

    Args:
        procedures: front matters, the most specific first.
        reads: names of the tools that only look something up.
    """

    def __init__(self, procedures: Iterable[FrontMatter], reads: Collection[str] = ()) -> None:
        self.reads = frozenset(reads)
        self.requests: list[Request] = []
        self.declines: list[Decline] = []
        self._keywords: dict[int, frozenset[str]] = {}
        """Of the procedure that a request or decline is of, by its identity."""
        self.usual: tuple[Request, ...] = ()
        """Of the procedure that teaches the most, which is the core: what is offered where nothing was understood."""
        for procedure in procedures:
            self.requests += procedure.requests
            self.declines += procedure.declines
            said = frozenset(fold(word) for word in procedure.triggers.keywords)
            self._keywords |= dict.fromkeys(map(id, (*procedure.requests, *procedure.declines)), said)
            self.usual = max(self.usual, procedure.requests, key=len)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Return the vocabulary: words that messages are made of beside the values in them, and those of choices."""
        words = set(trained().words)
        for request in self.requests:
            for slot in request.slots.values():
                if slot.kind == SlotKind.BETWEEN:
                    continue  # Who makes a thing may be called as people are.
                phrases = (*slot.after, *(phrase for said in slot.words.values() for phrase in said))
                words |= {word for phrase in phrases for word in phrase.split()}
        return frozenset(word for entry in words | set(SPOKEN) for word in entry.split())

    @cached_property
    def _by_letter(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in sorted(self.vocabulary):
            if len(word) >= SHORTEST_SLIP - 1:
                found.setdefault(word[0], []).append(word)
        return found

    def plain(self, word: str) -> list[str]:
        """Return a typed word in the vocabulary's form: shortenings written out, slips of one letter mended."""
        if word in SPOKEN:
            return SPOKEN[word].split()
        if len(word) < SHORTEST_SLIP or word in self.vocabulary or not word.isalpha() or len(word) > 30:
            return [word]
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extractOne(word, self._by_letter.get(word[0], []), scorer=OSA.distance, score_cutoff=1)
        return SPOKEN.get(near[0], near[0]).split() if near else [word]

    def knows(self, word: str) -> bool:
        """Return whether a word is in the vocabulary, slips of one letter allowed."""
        return word in self.vocabulary or self.plain(word) != [word]

    def of_tool(self, tool: str) -> Request | None:
        """Return the request of a tool that says how its arguments are found; others of it may hold examples alone."""
        of_tool = [one for one in self.requests if one.tool == tool]
        return next((one for one in of_tool if one.slots), of_tool[0] if of_tool else None)

    @cached_property
    def taught(self) -> dict[str, Request | Decline]:
        """Return what the reader was trained on, by the name that it knows it under."""
        requests = [one for one in self.requests if f"{one.called}: {one.does}" in trained().taught]
        declines = [one for one in self.declines if one.name in trained().requests]
        return {**{one.name: one for one in declines}, **{one.called: one for one in reversed(requests)}}

    @cached_property
    def untaught(self) -> list[Request | Decline]:
        """Return what the reader was not trained on: an owner's own, and one that says anew what it does."""
        known = list(self.taught.values())
        every: list[Request | Decline] = [*self.requests, *self.declines]
        return [one for one in every if one not in known]

    def nearest(self, text: str) -> list[tuple[Request | Decline, float]]:
        """Return what the reader was not trained on, each with how near a text is to it, the nearest first.

        A text that holds a keyword of its procedure is nearer.
        """
        said = f" {fold(text)} "
        found = []
        for one in self.untaught:
            near = _near([likeness(text, _spoken(line)) for line in one.say])
            triggered = any(f" {word} " in said for word in self._keywords[id(one)])
            found.append((one, near + (BY_KEYWORD if triggered else 0.0)))
        return sorted(found, key=lambda one: -one[1])

    def is_as_in_an_example(self, text: str, what: Request | Decline) -> bool:
        """Return whether a text is near to an example of a request."""
        return any(likeness(text, _spoken(line)) >= NEAR for line in what.say)


def _near(to_examples: list[float]) -> float:
    """Return how near a text is to a request: to the few nearest of its examples, or to one that says the same."""
    best = sorted(to_examples, reverse=True)[:NEAREST]
    if not best or best[0] >= NEAR:
        return max(best, default=0.0)
    return sum(best) / len(best)


def _spoken(line: str) -> str:
    for place, value in PLACES.items():
        line = line.replace(place, value)
    return line


@lru_cache(maxsize=8)
def grammar_of(layers: tuple[Procedure, ...], reads: frozenset[str]) -> Grammar:
    """Return the grammar of some procedures, the most specific first; cached for all that use the same ones.

    Args:
        layers: the procedures.
        reads: names of the tools that only look something up.

    It never changes, so every office of a process may share it.
    """
    return Grammar((one.front for one in layers), reads)
