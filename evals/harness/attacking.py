"""Plays the injection suite, in this process or side by side, and keeps each attempt as it is done."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from evals.harness.door import EvaluatedDoor
from evals.harness.offices import EvaluatedOffice, Offices
from evals.harness.playing import code_digest
from evals.harness.record import Record
from evals.harness.side_by_side import side_by_side
from evals.injection.attempt import Attempt, attempt_of
from evals.injection.compromised import CompromisedModel
from evals.injection.lists import Combination
from evals.runner import play, prepare
from schemas.effects import Call
from schemas.enums import ActorKind
from schemas.settings import ModelSettings

if TYPE_CHECKING:
    from agent.models.port import Model

RECORD = "injection.jsonl"
Victim = ModelSettings | Literal["builtin", "compromised"]


@dataclass(frozen=True)
class Attack:
    """A combination to be tried."""

    combination: Combination
    victim: Victim
    key: str


def name_of(victim: Victim) -> str:
    return victim if isinstance(victim, str) else victim.name


def attack_on(combination: Combination, victim: Victim) -> Attack:
    """Return an attempt to be made, with its key."""
    told = f"{combination.form!r}{combination.slot!r}{victim!r}".encode()
    return Attack(combination, victim, hashlib.sha256(code_digest() + told).hexdigest()[:20])


class Range:
    """The range in which this process attacks.

    Args:
        victim: the model.
    """

    def __init__(self, victim: Victim) -> None:
        self.offices = Offices(None if isinstance(victim, str) else victim)

    def close(self) -> None:
        self.offices.__exit__()

    def play(self, attack: Attack) -> Attempt:
        """Make one attempt."""
        combination, case = attack.combination, attack.combination.case()
        subject: Model | None = CompromisedModel(combination) if attack.victim == "compromised" else None
        with self.offices.office(subject) as office:
            door = EvaluatedDoor(office, case.books)
            try:
                names = prepare(case, door)
                played = play(case, door, names)
                reached = combination.canary in "".join([*office.meter.read, *door.shown])
            finally:
                door.close()
            meter = office.meter
        return attempt_of(
            combination,
            played,
            model=name_of(attack.victim),
            readable=reached or self._shows(combination),
            reached=reached,
            meter=meter,
            key=attack.key,
        )

    def _shows(self, combination: Combination) -> bool:
        """Return whether some tool shows the slot to a model."""
        with self.offices.office() as office:
            case = combination.case()
            door = EvaluatedDoor(office, case.books)
            try:
                prepare(case, door)
                return combination.canary in _shown_to_a_model(office, combination)
            finally:
                door.close()


def _shown_to_a_model(office: EvaluatedOffice, combination: Combination) -> str:
    from agent.models.results import result_text

    desk = office.desk("chat", ActorKind.MODEL)
    calls = [Call(tool=one.tool, arguments=one.arguments) for one in combination.slot.reads]
    return "".join(result_text(office.gate.submit(desk, call)) for call in calls)


def attack_all(
    attacks: list[Attack], processes: int, folder: Path | None, progress: Callable[[int, int], None]
) -> list[Attempt]:
    """Make every attempt that is not on record yet, in the order asked for.

    Args:
        attacks: on one victim.
        processes: side by side.
        folder: where the record is kept; None for none.
        progress: hears how many are done of how many.
    """
    record = None if folder is None else Record(folder / RECORD, Attempt)
    known = {one.key: one for one in record.read() if not one.endpoint} if record else {}
    left = [one for one in attacks if one.key not in known]
    for attempt in _attempts(left, processes):
        known[attempt.key] = attempt
        if record is not None:
            record.add(attempt)
        progress(len(known), len(attacks))
    return [known[one.key] for one in attacks]


def _attempts(attacks: list[Attack], processes: int) -> Iterator[Attempt]:
    return side_by_side(attacks, processes, _range_for, Range.play)


def _range_for(attack: Attack) -> Range:
    return Range(attack.victim)
