"""The mail on record, newest first, and the words of one (row C7)."""

from typing import Any

from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import MailDirection, MailOutcome
from schemas.records import Attachment, Interaction, MailMessage
from tools import wording
from tools.desk import Desk
from tools.mail.intake import row_data
from tools.registry import tool

MOST_AT_ONCE = 200


@tool(Effect.READ)
def list_mail(
    desk: Desk, outcome: MailOutcome | None = None, before: int | None = None, count: int = 30
) -> Answer:
    """The mails that came in, newest first: from whom, about what, and what became of each.

    Args:
        outcome: only those of which that became: lead, interaction, skipped or kept.
        before: only those with a smaller number, to go on with a list.
        count: how many, at most 200.
    """
    most = max(1, min(count, MOST_AT_ONCE))
    asked = select(MailMessage).where(col(MailMessage.direction) == MailDirection.INBOUND)
    if outcome is not None:
        asked = asked.where(col(MailMessage.outcome) == outcome)
    if before is not None:
        asked = asked.where(col(MailMessage.number) < before)
    found = list(desk.session.exec(asked.order_by(col(MailMessage.number).desc()).limit(most + 1)))
    shown = [mail_in_short(row) for row in found[:most]]
    lines = [
        f"{one['mail']:5}  {one['outcome']:11} {one['sender'] or one['name'] or 'nobody named'}: "
        f"{wording.clipped(str(one['subject']), 60) or 'no subject'}"
        for one in shown
    ]
    return Answer(
        text="\n".join(lines) or "No mail is on record.", data={"mail": shown, "more": len(found) > most}
    )


def mail_in_short(row: MailMessage) -> dict[str, Any]:
    """Return a mail in short, for lists."""
    return {
        **row_data(row),
        "direction": str(row.direction),
        "sender": row.sender_address,
        "name": row.sender_name,
        "subject": row.subject,
        "received_at": row.received_at.isoformat(),
    }


def words_of(desk: Desk, row: MailMessage) -> str:
    """Return a mail's own words, as intake kept them; empty where it had none that could be read.

    It is no tool: what a stranger wrote is for a person's eyes, not for a model that holds tools.
    """
    if row.interaction_id is not None:
        interaction = desk.session.get(Interaction, (desk.business_id, row.interaction_id))
        if interaction is not None:
            return interaction.body
    reading = row.extraction.get("reading") or {}
    return str(reading.get("body") or "")


def attached_to(desk: Desk, row: MailMessage) -> list[Attachment]:
    """Return the files of a mail."""
    asked = select(Attachment).where(col(Attachment.mail_id) == row.mail_id)
    return list(desk.session.exec(asked.order_by(col(Attachment.attachment_id)).limit(50)))
