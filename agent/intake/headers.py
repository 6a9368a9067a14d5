"""The header block of a mail or part: fields, encoded words, addresses, parameters, ids and dates."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from agent.intake.charset import clean_text, decode_bytes

_FIELD_NAME = re.compile(rb"[!-9;-~]{1,100}[ \t]{0,8}:")
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_HEX_PAIR = re.compile(rb"=([0-9A-Fa-f]{2})")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,900})>")
_VALUE_CAP = 20_000
_FIELDS_CAP = 2_000


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox as a header names it: display name (may be empty) and address (may be malformed)."""

    name: str
    address: str


class HeaderBlock:
    """The fields of one header block, looked up without regard to case."""

    def __init__(self, fields: list[tuple[str, bytes]]) -> None:
        self._fields: dict[str, list[bytes]] = {}
        for name, value in fields:
            self._fields.setdefault(name, []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def __len__(self) -> int:
        return len(self._fields)

    def names(self) -> Iterator[str]:
        """Return the lower-case field names, in order of first appearance."""
        return iter(self._fields)

    def raw(self, name: str) -> str:
        """Return the first value of the field, undecoded but clean; empty when absent."""
        values = self._fields.get(name)
        return decode_bytes(values[0]) if values else ""

    def text(self, name: str) -> str:
        """Return the first value with its encoded words (RFC 2047) decoded, on one line."""
        return one_line(decode_words(self.raw(name)))

    def every(self, name: str) -> str:
        """Return all values of a field that may wrongly be repeated, joined by commas, undecoded."""
        return ", ".join(decode_bytes(value) for value in self._fields.get(name, [])[:20])


def read_headers(raw: bytes, start: int, end: int) -> tuple[HeaderBlock, int]:
    """Return the header block that begins at `start`, and where the body begins; tolerant of junk lines.

    Args:
        raw: the whole mail.
        start: first byte of the block.
        end: where the part ends.
    """
    fields: list[tuple[str, bytes]] = []
    position = start
    while position < end:
        newline = raw.find(b"\n", position, end)
        line_end = end if newline < 0 else newline
        line = raw[position : min(line_end, position + _VALUE_CAP)].rstrip(b"\r")
        following = line_end + 1
        if not line.strip(b" \t"):
            if line and fields:
                position = following
                continue
            return HeaderBlock(fields), min(following, end)
        if line[:1] in b" \t" and fields:
            name, value = fields[-1]
            if len(value) < _VALUE_CAP:
                fields[-1] = (name, value + b" " + line.strip())
        elif found := _FIELD_NAME.match(line):
            if len(fields) < _FIELDS_CAP:
                name = found.group()[:-1].strip().decode("ascii").lower()
                fields.append((name, line[found.end() :].strip()))
        elif not _is_junk(line, fields, raw[following : min(end, following + 200)]):
            return HeaderBlock(fields), position
        position = following
    return HeaderBlock(fields), end


def _is_junk(line: bytes, fields: list[tuple[str, bytes]], following: bytes) -> bool:
    """Return whether a line without a field name is skipped; otherwise the body begins with it (no blank line)."""
    if line.startswith((b"From ", b">From ")):
        return True
    if line.startswith(b"--"):
        return False
    return bool(fields) or _FIELD_NAME.match(following) is not None


def one_line(text: str) -> str:
    """Return the text with all white space as single spaces."""
    return " ".join(text.split())


def decode_words(text: str) -> str:
    """Decode encoded words (RFC 2047); pieces of one character split over two words are joined first."""
    if "=?" not in text:
        return text
    out: list[str] = []
    pending = b""
    charset = ""
    last = 0
    for found in _ENCODED_WORD.finditer(text):
        between = text[last : found.start()]
        word_charset = found.group(1).split("*")[0].lower()
        if pending and (between.strip() or word_charset != charset):
            out.append(decode_bytes(pending, charset))
            pending = b""
        if between.strip() or last == 0:
            out.append(between)
        pending += _word_bytes(found.group(2), found.group(3))
        charset = word_charset
        last = found.end()
    if pending:
        out.append(decode_bytes(pending, charset))
    out.append(text[last:])
    return clean_text("".join(out))


def _word_bytes(kind: str, content: str) -> bytes:
    data = content.encode("utf-8", "replace")
    if kind in "bB":
        return decode_base64(data)
    return _HEX_PAIR.sub(lambda found: bytes([int(found.group(1), 16)]), data.replace(b"_", b" "))


def decode_base64(data: bytes) -> bytes:
    """Decode base64 with junk in it, or cut short, as far as it goes."""
    padding = b"=" * 3
    try:
        return binascii.a2b_base64(data + padding)
    except (binascii.Error, ValueError):
        pass
    kept = data.translate(None, b" \t\r\n=")
    try:
        return binascii.a2b_base64(kept[: len(kept) // 4 * 4] + padding)
    except (binascii.Error, ValueError):
        return b""


def read_addresses(value: str, limit: int = 200) -> tuple[Address, ...]:
    """Return the mailboxes of an address header (RFC 5322 3.4), however badly written, in one pass.

    Args:
        value: the raw header value, encoded words still in it.
        limit: how many mailboxes at most.
    """
    found = []
    for phrase, angle, comment in _split_mailboxes(value):
        words = one_line(decode_words(phrase))
        address = one_line(angle) if angle else ""
        name = words
        if not address:
            bare = [word for word in words.split() if "@" in word]
            if not bare:
                continue
            address = bare[0]
            name = one_line(words.replace(address, " ")) or one_line(decode_words(comment))
        address = address.strip("<>;,'\" ").removeprefix("mailto:").replace(" ", "")
        name = name.strip("'\" ")
        found.append(Address("" if name.lower() == address.lower() else name, address))
        if len(found) >= limit:
            break
    return tuple(found)


def _split_mailboxes(value: str) -> Iterator[tuple[str, str, str]]:
    """Yield (phrase, address in angle brackets, comment) of each mailbox; quotes and comments are opaque."""
    mailbox = _Mailbox()
    for character in value:
        if mailbox.takes(character):
            continue
        if character in ",;":
            if mailbox.phrase or mailbox.angle:
                yield mailbox.pieces()
            mailbox = _Mailbox()
        elif character == ":" and not mailbox.angle and not mailbox.seen_at:
            mailbox.phrase.clear()  # the name of a group (RFC 5322 3.4)
        else:
            mailbox.seen_at = mailbox.seen_at or character == "@"
            mailbox.phrase.append(character)
    if mailbox.phrase or mailbox.angle:
        yield mailbox.pieces()


class _Mailbox:
    """One mailbox while it is read: what is open, and the characters of each piece so far."""

    def __init__(self) -> None:
        self.phrase: list[str] = []
        self.angle: list[str] = []
        self.comment: list[str] = []
        self.seen_at = False
        self._inside = ""  # the character that closes what is open, if anything
        self._depth = 0
        self._escaped = False

    def pieces(self) -> tuple[str, str, str]:
        """Return phrase, angle and comment as text."""
        return "".join(self.phrase), "".join(self.angle), "".join(self.comment)

    def takes(self, character: str) -> bool:
        """Return whether the character opens, closes or lies inside something opaque; it is then dealt with."""
        if not self._inside:
            self._inside = {'"': '"', "(": ")", "<": ">"}.get(character, "")
            self._depth = 1
            return bool(self._inside)
        piece = {'"': self.phrase, ")": self.comment, ">": self.angle}[self._inside]
        if self._escaped:
            self._escaped = False
            piece.append(character)
        elif character == "\\" and self._inside != ">":
            self._escaped = True
        elif character == "(" and self._inside == ")":
            self._depth += 1
        elif character == self._inside:
            self._depth -= 1
            if self._depth == 0:
                self._inside = ""
        else:
            piece.append(character)
        return True


def read_parameters(value: str) -> tuple[str, dict[str, str]]:
    """Return (main value lower-cased, parameters) of Content-Type and its like; RFC 2231 pieces joined.

    Args:
        value: the raw header value.
    """
    main, _, rest = value[:8_000].partition(";")
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for piece in _split_parameters(rest):
        name, equals, content = piece.partition("=")
        name = name.strip().lower()
        if not equals or not name:
            continue
        content = content.strip().strip('"')
        base, star, tail = name.partition("*")
        if not star:
            plain.setdefault(name, content)
            continue
        number = tail.rstrip("*")
        order = int(number) if number.isdigit() and len(number) < 4 else 0
        pieces.setdefault(base, []).append((order, tail.endswith("*") or not tail, content))
    for base, parts in pieces.items():
        plain[base] = _join_pieces(sorted(parts))
    return one_line(main).lower(), plain


def _split_parameters(rest: str) -> Iterator[str]:
    current: list[str] = []
    quoted = False
    for character in rest:
        if character == '"':
            quoted = not quoted
        if character == ";" and not quoted:
            yield "".join(current)
            current = []
        else:
            current.append(character)
    yield "".join(current)


def _join_pieces(parts: list[tuple[int, bool, str]]) -> str:
    charset = ""
    data = b""
    for index, (_, extended, content) in enumerate(parts):
        text = content
        if extended and index == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        data += unquote_to_bytes(text) if extended else text.encode("utf-8", "replace")
    return decode_bytes(data, charset)


def read_message_ids(value: str, limit: int = 100) -> tuple[str, ...]:
    """Return the message ids in a header, without angle brackets, each once, in order (RFC 5322 3.6.4)."""
    found = list(dict.fromkeys(_MESSAGE_ID.findall(value)))
    if not found and "@" in value:
        found = [word for word in value.strip("<> ").split() if "@" in word][:1]
    return tuple(found[-limit:])


def read_date(value: str) -> datetime | None:
    """Return the instant of a Date header in UTC; None when it is absent or makes no sense (RFC 5322 3.3)."""
    try:
        moment = parsedate_to_datetime(value[:200])
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError, RecursionError):
        return None
