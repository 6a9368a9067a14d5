"""The question whose a kept mail is, while it is open: what else of the same writer, phone or e-mail waits for its answer."""

from sqlmodel import col, select

from schemas.enums import ApprovalStatus
from schemas.records import Approval
from tools.desk import Desk
from tools.people.details import Details

ASKING = "say_whose_mail"


def asked_about(desk: Desk, details: Details, but: int = 0) -> int | None:
    """Return the kept mail whose card waits and that gives the same phone or e-mail: one answer tells of both; None if none does.

    Args:
        desk: with a transaction open.
        details: of a mail's person.
        but: the number of a mail that is left out: this one itself.
    """
    waiting = select(Approval).where(
        col(Approval.tool) == ASKING,
        col(Approval.status) == ApprovalStatus.PENDING,
        col(Approval.expires_at) > desk.now(),
    )
    given = {("phone", details.phone), ("email", details.email)}
    for card in desk.session.exec(waiting.order_by(col(Approval.number))):
        payload = next(iter(card.acts.values()))["payload"]
        same = any(value and payload["details"].get(key) == value for key, value in given)
        if same and payload["mail"] != but:
            return int(payload["mail"])
    return None
