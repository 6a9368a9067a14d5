"""The parts of a mail (RFC 2045, 2046) as offsets into its bytes: nothing large is copied, time is linear.

The standard library's parser recurses with the nesting and compares each line with every open boundary, so a
hostile mail costs it quadratic time; here depth and number of parts are capped.
"""

import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from agent.intake.headers import (
    HeaderBlock,
    decode_base64,
    decode_words,
    one_line,
    read_headers,
    read_parameters,
)

_DEPTH_CAP = 10
_NAME_CAP = 200


@dataclass(frozen=True, slots=True)
class Part:
    """One part that is not itself a multipart.

    `start` and `end` are offsets of its encoded body; `group` numbers the innermost multipart/alternative around
    it (None outside of one); `around` are the types of the multiparts around it, outermost first.
    """

    headers: HeaderBlock
    media_type: str
    charset: str
    encoding: str
    name: str
    attached: bool
    start: int
    end: int
    group: int | None
    around: tuple[str, ...]
    parameters: dict[str, str]


def find_parts(raw: bytes, start: int, headers: HeaderBlock, limit: int) -> tuple[list[Part], bool]:
    """Return the parts in order, and whether some were left out because there are more than `limit`.

    Args:
        raw: the whole mail.
        start: where the body of the mail begins.
        headers: the mail's own header block.
        limit: how many parts at most.
    """
    parts: list[Part] = []
    waiting: list[tuple[HeaderBlock, int, int, tuple[str, ...], int | None]] = [
        (headers, start, len(raw), (), None)
    ]
    groups = 0
    while waiting:
        if len(parts) >= limit:
            return parts, True
        block, begin, end, around, group = waiting.pop()
        media_type, parameters = read_parameters(block.raw("content-type"))
        if media_type.startswith("multipart/") and len(around) < _DEPTH_CAP:
            if media_type == "multipart/alternative":
                groups += 1
                group = groups
            boundary = parameters.get("boundary", "").encode("utf-8", "replace")
            ranges = _split(raw, begin, end, boundary, limit)
            inside = []
            for first, last in ranges:
                inner, body = read_headers(raw, first, last)
                inside.append((inner, body, last, (*around, media_type), group))
            if inside:
                waiting.extend(reversed(inside))
                continue
        parts.append(_part(block, media_type, parameters, begin, end, group, around))
    return parts, False


def _part(
    block: HeaderBlock,
    media_type: str,
    parameters: dict[str, str],
    start: int,
    end: int,
    group: int | None,
    around: tuple[str, ...],
) -> Part:
    disposition, details = read_parameters(block.raw("content-disposition"))
    name = details.get("filename") or parameters.get("name") or ""
    name = one_line(decode_words(name)).replace("\\", "/").rpartition("/")[2][:_NAME_CAP]
    if "/" not in media_type or media_type.startswith("multipart/"):
        media_type = "text/plain"
    return Part(
        headers=block,
        media_type=media_type,
        charset=parameters.get("charset", ""),
        encoding=one_line(block.raw("content-transfer-encoding")).lower(),
        name=name,
        attached=disposition == "attachment" or (bool(name) and not media_type.startswith("text/")),
        start=start,
        end=end,
        group=group,
        around=around,
        parameters=parameters,
    )


def _split(raw: bytes, start: int, end: int, boundary: bytes, limit: int) -> list[tuple[int, int]]:
    ranges = list(_delimited(raw, start, end, boundary, limit)) if boundary else []
    if not ranges and (guessed := _guess_boundary(raw, start, end)):
        ranges = list(_delimited(raw, start, end, guessed, limit))
    return ranges


def _delimited(raw: bytes, start: int, end: int, boundary: bytes, limit: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges between delimiter lines (RFC 2046 5.1.1); the last one may lack its closing delimiter."""
    delimiter = b"--" + boundary.rstrip(b" \t")
    opened = -1
    position = start
    count = 0
    while count <= limit:
        found = raw.find(delimiter, position, end)
        if found < 0:
            break
        position = found + len(delimiter)
        newline = raw.find(b"\n", position, min(end, position + 200))
        tail = raw[position : newline if newline >= 0 else min(end, position + 200)].strip()
        if (found > start and raw[found - 1] != 0x0A) or tail not in (b"", b"--"):
            continue
        if opened >= 0:
            yield opened, max(opened, found - 1 - (raw[found - 2 : found - 1] == b"\r"))
            count += 1
        if tail == b"--":
            return
        opened = position if newline < 0 else newline + 1
    if 0 <= opened < end and count <= limit:
        yield opened, end


def _guess_boundary(raw: bytes, start: int, end: int) -> bytes:
    """Return the first line that looks like a delimiter before a part's header, where none was declared rightly."""
    window = min(end, start + 20_000)
    lines = raw[start:window].split(b"\n")
    for line, following in pairwise(lines):
        mark = line.strip()
        if mark.startswith(b"--") and len(mark) > 2 and following[:8].lower() == b"content-":
            return mark[2:]
    return b""


def content_of(raw: bytes, part: Part, most: int) -> bytes:
    """Return the part's content with its transfer encoding undone, from at most `most` encoded bytes.

    Args:
        raw: the whole mail.
        part: the part.
        most: cap in encoded bytes.
    """
    data = raw[part.start : min(part.end, part.start + most)]
    if part.encoding == "base64":
        return decode_base64(data)
    if part.encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    return data


def size_of(raw: bytes, part: Part) -> int:
    """Return the content's size in bytes, worked out without decoding it (exact for well-formed base64)."""
    length = part.end - part.start
    if part.encoding == "base64":
        blanks = sum(raw.count(blank, part.start, part.end) for blank in (b"\r", b"\n", b" ", b"\t"))
        padding = raw.count(b"=", max(part.start, part.end - 6), part.end)
        return max(0, (length - blanks) * 3 // 4 - padding)
    if part.encoding == "quoted-printable":
        escapes = raw.count(b"=", part.start, part.end)
        return max(0, length - 2 * escapes)
    return length
