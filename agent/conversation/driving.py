"""Drives a turn by a model, and by the built-in interpreter where the model gives no usable answer.

While nothing was written, the interpreter takes the turn over in the same breath. Once something was, it can't: it would read
the message anew and do it twice. Then the reply says what was done, and the rest is the member's to ask for again.
"""

from dataclasses import dataclass, replace

from agent.conversation.brake import Brake
from agent.conversation.card_tools import Held
from agent.conversation.carrying_out import Step
from agent.conversation.edits import NEEDS_A_MODEL
from agent.conversation.under_way import TurnUnderWay
from agent.gate import Gate
from agent.models.endpoint import ModelTrouble
from agent.models.port import Model, TurnSoFar
from agent.usage import told_before
from schemas.effects import Call, Effect, Outcome, OutcomeKind
from schemas.enums import ActorKind
from tools.desk import Desk

MOST_STEPS = 12
TOO_MANY_STEPS = "I stopped there: that took more steps than one message should."
STOPPED = "Stopped."
INSTEAD = "The built-in interpreter answers meanwhile; it knows fewer ways to say things."


@dataclass
class Driver:
    """The driver of turns.

    Args:
        gate: the one path.
        model: drives them.
        fallback: takes over; None where the model needs none.
    """

    gate: Gate
    model: Model
    fallback: Model | None = None

    def drive(self, turn: TurnUnderWay) -> str:
        """Return the text of the reply; the calls are in the turn."""
        told = list(turn.state.told)
        try:
            try:
                return self._by(self.model, turn)
            except ModelTrouble as trouble:
                turn.state.told = told
                return self._without_model(turn, trouble)
        except KeyboardInterrupt:
            return self._summed_up(turn, STOPPED)

    def _by(self, model: Model, turn: TurnUnderWay) -> str:
        desk = self._desk_for(turn, model)
        so_far = TurnSoFar(
            desk, turn.text, turn.state, turn.conversation.conversation_id,
            done=turn.done, listener=turn.listener, uses=turn.uses, reword=turn.reword,
        )  # fmt: skip
        turn.model = model.name
        step = Step(self.gate, desk, turn.listener, turn.stop, Held(self.gate, desk, turn), turn.brake)
        for _ in range(MOST_STEPS):
            next_one = model.step(so_far)
            if not next_one.calls:
                turn.own_words = is_language_model(model)
                self._propose_the_rest(turn)
                return next_one.text
            step.carry_out(next_one.calls, turn.done)
        return self._summed_up(turn, TOO_MANY_STEPS)

    def _without_model(self, turn: TurnUnderWay, trouble: ModelTrouble) -> str:
        self._propose_the_rest(turn)
        notice = "" if told_before(turn.desk, trouble.trouble) else trouble.message
        if any(self._wrote(outcome) for _, outcome in turn.done):
            return self._summed_up(turn, notice or "The language model gave no further answer.")
        if self.fallback is None:
            return f"{trouble.message} Nothing was changed."
        turn.listener.interrupted(trouble.message)
        turn.done.clear()
        if turn.reword is not None:
            turn.shown = [turn.reword]
            return " ".join(part for part in (notice, NEEDS_A_MODEL) if part)
        said = self._by(self.fallback, turn)
        return "\n\n".join(part for part in (f"{notice} {INSTEAD}" if notice else "", said) if part)

    def _desk_for(self, turn: TurnUnderWay, model: Model) -> Desk:
        """Return the member's desk with the actor that the model's calls are made as and with what the member
        said; a language model's is braked."""
        desk = replace(turn.desk, heard=turn.text)
        desk = desk.acting_as(replace(desk.actor, kind=model.proposes_as))
        if not is_language_model(model):
            turn.brake = None
            return desk
        here = {one for one in (*turn.state.changes, *turn.state.undos) if one}
        turn.brake = Brake(turn.desk, turn.conversation.conversation_id, turn.text, here)
        return replace(desk, written_here=here)

    def _propose_the_rest(self, turn: TurnUnderWay) -> None:
        """Make one card of the writes that the brake has kept."""
        if turn.brake is None or not turn.brake.lines:
            return
        desk = turn.desk.acting_as(replace(turn.desk.actor, kind=ActorKind.MODEL))
        with turn.stop.held():
            lines, turn.brake.lines = turn.brake.lines, []
            turn.done.append((Call(tool=""), self.gate.propose_together(desk, lines)))

    def _writes(self, outcome: Outcome) -> bool:
        """Return whether a call is of a tool that changes or proposes something."""
        tool = self.gate.registry.tools.get(outcome.tool)
        return tool is not None and tool.effect != Effect.READ

    def _wrote(self, outcome: Outcome) -> bool:
        """Return whether a call changed or proposed something."""
        return self._writes(outcome) and outcome.kind in {OutcomeKind.DONE, OutcomeKind.WAITING}

    def _summed_up(self, turn: TurnUnderWay, why: str) -> str:
        """Return a fallback reply to a turn that was broken off: what was done stays, and is said."""
        self._propose_the_rest(turn)
        told = [line for _, outcome in turn.done if self._wrote(outcome) for line in outcome.told()]
        waits = any(outcome.kind == OutcomeKind.WAITING for _, outcome in turn.done)
        if not told and not waits:
            return f"{why} Nothing was changed."
        parts = [why, *(["This was done:", *(f"— {line}" for line in told)] if told else [])]
        if waits:
            parts.append("What waits for your yes is shown below.")
        return "\n".join([*parts, "If there was more to do, please say it again."])


def is_language_model(model: Model) -> bool:
    """Return whether a model finds words of its own, as the built-in interpreter doesn't."""
    return model.proposes_as == ActorKind.MODEL
