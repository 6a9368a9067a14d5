"""Runs the real `deskhand` in a process of its own, and looks at what it left behind."""

import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from rivera import NOW

MACHINES_CLOCK = ""
"""In place of a time: the process reads the machine's clock. tests/test_clock.py keeps who does, and why."""


@dataclass(frozen=True)
class Ran:
    """What came of one run."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


def environment(**changes: str) -> dict[str, str]:
    """This process's own, without what would point at another home."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DESKHAND_")}
    return {**kept, **changes}


def command(*arguments: str | Path, now: str = NOW) -> list[str]:
    """What starts a `deskhand` at a time: a `--now` among the arguments has the last word."""
    deskhand = str(Path(sys.executable).with_name("deskhand"))
    return [deskhand, *(("--now", now) if now else ()), *map(str, arguments)]


def deskhand(*arguments: str | Path, given: bytes = b"", now: str = NOW, **changes: str) -> Ran:
    """One run with nobody at the terminal."""
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
    """Everything in a home's database, as SQL."""
    connection = sqlite3.connect(home / "deskhand.db")
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def files(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, by its path there, folders by themselves empty."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
    }


def is_one_clear_sentence(ran: Ran) -> bool:
    """What a person can act on: no traceback, no word of a library's, told once."""
    strange = ("Traceback", "sqlalchemy", "sqlite3.", "psycopg.", 'File "', "pydantic")
    return not any(word in ran.said for word in strange) and len(ran.err.splitlines()) <= 1
