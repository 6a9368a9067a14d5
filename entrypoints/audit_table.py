"""The audit as a table: one line a step, for a spreadsheet or somebody who looks through it."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

CSV_COLUMNS = (
    "at", "event", "actor", "member", "door", "tool", "line", "about", "card", "proposed_by", "proposed_through",
    "shown", "decided_by", "decided_at", "answer", "status", "done", "came_back",
)  # fmt: skip
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""The signs by which a spreadsheet takes a cell for a formula."""


def csv_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the lines of the table, without a heading.

    Args:
        rows: steps as plain data, as `agent.audit_trail` tells them.
    """
    for row in rows:
        cells = _cells(row)
        yield csv_line([_harmless(str(cells.get(column, ""))) for column in CSV_COLUMNS])


def csv_line(cells: Iterable[str]) -> str:
    """Return one line with its end."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _cells(row: dict[str, Any]) -> dict[str, Any]:
    card = row["card"] or {}
    return {
        **row,
        **{name: card.get(name, "") for name in CSV_COLUMNS if name in card},
        "about": " ".join(row["about"]),
        "card": card.get("number", ""),
        "done": json.dumps(row["done"], ensure_ascii=True, default=str),
        "came_back": json.dumps(card["came_back"], ensure_ascii=True, default=str) if card else "",
    }


def _harmless(cell: str) -> str:
    """Return a cell escaped so that no spreadsheet takes it for a formula, with nothing in it that can't be
    seen.
    """
    from schemas.visible import visible

    shown = visible(cell)
    return f"'{shown}" if shown.startswith(FORMULA_SIGNS) else shown
