"""Runs the real `deskhand`, in this process or in one of its own, and looks at what it left behind."""

import gc
import os
import sqlite3
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from rivera import NOW
from typer import Typer

from entrypoints.cli.main import app, run

MACHINES_CLOCK = ""
"""In place of a time: the machine's clock is read. tests/test_clock.py keeps who does, and why."""


@dataclass(frozen=True)
class Ran:
    """The result of one run."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


def environment(**changes: str) -> dict[str, str]:
    """Return this process's own environment, without what would point at another home."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DESKHAND_")}
    return {**kept, **changes}


def command(*arguments: object, now: str = NOW) -> list[str]:
    """Return what starts a `deskhand` at a time: a `--now` among the arguments has the last word."""
    return [str(Path(sys.executable).with_name("deskhand")), *_told(now, arguments)]


def _told(now: str, arguments: tuple[object, ...]) -> list[str]:
    return [*(("--now", now) if now else ()), *map(str, arguments)]


def deskhand(*arguments: object, given: bytes = b"", now: str = NOW, **changes: str) -> Ran:
    """Run `deskhand` in this process, with nobody at the terminal."""
    return in_this_process(app, *_told(now, arguments), given=given, **changes)


def in_this_process(commands: Typer, *arguments: object, given: bytes = b"", **changes: str) -> Ran:
    """Run the console script's own function with what it prints caught.

    Args:
        commands: which ones.
        arguments: as typed.
        given: what is read from the standard input.
        changes: of the environment.
    """
    out, err, code = _stream(), _stream(), 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name in os.environ.keys() - environment().keys():
            patch.delenv(name)
        for name, value in changes.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["deskhand", *map(str, arguments)])
        patch.setattr(sys, "stdin", _stream(given))
        try:
            run(commands)
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    gc.unfreeze()  # a command keeps all that it has imported out of the collector's sight, since its process ends
    return Ran(code, _printed(out), _printed(err))


def _stream(held: bytes = b"") -> TextIOWrapper:
    return TextIOWrapper(BytesIO(held), encoding="utf-8")


def _printed(stream: TextIOWrapper) -> str:
    stream.flush()
    written = stream.buffer
    assert isinstance(written, BytesIO)
    return written.getvalue().decode()


def deskhand_process(*arguments: object, given: bytes = b"", now: str = NOW, **changes: str) -> Ran:
    """Run the same in a process of its own, for what is told of starting, of its streams or of its environment."""
    done = subprocess.run(
        command(*arguments, now=now),
        input=given,
        capture_output=True,
        env=environment(**changes),
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def rows(home: Path) -> list[str]:
    """Return everything in a home's database, as SQL."""
    connection = sqlite3.connect(home / "deskhand.db")
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of every file under a folder, by its path there, folders by themselves empty."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
    }


def is_one_clear_sentence(ran: Ran) -> bool:
    """Return whether a message is one that a person can act on: no traceback, no word of a library's, told once."""
    strange = ("Traceback", "sqlalchemy", "sqlite3.", "psycopg.", 'File "', "pydantic")
    return not any(word in ran.said for word in strange) and len(ran.err.splitlines()) <= 1
