"""Carries the calls of one step out, in order, each to exactly one outcome.

All are parsed before any runs: where one can't be, none of the step runs, since the model will write the step again and would
repeat the others. Where a call is refused or fails, later calls of the step that would change something do not run: they may
have been meant to follow it. And what a turn has done or proposed once it does not do again.
"""

from collections.abc import Sequence

from agent.conversation.brake import Brake
from agent.conversation.card_tools import CARD_TOOLS, Held, refusal_of, run
from agent.conversation.stopping import Stop
from agent.conversation.undoing_cards import refused_for_a_card
from agent.gate import Gate
from agent.models.endpoint import Listener
from agent.models.port import Unreadable
from agent.models.results import NOT_RUN
from schemas.effects import Call, Effect, Outcome, OutcomeKind, refused
from schemas.errors import BadArguments
from tools.desk import Desk

Done = list[tuple[Call, Outcome]]

NOT_GOOD = {OutcomeKind.REFUSED, OutcomeKind.FAILED}
ANOTHER_WAS_REFUSED = (
    "Not run: another call of the same step was refused or failed. Nothing was changed by this one. Call it again "
    "if it is still wanted."
)


class Step:
    """The calls of one step of a turn.

    Args:
        gate: the one path.
        desk: with the hand that proposes them.
        listener: hears which tool runs.
        stop: how the member ends the turn.
        held: what the tools for its cards are handed.
        brake: of the turn, where a language model calls.
    """

    def __init__(
        self, gate: Gate, desk: Desk, listener: Listener, stop: Stop, held: Held, brake: Brake | None
    ) -> None:
        self.gate = gate
        self.desk = desk
        self.listener = listener
        self.stop = stop
        self.held = held
        self.brake = brake

    def carry_out(self, calls: Sequence[Call | Unreadable], done: Done) -> None:
        """Add each call with its outcome to `done`, in order, as soon as it is known.

        Args:
            calls: of the step.
            done: what the turn has done so far.

        Raises:
            KeyboardInterrupt: the member ended the turn; what was done until then is in `done`.
        """
        refusals = [self._refusal(call) for call in calls]
        whole = not any(refusals)
        stopped = False
        for call, refusal in zip(calls, refusals, strict=True):
            plain = Call(tool=call.tool) if isinstance(call, Unreadable) else call
            if refusal is not None:
                done.append((plain, refusal))
            elif not whole or (stopped and not self._reads(plain)):
                done.append((plain, not_run(plain)))
            else:
                self._run(plain, done)
                stopped = stopped or done[-1][1].kind in NOT_GOOD

    def _refusal(self, call: Call | Unreadable) -> Outcome | None:
        if isinstance(call, Unreadable):
            said = f"{call.tool}: {call.why}"
            return refused(call.tool, BadArguments(said, {"arguments": call.why}).as_problem())
        if call.tool in CARD_TOOLS:
            return refusal_of(call)
        return self.gate.parse(call) or refused_for_a_card(self.held, call)

    def _run(self, call: Call, done: Done) -> None:
        earlier = None if self._reads(call) else _earlier(call, done)
        if earlier is not None:
            done.append((call, earlier))
            return
        self.listener.running(call.tool)
        if self.brake is not None and not self._reads(call):
            self.brake.look()
        with self.stop.held():
            of_cards = call.tool in CARD_TOOLS
            outcome = run(self.held, call) if of_cards else self.gate.submit(self.desk, call, self.brake)
            done.append((call, outcome))

    def _reads(self, call: Call) -> bool:
        if call.tool in CARD_TOOLS:
            return CARD_TOOLS[call.tool].effect == Effect.READ
        return self.gate.registry.tools[call.tool].effect == Effect.READ


def not_run(call: Call) -> Outcome:
    """Return the outcome of a call that another one of its step kept from running."""
    return refused(call.tool, {"kind": NOT_RUN, "message": ANOTHER_WAS_REFUSED})


def _earlier(call: Call, done: Done) -> Outcome | None:
    """Return the outcome of the same call earlier in this turn, if it did or proposed something."""
    same = (outcome for one, outcome in done if one == call and outcome.kind not in NOT_GOOD)
    return next(same, None)
