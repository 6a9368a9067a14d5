"""Calls that a model wrote as words: as JSON, in a fence, or between the marks of its own training."""

import json
import re
from collections.abc import Collection
from typing import Any

from agent.models.endpoint import Requested
from agent.models.reasoning import CALL_MARKS

NAMES = ("name", "tool", "function")
ARGUMENTS = ("arguments", "parameters", "args", "input")
MOST = 20
"""Calls in one answer; more is no answer of a model."""
_FUNCTION = re.compile(r"<function=([\w.-]{1,80})>", re.IGNORECASE)
_MARKS = re.compile("|".join(re.escape(mark) for mark in CALL_MARKS), re.IGNORECASE)


def calls_in(text: str, tools: Collection[str]) -> tuple[str, list[Requested]] | None:
    """Return the words before the calls that a text is, and the calls; None where it is words.

    A call that can't be read gives no calls: then the answer counts as none.

    Args:
        text: the answer.
        tools: names of those offered.
    """
    mark = _MARKS.search(text)
    before, rest = (text[: mark.start()], text[mark.start() :]) if mark else ("", text)
    found = [_called(one, tools) for one in _objects(rest)]
    calls = [one for one in found if one is not None][:MOST]
    named = _FUNCTION.search(rest)
    if not calls and named is not None:
        calls = [Requested("", named.group(1), json.dumps(one)) for one in _objects(rest)[:1]]
    if mark is None and not _is_nothing_else(rest, len(calls)):
        return None
    return before.strip(), [
        Requested(f"written_{index}", one.name, one.arguments) for index, one in enumerate(calls)
    ]


def _objects(text: str) -> list[dict[str, Any]]:
    """Return the JSON objects of a text, those of a list too, in order."""
    decoder, at = json.JSONDecoder(), 0
    found: list[dict[str, Any]] = []
    while len(found) < MOST and (at := text.find("{", at)) >= 0:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        found.append(value)
    return found


def _called(value: dict[str, Any], tools: Collection[str]) -> Requested | None:
    """Return the call that an object is; None where it is none."""
    inner = value.get("function")
    if isinstance(inner, dict):
        value = inner
    name = next((value[key] for key in NAMES if isinstance(value.get(key), str)), "")
    given = next((value[key] for key in ARGUMENTS if key in value), None)
    if not name or (given is None and name not in tools):
        return None
    return Requested("", name, given if isinstance(given, str) else json.dumps(given or {}))


def _is_nothing_else(text: str, calls: int) -> bool:
    """Return whether a text is nothing but calls, in a fence or not."""
    bare = re.sub(r"^\s*```\w*|```\s*$", "", text.strip()).strip()
    return bool(calls) and bare.startswith(("{", "[")) and bare.endswith(("}", "]"))
