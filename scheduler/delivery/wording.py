"""A notice, or many of them, as one message that reads well on a phone."""

from collections import Counter

from sqlmodel import col, select

from schemas.ports import OwnersMessage
from schemas.records import Notice, Phone
from tools import wording
from tools.desk import Desk

MOST_IN_ONE = 20
"""Notices that a digest holds whole; of the rest it gives the number."""


def message_of(desk: Desk, notices: list[Notice]) -> OwnersMessage:
    """Return one message for one notice or many, inside an open transaction.

    Args:
        desk: for the numbers to call.
        notices: at least one, oldest first.
    """
    if len(notices) == 1:
        one = notices[0]
        return OwnersMessage(one.subject or wording.sentence(wording.words(one.kind)), _with_call(desk, one))
    counted = Counter(wording.words(one.kind) for one in notices)
    listed = wording.listed(
        [f"{kind} ({number})" if number > 1 else kind for kind, number in counted.items()]
    )
    parts = [f"— {one.subject}\n{_with_call(desk, one)}" for one in notices[:MOST_IN_ONE]]
    if len(notices) > MOST_IN_ONE:
        parts.append(f"… and {len(notices) - MOST_IN_ONE} more: see the chat.")
    return OwnersMessage(f"{len(notices)} things: {listed}", "\n\n".join(parts))


def _with_call(desk: Desk, notice: Notice) -> str:
    """Return the notice's text and, where it is about a person with a phone, the link that calls them."""
    if notice.contact_id is None:
        return notice.text
    phone = desk.session.exec(
        select(Phone)
        .where(col(Phone.contact_id) == notice.contact_id, col(Phone.retired_at).is_(None))
        .order_by(col(Phone.position))
        .limit(1)
    ).first()
    if phone is None:
        return notice.text
    shown = wording.phone(phone.number, desk.business.country, phone.extension)
    return f"{notice.text}\nCall {shown}: tel:{phone.number}"
