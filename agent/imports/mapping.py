"""The mapping of a file's columns to our fields: guessed from a table in data, adjusted by the owner, applied to rows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from agent.imports.rows import MANY, Row, storable
from schemas.errors import BadArguments
from schemas.keys import fold
from tools.importing.lines import RawLine

TABLE = Path(__file__).parent / "columns.yaml"
NOT_USED = "-"
"""The sign of `--map "Column=-"`: leave it out."""
PARTS = ("street", "city", "region", "postal_code", "country")
SEVERAL = {"phone", "email", "tags", "notes", "street", "billing_street", "address"}
"""Fields that more than one column may give."""
PLAIN = ("company", "source", "lifecycle_stage", "customer_since", "won_title", "won_amount", "won_on")
BETWEEN_TAGS = re.compile(r":::|[;,\n]")
BETWEEN_REACHES = re.compile(r":::|[;\n]|,(?=.*@)")
FORMULA_GUARD = re.compile(r"^'(?=[=+\-@\t\r])")
"""The sign that an export puts before a cell that a spreadsheet would take for a formula."""


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return our field by folded column name."""
    import yaml

    table: dict[str, list[str]] = yaml.load(TABLE.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    return {_folded(name): field for field, names in table.items() for name in (field, *names)}


@lru_cache(maxsize=1)
def fields() -> tuple[str, ...]:
    """Return our fields, as `--map` takes them."""
    return tuple(dict.fromkeys(_names().values()))


def _folded(name: str) -> str:
    return " ".join("0" if word.isdigit() else word for word in fold(name).split())


@dataclass(frozen=True)
class Mapping:
    """The field of each column; empty for a column that is not used.

    Args:
        columns: the file's own names.
        chosen: the field of each.
    """

    columns: tuple[str, ...]
    chosen: tuple[str, ...]

    @classmethod
    def guessed(cls, columns: Sequence[str], adjusted: Sequence[str]) -> "Mapping":
        """Return the likely mapping of the columns; the owner's own adjustments come first.

        Args:
            columns: of the file.
            adjusted: such as "Cell=phone" or "Fax=-"; the column by its name, or by its number from 1.

        Raises:
            BadArguments: an adjustment names no column or no field; or no column is known at all.
        """
        own = dict(_adjustment(columns, one) for one in adjusted)
        taken = {field for field in own.values() if field}
        chosen = []
        for index, column in enumerate(columns):
            guess = _guess(column)
            free = guess not in taken or guess in SEVERAL
            field = own.get(index, guess if free else "")
            taken.add(field)
            chosen.append(field)
        found = cls(tuple(columns), tuple(chosen))
        found._refuse_empty()
        return found

    def _refuse_empty(self) -> None:
        if not {"first_name", "last_name", "name", "phone", "email", "company"} & set(self.chosen):
            shown = ", ".join(repr(one[:40]) for one in self.columns[:12])
            raise BadArguments(
                f"No column tells a name, a phone, an e-mail or a company. The columns are {shown}. Say what they are, "
                f'such as --map "{self.columns[0][:40] or 1}=name"; the fields are {", ".join(fields())}. '
                "Nothing was changed."
            )

    def as_data(self) -> dict[str, str]:
        """Return the field by column, "" for those not used; a name that stands twice has its number."""
        shown: dict[str, str] = {}
        for number, (column, field) in enumerate(zip(self.columns, self.chosen, strict=True), 1):
            shown[column if column and column not in shown else f"{column or 'column'} ({number})"] = field
        return shown

    def line_of(self, row: Row) -> RawLine:
        """Return a row by our fields."""
        row = storable(row)
        if row.problem:
            return RawLine(line=row.line, problem=row.problem)
        found: dict[str, list[tuple[str, str]]] = {}
        for index, cell in enumerate(row.cells):
            text = FORMULA_GUARD.sub("", cell.strip())
            field = self.chosen[index] if index < len(self.chosen) else "notes"
            if text and field:
                found.setdefault(field, []).append(
                    (self.columns[index] if index < len(self.columns) else "", text)
                )
        return _line(row.line, found)


def _guess(column: str) -> str:
    return _names().get(_folded(column), "")


def _adjustment(columns: Sequence[str], said: str) -> tuple[int, str]:
    column, _, field = said.rpartition("=")
    wanted = field.strip().casefold().replace(" ", "_").replace("-", "_") if field.strip() != NOT_USED else ""
    index = next((i for i, one in enumerate(columns) if one.casefold() == column.strip().casefold()), None)
    if index is None and column.strip().isdigit() and 1 <= int(column) <= len(columns):
        index = int(column) - 1
    if index is None:
        raise BadArguments(
            f"--map {said!r}: the file has no column {column!r}; it has {', '.join(columns)}. Nothing was changed."
        )
    if wanted and wanted not in fields():
        raise BadArguments(
            f"--map {said!r}: {field!r} is no field; they are {', '.join(fields())}, and - for none. Nothing was changed."
        )
    return index, wanted


def _line(number: int, found: dict[str, list[tuple[str, str]]]) -> RawLine:
    def one(field: str) -> str:
        return next((text for _, text in found.get(field, ())), "")

    first, last = _names_of(
        one("first_name"), one("middle_name"), one("last_name"), one("name"), one("company")
    )
    address, beside = _address(found)
    notes = [
        text if _guess(column) == "notes" else f"{column}: {text}" for column, text in found.get("notes", ())
    ]
    return RawLine(
        line=number,
        first_name=first,
        last_name=last,
        phones=_several(found.get("phone", ()), BETWEEN_REACHES),
        emails=_several(found.get("email", ()), BETWEEN_REACHES),
        address=address,
        tags=_tags(found.get("tags", ())),
        notes="\n".join(part for part in (*notes, beside) if part),
        **{field: one(field) for field in PLAIN},
    )


def _names_of(first: str, middle: str, last: str, full: str, company: str) -> tuple[str, str]:
    if first or last:
        return " ".join(part for part in (first, middle) if part), last
    if fold(full) == fold(company):
        return "", ""
    if "," in full:
        behind, _, before = full.partition(",")
        return before.strip(), behind.strip()
    head, _, tail = " ".join(full.split()).rpartition(" ")
    return (head, tail) if head else (tail, "")


def _address(found: dict[str, list[tuple[str, str]]]) -> tuple[str, str]:
    """Return the service address, and a note on any other addresses."""
    whole = [" ".join(text.split()) for _, text in found.get("address", ())]
    put_together = _together(found, "")
    billing = _together(found, "billing_")
    given = [*whole, *([put_together] if put_together and not whole else []), *([billing] if billing else [])]
    different = list({fold(one): one for one in reversed(given)}.values())[::-1]
    beside = [
        f"Billing address: {one}" if one == billing else f"Further address: {one}" for one in different[1:]
    ]
    return (different[0] if different else ""), "\n".join(beside)


def _together(found: dict[str, list[tuple[str, str]]], kind: str) -> str:
    parts = {
        part: ", ".join(" ".join(text.split()) for _, text in found.get(kind + part, ())) for part in PARTS
    }
    region = " ".join(one for one in (parts["region"], parts["postal_code"]) if one)
    return ", ".join(one for one in (parts["street"], parts["city"], region, parts["country"]) if one)


def _several(cells: Iterable[tuple[str, str]], between: Any) -> list[str]:
    return [part for _, text in cells for one in between.split(text) if (part := one.strip())]


def _tags(cells: Iterable[tuple[str, str]]) -> list[str]:
    said = [one.removeprefix("* ").strip() for one in _several(cells, BETWEEN_TAGS)]
    return [one for one in said if fold(one) not in {"mycontacts", "starred", ""}]


__all__ = ["MANY", "Mapping", "fields"]
