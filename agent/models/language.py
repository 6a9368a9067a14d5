"""A language model as a driver of turns: asks its endpoint, reads the answer, hands calls on. It runs nothing itself.

Each way in which an answer can be wrong has one outcome (docs/models.md lists them); none loses the member's message, and
none lets a call run that the model did not finish writing.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from agent.conversation.card_tools import CARD_TOOLS
from agent.conversation.prompt import Prompt
from agent.models.endpoint import Asked, Endpoint, Finish, ModelTrouble, Requested, Said, Trouble
from agent.models.port import Step, TurnSoFar, Unreadable
from agent.models.results import result_message
from agent.models.tool_schemas import offered, without_nulls
from agent.procedures.load import Procedure
from agent.usage import refuse_over_cap, used
from schemas.effects import Call, OutcomeKind
from schemas.enums import ActorKind, ModelPurpose
from schemas.settings import SECONDS_OF_A_TURN
from tools.registry import Registry, Tool

READING = "read_procedure"
EMPTY = "Your answer was empty. Answer the owner in words, or call a tool."
CUT_OFF = "Your answer reached its length limit before these calls were complete. None of them ran. Make fewer or shorter calls."
UNFINISHED = " … (The answer was longer than it may be, and was cut off here.)"
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

    procedures: list[Procedure]
    messages: list[dict[str, Any]]
    deadline: float
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
        self._offers: dict[str, dict[str, Any]] = {}

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
            procedures = self.prompt.loaded(turn)
            messages = self.prompt.messages(turn, procedures)
            turn.memory = _Dialogue(procedures, messages, self.monotonic() + self.limits.seconds)
        return turn.memory

    def _ask(self, turn: TurnSoFar, dialogue: _Dialogue) -> Said:
        left = dialogue.deadline - self.monotonic()
        if left <= 0:
            raise ModelTrouble(Trouble.SLOW, "The language model took longer than a turn may.")
        if dialogue.tokens >= self.limits.tokens:
            raise ModelTrouble(Trouble.TOO_LONG, "The language model used up what one turn may take.")
        asked = Asked(
            dialogue.messages,
            self._tools(dialogue.procedures),
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

    def _tools(self, procedures: Sequence[Procedure]) -> list[dict[str, Any]]:
        """Return the tools that the procedures name and those for cards, in one order always."""
        named = {READING}
        for one in procedures:
            named.update(one.front.tools, (request.tool for request in one.front.requests))
        by_name = {
            **{name: self.registry.tools[name] for name in named & set(self.registry.tools)},
            **CARD_TOOLS,
        }
        return [self._offer(by_name[name]) for name in sorted(by_name)]

    def _offer(self, tool: Tool) -> dict[str, Any]:
        """Return a tool's offer, made once: it goes out with every request."""
        if tool.name not in self._offers:
            self._offers[tool.name] = offered(tool)
        return self._offers[tool.name]

    def _calls(self, dialogue: _Dialogue, said: Said) -> Step:
        requested = _with_ids(said.calls, len(dialogue.messages))
        dialogue.waiting_for = requested
        dialogue.messages.append(_as_message(said.text, requested))
        return Step(text=said.text, calls=[_call_of(one) for one in requested])

    def _hear(self, turn: TurnSoFar, dialogue: _Dialogue) -> None:
        """Tell the model the outcomes of its last step's calls, each by its own id."""
        outcomes = turn.done[dialogue.heard :]
        dialogue.heard = len(turn.done)
        for requested, (call, outcome) in zip(dialogue.waiting_for, outcomes, strict=True):
            dialogue.messages.append(result_message(requested.id, outcome))
            if call.tool == READING and outcome.kind == OutcomeKind.DONE:
                self.prompt.load(turn.state, str(call.arguments.get("name", "")))
                dialogue.procedures = self.prompt.known(turn.state)
        dialogue.waiting_for = []

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


def _call_of(requested: Requested) -> Call | Unreadable:
    try:
        arguments = json.loads(requested.arguments or "{}")
    except (ValueError, RecursionError):
        return Unreadable(requested.name, NO_ARGUMENTS)
    if not isinstance(arguments, dict):
        return Unreadable(requested.name, NO_ARGUMENTS)
    return Call(tool=requested.name, arguments=without_nulls(arguments))


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
    return "{}" if isinstance(_call_of(requested), Unreadable) else requested.arguments or "{}"
