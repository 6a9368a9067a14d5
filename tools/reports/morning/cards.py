"""Cards that run out soon, and those of which nobody knows whether they were carried out."""

from datetime import timedelta

from sqlmodel import col, select

from schemas.enums import ApprovalStatus
from schemas.records import Approval
from tools import wording
from tools.cards import waits
from tools.desk import Desk
from tools.reports.morning.line import MorningLine

SOON = timedelta(hours=36)
"""So that a card is on one morning's list, or two, before it runs out."""
MOST = 20


def lines(desk: Desk) -> list[MorningLine]:
    """Return the lines for cards, those that expire first at the top. A card is decided by its own number."""
    soon = select(Approval).where(
        *waits(desk),
        col(Approval.expires_at) <= desk.now() + SOON,
    )
    unknown = select(Approval).where(col(Approval.status) == ApprovalStatus.UNKNOWN)
    return [
        *(
            _line(one, _runs_out(desk, one))
            for one in desk.session.exec(soon.order_by(col(Approval.expires_at)).limit(MOST))
        ),
        *(
            _line(one, "I can't tell whether it was done; look, then settle it")
            for one in desk.session.exec(unknown.order_by(col(Approval.number)).limit(MOST))
        ),
    ]


def _runs_out(desk: Desk, card: Approval) -> str:
    local = card.expires_at.astimezone(desk.zone)
    return (
        f"waits for your yes, runs out {wording.day(local.date(), desk.today())} at {local.hour}:{local:%M}"
    )


def _line(card: Approval, why: str) -> MorningLine:
    return MorningLine(
        kind="card",
        about=f"Card #{card.number}",
        why=f"{wording.clipped(str(card.card['line']), 80)} — {why}",
        contact_id=None,
        card=card.number,
        record_id=card.approval_id,
    )
