"""Building a mail that we send: threading, names in any script, plain text with a simple HTML part."""

import hashlib
import html
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from schemas.ports import OutgoingMail

EFFECT_HEADER = "X-Deskhand-Effect"
_KEY_CAP = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one person.

    `date` is an aware instant. `in_reply_to` and `references` are message ids without angle brackets, oldest first;
    empty where no thread is answered. `effect_key` is the approval's own: the same key is the same mail.
    """

    sender_name: str
    sender_address: str
    to_name: str
    to_address: str
    subject: str
    text: str
    date: datetime
    effect_key: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


def letter_of(
    mail: OutgoingMail, effect_key: str, sender_name: str, sender_address: str, date: datetime
) -> Letter:
    """Return an approved mail as the letter that a mailbox of the business sends.

    Args:
        mail: what the owner saw.
        effect_key: the approval's key.
        sender_name, sender_address: the business's.
        date: an aware instant.
    """
    return Letter(
        sender_name=sender_name,
        sender_address=sender_address,
        to_name=mail.name,
        to_address=mail.address,
        subject=mail.subject,
        text=mail.text,
        date=date,
        effect_key=effect_key,
        in_reply_to=mail.in_reply_to,
        references=mail.references,
    )


def message_id_for(effect_key: str, sender_address: str) -> str:
    """Return the Message-ID for an idempotency key, without angle brackets; the same for every attempt.

    Args:
        effect_key: the approval's key.
        sender_address: its domain ends the id (RFC 5322 3.6.4).
    """
    return f"deskhand.{key_digest(effect_key)}@{sender_address.rpartition('@')[2]}"


def key_digest(effect_key: str) -> str:
    """Return a digest of the idempotency key that is safe in file names and headers.

    Raises:
        ValueError: the key is empty, too long, or holds anything but visible ASCII.
    """
    if (
        not effect_key
        or len(effect_key) > _KEY_CAP
        or not all("!" <= character <= "~" for character in effect_key)
    ):
        raise ValueError(
            f"The effect key {effect_key[:40]!r} cannot stand in a header; it must be 1 to {_KEY_CAP} visible "
            "ASCII characters."
        )
    return hashlib.sha256(effect_key.encode("ascii")).hexdigest()[:40]


def build_message(mail: Letter) -> EmailMessage:
    """Return the mail as RFC 5322 wants it (2047 for other scripts, 2046 alternatives); equal input, equal bytes.

    Line ends and control characters in names and subject become spaces; in addresses and ids they are refused, so
    nothing can add a header.

    Args:
        mail: what to send.

    Raises:
        ValueError: an address or id cannot stand in a header, or the date has no zone.
    """
    if mail.date.tzinfo is None:
        raise ValueError("The date of a mail needs a time zone; pass an aware datetime.")
    message = EmailMessage(policy=_EncodingPolicy(linesep="\r\n"))
    message["From"] = _address(mail.sender_name, mail.sender_address)
    message["To"] = _address(mail.to_name, mail.to_address)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = format_datetime(mail.date)
    message["Message-ID"] = f"<{message_id_for(mail.effect_key, mail.sender_address)}>"
    if mail.in_reply_to:
        message["In-Reply-To"] = _ids([mail.in_reply_to])
        thread = [*mail.references, mail.in_reply_to]
        message["References"] = _ids(list(dict.fromkeys(thread)))
    message[EFFECT_HEADER] = mail.effect_key
    text = _body(mail.text)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(_html(text), subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_deskhand_{key_digest(mail.effect_key)}")
    return message


class _EncodingPolicy(EmailPolicy):
    """Folds as the standard library does, but encodes names and subjects of other scripts itself.

    `EmailPolicy` of Python 3.11 drops the space between two words that land in neighbouring encoded words, which
    RFC 2047 6.2 joins without one.
    """

    def fold(self, name: str, value: Any) -> str:
        addresses = getattr(value, "addresses", ())
        if str(value).isascii():
            return str(super().fold(name, value))
        if addresses:
            phrase = Header(addresses[0].display_name, "utf-8", header_name=name).encode(linesep=self.linesep)
            return f"{name}: {phrase}{self.linesep} <{addresses[0].addr_spec}>{self.linesep}"
        encoded = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


def _address(name: str, address: str) -> Address:
    local, at, domain = address.partition("@")
    visible = address.isascii() and all("!" <= character <= "~" for character in address)
    if not (visible and local and at and "." in domain) or any(
        character in address for character in '<>(),;:"[]\\'
    ):
        raise ValueError(f"{address[:80]!r} is no e-mail address that can be written to.")
    try:
        return Address(display_name=_one_line(name), addr_spec=address)
    except HeaderParseError as error:
        raise ValueError(f"{address[:80]!r} is no e-mail address that can be written to: {error}.") from error


def _one_line(text: str) -> str:
    plain = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(plain.split())


def _ids(ids: list[str]) -> str:
    for message_id in ids:
        if (
            not message_id
            or not all("!" <= character <= "~" for character in message_id)
            or set("<>") & set(message_id)
        ):
            raise ValueError(f"{message_id[:80]!r} is no message id.")
    return " ".join(f"<{message_id}>" for message_id in ids)


def _body(text: str) -> str:
    lines = (
        text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8").split("\n")
    )
    return "\n".join(lines).replace("\0", "").strip("\n") + "\n"


def _html(text: str) -> str:
    paragraphs = [
        "<p>" + html.escape(paragraph, quote=False).replace("\n", "<br>\n") + "</p>"
        for paragraph in text.strip("\n").split("\n\n")
        if paragraph.strip()
    ]
    return (
        '<!doctype html>\n<html><head><meta charset="utf-8"></head><body>\n'
        + "\n".join(paragraphs)
        + "\n</body></html>\n"
    )
