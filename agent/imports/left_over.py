"""The lines that did not come in, as a file beside, each with the reason: to be put right and imported again."""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import col, select

from agent.exports.cells import harmless
from agent.imports.source import Source
from schemas.enums import LineOutcome
from schemas.records import ImportLine
from schemas.visible import visible
from tools.desk import Desk

AT_ONCE = 5_000
WHY = "Why it did not come in"


def path_beside(source: Source) -> Path:
    """Return the path beside a source, for the lines that were not imported."""
    return source.path.with_name(f"{source.path.name}.not-imported.csv")


def write_left_over(desk: Desk, source: Source, run: int) -> Path | None:
    """Write the bad lines of an import beside its file, whole or not at all; None where there are none.

    Raises:
        OSError: the folder can't be written to.
    """
    with desk.unit.reading():
        reasons = dict(_reasons(desk, run))
    if not reasons:
        return None
    table, _ = source.open()
    target = path_beside(source)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*table.columns, "Line", WHY])
        for row in table.rows:
            if row.line in reasons:
                cells = [*row.cells, *[""] * (len(table.columns) - len(row.cells))]
                writer.writerow([*map(_storable, cells), row.line, visible(reasons[row.line])])
    return draft.replace(target)


def _storable(cell: str) -> str:
    return harmless(cell.replace("\x00", "\\x00"))


def _reasons(desk: Desk, run: int) -> Iterator[tuple[int, str]]:
    after = 0
    while True:
        rows = (
            select(ImportLine.line, ImportLine.why)
            .where(
                col(ImportLine.run) == run,
                col(ImportLine.outcome) == LineOutcome.BAD,
                col(ImportLine.line) > after,
            )
            .order_by(col(ImportLine.line))
            .limit(AT_ONCE)
        )
        found = list(desk.session.exec(rows))
        if not found:
            return
        yield from found
        after = found[-1][0]
