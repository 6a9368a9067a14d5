"""One received mail as it was read: each value with the sentence that it comes from, and what it led to."""

from typing import Any

from schemas.effects import Answer, Effect
from schemas.records import Contact, Lead, MailMessage
from tools import wording
from tools.desk import Desk
from tools.mail import threads
from tools.mail.disputed import CALLED, fields_read, shown_value
from tools.mail.intake import row_data
from tools.matters import people
from tools.registry import tool

READERS = {"rules": "the rules", "model": "the language model"}


@tool(Effect.READ)
def show_mail(desk: Desk, mail: int) -> Answer:
    """One mail on record: what became of it, and what was read in it, each value with its sentence and reader.

    Args:
        mail: its number.
    """
    row = threads.numbered(desk, mail)
    fields = [
        {"field": CALLED.get(field, field), **read, "by": read.get("by", "rules")}
        for field, read in fields_read(row.extraction)
    ]
    lines = [_head(desk, row), _became(desk, row), *_how_asked(row.extraction.get("model") or {})]
    for (field, read), told in zip(fields_read(row.extraction), fields, strict=True):
        lines += _lines(desk, field, read, str(told["field"]))
    return Answer(
        text="\n".join(lines),
        data={
            **row_data(row),
            "sender": row.sender_address,
            "name": row.sender_name,
            "subject": row.subject,
            "received_at": row.received_at.isoformat(),
            "fields": fields,
            "model": row.extraction.get("model"),
        },
    )


def _head(desk: Desk, row: MailMessage) -> str:
    when = row.received_at.astimezone(desk.zone)
    sender = f"{row.sender_name} <{row.sender_address}>".strip() if row.sender_address else "nobody named"
    return f"Mail {row.number}, {when:%Y-%m-%d %H:%M}, from {sender}: {row.subject or 'no subject'}"


def _became(desk: Desk, row: MailMessage) -> str:
    about = []
    if row.contact_id is not None:
        person = desk.session.get_one(Contact, (desk.business_id, row.contact_id))
        about.append(people.name_of(desk, person))
    if row.lead_id is not None:
        lead = desk.session.get_one(Lead, (desk.business_id, row.lead_id))
        about.append(f"{lead.title} ({lead.reference})")
    return f"{str(row.outcome).capitalize()}. {row.explanation}" + (f" → {', '.join(about)}" if about else "")


def _how_asked(model: dict[str, Any]) -> list[str]:
    """Return the lines about asking the language model, where it was asked."""
    if not model:
        return []
    if model.get("trouble"):
        reason = wording.words(str(model["trouble"]))
        return [f"Read by the rules alone: {model['name']} gave no usable answer ({reason})."]
    dropped = [f"{CALLED.get(one['field'], one['field'])}: {one['why']}" for one in model.get("dropped", [])]
    left_out = f" Not taken from it: {'; '.join(dropped)}." if dropped else ""
    return [f"Read by the rules and by {model['name']}.{left_out}"]


def _lines(desk: Desk, field: str, read: dict[str, Any], called: str) -> list[str]:
    mark = "  ← two readings" if read.get("disputed") else ""
    lines = [_line(desk, field, read, called) + mark]
    return lines + [_line(desk, field, one, "or") for one in read.get("also", [])]


def _line(desk: Desk, field: str, read: dict[str, Any], called: str) -> str:
    value = shown_value(desk, field, str(read["value"]))
    reader = READERS.get(str(read.get("by", "rules")), "the rules")
    return f"  {called:10} {value}  — “{wording.clipped(str(read['sentence']), 120)}” ({reader})"
