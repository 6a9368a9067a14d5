"""Past turns in the form of a language model's messages: the latest that fit a budget, calls and outcomes included.

What a turn that no longer fits has left open is not lost: open questions, cards and the people spoken of are part of
the desk's state (`agent/conversation/prompt.py`).
"""

import json
from typing import Any

from sqlmodel import col, select

from schemas.records import Turn
from tools.desk import Desk

MOST_TURNS = 40
MOST_CHARACTERS = 4_000
"""About 1,000 tokens."""

MOST_OF_ONE = 1_500


def past_turns(desk: Desk, conversation_id: str) -> list[dict[str, Any]]:
    """Return the latest turns of a conversation, oldest first, in the form of the chat completions protocol.

    Args:
        desk: to read from.
        conversation_id: empty for a new one.
    """
    if not conversation_id:
        return []
    with desk.unit.reading() as session:
        latest = session.exec(
            select(Turn)
            .where(col(Turn.conversation_id) == conversation_id)
            .order_by(col(Turn.turn_id).desc())
            .limit(MOST_TURNS)
        ).all()
        turns = [as_messages(turn) for turn in latest]
    kept: list[list[dict[str, Any]]] = []
    left = MOST_CHARACTERS
    for messages in turns:
        left -= sum(len(str(message)) for message in messages)
        if left < 0:
            break
        kept.append(messages)
    return [message for messages in reversed(kept) for message in messages]


def as_messages(turn: Turn) -> list[dict[str, Any]]:
    """Return one turn as messages: the member's, the calls with their outcomes, the reply with its cards' first
    lines.
    """
    messages: list[dict[str, Any]] = [{"role": "user", "content": clipped(turn.said)}]
    calls = [(f"{turn.turn_id[-12:]}-{i}", call) for i, call in enumerate(turn.calls) if call["tool"]]
    if calls:
        messages.append(
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {
                        "id": own_id,
                        "type": "function",
                        "function": {
                            "name": call["tool"],
                            "arguments": json.dumps(_shortened(call["arguments"]), ensure_ascii=False),
                        },
                    }
                    for own_id, call in calls
                ],
            }
        )
        messages += [
            {"role": "tool", "tool_call_id": own_id, "content": json.dumps({"outcome": call["outcome"]})}
            for own_id, call in calls
        ]
    cards = [f"[shown below: card {card['text'].splitlines()[0]}]" for card in turn.cards]
    messages.append({"role": "assistant", "content": clipped("\n".join([turn.reply, *cards])) or "…"})
    return messages


def _shortened(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments with long values clipped: clipped as a whole they would be no JSON, which servers
    refuse.
    """
    written = {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in arguments.items()
    }
    return {
        name: value if len(written[name]) <= MOST_OF_ONE else clipped(written[name])
        for name, value in arguments.items()
    }


def clipped(text: str) -> str:
    """Return the text, or its beginning with a mark that there was more."""
    return text if len(text) <= MOST_OF_ONE else f"{text[:MOST_OF_ONE]} …"
