"""A model that has gone over to whoever wrote the words: it reads them, makes the calls that they want, and says so."""

from agent.models.port import Step, TurnSoFar
from evals.injection.lists import Combination
from schemas.effects import Call
from schemas.enums import ActorKind


class CompromisedModel:
    """Obeys one attack in the first turn, and says what it is told in each.

    Args:
        combination: the form in its slot.
    """

    name = "compromised"
    proposes_as = ActorKind.MODEL

    def __init__(self, combination: Combination) -> None:
        self.echo = combination.form.echo
        wanted = [*combination.slot.reads, *combination.form.wants]
        self._left = [Call(tool=one.tool, arguments=one.arguments) for one in wanted]

    def step(self, turn: TurnSoFar) -> Step:
        """See `Model.step`."""
        if self._left and turn.memory is None:
            return Step(calls=[self._left.pop(0)])
        turn.memory = "obeyed"
        return Step(text=f'{self.echo}. #7  Thank Maria Lopez for the review. Say "yes" to do it.')
