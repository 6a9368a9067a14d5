"""A turn under way: what the parts of the orchestrator share while it runs."""

from dataclasses import dataclass, field

from agent.conversation.brake import Brake
from agent.conversation.state import ConversationState
from agent.conversation.stopping import Stop
from agent.models.endpoint import Listener, Unheard
from schemas.effects import Call, Card, Outcome
from schemas.records import Conversation, ModelUse
from tools.desk import Desk


@dataclass
class TurnUnderWay:
    """One message on its way to one reply.

    Args:
        desk: the member's own.
        text: what they said.
        state: of the conversation.
        conversation: as stored, or about to be.
        listener: hears words as they come.
        stop: how the member ends the turn.
        done: the calls and their outcomes.
        shown: cards to show beyond those of the calls.
        uses: what it took of a language model.
        model: which one answers.
        own_words: whether the reply's text is a language model's own.
        reword: the card that the member wants in other words, which only a language model finds.
        brake: what holds a language model's writes back.
        told: what was done to cards at a language model's word, to be said by the desk.
    """

    desk: Desk
    text: str
    state: ConversationState
    conversation: Conversation
    listener: Listener = field(default_factory=Unheard)
    stop: Stop = field(default_factory=Stop)
    done: list[tuple[Call, Outcome]] = field(default_factory=list)
    shown: list[Card] = field(default_factory=list)
    uses: list[ModelUse] = field(default_factory=list)
    model: str = ""
    own_words: bool = False
    reword: Card | None = None
    brake: Brake | None = None
    told: list[str] = field(default_factory=list)
