"""Finds the tools and acts: every public module under `tools` is looked through, and no list is edited.

A tool is a typed function with a docstring and one decorator. Its argument schema is derived from its
signature, its description and those of its arguments from the docstring.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType, ModuleType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from schemas.discovery import Function, add_once, file_of, marked_with, modules_of, own_values, summary_of
from schemas.effects import Effect
from schemas.errors import BadArguments, BadConfiguration, UnknownTool
from tools.acts import Act, LocalAct, OutsideAct

MARK = "__deskhand_tool__"
WRONG_KINDS = {
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
}
"""Our words for a value of the wrong kind, in place of pydantic's own."""
MOST_COUNTED = 2**31 - 1
"""The largest whole number that an argument may be: what the smaller of the two databases keeps."""


@dataclass(frozen=True)
class _Mark:
    effect: Effect
    outside: bool


def tool(effect: Effect, *, outside: bool = False) -> Callable[[Function], Function]:
    """Mark a function as a tool; nothing else happens at import.

    Args:
        effect: what it does.
        outside: it asks the network or a model, so it gets no transaction and prepares its act without one.
    """
    return marked_with(MARK, _Mark(effect, outside))


class Tool:
    """One tool as the gate sees it.

    Args:
        function: the marked function; its first parameter is the Desk.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        mark: _Mark = getattr(function, MARK)
        self.function = function
        self.name = function.__name__
        self.effect = mark.effect
        self.outside = mark.outside
        self.where = file_of(function)

    @cached_property
    def summary(self) -> str:
        """Return the first paragraph of the docstring."""
        return summary_of(self.function, "tool")

    @cached_property
    def arguments(self) -> type[BaseModel]:
        """Return the model of its arguments, derived from the signature; undeclared ones are refused."""
        described = _argument_descriptions(inspect.getdoc(self.function) or "")
        fields: dict[str, Any] = {}
        parameters = list(inspect.signature(self.function).parameters.values())[1:]
        for parameter in parameters:
            missing = parameter.default is inspect.Parameter.empty
            fields[parameter.name] = (
                parameter.annotation,
                Field(... if missing else parameter.default, description=described.get(parameter.name, "")),
            )
        config = ConfigDict(extra="forbid", validate_default=False)
        return create_model(self.name, __config__=config, **fields)

    def parse(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return validated arguments by name.

        Raises:
            BadArguments: undeclared, missing or of the wrong kind; says for each what would be right.
        """
        _refuse_unstorable(arguments)
        try:
            parsed = self.arguments.model_validate(arguments)
        except ValidationError as error:
            raise _explained(self, error) from None
        values = {name: getattr(parsed, name) for name in type(parsed).model_fields}
        _refuse_uncountable(values)
        return values

    @cached_property
    def _schema(self) -> dict[str, Any]:
        return self.arguments.model_json_schema()

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the arguments; cached, since a model is sent it with every request."""
        return self._schema


def _argument_descriptions(doc: str) -> dict[str, str]:
    """Return the words of a docstring's `Args:` section by argument name."""
    section = re.search(r"^Args:\n((?:[ \t]+.*\n?|\n)+)", doc, re.MULTILINE)
    described: dict[str, str] = {}
    name = ""
    for line in section.group(1).splitlines() if section else ():
        named = re.match(r"^    (\w+): (.*)$", line)
        if named:
            name = named.group(1)
            described[name] = named.group(2).strip()
        elif name and line.strip():
            described[name] += " " + line.strip()
    return described


def _refuse_unstorable(value: Any, where: str = "") -> None:
    """Refuse text that a database can't keep: NUL characters and halves of surrogate pairs."""
    if isinstance(value, str):
        if "\x00" in value or (not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value)):
            raise BadArguments(
                f"{where or 'an argument'} holds a character that can't be stored; leave it out.",
                {where: "holds a NUL character or half of a surrogate pair"},
            )
    elif isinstance(value, dict):
        for key, item in value.items():
            _refuse_unstorable(key, where or str(key).encode("ascii", "replace").decode())
            _refuse_unstorable(item, where or str(key))
    elif isinstance(value, list):
        for item in value:
            _refuse_unstorable(item, where)


def _refuse_uncountable(values: dict[str, Any]) -> None:
    """Refuse whole numbers that no database has room for."""
    for name, value in values.items():
        if isinstance(value, int) and abs(value) > MOST_COUNTED:
            problem = f"must be a number up to {MOST_COUNTED:,}"
            raise BadArguments(f"{name} {problem}. Nothing was changed.", {name: problem})


def _explained(found: Tool, error: ValidationError) -> BadArguments:
    declared = list(found.arguments.model_fields)
    fields: dict[str, str] = {}
    for problem in error.errors(include_url=False):
        name = ".".join(str(part) for part in problem["loc"]) or "arguments"
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = f"is not an argument of {found.name}; it takes: {', '.join(declared) or 'none'}"
        elif problem["type"] == "missing":
            message = "is missing"
        elif problem["type"] == "enum":
            message = f"must be one of {problem['ctx']['expected']}, not {_shown(problem['input'])}"
        elif problem["type"] in WRONG_KINDS:
            message = f"{WRONG_KINDS[problem['type']]}, not {_shown(problem['input'])}"
        elif problem["type"] == "string_too_long":
            message = f"is longer than {problem['ctx']['max_length']} characters; shorten it"
        fields[name] = message
    listed = "; ".join(f"{name} {message}" for name, message in fields.items())
    return BadArguments(f"{found.name} was not called: {listed}. Nothing was changed.", fields)


def _shown(value: Any) -> str:
    """Return a given value as a refusal repeats it: its beginning."""
    said = repr(value)
    return said if len(said) <= 60 else f"{said[:60]}…"


class Registry:
    """Every tool by name and every act by kind.

    Args:
        modules: the modules to look through.

    Raises:
        BadConfiguration: two have one name; names both files.
    """

    def __init__(self, modules: Iterable[ModuleType]) -> None:
        self._tools: dict[str, Tool] = {}
        self._acts: dict[str, type[Act]] = {}
        self.tools: Mapping[str, Tool] = MappingProxyType(self._tools)
        self.acts: Mapping[str, type[Act]] = MappingProxyType(self._acts)
        for module in modules:
            for value in own_values(module):
                if hasattr(value, MARK):
                    summary_of(value, "tool")
                    add_once(self._tools, value.__name__, Tool(value), "tools", lambda one: one.where)
                elif inspect.isclass(value) and issubclass(value, LocalAct | OutsideAct):
                    add_once(self._acts, value.__name__, value, "acts", file_of)

    @cached_property
    def reads(self) -> frozenset[str]:
        """Return the names of the tools that only look something up."""
        return frozenset(name for name, found in self.tools.items() if found.effect == Effect.READ)

    def find(self, name: str) -> Tool:
        """Return the tool with a name.

        Raises:
            UnknownTool: there is none; the nearest names are given.
        """
        found = self.tools.get(name)
        if found is not None:
            return found
        from rapidfuzz import process

        nearest = [str(match[0]) for match in process.extract(name[:80], list(self.tools), limit=3)]
        raise UnknownTool(
            f"There is no tool {name[:80]!r}. Did you mean {', '.join(nearest)}? "
            "See them all: deskhand tool --list",
            nearest,
        )

    def revive(self, stored: dict[str, Any]) -> Act:
        """Return an act from its stored form: `{"act": kind, "payload": {…}}`."""
        kind = self.acts.get(stored["act"])
        if kind is None:
            raise BadConfiguration(
                f"An approval holds an act {stored['act']!r} that this version doesn't know. "
                "Reject it and ask again."
            )
        return kind.model_validate(stored["payload"])


def stored_form(act: Act) -> dict[str, Any]:
    """Return an act as the approval queue stores it; `Registry.revive` reads it."""
    return {"act": type(act).__name__, "payload": act.model_dump(mode="json")}


@cache
def discover(package: ModuleType) -> Registry:
    """Look through every module of a package and of those below it, once in a process: code doesn't change
    meanwhile.

    Raises:
        BadConfiguration: see `Registry`.
    """
    return Registry(modules_of(package))
