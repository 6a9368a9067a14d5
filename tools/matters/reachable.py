"""The phones and e-mails of several people, read at once: a list's lines cost no question of their own."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import col, select

from schemas.records import Email, Phone
from tools.desk import Desk


@dataclass(frozen=True)
class Reachable:
    """Somebody's first number (E.164) and first address; empty where there is none."""

    phone: str = ""
    email: str = ""


def reachable(desk: Desk, contact_ids: Iterable[str | None]) -> dict[str, Reachable]:
    """Return the phones and e-mails of contacts by id, inside the open transaction."""
    ids = sorted({one for one in contact_ids if one})
    if not ids:
        return {}
    phones: dict[str, str] = {}
    for phone in desk.session.exec(
        select(Phone)
        .where(col(Phone.contact_id).in_(ids), col(Phone.retired_at).is_(None))
        .order_by(col(Phone.position), col(Phone.created_at), col(Phone.phone_id))
    ):
        phones.setdefault(phone.contact_id, phone.number)
    emails: dict[str, str] = {}
    for email in desk.session.exec(
        select(Email)
        .where(col(Email.contact_id).in_(ids), col(Email.retired_at).is_(None))
        .order_by(col(Email.position), col(Email.created_at), col(Email.email_id))
    ):
        emails.setdefault(email.contact_id, email.address)
    return {one: Reachable(phones.get(one, ""), emails.get(one, "")) for one in ids}
