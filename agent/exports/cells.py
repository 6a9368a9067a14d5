"""Cells of CSV files that spreadsheets open."""

import re

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""The signs by which a spreadsheet takes a cell for a formula."""
A_NUMBER = re.compile(r"[+-]?[\d .()/-]*\d(?: x\d+)?(?: ::: \+?[\d .()/-]*\d(?: x\d+)?)*")
"""Phones and plain numbers: no formula can be made of them alone."""


def harmless(cell: str) -> str:
    """Return a cell escaped so that no spreadsheet takes it for a formula; an import takes the mark off again."""
    if not cell.startswith(FORMULA_SIGNS) or A_NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"
