"""Rows as files: CSV for spreadsheets, JSON Lines for programs, vCard 3.0 for phones (RFC 2426)."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from typing import TextIO

from agent.exports.cells import harmless
from agent.imports.rows import MANY

LONGEST_LINE = 75
"""Bytes of a line of a vCard, before it is folded (RFC 2426, 2.6)."""

Rows = Iterator[dict[str, str]]


def write_csv(stream: TextIO, rows: Rows) -> int:
    """Write a row a line, under the names of the columns; return how many."""
    writer: csv.DictWriter[str] | None = None
    count = 0
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(stream, list(row), lineterminator="\r\n")
            writer.writeheader()
        writer.writerow({name: harmless(value) for name, value in row.items()})
        count += 1
    return count


def write_lines(stream: TextIO, rows: Rows) -> int:
    """Write a JSON object a line; return how many."""
    count = 0
    for row in rows:
        stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        count += 1
    return count


def write_vcards(stream: TextIO, rows: Rows) -> int:
    """Write a vCard a person; return how many."""
    count = 0
    for row in rows:
        for line in _card(row):
            stream.write(_folded(line))
        count += 1
    return count


def _card(row: dict[str, str]) -> Iterator[str]:
    first, last = _escaped(row["first name"]), _escaped(row["last name"])
    called = (
        f"{row['first name']} {row['last name']}".strip() or row["company"] or row["phone"] or row["email"]
    )
    yield from ("BEGIN:VCARD", "VERSION:3.0", f"UID:{row['contact_id']}", f"N:{last};{first};;;")
    yield f"FN:{_escaped(called)}"
    for number in _parts(row["phone"]):
        yield f"TEL:{_escaped(number)}"
    for address in _parts(row["email"]):
        yield f"EMAIL:{_escaped(address)}"
    if row["address"]:
        yield f"ADR:;;{_escaped(row['address'])};;;;"
    if row["company"]:
        yield f"ORG:{_escaped(row['company'])}"
    if row["tags"]:
        yield f"CATEGORIES:{','.join(map(_escaped, _parts(row['tags'])))}"
    if row["notes"]:
        yield f"NOTE:{_escaped(row['notes'])}"
    yield "END:VCARD"


def _parts(text: str) -> list[str]:
    return text.split(MANY) if text else []


def _escaped(text: str) -> str:
    marked = re.sub(r"([\\,;])", r"\\\1", text)
    return re.sub(r"\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", r"\\n", marked)


def _folded(line: str) -> str:
    """Return the line folded into pieces of at most 75 bytes, cut between characters, each further one behind a
    blank.
    """
    pieces: list[str] = []
    piece, size = "", 0
    for sign in line:
        width = len(sign.encode("utf-8", "surrogatepass"))
        if size + width > LONGEST_LINE - bool(pieces):
            pieces.append(piece)
            piece, size = "", 0
        piece, size = piece + sign, size + width
    return "\r\n ".join([*pieces, piece]) + "\r\n"


FORMATS: dict[str, Callable[[TextIO, Rows], int]] = {
    "csv": write_csv,
    "jsonl": write_lines,
    "vcard": write_vcards,
}
