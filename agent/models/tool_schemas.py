"""Tools in the form of the chat completions protocol, and the stricter form that some servers hold a model to."""

from typing import Any

from tools.registry import Tool

DROPPED = frozenset(
    {"title", "default", "maxLength", "minLength", "pattern", "format", "minItems", "maxItems"}
)
"""The keys that a strict schema may not hold; the gate checks all of it again."""


def offered(tool: Tool) -> dict[str, Any]:
    """Return the offer of a tool to a model."""
    return {
        "type": "function",
        "function": {"name": tool.name, "description": tool.summary, "parameters": _plain(tool.schema())},
    }


def strictly(offer: dict[str, Any]) -> dict[str, Any]:
    """Return the offer with a strict schema; as it was where its arguments are open."""
    parameters = offer["function"]["parameters"]
    if not _can_be_strict(parameters):
        return offer
    return {**offer, "function": {**offer["function"], "parameters": _strict(parameters), "strict": True}}


def shape_of(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON Schema in the form that servers hold an answer to: every property named, lengths left to
    the reader.
    """
    shape: dict[str, Any] = _strict(_plain(schema))
    return shape


def without_nulls(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments without nulls, which a strict schema makes the model write where it had nothing to
    say.
    """
    return {name: value for name, value in arguments.items() if value is not None}


def _plain(schema: Any) -> Any:
    """Return a schema without the titles derived from names: they say nothing and cost tokens."""
    if isinstance(schema, dict):
        return {
            key: _plain(value)
            for key, value in schema.items()
            if key != "title" or not isinstance(value, str)
        }
    return [_plain(one) for one in schema] if isinstance(schema, list) else schema


def _can_be_strict(schema: Any) -> bool:
    if isinstance(schema, dict):
        if schema.get("additionalProperties") not in {None, False}:
            return False
        if schema.get("type") == "object" and "properties" not in schema:
            return False
        return all(_can_be_strict(value) for value in schema.values())
    return all(map(_can_be_strict, schema)) if isinstance(schema, list) else True


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return {key: _strict(value) for key, value in schema.items() if key not in DROPPED}
    needed = set(schema.get("required", ()))
    held = {
        name: _strict(one) if name in needed else _or_null(_strict(one)) for name, one in properties.items()
    }
    rest = {
        key: _strict(value)
        for key, value in schema.items()
        if key not in DROPPED | {"properties", "required"}
    }
    return {**rest, "properties": held, "required": list(properties), "additionalProperties": False}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    choices = schema.get("anyOf", [schema])
    if any(choice.get("type") == "null" for choice in choices):
        return schema
    described = (
        {"description": schema["description"]} if "description" in schema and "anyOf" not in schema else {}
    )
    bare = [{key: value for key, value in one.items() if key != "description"} for one in choices]
    outer = (
        {key: value for key, value in schema.items() if key == "description"}
        if "anyOf" in schema
        else described
    )
    return {**outer, "anyOf": [*bare, {"type": "null"}]}
