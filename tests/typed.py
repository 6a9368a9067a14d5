"""The command line in this process: the console script's own function, with what it prints caught."""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout

import pytest
from cli.command import Ran

from entrypoints.cli.main import run


def typed(*arguments: object, given: str = "") -> Ran:
    """One command as a script would type it, with nobody at the terminal."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["deskhand", *map(str, arguments)])
        patch.setattr(sys, "stdin", io.StringIO(given))
        try:
            run()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    return Ran(code, out.getvalue(), err.getvalue())
