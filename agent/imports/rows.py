"""The common result of every reader of a file: its columns, and its rows one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.errors import BadArguments

MANY = " ::: "
"""The separator of several values of one cell, as Google writes them."""


@dataclass(frozen=True)
class Row:
    """One row.

    Args:
        line: where it begins in the file, from 1; of a vCard file, the number of the card.
        cells: one a column, in their order; a row may have fewer or more.
        problem: why it can't be read; the cells then hold what is there.
    """

    line: int
    cells: list[str] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """A file as rows.

    Args:
        kind: csv, xlsx or vcard.
        columns: their names as the file has them.
        rows: read while they are asked for.
        remarks: what of the file is left out, or how it was read, a sentence each.
    """

    kind: str
    columns: list[str]
    rows: Iterator[Row]
    remarks: list[str] = field(default_factory=list)


class CannotRead(BadArguments):
    """A file that is none of those that can be read; says what to do."""


UNSTORABLE = "it holds a NUL character or half a character, which no text has"


def storable(row: Row) -> Row:
    """Return the row, marked as unreadable where it holds what a database can't store."""
    if row.problem or not any(_unstorable(cell) for cell in row.cells):
        return row
    return Row(row.line, row.cells, UNSTORABLE)


def _unstorable(text: str) -> bool:
    return "\x00" in text or (not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text))
