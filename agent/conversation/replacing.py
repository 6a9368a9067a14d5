"""Whether a new proposal corrects the one before it, or is one of its own."""

import re

from schemas.effects import Call

CORRECTING = re.compile(
    r"^(?:(?:yes|yeah|ok|okay|sure),? but|no+|nope|sorry|wait|oops|actually|i meant|i mean|not that|wrong|rather|make it|"
    r"make that|change (?:it|that))\b|\binstead\b",
    re.IGNORECASE,
)


def takes_the_place(said: str, before: Call, again: Call) -> bool:
    """Whether a proposal takes the place of the one before it.

    It does where the member says so ("no, Tom", "make it Friday"), and where it keeps a part of what was proposed (the same
    person, other words). Whoever asks for two different things wants two cards.

    Args:
        said: the member's message.
        before: the call that led to the card before.
        again: the call that led to the new card.
    """
    if again.tool != before.tool:
        return False
    kept = (before.arguments.get(name) == value for name, value in again.arguments.items() if value)
    return bool(CORRECTING.search(said.strip())) or any(kept)
