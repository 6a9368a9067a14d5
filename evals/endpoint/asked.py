"""A request to a model, written so that somebody can read it and answer in the model's place."""

import json
from typing import Any

from agent.models.endpoint import Asked

HOW_TO_ANSWER = """\
Answer in plain words, or call tools, a line each, and see what they answer:
    call show_contact contact="Maria Lopez"
    call log_interaction about=Maria summary="wants a quote" type=phone_call
Longer values can be a JSON object: call send_message {"to": "Maria", "text": "We come at 9."}"""


def rules(asked: Asked) -> str:
    """Return what stays much the same from request to request: what the model is told first, and the tools."""
    told = [str(one["content"]) for one in asked.messages if one["role"] == "system"]
    parts = [*told, *(["The tools (* must be given):", *map(_tool, asked.tools)] if asked.tools else [])]
    if asked.shape is not None:
        parts.append(f"The answer has to be JSON of this form:\n{json.dumps(asked.shape[1])}")
    return "\n\n".join(parts)


def conversation(asked: Asked) -> str:
    """Return what was said so far, the last words at the end."""
    return "\n\n".join(_message(one) for one in asked.messages if one["role"] != "system")


def _tool(offer: dict[str, Any]) -> str:
    function = offer["function"]
    parameters = function.get("parameters") or {}
    needed, shared = set(parameters.get("required") or ()), parameters.get("$defs") or {}
    lines = [f"{function['name']}: {function.get('description', '')}"]
    for name, schema in (parameters.get("properties") or {}).items():
        kinds = [_meant(kind, shared) for kind in schema.get("anyOf") or [schema]]
        optional = any(kind.get("type") == "null" for kind in kinds)
        choices = [str(one) for kind in kinds for one in kind.get("enum") or ()]
        told = "; ".join(filter(None, (schema.get("description", ""), " | ".join(choices))))
        lines.append(f"    {name}{'*' if name in needed and not optional else ''}: {told}")
    return "\n".join(lines)


def _meant(kind: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """Return a schema, looked up where it is a reference."""
    found: dict[str, Any] = shared.get(str(kind.get("$ref", "")).rpartition("/")[2], kind)
    return found


def _message(message: dict[str, Any]) -> str:
    content = str(message.get("content") or "")
    if message["role"] == "user":
        return f"OWNER: {content}"
    if message["role"] == "tool":
        return f"THE TOOL ANSWERED: {content}"
    calls = [one["function"] for one in message.get("tool_calls") or ()]
    return "\n".join(
        [
            "YOU:",
            *([content] if content else []),
            *(f"call {one['name']} {one['arguments']}" for one in calls),
        ]
    )
