"""Reading a stored card back."""

from schemas.effects import Card
from schemas.records import Approval


def card_of(approval: Approval) -> Card:
    """Return the stored card, with the digest that a decision on it carries."""
    return Card(**approval.card, digest=approval.digest)
