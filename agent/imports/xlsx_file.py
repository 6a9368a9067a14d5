"""Reads spreadsheets (.xlsx), one sheet, a row at a time."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from agent.imports.rows import CannotRead, Row, Table

LARGEST_UNPACKED = 2 * 1024**3
"""Bytes: a spreadsheet is a packed archive, and one that unpacks to more is not read."""
MOST_COLUMNS = 500
MOST_TITLES = 5
"""The most lines that may stand above the columns."""


def read_xlsx(path: Path, sheet: str = "") -> Table:
    """Return the table of a sheet, the first one unless another is named.

    Its first row that has something names the columns; titles above them are passed over.

    Raises:
        CannotRead: it is no spreadsheet, or has no such sheet, or nothing in it.
        OSError: it can't be opened.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(one.file_size for one in packed.infolist())
    except zipfile.BadZipFile:
        raise CannotRead(
            f"{path.name} is damaged, or no spreadsheet. Save it anew as .xlsx or CSV."
        ) from None
    if unpacked > LARGEST_UNPACKED:
        raise CannotRead(
            f"{path.name} unpacks to {unpacked:,} bytes, which is more than is read. Save it as CSV."
        )
    rows = _values(path, sheet)
    names, sheets = next(rows), next(rows)
    remarks = [f"Sheet {names[0]} was read; there are others: {', '.join(sheets)}."] if sheets else []
    filled = (Row(number, cells) for number, cells in rows if any(cell.strip() for cell in cells))
    header, titles, below = _named_columns(_ending_well(filled))
    if header is None:
        raise CannotRead(f"The sheet {names[0]} of {path.name} is empty. Nothing was changed.")
    remarks += [f"Passed over, above the columns: {_said(one)[0][:60]}." for one in titles]
    return Table("xlsx", [cell.strip() for cell in header.cells], below, remarks)


def _named_columns(rows: Iterator[Row]) -> tuple[Row | None, list[Row], Iterator[Row]]:
    """Return the row that names the columns, the titles above it, and the rows below.

    A title has one cell; where the next rows have one as well, there is but one column, and the first names it.
    """
    first = list(islice(rows, MOST_TITLES + 1))
    at = next((place for place, row in enumerate(first) if len(_said(row)) > 1), 0)
    if not first or first[at].problem:
        at = 0
    return (first[at] if first else None), first[:at], chain(first[at + 1 :], rows)


def _said(row: Row) -> list[str]:
    return [cell.strip() for cell in row.cells if cell.strip()]


def _values(path: Path, sheet: str) -> Iterator[Any]:
    """Yield the sheet's name in a list, the names of the others, then each row's number and cells."""
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # whatever the library makes of a damaged file
        raise CannotRead(
            f"{path.name} can't be read as a spreadsheet ({error}). Save it anew, or as CSV."
        ) from None
    try:
        names = [one.title for one in book.worksheets]
        if not names or (sheet and sheet not in names):
            raise CannotRead(f"{path.name} has no sheet {sheet!r}; it has {', '.join(names) or 'none'}.")
        chosen = sheet or names[0]
        yield [chosen]
        yield [one for one in names if one != chosen]
        found = book[chosen]
        found.reset_dimensions()
        for number, cells in enumerate(found.iter_rows(values_only=True), 1):
            yield number, [_as_text(cell) for cell in cells[:MOST_COLUMNS]]
    finally:
        book.close()


def _ending_well(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield the rows; where the file turns out to be damaged further down, one last row that says so."""
    last = 1
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception as error:  # whatever the library makes of a damaged file
            yield Row(
                last + 1,
                [],
                f"the spreadsheet is damaged from here on ({type(error).__name__}); save it anew",
            )
            return
        last = row.line
        yield row


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time().isoformat() != "00:00:00" else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    return str(value)
