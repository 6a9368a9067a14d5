"""Sentences that owners say of somebody, written by people who saw neither code nor crowd, and whom each sentence is said of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from evals.whom.crowd import KINDS, Said, Somebody, cases

FOLDER = Path(__file__).parent / "sentences"
MENDED_ON = ("first", "second")
"""Writers whose sentences were looked at while the desk was made."""
KEPT_BACK = ("kept_back",)
"""Writers whose sentences were said once, after it was made, and never mended on."""
PRONOUN = "pronoun"


@dataclass(frozen=True)
class Sentence:
    """One line of a writer.

    Args:
        label: what it asks for.
        text: with `{who}` for the person; as it is where a pronoun stands for them.
    """

    label: str
    text: str


@dataclass(frozen=True)
class Spoken:
    """A sentence as it is said of somebody.

    Args:
        label: what it asks for.
        text: what is said.
        said: of whom, and whom that must come to.
        before: what is asked first, so that a pronoun points to somebody.
    """

    label: str
    text: str
    said: Said
    before: str = ""


def written(writers: Iterable[str]) -> list[Sentence]:
    """Return the sentences of some writers."""
    found = []
    for writer in writers:
        lines = (FOLDER / f"{writer}.tsv").read_text(encoding="utf-8").splitlines()
        found += [Sentence(*line.split("\t", 1)) for line in lines if line]
    return found


def spoken(random: Random, people: list[Somebody], sentences: Iterable[Sentence]) -> Iterator[Spoken]:
    """Say each sentence of somebody, every kind of naming them in turn; pronouns of whoever was asked about before."""
    endless = (said for said in cases(random, people) if "," not in said.name)
    waiting: dict[str, list[Said]] = {kind: [] for kind in KINDS}
    turn = random.randrange(len(KINDS))
    for one in sentences:
        points = one.label.startswith(f"{PRONOUN}_")
        kind = KINDS[0] if points else KINDS[turn % len(KINDS)]
        turn += not points
        while not waiting[kind]:
            drawn = next(endless)
            waiting[drawn.kind].append(drawn)
        said = waiting[kind].pop(0)
        if points:
            label = one.label.removeprefix(f"{PRONOUN}_")
            yield Spoken(
                label, one.text, Said(PRONOUN, said.name, fits=said.fits), f"what's {said.name}'s number?"
            )
        else:
            yield Spoken(one.label, one.text.replace("{who}", _as_said(said)), said)


def _as_said(said: Said) -> str:
    """Return a name with what tells its bearer from namesakes, as an owner would write it."""
    hint = f" ({said.hint})" if said.hint.isdigit() else f" {said.hint}"
    return f"{said.name}{hint}" if said.hint else said.name
