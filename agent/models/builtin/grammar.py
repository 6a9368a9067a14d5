"""The grammar that the loaded procedures' requests make: which request a piece of a message is.

The request whose most telling cue is found wins; further cues of the same request, and one at the very
beginning, add a little. A request with a cue that speaks against it is out.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from agent.models.builtin.cues import PLACES, CueIndex
from agent.models.builtin.likeness import Likeness
from agent.procedures.load import Procedure
from schemas.keys import fold
from schemas.procedure import Decline, FrontMatter, Request

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
"""The words that cues use, by their short forms in messages."""

FURTHER_CUE, MOST_FURTHER, AT_BEGINNING = 0.25, 1.0, 0.5
FOR_DECLINES = 0.8
"""The weight of what is never done: it is recognised rather than guessed past."""

SHORTEST_SLIP = 5

LEAST_CUE = 0.9
"""A cue weaker than this opens nothing by itself."""

LIKENESS = 0.15
"""The weight of a point of likeness beside a point of a cue."""

LEAST_LIKE, MOST_LIKE = -3.0, 12.0


@dataclass(frozen=True)
class Candidate:
    """A request, or a decline, that a piece of a message may be.

    Args:
        what: the request or decline.
        score: how much speaks for it.
        begins: the index of the word at which its first cue begins.
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
        self.usual: tuple[Request, ...] = ()
        """Of the procedure that teaches the most, which is the core: what is offered where nothing was understood."""
        for procedure in procedures:
            self.requests += procedure.requests
            self.declines += procedure.declines
            self.usual = max(self.usual, procedure.requests, key=len)

    @cached_property
    def _all(self) -> list[Request | Decline]:
        return [*self.requests, *self.declines]

    @cached_property
    def _cues(self) -> CueIndex:
        return CueIndex({index: list(what.cues) for index, what in enumerate(self._all)})

    @cached_property
    def _likeness(self) -> Likeness:
        examples: dict[str, list[list[str]]] = {}
        for what in self._all:
            said = [self.spoken(line) for line in what.say]
            examples.setdefault(name_of(what), []).extend(said)
        return Likeness({name: said for name, said in examples.items() if said})

    def spoken(self, line: str) -> list[str]:
        """Return an example's words in the form that cues match."""
        found = []
        for word in line.split():
            found += (
                [word]
                if word in PLACES
                else [plain for part in fold(word).split() for plain in self.plain(part)]
            )
        return found

    @cached_property
    def _unless(self) -> CueIndex:
        return CueIndex({index: list(request.unless) for index, request in enumerate(self.requests)})

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Return the vocabulary: every word that a cue or a choice is made of."""
        words = {word for word in self._cues.words | self._unless.words if not word.startswith("<")}
        for request in self.requests:
            for slot in request.slots.values():
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

    def candidates(self, words: Sequence[str]) -> list[Candidate]:
        """Return the candidates for the words, the likeliest first."""
        spoken = list(words)
        best: dict[int, tuple[float, int, int]] = {}
        for cue, owner, begins in self._cues.matches(spoken):
            weight, count, first = best.get(owner, (0.0, 0, begins))
            best[owner] = (max(weight, cue.weight), count + 1, min(first, begins))
        for _, owner, _ in self._unless.matches(spoken):
            best.pop(owner, None)
        like = self._likeness.scores(spoken)
        found = [
            Candidate(
                self._all[owner],
                LIKENESS * max(LEAST_LIKE, min(MOST_LIKE, like.get(name_of(self._all[owner]), 0.0)))
                + weight
                + min(FURTHER_CUE * (count - 1), MOST_FURTHER)
                + (AT_BEGINNING if first <= 1 else 0.0)
                + (FOR_DECLINES if owner >= len(self.requests) else 0.0),
                first,
            )
            for owner, (weight, count, first) in best.items()
            if weight >= LEAST_CUE
        ]
        return sorted(found, key=lambda candidate: (-candidate.score, isinstance(candidate.what, Request)))


@lru_cache(maxsize=8)
def grammar_of(layers: tuple[Procedure, ...], reads: frozenset[str]) -> Grammar:
    """Return the grammar of some procedures, the most specific first; cached for all that use the same ones.

    Args:
        layers: the procedures.
        reads: names of the tools that only look something up.

    It takes a tenth of a second to make and never changes, so every office of a process may share it.
    """
    return Grammar((one.front for one in layers), reads)


def name_of(what: Request | Decline) -> str:
    """Return the name that examples are counted under: the tool, or one name for all that is declined."""
    return what.tool if isinstance(what, Request) else "declined"
