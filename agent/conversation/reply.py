"""A turn's reply: the text, the cards that close it, and every call with its outcome."""

from dataclasses import dataclass, field
from typing import Any

from agent.conversation.framing import framed, quoted
from schemas.effects import Call, Card, Outcome
from tools.together import TOGETHER


@dataclass
class Reply:
    """The reply of a turn.

    Args:
        text: to show, without the cards.
        cards: that close it.
        calls: each call with its outcome.
        conversation: its id.
        model: which one answered.
        done: what the turn did, a line each, or that nothing was changed.
        own_words: whether the text is a language model's own; then the desk says below it what was done.
        set_off: whether a language model is set, so that what the desk says stands in its frame.
        by_number: whether its card is decided by its number, since somebody else's words stand beside it.
    """

    text: str
    cards: list[Card]
    calls: list[tuple[Call, Outcome]]
    conversation: str
    model: str
    done: list[str] = field(default_factory=list)
    own_words: bool = False
    set_off: bool = False
    by_number: bool = False

    def whole(self) -> str:
        """Return the text with what the desk says below it."""
        text = quoted(self.text) if self.own_words else self.text
        return "\n\n".join(part for part in (text, self.below()) if part)

    def below(self) -> str:
        """Return what was done, where the text is not the desk's own, and the cards."""
        done = framed("What was done", "\n".join(self.done)) if self.own_words else ""
        cards = self.shown_cards()
        cards = framed("Waits for your yes", cards) if cards and self.set_off else cards
        return "\n\n".join(part for part in (done, cards) if part)

    def shown_cards(self) -> str:
        """Return the cards, and the line that says how to answer them."""
        shown = [card.text() for card in self.cards]
        if shown:
            ask = (
                'Say "yes" to do it, "no" to drop it.' if len(shown) == 1 else 'Say "approve" and the number.'
            )
            if len(shown) == 1 and self.by_number:
                number = self.cards[0].approval
                ask = f'Say "yes {number}" to do it, "no {number}" to drop it.'
            if len(self.cards) == 1 and self.cards[0].tool == TOGETHER and len(self.cards[0].fields) > 1:
                ask += ' "Yes but not 2" leaves line 2 out.'
            if len(self.cards) == 1 and list(self.cards[0].answers) != ["yes"]:
                ask = f"Say {' or '.join(self.cards[0].answers)}, or no to drop it."
            shown.append(ask)
        return "\n\n".join(shown)

    def as_json(self) -> dict[str, Any]:
        return {
            "reply": self.text,
            "done": self.done,
            "cards": [
                {
                    "approval": card.approval,
                    "tool": card.tool,
                    "digest": card.digest,
                    "text": card.text(),
                    "answers": card.answers,
                }
                for card in self.cards
            ],
            "calls": [
                {"tool": call.tool, "arguments": call.arguments, "outcome": outcome.kind.value}
                for call, outcome in self.calls
            ],
            "conversation": self.conversation,
            "model": self.model,
        }
