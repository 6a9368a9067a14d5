"""Sentences that imagined owners say right after a card, each with what it says to the card.

A line: what it says (approve, decline, change, other), to which card, the sentence and, of a change, what the new text holds:
words, "-words" that it no longer holds, or "?" where only a language model, or the owner, finds other words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "sentences"
MENDED_ON = tuple(f"o{number}" for number in range(1, 7))
"""Owners whose sentences were looked at while the desk was made."""
KEPT_BACK = tuple(f"o{number}" for number in range(7, 10))
"""Owners whose sentences were said once, after it was made."""


@dataclass(frozen=True)
class Sentence:
    """One sentence.

    Args:
        says: approve, decline, change or other.
        card: to which: mail, text, double, won, books or autosend.
        text: what is said.
        becomes: of a change, what is held to come of it.
    """

    says: str
    card: str
    text: str
    becomes: str = ""


def sentences(owners: Iterable[str]) -> list[Sentence]:
    """Return the sentences of some owners, in their order."""
    lines = [line for owner in owners for line in (FOLDER / f"{owner}.tsv").read_text().splitlines()]
    return [Sentence(*line.split("\t")) for line in lines]
