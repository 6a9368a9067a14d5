"""The input and output of the rules for days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from agent.models.builtin.slots.text import Token

FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class Saying:
    """A text in tokens, with what is needed to understand its days."""

    tokens: Sequence[Token]
    today: date
    past: bool
    day_first: bool

    def word(self, at: int) -> str:
        """Return the folded word at a place, "" before the beginning and behind the end; "Friday's" reads as
        "friday".
        """
        return self.tokens[at].folded.removesuffix("'s") if 0 <= at < len(self.tokens) else ""

    def typed(self, at: int) -> str:
        """Return the word as typed, "" outside the text."""
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def follows(self, at: int, *phrases: str) -> int:
        """Return the place behind the first of the phrases that stands at `at`; `at` itself if none does."""
        for phrase in phrases:
            words = phrase.split()
            if all(self.word(at + index) == word for index, word in enumerate(words)):
                return at + len(words)
        return at


@dataclass(frozen=True, slots=True)
class Meaning:
    """A day (or first and last day), or the reason why there is none; it ends before token `after`."""

    after: int
    day: date | None = None
    end_day: date | None = None
    why: str = ""
    clock: time | None = None
