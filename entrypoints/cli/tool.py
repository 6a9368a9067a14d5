"""`deskhand tool`: any tool by its name, with arguments as JSON."""

import json
import sys
from typing import Annotated, Any

import typer

from entrypoints.cli.output import finish, office_of, say, say_json


def register(app: typer.Typer) -> None:
    app.command("tool")(tool)


def tool(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The tool's name.")] = "",
    arguments: Annotated[
        str, typer.Argument(help="Its arguments as a JSON object; - reads standard input.")
    ] = "{}",
    list_all: Annotated[bool, typer.Option("--list", help="List the tools and their arguments.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --list: schemas as JSON.")] = False,
) -> None:
    """Call one tool; print the outcome as JSON."""
    if list_all:
        _list(as_json=as_json)
        return
    if not name:
        raise typer.BadParameter("say which tool, or --list to see them", param_hint="NAME")
    from schemas.effects import Call

    given = _parsed(sys.stdin.buffer.read() if arguments == "-" else arguments)
    with office_of(context) as office:
        outcome = office.gate.submit(office.desk("cli"), Call(tool=name, arguments=given))
        finish(outcome, as_json=True)


def _parsed(text: str | bytes) -> dict[str, Any]:
    from schemas.errors import BadArguments

    try:
        given = json.loads(text, parse_constant=_no_constant)
    except (json.JSONDecodeError, RecursionError, ValueError) as error:
        raise BadArguments(
            f'The arguments are not JSON ({error}). Write them like \'{{"contact": "Maria"}}\', in single quotes. '
            "Nothing was changed."
        ) from None
    if not isinstance(given, dict):
        raise BadArguments(
            'The arguments must be a JSON object such as {"contact": "Maria"}. Nothing was changed.'
        )
    return given


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _list(*, as_json: bool) -> None:
    import tools
    from tools.registry import discover

    found = sorted(discover(tools).tools.values(), key=lambda one: (one.effect, one.name))
    if as_json:
        say_json(
            [
                {"name": one.name, "effect": one.effect, "summary": one.summary, "arguments": one.schema()}
                for one in found
            ]
        )
        return
    for one in found:
        fields = one.arguments.model_fields.items()
        shown = ", ".join(key if field.is_required() else f"[{key}]" for key, field in fields)
        say(f"{one.effect:5}  {one.name}({shown})\n         {one.summary}")
