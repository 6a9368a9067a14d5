"""Details that a change empties: what the caller names beside the new values."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from schemas.errors import BadArguments
from schemas.records import BusinessRow
from tools import wording


def cleared(clear: Sequence[str], may_be_empty: Collection[str], given: Mapping[str, Any]) -> list[str]:
    """Return the names of the details to be emptied.

    Args:
        clear: the names that were said.
        may_be_empty: those that a record can do without.
        given: the new values of others.

    Raises:
        BadArguments: one can't be empty, or is given a value as well.
    """
    problems = {name: "can't be empty" for name in clear if name not in may_be_empty}
    problems |= {name: "is given a value and emptied" for name in clear if given.get(name)}
    if problems:
        said = "; ".join(f"{wording.words(name)} {problem}" for name, problem in problems.items())
        raise BadArguments(f"{said[:1].upper()}{said[1:]}. Nothing was changed.", problems)
    return list(dict.fromkeys(clear))


def nothing_in(kind: type[BusinessRow], column: str) -> str | None:
    """Return the value of a column that is empty."""
    return None if kind.__table__.columns[column].nullable else ""  # type: ignore[attr-defined]
