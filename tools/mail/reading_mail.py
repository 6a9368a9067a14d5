"""Reading a mail to the owner: its words as they are on record, and what went back and forth before and after it."""

from typing import Any

from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import MailDirection
from schemas.records import Interaction, MailMessage
from tools import wording
from tools.desk import Desk
from tools.mail import threads
from tools.registry import tool

MOST_OF_ONE = 1_500
"""Characters of one mail."""
MOST_OF_A_PERSON = 100
"""Mails of one person that are looked through for later ones of the thread."""


@tool(Effect.READ)
def read_mail(desk: Desk, mail: int) -> Answer:
    """Read a mail: its words, and the mails of its thread before and after it, oldest first.

    Args:
        mail: its number.
    """
    rows = _thread(desk, threads.numbered(desk, mail))
    shown: list[dict[str, Any]] = [_shown(desk, row) for row in rows]
    parts = [
        "\n".join([one["head"], *(f"  | {line}" for line in one["words"].splitlines())]) for one in shown
    ]
    return Answer(text="\n\n".join(parts), data={"mail": mail, "thread": shown})


def _thread(desk: Desk, row: MailMessage) -> list[MailMessage]:
    """Return the mails of a thread that are on record, oldest first."""
    named = [*row.thread, row.message_id]
    found = {row.mail_id: row}
    asked = select(MailMessage).where(
        col(MailMessage.message_id).in_(named), col(MailMessage.message_id) != ""
    )
    found |= {one.mail_id: one for one in desk.session.exec(asked)}
    if row.contact_id is not None:
        theirs = select(MailMessage).where(col(MailMessage.contact_id) == row.contact_id)
        newest = theirs.order_by(col(MailMessage.received_at).desc()).limit(MOST_OF_A_PERSON)
        found |= {one.mail_id: one for one in desk.session.exec(newest) if row.message_id in one.thread}
    return sorted(found.values(), key=lambda one: (one.received_at, one.number))


def _shown(desk: Desk, row: MailMessage) -> dict[str, Any]:
    kept = (
        desk.session.get(Interaction, (desk.business_id, row.interaction_id)) if row.interaction_id else None
    )
    words = kept.body if kept is not None else "(Its words are not on record: it was left out.)"
    inbound = row.direction == MailDirection.INBOUND
    who = row.sender_name or row.sender_address or "nobody named"
    when = wording.moment(row.received_at.astimezone(desk.zone))
    head = f"Mail {row.number}, {when}, {f'from {who}' if inbound else 'from you'}: {row.subject or 'no subject'}"
    more = " …" if len(words) > MOST_OF_ONE else ""
    return {
        "number": row.number,
        "direction": str(row.direction),
        "head": head,
        "words": words[:MOST_OF_ONE] + more,
    }
