"""Wrong oracles: each differs from a case's own expectations in one place, and so must fail."""

import copy
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

FREE = {"as", "unsaid", "lacks"}
"""Names that a case binds are free to be called anything; unsaid phrases are made wrong by being said."""

EXACT = {"added", "changed", "approvals", "mailbox", "books", "cards", "calls"}
"""Lists that must be complete, and so fail when one of theirs is left out."""

EITHER = {"one_of"}
"""Lists of which one is enough, and so fail only when all of theirs are wrong."""

CLOSED = {
    "outcome": ["done", "refused"],
    "status": ["pending", "done"],
    "does": ["created", "changed"],
}
RECEIVED = ["kept", "skipped"]
OF_THE_BUILTIN = {"wording", "calls"}
"""The expectations of the built-in interpreter alone."""


def mutations(content: dict[str, Any], *, builtin: bool = True) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every mutation of a parsed case, with the key that it is wrong at.

    Args:
        content: as parsed from YAML.
        builtin: whether the play that it will be held against was the built-in interpreter's.
    """
    for path in _expected(content):
        if not builtin and OF_THE_BUILTIN & set(path):
            continue
        for label, value in _wrong(path, _at(content, path)):
            mutated = copy.deepcopy(content)
            _at(mutated, path[:-1])[path[-1]] = value
            yield f"{'.'.join(map(str, path))} {label}", mutated
    for index, event in enumerate(content["events"]):
        there = next(_certain_phrases(event, builtin=builtin), None)
        if there is not None:
            mutated = copy.deepcopy(content)
            hears = mutated["events"][index]["hears"]
            hears["unsaid"] = [*hears.get("unsaid", []), there]
            yield f"events.{index}.hears.unsaid", mutated


def _certain_phrases(event: dict[str, Any], *, builtin: bool) -> Iterator[str]:
    """Yield phrases that a right reply certainly holds."""
    hears = event.get("hears")
    if isinstance(hears, dict):
        named = [*hears.get("says", []), *(hears.get("wording", []) if builtin else [])]
        yield from (one for one in named if isinstance(one, str))


def _at(content: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        content = content[key]
    return content


def _expected(content: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    yield from _below(content["expect"], ("expect",))
    for index, event in enumerate(content["events"]):
        if "hears" in event:
            yield from _below(event["hears"], ("events", index, "hears"))


def _below(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield every list and every single value; a list of which one is enough counts as one."""
    if isinstance(value, dict):
        for key in value.keys() - FREE:
            yield from _below(value[key], (*path, key))
        return
    yield path
    if isinstance(value, list) and not _one_is_enough(path):
        for index, item in enumerate(value):
            yield from _below(item, (*path, index))


def _one_is_enough(path: tuple[Any, ...]) -> bool:
    return path[-1] in EITHER or (len(path) > 1 and path[-2] == "says")


def _wrong(path: tuple[Any, ...], value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        if _one_is_enough(path):
            yield "others", [_other(one) for one in value]
        elif path[-1] in EXACT:
            for index in range(len(value)):
                yield f"without {index}", [*value[:index], *value[index + 1 :]]
    elif path[-1] in CLOSED and not {"columns", "before", "after", "problem", "result", "values"} & set(path):
        words = (
            CLOSED[path[-1]]
            if value in {"done", "refused", "waiting", "failed"} or path[-1] != "outcome"
            else RECEIVED
        )
        yield "another", next(word for word in words if word != value)
    elif path[-1] == "hears":
        yield "another", {"outcome": "done", "says": ["something"]}
    else:
        yield "another", _other(value)


def _other(value: Any) -> Any:
    if value is None:
        return "something"
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float | Decimal):
        return value + 1
    if isinstance(value, datetime | date):
        return value + timedelta(days=1)
    if value == "$clock":
        return "2001-01-01T00:00:00+00:00"
    if isinstance(value, str) and value.startswith("$"):
        return "$clock" if value == "$owner" else "$owner"
    return f"{value} (mutated)"
