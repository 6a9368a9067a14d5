"""The test whether an owner's hand stands behind an address, or only what a mail says of itself."""

from sqlmodel import col, select

from schemas.enums import ActorKind, ApprovalStatus
from schemas.records import Approval, AuditPerson, AuditRow, Email
from tools.desk import Desk
from tools.matters import people


def only_mail_gives(desk: Desk, contact_id: str, address: str) -> bool:
    """Return whether intake gave an address to somebody known without it, or nobody did, and no yes has sent a mail to it since.

    Of somebody who is known from that same mail there is nobody else to be mistaken for.

    Args:
        desk: with its session open.
        contact_id: whose it is to be.
        address: where a mail is to go.
    """
    own = [one for one in people.emails_of(desk, contact_id) if one.address == address]
    return (not own or _put_there_by_intake(desk, own[0])) and not _written_to(desk, contact_id, address)


def _put_there_by_intake(desk: Desk, email: Email) -> bool:
    about = select(AuditPerson.audit_id).where(col(AuditPerson.contact_id) == email.contact_id)
    oldest_first = select(AuditRow).where(col(AuditRow.audit_id).in_(about)).order_by(col(AuditRow.audit_id))
    for step in desk.session.exec(oldest_first, execution_options={"yield_per": 50}):
        if any(change["id"] == email.email_id and change["before"] is None for change in step.changes):
            came_with_it = any(
                change["id"] == email.contact_id and change["before"] is None for change in step.changes
            )
            return step.actor == ActorKind.INTAKE and not came_with_it
    return False


def _written_to(desk: Desk, contact_id: str, address: str) -> bool:
    done = select(Approval).where(
        col(Approval.contact_id) == contact_id,
        col(Approval.status) == ApprovalStatus.DONE,
        col(Approval.decided_by).is_not(None),
    )
    return any(
        act["payload"].get("address") == address
        for one in desk.session.exec(done)
        for act in one.acts.values()
    )
