"""Gmail's own description of its calls, which ships inside google-api-python-client: is a request one that Gmail takes?"""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

COMMON = {"alt", "prettyPrint", "fields", "key", "quotaUser"}


@dataclass(frozen=True)
class Call:
    """A request as Gmail's description knows it: "drafts.send", and the parameters of its path and query."""

    name: str
    path: dict[str, str]
    query: dict[str, list[str]]


@cache
def description() -> dict[str, Any]:
    from googleapiclient.discovery_cache import get_static_doc

    found: dict[str, Any] = json.loads(get_static_doc("gmail", "v1"))
    return found


@cache
def methods() -> list[tuple[str, str, re.Pattern[str], dict[str, Any]]]:
    """Return HTTP verb, name, pattern of the path, and description of every method."""
    found = []

    def collect(resource: dict[str, Any], name: str) -> None:
        for method_name, method in resource.get("methods", {}).items():
            path = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(method["path"]))
            found.append((method["httpMethod"], f"{name}{method_name}", re.compile(f"/{path}"), method))
        for below, inner in resource.get("resources", {}).items():
            collect(inner, f"{name}{below}.")

    collect(description()["resources"]["users"], "")
    return found


def call_of(verb: str, target: str) -> Call | None:
    """Return the call that a request makes; None if Gmail has none like it."""
    parts = urlsplit(target)
    for known_verb, name, pattern, _ in methods():
        matched = pattern.fullmatch(parts.path)
        if known_verb == verb and matched:
            return Call(name, matched.groupdict(), parse_qs(parts.query, keep_blank_values=True))
    return None


def wrong_with(verb: str, target: str, body: bytes) -> list[str]:
    """Return the errors of a request against Gmail's description; empty if it is right."""
    call = call_of(verb, target)
    if call is None:
        return [f"Gmail has no {verb} {target}"]
    method = next(one for known, name, _, one in methods() if name == call.name and known == verb)
    wrong = []
    for name, values in call.query.items():
        parameter = method["parameters"].get(name)
        if parameter is None and name not in COMMON:
            wrong.append(f"{call.name} takes no {name}")
        allowed = (parameter or {}).get("enum")
        wrong += [f"{call.name}: {name}={value}" for value in values if allowed and value not in allowed]
        if parameter is not None and len(values) > 1 and not parameter.get("repeated"):
            wrong.append(f"{call.name}: {name} is given {len(values)} times")
    if body and "request" not in method:
        wrong.append(f"{call.name} takes no body")
    if body and "request" in method:
        wrong += _wrong_in(json.loads(body), method["request"]["$ref"], call.name)
    return wrong


def _wrong_in(value: dict[str, Any], schema: str, where: str) -> list[str]:
    properties = description()["schemas"][schema]["properties"]
    wrong = [f"{where}: {schema} has no {name}" for name in value if name not in properties]
    for name, inner in value.items():
        if name in properties and "$ref" in properties[name]:
            wrong += _wrong_in(inner, properties[name]["$ref"], where)
    return wrong
