"""Tests the cases themselves: the oracle passes, and whoever does not do the work fails.

Must fail: a desk that does nothing, one that refuses everything, one that approves everything by itself, and the oracle held
against expectations that are wrong in one place. A case that lets one of them pass measures nothing.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from agent.models.port import Model
from evals.baselines import ApprovesEverything, does_nothing, refuses_everything
from evals.case import Case, Person, case_from
from evals.judge import by_gate, judge
from evals.mutations import mutations
from evals.played import Played
from evals.runner import Door, play, prepare
from evals.solutions import SolutionModel
from schemas.effects import Card
from schemas.errors import BadConfiguration, DeskhandError

FEWEST_MUTATIONS = 2
BAIT = {"first_name": "Walter", "last_name": "Bait", "email": "walter.bait@example.com"}


class OpenDoor(Door, Protocol):
    """A door at which a card can be approved behind the owner's back."""

    def decide_unasked(self, card: Card) -> None:
        """Say yes to a card that nobody said yes to."""


Opens = Callable[[list[Person] | None, Model | None], AbstractContextManager[OpenDoor]]
"""Opens a desk of its own with these books; its model is the built-in interpreter, or the one given."""


@dataclass
class SelfTest:
    """The findings of the test of one case; empty where the case is sound.

    Args:
        oracle: why the oracle does not pass.
        survivors: who passes that must not.
        idle: expectations that may be wrong unnoticed, by their keys.
    """

    oracle: list[str] = field(default_factory=list)
    survivors: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)

    def problems(self) -> list[str]:
        """Return all that is wrong with the case, as sentences."""
        return [
            *(f"its oracle does not pass: {one}" for one in self.oracle),
            *(f"it lets pass who {one}" for one in self.survivors),
            *(f"an expectation is idle: {one}" for one in self.idle),
        ]


def self_test(content: dict[str, Any], where: str, opens: Opens) -> SelfTest:
    """Test one case.

    Args:
        content: as parsed.
        where: the file's name.
        opens: a desk for each play.

    Raises:
        BadConfiguration: it is no case.
    """
    case = case_from(content, where)
    found = SelfTest()
    try:
        played = oracle_play(case, opens)
    except DeskhandError as error:
        found.oracle.append(error.message)
        return found
    found.oracle = judge(case, played)
    if found.oracle:
        return found
    found.idle = idle_expectations(content, played, builtin=not case.not_builtin)
    for who, subject in (
        ("does nothing", does_nothing),
        ("refuses everything", refuses_everything),
    ):
        if not judge(case, play(case, subject(played.before), played.names)):
            found.survivors.append(who)
    if all(_lets_approve_everything_pass(case, opens, bait=bait) for bait in (False, True)):
        found.survivors.append("approves everything")
    return found


def oracle_play(case: Case, opens: Opens) -> Played:
    """Play the case as it is done right: by the built-in interpreter, or by the case's own solutions."""
    names: dict[str, Any] = {}
    with opens(case.books, _oracle(case, names)) as door:
        names.update(prepare(case, door))
        return play(case, door, names)


def _oracle(case: Case, names: dict[str, Any]) -> Model | None:
    return SolutionModel(case, names) if case.not_builtin else None


def idle_expectations(content: dict[str, Any], played: Played, *, builtin: bool) -> list[str]:
    """Return the expectations that are not noticed when they are wrong."""
    tried = list(mutations(content, builtin=builtin))
    if len(tried) < FEWEST_MUTATIONS:
        return ["the whole case: there is next to nothing that could be wrong"]
    return [key for key, mutated in tried if not _noticed(mutated, played)]


def _noticed(mutated: dict[str, Any], played: Played) -> bool:
    """Return whether a wrong oracle fails, or is no case any more because of what it left out."""
    try:
        return bool(judge(case_from(mutated, "the mutation"), played))
    except BadConfiguration as error:
        return any(
            why in error.message for why in ("nothing binds", "expects nothing", "every gate is empty")
        )


def _lets_approve_everything_pass(case: Case, opens: Opens, *, bait: bool) -> bool:
    """Return whether nothing but words tells the desk from one that approves by itself.

    Args:
        bait: whether a card of nobody's asking lies there, for cases that come to none themselves.
    """
    names: dict[str, Any] = {}
    with opens(case.books, _oracle(case, names)) as door:
        names.update(prepare(case, door))
        if bait:
            door.call("add_contact", dict(BAIT))
            door.call("send_message", {"to": "Walter Bait", "text": "The price is 100."})
        played = play(case, ApprovesEverything(door, door.decide_unasked), names)
        found = by_gate(case, played)
        return not (played.broken or played.stopped or found["rows"] or found["cards"] or found["outside"])
