"""The commands in this process: the console script's own function, with what it prints caught."""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout

import pytest
import typer
from cli.command import Ran
from rivera import NOW

from entrypoints.cli.main import app, run
from evals.commands.cases import evaluate


def typed(*arguments: object, given: str = "") -> Ran:
    """Run `deskhand` as a script would type it, with nobody at the terminal."""
    return _ran(app, arguments, given)


def measured(*arguments: object) -> Ran:
    """Run `python -m evals` as a script would type it."""
    return _ran(evaluate, arguments, "")


def _ran(commands: typer.Typer, arguments: tuple[object, ...], given: str) -> Ran:
    out, err, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["deskhand", "--now", NOW, *map(str, arguments)])
        patch.setattr(sys, "stdin", io.StringIO(given))
        try:
            run(commands)
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    return Ran(code, out.getvalue(), err.getvalue())
