"""The one port that every model stands behind: a language model, the built-in interpreter, a script for tests."""

from dataclasses import dataclass, field
from typing import Protocol

from agent.conversation.state import ConversationState
from schemas.effects import Call, Outcome
from tools.desk import Desk


@dataclass
class TurnSoFar:
    """What a model is given at each step of a turn.

    Args:
        desk: to read from; a model has no other way to the records than this and its calls.
        text: the member's message.
        state: of the conversation; a model may change the question, offers and focus.
        done: the calls of this turn and their outcomes, in order.
    """

    desk: Desk
    text: str
    state: ConversationState
    done: list[tuple[Call, Outcome]] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """What a model does next: calls, or the text of the reply, which ends the turn."""

    text: str = ""
    calls: list[Call] = field(default_factory=list)


class Model(Protocol):
    """Drives a turn by steps."""

    name: str

    def step(self, turn: TurnSoFar) -> Step: ...
