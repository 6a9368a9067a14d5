"""Looking for the same customer: nine small queries, sent as one batch, because reads are metered and there is no OR.

Intuit's "Query operations and syntax": one entity a query, conditions joined by AND, `%` for any text; entities that are
not active come only when `Active` is asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

KINDS = ("Customer", "Vendor", "Employee")
MOST_FOUND = 100
END_OF_A_NUMBER = 4
"""The last digits of a phone number stand together in every way to write it."""


@dataclass(frozen=True)
class Search:
    """One query: in which kind of entity, for what, and its statement."""

    kind: str
    what: str
    statement: str


def quoted(text: str) -> str:
    r"""Return a value quoted for a query.

    Intuit: "use a backslash to escape special characters like apostrophe". The library's own `build_where_clause` escapes
    the apostrophe alone, so that a value which ends in a backslash runs into the rest of the statement.
    """
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def searches(names: Sequence[str], phone: str, email: str) -> list[Search]:
    """Return the searches to make; an empty value is not looked for."""
    return [search for kind in KINDS for search in _of_kind(kind, names, phone, email)]


def _of_kind(kind: str, names: Sequence[str], phone: str, email: str) -> Iterator[Search]:
    digits = "".join(sign for sign in phone if sign.isdigit())[-END_OF_A_NUMBER:]
    conditions = {
        "names": f"DisplayName IN ({', '.join(quoted(name) for name in names)})" if names else "",
        "e-mails": f"PrimaryEmailAddr = {quoted(email)}" if email else "",
        "phone numbers": f"PrimaryPhone LIKE {quoted(f'%{digits}%')}"
        if len(digits) == END_OF_A_NUMBER
        else "",
    }
    for what, condition in conditions.items():
        if condition:
            active = f"{condition} AND Active IN (true, false)"
            statement = " ".join(("SELECT * FROM", kind, "WHERE", active, "MAXRESULTS", str(MOST_FOUND)))
            yield Search(kind, what, statement)


def batch_of(asked: Sequence[Search]) -> dict[str, Any]:
    """Return the body of the batch; each item is identified by its place."""
    items = [{"bId": str(place), "Query": one.statement} for place, one in enumerate(asked)]
    return {"BatchItemRequest": items}
