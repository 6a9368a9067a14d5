"""A case's mail as it comes over the wire."""

from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from evals.events import Mail

UNFOLDED = policy.default.clone(max_line_length=100_000)
"""Folding takes the quotes from around a long display name, which makes another sender of it."""


def as_sent(mail: Mail, number: int, to: str, at: datetime) -> bytes:
    """Return the raw mail.

    Args:
        mail: as the case has it.
        number: of the mail in its case; makes the Message-ID.
        to: where it goes if the case does not say.
        at: when it was sent.
    """
    message = EmailMessage(policy=UNFOLDED)
    message["From"] = formataddr((mail.name, mail.sender))
    message["To"] = mail.to or to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<case-{number}@{mail.sender.rpartition('@')[2] or 'example.com'}>"
    further = {"In-Reply-To": mail.in_reply_to, "References": mail.in_reply_to, **mail.headers}
    if mail.reply_to:
        further["Reply-To"] = formataddr((mail.reply_to_name, mail.reply_to))
    for name, value in further.items():
        if value:
            message[name] = value
    message.set_content(mail.text)
    for file in mail.attachments:
        message.add_attachment(file.text, filename=file.name)
    return message.as_bytes()
