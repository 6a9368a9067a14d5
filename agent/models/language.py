"""A language model as a driver of turns: asks its endpoint, reads the answer, hands calls on. It runs nothing itself.

Each way in which an answer can be wrong has one outcome (docs/models.md lists them); none loses the member's message, and
none lets a call run that the model did not finish writing.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.conversation.prompt import Prompt, procedure_text
from agent.models.endpoint import Asked, Endpoint, Finish, ModelTrouble, Requested, Said, Trouble
from agent.models.offering import Offering, tools_of
from agent.models.port import Step, TurnSoFar, Unreadable
from agent.models.results import result_message
from agent.models.tool_schemas import given
from agent.procedures.load import Procedure
from agent.usage import refuse_over_cap, used
from schemas.effects import Call, OutcomeKind
from schemas.enums import ActorKind, ModelPurpose
from schemas.settings import SECONDS_OF_A_TURN
from tools.registry import Registry

READING = "read_procedure"
EMPTY = "Your answer was empty. Answer the owner in words, or call a tool."
CUT_OFF = "Your answer reached its length limit before these calls were complete. None of them ran. Make fewer or shorter calls."
UNFINISHED = " … (The answer was longer than it may be, and was cut off here.)"
NOT_OFFERED = (
    "it is not among the tools that you were offered, so it was not called. what_can_be_done finds others and adds them. Nothing "
    "was changed."
)
NO_ARGUMENTS = "the arguments are not one JSON object; nothing was called. Write them again."


@dataclass(frozen=True)
class Limits:
    """The limits of one turn.

    Args:
        seconds: for all requests of the turn together.
        tokens: in and out, all requests of the turn together.
        answer_tokens: of one answer.
    """

    seconds: float = SECONDS_OF_A_TURN
    tokens: int = 120_000
    answer_tokens: int = 4_000


@dataclass
class _Dialogue:
    """The state kept from step to step of one turn."""

    messages: list[dict[str, Any]]
    deadline: float
    offers: list[dict[str, Any]] = field(default_factory=list)
    waiting_for: list[Requested] = field(default_factory=list)
    heard: int = 0
    tokens: int = 0
    nudged: bool = False


class LanguageModel:
    """Drives turns through an endpoint.

    Args:
        endpoint: where the model is.
        prompt: composes what it is told.
        registry: the tools that procedures name.
        limits: of a turn.
        monotonic: seconds on a clock that never goes back.
    """

    proposes_as = ActorKind.MODEL

    def __init__(
        self,
        endpoint: Endpoint,
        prompt: Prompt,
        registry: Registry,
        limits: Limits | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.endpoint = endpoint
        self.prompt = prompt
        self.registry = registry
        self.limits = limits or Limits()
        self.monotonic = monotonic
        self.offering = Offering(prompt.library, registry)

    @property
    def name(self) -> str:
        return self.endpoint.model

    def step(self, turn: TurnSoFar) -> Step:
        """Ask until there are calls to make or words to say.

        Raises:
            ModelTrouble: the endpoint gives no usable answer, or the turn's time or tokens are used up.
        """
        dialogue = self._dialogue(turn)
        while True:
            self._hear(turn, dialogue)
            said = self._ask(turn, dialogue)
            if said.finish == Finish.LENGTH and said.calls:
                self._refuse_cut_off(dialogue, said)
                continue
            if said.calls:
                return self._calls(dialogue, said)
            if said.text.strip():
                turn.state.question = None
                return Step(text=said.text.strip() + (UNFINISHED if said.finish == Finish.LENGTH else ""))
            self._nudge(dialogue)

    def _dialogue(self, turn: TurnSoFar) -> _Dialogue:
        if not isinstance(turn.memory, _Dialogue):
            brought = self.prompt.brought(turn)
            procedures = self.prompt.loaded(turn.state, brought)
            self.offering.begin(turn, brought)
            messages = self.prompt.messages(turn, procedures)
            turn.memory = _Dialogue(messages, self.monotonic() + self.limits.seconds)
        return turn.memory

    def _ask(self, turn: TurnSoFar, dialogue: _Dialogue) -> Said:
        left = dialogue.deadline - self.monotonic()
        if left <= 0:
            raise ModelTrouble(Trouble.SLOW, "The language model took longer than a turn may.")
        if dialogue.tokens >= self.limits.tokens:
            raise ModelTrouble(Trouble.TOO_LONG, "The language model used up what one turn may take.")
        cards = bool(turn.state.shown) or any(outcome.card for _, outcome in turn.done)
        dialogue.offers = self.offering.offers(turn.state, cards=cards)
        asked = Asked(
            dialogue.messages,
            dialogue.offers,
            most_tokens=self.limits.answer_tokens,
            seconds=left,
        )
        began = self.monotonic()
        try:
            if not dialogue.tokens:
                refuse_over_cap(turn.desk)
            said = self.endpoint.complete(asked, turn.listener)
        except ModelTrouble as trouble:
            turn.uses.append(
                used(
                    turn.desk, ModelPurpose.TURN, self.name, trouble=trouble, seconds=self.monotonic() - began
                )
            )
            raise
        turn.uses.append(used(turn.desk, ModelPurpose.TURN, self.name, usage=said.usage))
        dialogue.tokens += said.usage.tokens_in + said.usage.tokens_out
        return said

    def _calls(self, dialogue: _Dialogue, said: Said) -> Step:
        requested = _with_ids(said.calls, len(dialogue.messages))
        dialogue.waiting_for = requested
        dialogue.messages.append(_as_message(said.text, requested))
        return Step(text=said.text, calls=[self._call_of(one, dialogue) for one in requested])

    def _call_of(self, requested: Requested, dialogue: _Dialogue) -> Call | Unreadable:
        """Return a call; one of a tool that was not offered is refused, however the model came to know of it."""
        offered = {offer["function"]["name"]: offer for offer in dialogue.offers}
        if requested.name in self.registry.tools and requested.name not in offered:
            return Unreadable(requested.name, NOT_OFFERED)
        arguments = _arguments_of(requested)
        if arguments is None:
            return Unreadable(requested.name, NO_ARGUMENTS)
        offer = offered.get(requested.name)
        return Call(tool=requested.name, arguments=given(offer, arguments) if offer else arguments)

    def _hear(self, turn: TurnSoFar, dialogue: _Dialogue) -> None:
        """Tell the model the outcomes of its last step's calls, each by its own id."""
        outcomes = turn.done[dialogue.heard :]
        dialogue.heard = len(turn.done)
        followed = []
        for requested, (call, outcome) in zip(dialogue.waiting_for, outcomes, strict=True):
            dialogue.messages.append(result_message(requested.id, outcome))
            self.offering.after(turn.state, outcome)
            if call.tool == READING and outcome.kind == OutcomeKind.DONE:
                self._load(turn, [str(call.arguments.get("name", ""))])
            elif outcome.kind in {OutcomeKind.DONE, OutcomeKind.WAITING}:
                followed += self._procedures_after(turn, call.tool)
        dialogue.waiting_for = []
        if followed:
            told = "\n\n".join(map(procedure_text, followed))
            dialogue.messages.append({"role": "user", "content": f"<desk>\n{told}\n</desk>"})

    def _load(self, turn: TurnSoFar, names: Sequence[str]) -> None:
        """Add procedures to the conversation, with their tools."""
        loaded = self.prompt.load(turn.state, names)
        self.offering.add(turn.state, tools_of(loaded))

    def _procedures_after(self, turn: TurnSoFar, tool: str) -> list[Procedure]:
        """Load the procedures of the event that a call was, and return those that are new: how it goes on from there."""
        new = [one for one in self.prompt.library.after(tool) if one.front.name not in turn.state.procedures]
        self._load(turn, [one.front.name for one in new])
        return [one for one in new if one.body and one.front.name in turn.state.procedures]

    def _refuse_cut_off(self, dialogue: _Dialogue, said: Said) -> None:
        """Refuse the calls of an answer that was cut off: they may lack their end. Once a turn, then it is
        given up.
        """
        if dialogue.nudged:
            raise ModelTrouble(
                Trouble.NOT_UNDERSTOOD, "The language model's answers were cut off again and again."
            )
        dialogue.nudged = True
        requested = _with_ids(said.calls, len(dialogue.messages))
        readable = [Requested(one.id, one.name, "{}") for one in requested]
        dialogue.messages.append(_as_message(said.text, readable))
        dialogue.messages += [
            {
                "role": "tool",
                "tool_call_id": one.id,
                "content": json.dumps({"outcome": "not_run", "why": CUT_OFF}),
            }
            for one in readable
        ]

    def _nudge(self, dialogue: _Dialogue) -> None:
        if dialogue.nudged:
            raise ModelTrouble(Trouble.NOT_UNDERSTOOD, "The language model gave no answer.")
        dialogue.nudged = True
        dialogue.messages.append({"role": "user", "content": f"<desk>\n{EMPTY}\n</desk>"})


def _with_ids(calls: Sequence[Requested], place: int) -> list[Requested]:
    """Return the calls, each once and with an id of its own: servers leave ids out, or send one call twice."""
    found: dict[str, Requested] = {}
    for index, call in enumerate(calls):
        same = found.get(call.id)
        if same is not None and (same.name, same.arguments) == (call.name, call.arguments):
            continue
        own = call.id if call.id and same is None else f"call_{place}_{index}"
        found[own] = Requested(own, call.name, call.arguments)
    return list(found.values())


def _arguments_of(requested: Requested) -> dict[str, Any] | None:
    """Return the arguments as written; None where they are not one JSON object."""
    try:
        arguments = json.loads(requested.arguments or "{}")
    except (ValueError, RecursionError):
        return None
    return arguments if isinstance(arguments, dict) else None


def _as_message(text: str, calls: Sequence[Requested]) -> dict[str, Any]:
    """Return the model's answer as a message to it; arguments that are not JSON are left out, since servers
    refuse them.
    """
    return {
        "role": "assistant",
        "content": text or None,
        "tool_calls": [
            {"id": one.id, "type": "function", "function": {"name": one.name, "arguments": _told_back(one)}}
            for one in calls
        ],
    }


def _told_back(requested: Requested) -> str:
    return "{}" if _arguments_of(requested) is None else requested.arguments or "{}"
