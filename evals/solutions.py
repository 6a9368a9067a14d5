"""The model that does it right: it makes the calls that a case's solutions name, and says what they say."""

from collections import defaultdict
from typing import Any

from agent.models.port import Step, TurnSoFar
from evals.case import Case
from evals.events import Solution
from evals.played import filled
from schemas.effects import Call
from schemas.enums import ActorKind
from schemas.errors import DeskhandError


class NoSolution(DeskhandError):
    """A message reached the model that has no solution left."""

    kind = "no_solution"


class SolutionModel:
    """Answers each message of a case as its solution says.

    Args:
        case: whose `say` events have solutions, but for those that no model hears.
        names: what is bound, filled in as the case is prepared.
    """

    name = "solution"
    proposes_as = ActorKind.MODEL

    def __init__(self, case: Case, names: dict[str, Any]) -> None:
        self.names = names
        self._left: dict[str, list[Solution | None]] = defaultdict(list)
        for event in case.says():
            self._left[event.say].append(event.solution)

    def step(self, turn: TurnSoFar) -> Step:
        """See `Model.step`.

        Raises:
            NoSolution: the case has none for this message.
        """
        if not isinstance(turn.memory, Solution):
            left = self._left[turn.text]
            found = left.pop(0) if left else None
            if found is None:
                raise NoSolution(f"{turn.text!r} reached the model, and the case has no solution for it.")
            turn.memory = found
        solution: Solution = turn.memory
        if len(turn.done) < len(solution.calls):
            wanted = solution.calls[len(turn.done)]
            return Step(calls=[Call(tool=wanted.tool, arguments=filled(wanted.arguments, self.names))])
        return Step(text=solution.reply)
