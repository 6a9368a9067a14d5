"""Adding notices: what a member is told, by whatever area or part of the kernel has something to say."""

from schemas.records import Notice
from tools.desk import Desk


def add_notice(
    desk: Desk,
    kind: str,
    subject: str,
    text: str,
    *,
    contact_id: str | None = None,
    lead_id: str | None = None,
    opportunity_id: str | None = None,
) -> Notice:
    """Add a notice for the owner inside the open transaction, and return its row."""
    notice = Notice(
        business_id=desk.business_id,
        notice_id=desk.new_id(),
        kind=kind,
        subject=subject,
        text=text,
        contact_id=contact_id,
        lead_id=lead_id,
        opportunity_id=opportunity_id,
    )
    desk.session.add(notice)
    return notice
