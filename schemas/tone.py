"""The tone in which the owner writes to customers (row C20)."""

from enum import StrEnum

from schemas.errors import BadConfiguration

TONE = "tone"
"""The key of the tone among the business's settings."""


class Tone(StrEnum):
    """How drafts sound; a procedure may hold a variant of a draft for each, named `<draft>_<tone>`."""

    FRIENDLY = "friendly"
    PLAIN = "plain"
    FORMAL = "formal"


def tone_from(said: str) -> Tone:
    """Return the tone of a name that an owner typed.

    Raises:
        BadConfiguration: there is none of that name.
    """
    try:
        return Tone(said.strip().casefold())
    except ValueError:
        known = ", ".join(Tone)
        raise BadConfiguration(
            f"{said[:40]!r} is no tone of ours; choose one of {known}. Nothing was changed."
        ) from None
