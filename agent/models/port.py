"""The one port that every model stands behind: a language model, the built-in interpreter, a script for tests."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from agent.conversation.state import ConversationState
from agent.models.endpoint import Listener, Unheard
from schemas.effects import Call, Card, Outcome
from schemas.enums import ActorKind
from schemas.records import ModelUse
from tools.desk import Desk


@dataclass
class TurnSoFar:
    """The turn as a model is given it at each step.

    Args:
        desk: to read from; a model has no other way to the records than this and its calls.
        text: the member's message.
        state: of the conversation; a model may change the question, offers, focus and what it has loaded.
        conversation: its id; empty before its first turn is kept.
        done: the calls of this turn and their outcomes, in order; those of a step come together.
        listener: hears words as they come.
        unkept: what was heard and is held by no call.
        left: of a question that was open before, what became of it.
        asked_for: the message that asked for what is carried out now, where this one only answers a question.
        memory: what the model itself keeps from step to step of this turn.
        uses: what the turn has taken of a language model.
        reword: the waiting card that the member wants in other words.
    """

    desk: Desk
    text: str
    state: ConversationState
    conversation: str = ""
    done: list[tuple[Call, Outcome]] = field(default_factory=list)
    listener: Listener = field(default_factory=Unheard)
    unkept: list[str] = field(default_factory=list)
    left: str = ""
    asked_for: str = ""
    memory: Any = None
    uses: list[ModelUse] = field(default_factory=list)
    reword: Card | None = None


@dataclass(frozen=True)
class Unreadable:
    """A call whose arguments could not be read; it is refused, and the reason goes back.

    Args:
        tool: the name that was given.
        why: what is wrong with it and what would be right.
    """

    tool: str
    why: str


@dataclass(frozen=True)
class Step:
    """A model's next step: calls, or the text of the reply, which ends the turn."""

    text: str = ""
    calls: Sequence[Call | Unreadable] = ()


class Model(Protocol):
    """Drives a turn by steps.

    `proposes_as` says whose hand its calls are: the member's own, read by a grammar, or a language model's.
    """

    @property
    def name(self) -> str: ...

    @property
    def proposes_as(self) -> ActorKind: ...

    def step(self, turn: TurnSoFar) -> Step: ...
