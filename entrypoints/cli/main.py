"""`deskhand`: the options that every command shares, and what a script can rely on.

Exit codes: 0 done, or waiting for a yes; 1 failed outside; 2 refused, or typed wrongly; 3 the machine, its
settings or its database need somebody's hand.
"""

import sys
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli import (
    approvals,
    audit,
    auto_send,
    backup,
    cadence,
    chat,
    connect,
    demo,
    duplicates,
    export,
    generate,
    import_people,
    intake,
    notify,
    procedures,
    redact,
    report,
    sandbox,
    serve,
    settings,
    setup,
    tone,
    tool,
    undo,
    usage,
    watch,
)
from entrypoints.cli.output import complain
from schemas.errors import CallRefused, DeskhandError, OperatorMustAct

app = typer.Typer(
    name="deskhand",
    help="The back office of a small service business, run by talking to it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@dataclass(frozen=True)
class Options:
    """The options before the command: the home, and the time to work at."""

    home: Path | None
    now: str


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option("--home", help="The folder with everything in it.", metavar="DIR")
    ] = None,
    now: Annotated[str, typer.Option("--now", help="Work as if it were this time.", metavar="ISO-TIME")] = "",
) -> None:
    context.obj = Options(home, now)


for group in (
    setup,
    demo,
    chat,
    tool,
    approvals,
    undo,
    duplicates,
    intake,
    audit,
    watch,
    serve,
    report,
    notify,
    cadence,
    auto_send,
    settings,
    tone,
    usage,
    connect,
    sandbox,
    procedures,
    import_people,
    export,
    backup,
    redact,
    generate,
):
    group.register(app)


def run(commands: typer.Typer = app) -> None:
    """Run the console script: every expected error becomes one plain sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        commands(standalone_mode=True)
    except OperatorMustAct as error:
        _fail(error, 3)
    except CallRefused as error:
        _fail(error, 2)
    except DeskhandError as error:
        _fail(error, 1)
    except BrokenPipeError:
        sys.exit(1)


def _fail(error: DeskhandError, code: int) -> None:
    complain(error.message)
    sys.exit(code)


if __name__ == "__main__":
    run()
