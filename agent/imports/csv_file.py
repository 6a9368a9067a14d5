"""Reads files of separated values, whatever separator, encoding and line ends they were written with.

A quote that is opened and never closed would swallow the rest of the file: its line alone is set aside.
"""

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from agent.imports.encodings import encoding_of
from agent.imports.rows import CannotRead, Row, Table

SEPARATORS = (",", ";", "\t", "|")
LONGEST_ROW = 400
"""The most lines of the file that one row may span, before a quote in it counts as never closed."""
LONGEST_CELL = 1 << 20
UNCLOSED = "a quote is opened in it and never closed"


class _Unclosed(Exception):
    """A row has gone on for too many lines."""


class _Feed:
    """The lines of a file, with those of the row that is being read, so that they can be read anew.

    Args:
        lines: with their ends.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.own: list[str] = []
        self.number = 0

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if len(self.own) >= LONGEST_ROW:
            raise _Unclosed
        line = self._again.popleft() if self._again else next(self._lines)
        self.own.append(line)
        self.number += 1
        return line

    def begin_row(self) -> int:
        """Forget the lines of the last row; return the number of the next line."""
        self.own = []
        return self.number + 1

    def give_back_all_but_first(self) -> str:
        """Put the row's further lines back; return the first."""
        first, *rest = self.own
        self._again.extendleft(reversed(rest))
        self.number -= len(rest)
        self.own = [first]
        return first


def read_csv(path: Path) -> Table:
    """Return the table of a file of separated values; the first row that has something in it names the columns.

    Raises:
        CannotRead: there is nothing in it.
        OSError: it can't be opened.
    """
    encoding = encoding_of(path)
    lines = path.open(encoding=encoding, errors="replace", newline="")
    feed = _Feed(_ended_anyhow(lines))
    first = next((line for line in feed if line.strip("\ufeff \t\r\n")), "")
    if not first:
        raise CannotRead(f"{path.name} is empty. Nothing was changed.")
    if first.lower().startswith("sep=") and len(first.strip()) == len("sep=,"):
        separator, rows = first.strip()[-1], _rows(feed, first.strip()[-1])
    else:
        separator = max(SEPARATORS, key=lambda one: _outside_of_quotes(first).count(one))
        feed.give_back_all_but_first()
        feed._again.appendleft(first)
        feed.number -= 1
        rows = _rows(feed, separator)
    header = next(rows, None)
    if header is None:
        raise CannotRead(f"{path.name} has no columns. Nothing was changed.")
    named = {"\t": "tabs"}.get(separator, separator)
    return Table(
        "csv", [cell.strip() for cell in header.cells], rows, [f"Read as {encoding}, separated by {named}."]
    )


def _ended_anyhow(lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines, also those of old Macs, which end in carriage returns alone."""
    for line in lines:
        if "\r" in line.rstrip("\r\n"):
            yield from line.splitlines(keepends=True)
        else:
            yield line


def _outside_of_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _rows(feed: _Feed, separator: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    while True:
        number = feed.begin_row()
        try:
            cells = next(csv.reader(feed, delimiter=separator, strict=True))
        except StopIteration:
            return
        except (csv.Error, _Unclosed):
            yield from _odd_row(feed, separator, number)
            continue
        if any(cell.strip() for cell in cells):
            yield Row(number, cells)


def _odd_row(feed: _Feed, separator: str, number: int) -> Iterator[Row]:
    """Yield a row whose quotes are not those of the format: read by itself, without trust in them."""
    line = feed.give_back_all_but_first().rstrip("\r\n")
    try:
        cells = next(csv.reader([line], delimiter=separator))
    except (csv.Error, StopIteration):
        cells = [line]
    if line.count('"') % 2 or len(line) > LONGEST_CELL:
        yield Row(number, line.split(separator), UNCLOSED)
    elif any(cell.strip() for cell in cells):
        yield Row(number, cells)
