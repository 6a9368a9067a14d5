"""Adding notices: what a member is told, by whatever area or part of the kernel has something to say."""

from schemas.records import Notice
from schemas.records.pointing import pointer
from tools.desk import Desk


def add_notice(
    desk: Desk,
    kind: str,
    subject: str,
    text: str,
    *,
    contact_id: str | None = None,
    about: tuple[str | None, ...] = (),
) -> Notice:
    """Add a notice for the owner inside the open transaction, and return its row.

    Args:
        desk: with its writing transaction open.
        kind, subject, text: what is told.
        contact_id: whom it is about.
        about: ids of the matters that it is about, each of which came out of the one before it.
    """
    notice = Notice(
        business_id=desk.business_id,
        notice_id=desk.new_id(),
        kind=kind,
        subject=subject,
        text=text,
        contact_id=contact_id,
        **pointer(*about),
    )
    desk.session.add(notice)
    return notice
