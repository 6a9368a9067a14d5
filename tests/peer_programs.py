"""Programs that nobody here wrote, from npm, which tests talk to over loopback; started once, ended with the run."""

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import other_programs
import pytest

FOLDER = Path(__file__).parent / "peers"
REQUIRED = "DESKHAND_PEERS_REQUIRED"
"""Set by `.ci/run`: a peer that is missing there fails the run instead of skipping its tests."""

STARTS_WITHIN_SECONDS = 60


def missing(what: str) -> NoReturn:
    """Skip the test, or fail it where peers are required; left_out.py counts the skipped ones by what is missing.

    Args:
        what: is missing, and the command that brings it.
    """
    if os.environ.get(REQUIRED):
        pytest.fail(f"{what} ({REQUIRED} is set)")
    pytest.skip(what)


def command(name: str) -> list[str]:
    """Return the command that starts a peer."""
    program = FOLDER / "node_modules" / ".bin" / name
    bundled = FOLDER / "node_modules" / ".bin" / "node"
    node = str(bundled) if bundled.exists() else shutil.which("node")
    if node is None:
        missing("no Node (apt install nodejs npm, then make peers)")
    if not program.exists():
        missing("no Node peers (make peers)")
    return [str(node), str(program)]


@contextmanager
def running(arguments: Sequence[str], port: int, alive: str, folder: Path | None = None) -> Iterator[None]:
    """Run a peer until the end of the block.

    Args:
        arguments: the whole command.
        port: that it listens at, on loopback.
        alive: a path that it answers, with whatever status, once it is ready.
        folder: that it runs in; this process's own if not given.
    """
    process = subprocess.Popen(
        arguments,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        cwd=folder,
        env=other_programs.environment(),
    )
    try:
        _wait_for(process, f"http://127.0.0.1:{port}{alive}")
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(process: "subprocess.Popen[bytes]", url: str) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended by itself with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} did not answer within {STARTS_WITHIN_SECONDS} s")


def free_port() -> int:
    """Return a port of loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
