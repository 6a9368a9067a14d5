"""A model's answer as somebody types it: plain words, and calls a line each.

    call log_interaction about=Maria summary="wants a quote"
    call log_interaction {"about": "Maria", "summary": "wants a quote"}

A line that is indented goes on with the call above it.
"""

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any

from agent.models.endpoint import Finish, Requested, Said
from schemas.errors import BadArguments

CALL = re.compile(r"call (?P<name>[a-z][a-z0-9_]*)\s*(?P<arguments>\{.*|[a-z_]+=.*)?", re.DOTALL)
PLAIN = re.compile(r"[^\s\"'\\{}\[\]]+")


def said_from(text: str) -> Said:
    """Return the answer that was typed.

    Raises:
        BadArguments: a call's arguments can't be read; says how they are written.
    """
    words: list[str] = []
    calls: list[Requested] = []
    for line in _lines(text):
        found = CALL.fullmatch(line)
        if found is None:
            words.append(line)
            continue
        arguments = json.dumps(_arguments(found["arguments"] or ""), ensure_ascii=False)
        calls.append(Requested(f"call_{len(calls)}", found["name"], arguments))
    return Said("\n".join(words).strip(), calls, Finish.CALLS if calls else Finish.STOP)


def typed(said: Said) -> str:
    """Return an answer as it would be typed; arguments that are no object stay as the model wrote them."""
    calls = (f"call {one.name} {_written(one.arguments)}".rstrip() for one in said.calls)
    return "\n".join([*([said.text] if said.text else []), *calls])


def _lines(text: str) -> Iterator[str]:
    """Yield the lines, each call with the indented ones below it."""
    whole = ""
    for line in text.splitlines():
        if whole and line[:1].isspace():
            whole += f"\n{line.strip()}"
            continue
        if whole:
            yield whole
        whole = line if CALL.fullmatch(line) else ""
        if not whole:
            yield line
    if whole:
        yield whole


def _arguments(written: str) -> dict[str, Any]:
    try:
        if written.startswith("{"):
            found = json.loads(written)
            return found if isinstance(found, dict) else {}
        pairs = (part.partition("=") for part in shlex.split(written))
        return {name: _value(value) for name, _, value in pairs}
    except ValueError as error:
        raise BadArguments(
            f'{written[:80]!r} can\'t be read ({error}). Write name=value, or name="several words", or a JSON object.'
        ) from None


def _value(text: str) -> Any:
    """Return a value: a list or the like where it is written as JSON, else the text, which tools read as numbers too."""
    return json.loads(text) if text[:1] in {"[", "{"} else text


def _written(arguments: str) -> str:
    try:
        found = json.loads(arguments or "{}")
    except ValueError:
        return arguments
    if not isinstance(found, dict):
        return arguments
    if any(not (isinstance(value, str) and PLAIN.fullmatch(value)) for value in found.values()):
        return json.dumps(found, ensure_ascii=False)
    return " ".join(f"{name}={value}" for name, value in found.items())
