"""Tools in the form of the chat completions protocol, and the stricter form that some servers hold a model to."""

from typing import Any

from tools.registry import Tool

DROPPED = frozenset(
    {"title", "default", "maxLength", "minLength", "pattern", "format", "minItems", "maxItems"}
)
"""The keys that a strict schema may not hold, and no model needs; the gate checks all of it again."""


def offered(tool: Tool) -> dict[str, Any]:
    """Return the offer of a tool to a model, in few words: it goes out with every request."""
    schema = tool.schema()
    parameters = _short(schema, schema.get("$defs", {}))
    return {
        "type": "function",
        "function": {"name": tool.name, "description": tool.summary, "parameters": parameters},
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


NOT_GIVEN = frozenset({"null", "none", "n/a", "nil", "undefined"})
"""The words that models write for what nobody said."""


def given(offer: dict[str, Any], arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments that were given: without nulls, which a strict schema makes the model write where it had nothing to
    say, and without "null", "none" or "N/A" where an argument may be left out and such a word is no value of it.

    Args:
        offer: of the tool.
        arguments: as the model wrote them.
    """
    parameters = offer["function"]["parameters"]
    optional = {
        name: schema
        for name, schema in parameters.get("properties", {}).items()
        if name not in parameters.get("required", ())
    }
    return {
        name: value
        for name, value in arguments.items()
        if value is not None and not (name in optional and _says_nothing(value, optional[name]))
    }


def _says_nothing(value: Any, schema: dict[str, Any]) -> bool:
    return (
        isinstance(value, str)
        and value.strip().casefold() in NOT_GIVEN
        and value not in schema.get("enum", ())
    )


def _plain(schema: Any) -> Any:
    """Return a schema without the titles derived from names: they say nothing and cost tokens."""
    if isinstance(schema, dict):
        return {
            key: _plain(value)
            for key, value in schema.items()
            if key != "title" or not isinstance(value, str)
        }
    return [_plain(one) for one in schema] if isinstance(schema, list) else schema


def _short(schema: Any, named: dict[str, Any]) -> Any:
    """Return a schema without what the gate checks anyway, and without the null of what may be left out.

    Args:
        schema: a schema or a part of one.
        named: its `$defs`, which are put in place of their names.
    """
    if isinstance(schema, list):
        return [_short(one, named) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        meant = {
            key: value for key, value in named[schema["$ref"].split("/")[-1]].items() if key != "description"
        }
        own = {key: value for key, value in schema.items() if key != "$ref"}
        return _short({**meant, **own}, named)
    kept = {key: value for key, value in schema.items() if key not in DROPPED | {"$defs", "properties"}}
    if "properties" not in schema:
        return {key: _short(value, named) for key, value in kept.items()}
    needed = schema.get("required", ())
    properties = {
        name: _short(one if name in needed else _without_null(one), named)
        for name, one in schema["properties"].items()
    }
    return {**{key: _short(value, named) for key, value in kept.items()}, "properties": properties}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an optional argument without its null: it is left out in place of that."""
    choices = [one for one in schema.get("anyOf", []) if one.get("type") != "null"]
    if len(choices) != 1:
        return schema
    return {**choices[0], **{key: value for key, value in schema.items() if key != "anyOf"}}


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
