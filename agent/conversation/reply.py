"""A turn's reply: the text, the cards that close it, and every call with its outcome."""

from dataclasses import dataclass
from typing import Any

from schemas.effects import Call, Card, Outcome


@dataclass
class Reply:
    """The reply of a turn.

    Args:
        text: to show, without the cards.
        cards: that close it.
        calls: each call with its outcome.
        conversation: its id.
        model: which one answered.
        by_number: whether its card is decided by its number, since somebody else's words stand beside it.
    """

    text: str
    cards: list[Card]
    calls: list[tuple[Call, Outcome]]
    conversation: str
    model: str
    by_number: bool = False

    def whole(self) -> str:
        """Return the text with the cards below it."""
        return "\n\n".join(part for part in (self.text, self.below()) if part)

    def below(self) -> str:
        """Return the cards, and the line that says how to answer them."""
        shown = [card.text() for card in self.cards]
        if shown:
            ask = (
                'Say "yes" to do it, "no" to drop it.' if len(shown) == 1 else 'Say "approve" and the number.'
            )
            if len(shown) == 1 and self.by_number:
                number = self.cards[0].approval
                ask = f'Say "yes {number}" to do it, "no {number}" to drop it.'
            if len(self.cards) == 1 and list(self.cards[0].answers) != ["yes"]:
                ask = f"Say {' or '.join(self.cards[0].answers)}, or no to drop it."
            shown.append(ask)
        return "\n\n".join(shown)

    def as_json(self) -> dict[str, Any]:
        return {
            "reply": self.text,
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
