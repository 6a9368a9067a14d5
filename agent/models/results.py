"""A call's outcome for a language model: its text once, ids only where a call may need them, all marked as from the records.

Words of customers are data. They stand between marks that they can't write themselves, and a result that holds some says so
(docs/parts.md, "Text from outside").
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from agent.models.reasoning import CALL_MARKS
from schemas.effects import Answer, Card, Outcome
from schemas.enums import InteractionType, MailDirection

MOST_CHARACTERS = 5_000
"""Of one result; a longer one is cut at the end of a line, and says so."""

INBOUND = frozenset({InteractionType.EMAIL_INBOUND, MailDirection.INBOUND})
NOT_RUN = "not_run"
"""The kind of problem of a call that an earlier one of its step kept from running."""

_CALL_MARK = re.compile("|".join(re.escape(one) for one in CALL_MARKS if one.startswith("[")), re.IGNORECASE)
HOLDS_THEIR_WORDS = "(It holds words of a customer, quoted.)"
NOTHING_YET = "Nothing has happened yet. The owner sees the card below your reply and decides."
BY_LETTER = "The desk prints this list below your reply; its letters are those that the owner will say."


def result_message(call_id: str, outcome: Outcome) -> dict[str, Any]:
    """Return the result of one call, in the form of the chat completions protocol."""
    return {"role": "tool", "tool_call_id": call_id, "content": result_text(outcome)}


def result_text(outcome: Outcome) -> str:
    """Return the outcome as a model reads it."""
    lines = [outcome.kind.value]
    if outcome.result is not None:
        lines += _answer(outcome.result)
    lines += outcome.carried_out()
    if outcome.card is not None:
        lines += ["This card waits:", _card(outcome.card), NOTHING_YET]
    if outcome.problem is not None:
        lines += _problem(outcome.problem)
    followed = [card for one in outcome.followed_by for card in one.cards()]
    if followed:
        lines += ["These cards wait too:", *map(_card, followed)]
    return f"<record>{without_marks(_cut(chr(10).join(lines)))}</record>"


def _answer(answer: Answer) -> list[str]:
    lines = [HOLDS_THEIR_WORDS] if _from_outside(answer.data) else []
    lines.append(answer.text)
    ids = [
        f"{name} {value}"
        for name, value in answer.data.items()
        if name.endswith("_id") and isinstance(value, str)
    ]
    if ids:
        lines.append(f"ids: {', '.join(ids)}")
    if answer.choices:
        lines.append(BY_LETTER)
    for choice in answer.choices:
        lines += [f"{choice.letter} {word}: {_called(one.call)}" for word, one in choice.answers.items()]
    return [*lines, *(f"May come next: {one.text} {_called(one.call)}" for one in answer.offers)]


def _called(call: Any) -> str:
    return f"{call.tool} {json.dumps(call.arguments, ensure_ascii=False, default=str)}"


def _problem(problem: Mapping[str, Any]) -> list[str]:
    """Return a problem: its kind and message, and the records to choose from with their ids."""
    lines = [f"{problem.get('kind', '')}: {problem.get('message', '')}"]
    for one in (*problem.get("candidates", ()), *problem.get("nearest", ())):
        lines.append(
            f"— {one['label']}: {one['id']}"
            if isinstance(one, dict) and {"label", "id"} <= set(one)
            else f"— {one}"
        )
    return lines


def _card(card: Card) -> str:
    """Return the whole card: who is to reword it has to know what it says."""
    return f"card {card.text()}"


def _cut(text: str) -> str:
    """Return the text, or its first whole lines with a word of how much was left out."""
    if len(text) <= MOST_CHARACTERS:
        return text
    kept = text[:MOST_CHARACTERS].rpartition("\n")[0] or text[:MOST_CHARACTERS]
    left = text[len(kept) :].strip().count("\n") + 1
    return f"{kept}\n… (cut here: {left} more lines; ask for less.)"


def _from_outside(value: Any) -> bool:
    """Return whether some entry of the data came in from outside."""
    if isinstance(value, list):
        return any(map(_from_outside, value))
    if not isinstance(value, dict):
        return False
    return bool(INBOUND & {str(value.get("type")), str(value.get("direction"))}) or any(
        map(_from_outside, value.values())
    )


def without_marks(text: str) -> str:
    """Return text in which nothing can close the mark around it, open another such as the desk's own, or, quoted by the model,
    begin a call.
    """
    harmless = _CALL_MARK.sub(lambda found: found[0].replace("[", "("), text)
    return harmless.replace("<", "\\u003c").replace(">", "\\u003e")
