"""A call's outcome for a language model: short, with everything from the records marked as such.

Words of customers are data. They stand between marks that they can't write themselves, and entries that came in from a
customer say whose words they are (docs/parts.md, "Text from outside").
"""

import json
from typing import Any

from schemas.effects import Card, Outcome, OutcomeKind
from schemas.enums import InteractionType, MailDirection

MOST_CHARACTERS = 8_000
"""Of one result; a longer one is cut, and says so."""

INBOUND = frozenset({InteractionType.EMAIL_INBOUND, MailDirection.INBOUND})
NOT_RUN = "not_run"
"""The kind of problem of a call that an earlier one of its step kept from running."""


def result_message(call_id: str, outcome: Outcome) -> dict[str, Any]:
    """Return the result of one call, in the form of the chat completions protocol."""
    return {"role": "tool", "tool_call_id": call_id, "content": result_text(outcome)}


def result_text(outcome: Outcome) -> str:
    """Return the outcome as a model reads it."""
    shown: dict[str, Any] = {"outcome": outcome.kind.value}
    if outcome.result is not None:
        shown["result"] = attributed(outcome.result.as_json())
    if carried_out := outcome.carried_out():
        shown["carried_out"] = carried_out
    if outcome.card is not None:
        shown["waiting"] = _card(outcome.card)
    if outcome.problem is not None:
        shown["problem"] = outcome.problem
    followed = [card for one in outcome.followed_by for card in one.cards()]
    if followed:
        shown["also_waiting"] = [_card(card) for card in followed]
    if outcome.kind == OutcomeKind.WAITING:
        shown["note"] = "Nothing has happened yet. The owner sees the card below your reply and decides."
    text = json.dumps(shown, ensure_ascii=False, default=str)
    if len(text) > MOST_CHARACTERS:
        text = f"{text[:MOST_CHARACTERS]} … (cut: {len(text)} characters; ask for less)"
    return f"<record>{without_marks(text)}</record>"


def _card(card: Card) -> str:
    """Return the whole card: who is to reword it has to know what it says."""
    return f"card {card.text()}"


def attributed(value: Any) -> Any:
    """Return the data with every entry that came in from outside marked as a customer's words."""
    if isinstance(value, list):
        return [attributed(one) for one in value]
    if not isinstance(value, dict):
        return value
    inside = {key: attributed(one) for key, one in value.items()}
    if INBOUND & {str(value.get("type")), str(value.get("direction"))}:
        return {"words_of": "a customer, quoted", **inside}
    return inside


def without_marks(text: str) -> str:
    """Return text in which nothing can close the mark around it or open another, such as the desk's own."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e")
