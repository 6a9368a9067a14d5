"""The test whether a new proposal corrects the one before it, or is one of its own."""

import re
from typing import Any

from schemas.effects import Call

CORRECTING = re.compile(
    r"^(?:(?:yes|yeah|ok|okay|sure),? but|no+|nope|sorry|wait|oops|actually|i meant|i mean|not that|wrong|rather|make it|"
    r"make that|change (?:it|that))\b|\binstead\b",
    re.IGNORECASE,
)


WHO = frozenset({"to", "contact", "about", "lead", "opportunity", "keep", "other", "first_name", "last_name"})
"""Arguments that say whom or what a proposal is about."""
HOW = frozenset({"channel", "subject"})
"""Arguments that say nothing of what is proposed: two texts to two people are two texts."""


def takes_the_place(said: str, before: Call, again: Call) -> bool:
    """Return whether a proposal replaces the one before it.

    It does where it is about the same person or job (other words), and where the member corrects whom it is about and the rest
    stays ("no, Tom"). A member who asks for two different things, or the same for two people, wants two cards.

    Args:
        said: the member's message.
        before: the call that led to the card before.
        again: the call that led to the new card.
    """
    if again.tool != before.tool:
        return False
    if _of(before, WHO) == _of(again, WHO):
        return True
    was, now = _rest(before), _rest(again)
    kept = was == now or any(was.get(name) == value for name, value in now.items())
    return bool(CORRECTING.search(said.strip())) and kept


def _of(call: Call, names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in call.arguments.items() if name in names and value}


def _rest(call: Call) -> dict[str, Any]:
    return {name: value for name, value in call.arguments.items() if name not in WHO | HOW and value}
