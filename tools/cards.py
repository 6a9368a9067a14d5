"""Reading a stored card back, and which cards are shown as waiting."""

from sqlalchemy import ColumnElement
from sqlmodel import col

from schemas.effects import Card
from schemas.enums import ApprovalStatus
from schemas.records import Approval
from tools.desk import Desk


def card_of(approval: Approval) -> Card:
    """Return the stored card, with the digest that a decision on it carries."""
    return Card(**approval.card, digest=approval.digest)


def is_open(desk: Desk) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a card that can be decided now, whether it is shown as waiting or put aside."""
    return (
        col(Approval.business_id) == desk.business_id,
        col(Approval.status) == ApprovalStatus.PENDING,
        col(Approval.expires_at) > desk.now(),
    )


def waits(desk: Desk) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a card that waits for a yes and is shown as waiting."""
    return (*is_open(desk), col(Approval.put_aside_at).is_(None))


def is_put_aside(desk: Desk) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a card that its owner has put aside, and may bring back."""
    return (*is_open(desk), col(Approval.put_aside_at).is_not(None))
