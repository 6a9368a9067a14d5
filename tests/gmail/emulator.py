"""`emulate`'s Gmail, a server that nobody here wrote, started once a test run; its mailboxes are handed out one a test."""

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import peer_programs

MAILBOXES = 120


@contextmanager
def running(folder: Path) -> Iterator[int]:
    """Run the emulator with mailboxes box1@example.com and so on, and yield its port."""
    users = "".join(f"    - email: box{number}@example.com\n" for number in range(1, MAILBOXES + 1))
    (folder / "seed.yaml").write_text(f"google:\n  users:\n{users}", encoding="utf-8")
    port = peer_programs.free_port()
    started = [*peer_programs.command("emulate"), "start", "--service", "google", "--port", str(port)]
    with peer_programs.running([*started, "--seed", str(folder / "seed.yaml")], port, "/", folder):
        yield port


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
        """Return a token for one request."""
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
    """The redirect and body of an answer."""

    location: str
    body: bytes
