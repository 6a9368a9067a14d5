"""Raw bytes of a mail into what intake needs to know of it: any bytes, in linear time, never an error."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from agent.intake.charset import decode_bytes
from agent.intake.flowed import unflow
from agent.intake.headers import (
    Address,
    HeaderBlock,
    read_addresses,
    read_date,
    read_headers,
    read_message_ids,
)
from agent.intake.html_text import html_to_text
from agent.intake.mime import Part, content_of, find_parts, size_of
from agent.intake.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAIL_FIELDS = words(
    "from to cc subject date message-id received content-type mime-version reply-to return-path sender"
)
_CLASSIFYING = words("""
    auto-submitted precedence x-autoreply x-autorespond x-auto-response-suppress list-id list-unsubscribe
    list-post feedback-id x-campaign x-campaignid x-mailer x-loop x-failed-recipients return-path
    content-type sender delivered-to x-forwarded-for
""")


@dataclass(frozen=True, slots=True)
class MailLimits:
    """The limits on how much of a mail is read; sizes in bytes, `text` in characters."""

    mail: int = 40_000_000
    attachment: int = 10_000_000
    text: int = 200_000
    parts: int = 200


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the text; `content` is None where it is larger than the limit."""

    name: str
    media_type: str
    size: int
    content: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail as intake sees it (row C7); every string is clean text, `date` is aware UTC or None.

    `headers` holds those that classification looks at, lower-case names, values undecoded. `text` is the best
    text: plain where there is one, else the HTML's. `enclosed` is the first mail attached as message/rfc822.
    `calendar`: it carries an invitation; `encrypted`: its content needs a key; `unreadable`: no text can be made
    of it; `too_large`: beyond `MailLimits.mail`, only the headers were read; `truncated`: something was left out.
    """

    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    date: datetime | None
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    headers: "Mapping[str, str]"
    text: str
    attachments: tuple[Attachment, ...]
    enclosed: "ParsedMail | None"
    encrypted: bool
    calendar: bool
    unreadable: bool
    too_large: bool
    truncated: bool


def read_mail(raw: bytes, limits: MailLimits) -> ParsedMail:
    """Read one mail (row C7; RFC 5322, 2045–2047, 2231); any bytes give a result.

    Args:
        raw: the mail as it was received, CRLF or LF.
        limits: what is too much.
    """
    return _read(raw, limits, enclosing=True)


def _read(raw: bytes, limits: MailLimits, enclosing: bool) -> ParsedMail:
    headers, body = read_headers(raw, 0, len(raw))
    mail = _from_headers(headers, raw)
    if len(raw) > limits.mail:
        return replace(mail, too_large=True, truncated=True)
    parts, cut = find_parts(raw, body, headers, limits.parts)
    if _is_encrypted(headers, parts):
        return replace(mail, encrypted=True, attachments=_attachments(raw, parts, limits))
    text, readable, text_cut = _best_text(raw, parts, limits)
    if text.lstrip().startswith("-----BEGIN PGP MESSAGE-----"):
        return replace(mail, encrypted=True)
    calendar = [part for part in parts if part.media_type in ("text/calendar", "application/ics")]
    if not text.strip() and calendar:
        text = _calendar_text(_part_text(raw, calendar[0], limits)[0])
    return replace(
        mail,
        text=text,
        attachments=_attachments(raw, [part for part in parts if not _is_text(part)], limits),
        enclosed=_enclosed(raw, parts, limits) if enclosing else None,
        calendar=bool(calendar),
        unreadable=not readable or not _MAIL_FIELDS.intersection(headers.names()),
        truncated=cut or text_cut,
    )


def _from_headers(headers: HeaderBlock, raw: bytes) -> ParsedMail:
    ids = read_message_ids(headers.raw("message-id"))
    senders = read_addresses(headers.raw("from"), 1) or read_addresses(headers.raw("sender"), 1)
    replied = read_message_ids(headers.raw("in-reply-to"))
    return ParsedMail(
        message_id=ids[0] if ids else f"sha256-{hashlib.sha256(raw).hexdigest()[:40]}@deskhand.invalid",
        in_reply_to=replied[0] if replied else "",
        references=read_message_ids(headers.raw("references")),
        date=read_date(headers.raw("date")),
        sender=senders[0] if senders else None,
        reply_to=read_addresses(headers.raw("reply-to")),
        to=read_addresses(headers.every("to")),
        cc=read_addresses(headers.every("cc")),
        subject=headers.text("subject")[:1_000],
        headers=MappingProxyType(
            {name: headers.raw(name) for name in sorted(_CLASSIFYING) if name in headers}
        ),
        text="",
        attachments=(),
        enclosed=None,
        encrypted=False,
        calendar=False,
        unreadable=False,
        too_large=False,
        truncated=False,
    )


def _is_encrypted(headers: HeaderBlock, parts: list[Part]) -> bool:
    if headers.raw("content-type").lower().lstrip().startswith("multipart/encrypted"):
        return True
    return any(
        part.media_type in ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
        or "multipart/encrypted" in part.around
        for part in parts
    )


def _is_text(part: Part) -> bool:
    return part.media_type in ("text/plain", "text/html") and not part.attached


def _best_text(raw: bytes, parts: list[Part], limits: MailLimits) -> tuple[str, bool, bool]:
    """Return (text, whether it was readable, whether it was cut) of all text parts; of alternatives the best."""
    groups: dict[int, dict[str, Part]] = {}
    order: list[Part | int] = []
    for part in parts:
        if not _is_text(part):
            continue
        if part.group is None:
            order.append(part)
            continue
        if part.group not in groups:
            order.append(part.group)
        groups.setdefault(part.group, {}).setdefault(part.media_type, part)
    pieces: list[str] = []
    readable, cut, room = True, False, limits.text
    for item in order:
        if isinstance(item, Part):
            text, well, short = _part_text(raw, item, limits)
        else:
            text, well, short = _best_alternative(raw, groups[item], limits)
        if len(text) > room:
            text, short = text[:room], True
        room -= len(text)
        readable, cut = readable and well, cut or short
        if text.strip():
            pieces.append(text.strip("\n"))
    whole = "\n\n".join(pieces)
    return whole, readable or bool(whole.strip()), cut


def _best_alternative(raw: bytes, versions: dict[str, Part], limits: MailLimits) -> tuple[str, bool, bool]:
    plain, html = versions.get("text/plain"), versions.get("text/html")
    if plain is not None:
        text, readable, cut = _part_text(raw, plain, limits)
        if html is None or (readable and text.strip() and not _is_placeholder(text)):
            return text, readable, cut
    assert html is not None  # a group is made by its first part
    return _part_text(raw, html, limits)


def _is_placeholder(text: str) -> bool:
    """Return whether a plain alternative only says that one should look at the HTML."""
    return len(text) < 200 and "html" in text.lower()


def _part_text(raw: bytes, part: Part, limits: MailLimits) -> tuple[str, bool, bool]:
    """Return (text, readable, cut); unreadable parts give an empty text."""
    factor = 10 if part.media_type == "text/html" else 4
    most = limits.text * factor
    content = content_of(raw, part, most)
    encoded_blank = not raw[part.start : min(part.end, part.start + 4_000)].strip()
    if (not content and not encoded_blank) or _is_binary(content):
        return "", False, False
    text = decode_bytes(content, part.charset)
    if text.count("\ufffd") * 5 > len(text):
        return "", False, False
    if part.media_type == "text/html":
        text = html_to_text(text)
    elif part.parameters.get("format", "").casefold() == "flowed":
        text = unflow(text, part.parameters.get("delsp", "").casefold() == "yes")
    return text[: limits.text], True, part.end - part.start > most or len(text) > limits.text


def _is_binary(content: bytes) -> bool:
    """Return whether text holds so many control bytes that it is none; UTF-16 with its mark is text."""
    sample = content[:50_000]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    controls = len(sample) - len(
        sample.translate(None, bytes((*range(9), *range(14, 27), *range(28, 32), 127)))
    )
    return controls * 10 > len(sample)


def _attachments(raw: bytes, parts: list[Part], limits: MailLimits) -> tuple[Attachment, ...]:
    found = []
    for part in parts:
        if part.media_type in (
            "application/pgp-signature",
            "application/pkcs7-signature",
            "application/x-pkcs7-signature",
        ):
            continue
        size = size_of(raw, part)
        if not size and not part.name:
            continue
        content = content_of(raw, part, part.end - part.start) if size <= limits.attachment else None
        found.append(
            Attachment(
                name=part.name or _name_for(part.media_type),
                media_type=part.media_type,
                size=size if content is None else len(content),
                content=content,
            )
        )
    return tuple(found)


def _name_for(media_type: str) -> str:
    names = {"message/rfc822": "message.eml", "text/calendar": "invitation.ics", "text/plain": "text.txt"}
    if media_type in names:
        return names[media_type]
    kind, _, detail = media_type.partition("/")
    ending = "".join(character for character in detail if character.isalnum())[:8]
    return f"{kind}.{ending}" if ending else kind


def _enclosed(raw: bytes, parts: list[Part], limits: MailLimits) -> ParsedMail | None:
    for part in parts:
        if part.media_type == "message/rfc822" and "multipart/report" not in part.around:
            return _read(
                content_of(raw, part, part.end - part.start).lstrip(b"\r\n"), limits, enclosing=False
            )
    return None


def _calendar_text(source: str) -> str:
    """Return the text of an invitation: its summary, place and description (RFC 5545)."""
    lines: list[str] = []
    for line in source.replace("\n ", "").replace("\n\t", "").split("\n")[:2_000]:
        name, _, value = line.partition(":")
        if name.partition(";")[0].upper() in ("SUMMARY", "LOCATION", "DESCRIPTION") and value.strip():
            plain = value.replace("\\n", "\n").replace("\\N", "\n").replace("\\,", ",").replace("\\;", ";")
            lines.append(plain.strip())
    return "\n".join(lines)
