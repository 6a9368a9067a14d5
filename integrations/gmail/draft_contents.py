"""The content of a draft or a sent mail, read out of any bytes, and a digest of it that survives how mail programs wrap."""

import hashlib
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr
from typing import Any


@dataclass(frozen=True, slots=True)
class Headers:
    """The Message-ID without its brackets, and the first recipient's address in lower case; empty where there is none."""

    message_id: str
    address: str


def headers_in(raw: bytes) -> Headers:
    """Return the headers that identify a mail, and its recipient."""
    parsed = BytesParser(policy=compat32).parsebytes(raw, headersonly=True)
    return Headers(str(parsed.get("Message-ID", "")).strip().strip("<>"), _address_in(parsed))


def contents_of(raw: bytes) -> tuple[str, str, str]:
    """Return recipient's address, subject and plain text of a draft."""
    parsed = BytesParser(policy=compat32).parsebytes(raw)
    return _address_in(parsed), _decoded(parsed.get("Subject", "")), _text_in(parsed)


def digest_of(address: str, subject: str, text: str) -> str:
    """Return a digest of the content that an owner approved.

    Spaces, line ends and what can't be printed count for nothing beyond parting words: mail programs wrap anew, and RFC
    2047 leaves the spaces in a subject of another script to chance.
    """
    words = " ".join(_printable(text.replace("\0", "")).split())
    parts = (address.casefold(), "".join(_printable(subject).split()), words)
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()


def _printable(text: str) -> str:
    sound = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(character if character.isprintable() else " " for character in sound)


def _address_in(parsed: Message) -> str:
    return parseaddr(str(parsed.get("To", "")))[1].casefold()


def _decoded(value: Any) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return str(value)


def _text_in(parsed: Message) -> str:
    """Return the first plain text that is no attachment."""
    for part in parsed.walk():
        if (
            part.get_content_type() == "text/plain"
            and part.get_filename() is None
            and not part.is_multipart()
        ):
            content: Any = part.get_payload(decode=True)
            try:
                text = str((content or b"").decode(part.get_content_charset("utf-8"), "replace"))
            except (LookupError, ValueError):
                text = str((content or b"").decode("utf-8", "replace"))
            return text.replace("\r\n", "\n").strip("\n")
    return ""
