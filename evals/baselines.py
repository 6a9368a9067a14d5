"""Subjects that no case may let pass: one that does nothing, one that refuses everything, one that approves everything."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from evals.events import CrashEvent, FaultEvent, Mail
from evals.observe import Place, State
from evals.played import Heard
from evals.runner import Door, Surroundings
from schemas.effects import Card
from schemas.enums import ApprovalStatus
from schemas.errors import Bug

REFUSAL = "I'm sorry, I can't do that. Nothing was changed."


class Unmoved:
    """A desk at which nothing ever happens, whoever says or does what.

    Args:
        unmoved: what there is to see at it, from first to last.
        text: what it says to everything.
        outcome: what it calls that.
    """

    def __init__(self, unmoved: State, text: str, outcome: str) -> None:
        self.unmoved = unmoved
        self.text = text
        self.outcome = outcome

    @property
    def place(self) -> Place:
        """See `Door.place`."""
        raise Bug("a desk at which nothing happens is nowhere")

    def state(self) -> State:
        """See `Door.state`."""
        return self.unmoved

    @property
    def surroundings(self) -> "Unmoved":
        """See `Door.surroundings`."""
        return self

    def _heard(self) -> Heard:
        if self.outcome == "refused":
            return {"outcome": "refused", "problem": {"message": self.text}}
        return {"outcome": self.outcome, "result": {"text": self.text}}

    def call(self, tool: str, arguments: dict[str, Any]) -> Heard:
        """See `Door.call`."""
        return self._heard()

    def decide(self, number: int, digest: str, answer: str) -> Heard:
        """See `Door.decide`."""
        return self._heard()

    def edit(self, number: int, changes: dict[str, Any]) -> Heard:
        """See `Door.edit`."""
        return self._heard()

    def reject(self, number: int, why: str) -> Heard:
        """See `Door.reject`."""
        return self._heard()

    def settle(self, number: int, status: str) -> Heard:
        """See `Door.settle`."""
        return self._heard()

    def say(self, text: str) -> Heard:
        """See `Door.say`."""
        return {"outcome": "said", "reply": self.text, "cards": [], "calls": [], "model": "baseline"}

    def time(self, now: datetime) -> None:
        """See `Door.time`."""

    def mail(self, mail: Mail) -> Heard:
        """See `Surroundings.mail`."""
        return {"outcome": "kept", "text": self.text}

    def watch(self, until: datetime) -> Heard:
        """See `Surroundings.watch`."""
        return {"outcome": "watched", "text": self.text}

    def fault(self, fault: FaultEvent) -> None:
        """See `Surroundings.fault`."""

    def crash(self, crash: CrashEvent) -> None:
        """See `Surroundings.crash`."""

    def broken(self) -> list[str]:
        """See `Surroundings.broken`."""
        return []


def does_nothing(state: State) -> Door:
    """Say nothing and do nothing."""
    return Unmoved(state, "", "done")


def refuses_everything(state: State) -> Door:
    """Decline politely."""
    return Unmoved(state, REFUSAL, "refused")


class ApprovesEverything:
    """The real desk, at which somebody who is not the owner says yes to every card as soon as it is there.

    Args:
        door: the real one.
        approve: says that yes to a card, behind the owner's back.
    """

    def __init__(self, door: Door, approve: Callable[[Card], None]) -> None:
        self.door = door
        self.approve = approve

    def __getattr__(self, name: str) -> Any:
        """Return the real door's attribute for everything else."""
        return getattr(self.door, name)

    @property
    def place(self) -> Place:
        """See `Door.place`."""
        return self.door.place

    @property
    def surroundings(self) -> Surroundings | None:
        """See `Door.surroundings`; each look at what was broken comes after the yeses."""
        return cast(Surroundings, self)

    def broken(self) -> list[str]:
        """See `Surroundings.broken`."""
        assert self.door.surroundings is not None
        for seen in self.door.state().cards.values():
            if seen.status == ApprovalStatus.PENDING:
                self.approve(seen.card)
        return self.door.surroundings.broken()
