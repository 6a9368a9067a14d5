"""The outside as a server on loopback, for processes that are killed: it lives on, and keeps what it received.

It accepts and then says nothing, answers 500 after acting, answers twice, resets the connection, or is honest.
"""

import json
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote

from evals.adversary.books import NobodyThere
from schemas.errors import OutsideUncertain
from schemas.ports import CustomerChange, EarlierAttempt, NewCustomer, OutgoingMail, ReadBack

PATIENCE = 0.3
"""Seconds that the client waits for an answer."""


class Manner(StrEnum):
    """The server's manner with the next request."""

    ANSWER = "answers"
    SILENT = "accepts, then says nothing"
    FAIL = "acts, then answers 500"
    TWICE = "answers twice"
    RESET_AFTER = "acts, then resets the connection"
    RESET_BEFORE = "resets the connection before acting"


@dataclass
class Ledger:
    """The record of what the server received, by path, and how it will behave.

    Args:
        manners: taken one a request that acts; then it answers.
        blind: whether a look can't tell what was done.
    """

    manners: list[Manner] = field(default_factory=list)
    blind: bool = False
    received: dict[str, list[tuple[str, dict[str, Any]]]] = field(
        default_factory=lambda: {"/mail": [], "/books": []}
    )


class Handler(BaseHTTPRequestHandler):
    """POST acts, GET looks; the key is the last part of the path."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    ledger: Ledger

    def do_POST(self) -> None:
        """Receive content, in whatever manner comes next."""
        path, _, key = self.path.rpartition("/")
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        manner = self.ledger.manners.pop(0) if self.ledger.manners else Manner.ANSWER
        if manner == Manner.RESET_BEFORE:
            self._reset()
            return
        if path == "/mail" or key not in [known for known, _ in self.ledger.received[path]]:
            self.ledger.received[path].append((key, content))
        if manner == Manner.RESET_AFTER:
            self._reset()
        elif manner == Manner.SILENT:
            self.close_connection = True
            self.rfile.read(1)
        else:
            for _ in range(2 if manner == Manner.TWICE else 1):
                self._answer(500 if manner == Manner.FAIL else 200, {"id": key[:8]})

    def do_GET(self) -> None:
        """Answer whether something was received under the key."""
        path, _, key = self.path.rpartition("/")
        wanted = unquote(key)
        there = any(
            wanted in {known, content.get("display_name")} for known, content in self.ledger.received[path]
        )
        self._answer(200, {"found": ReadBack.CANNOT_TELL if self.ledger.blind else _found(there)})

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing on the terminal."""

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def _found(there: bool) -> ReadBack:
    return ReadBack.DONE if there else ReadBack.NOT_DONE


class QuietServer(ThreadingHTTPServer):
    """Says nothing of clients that are killed in the middle of a word."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a killed client: the server is for that."""


class Server:
    """A server of its own thread; `ledger` is what it received."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        handler = type("OwnHandler", (Handler,), {"ledger": self.ledger})
        self.server = QuietServer(("127.0.0.1", 0), handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    def clear(self, manners: list[Manner], *, blind: bool) -> None:
        """Forget everything, and behave like this from now on."""
        self.ledger.manners[:] = manners
        self.ledger.blind = blind
        for received in self.ledger.received.values():
            received.clear()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def nothing() -> None:
    """Do nothing when the outside is touched, unless a process is to be killed then."""


@dataclass
class Client(NobodyThere):
    """A mail sender and reader, and a books writer and reader, of a server.

    Args:
        port: the server's.
        tick: called before and after each time the outside is touched.
    """

    port: int
    tick: Callable[[], object] = nothing

    def send(self, mail: OutgoingMail, effect_key: str) -> dict[str, Any]:
        """See `MailSender.send`."""
        content = {"address": mail.address, "subject": mail.subject, "text": mail.text}
        return {"message_id": self._asked("POST", f"/mail/{effect_key}", content)["id"]}

    def sent_with(self, effect_key: str) -> ReadBack:
        """See `MailReader.sent_with`."""
        return ReadBack(self._asked("GET", f"/mail/{effect_key}")["found"])

    def identity_of(self, effect_key: str) -> dict[str, Any]:
        """See `MailReader.identity_of`."""
        return {"message_id": effect_key[:8]}

    def create_customer(self, customer: NewCustomer, effect_key: str) -> dict[str, Any]:
        """See `BooksWriter.create_customer`."""
        return self._asked("POST", f"/books/{effect_key}", asdict(customer))

    def change_customer(self, change: CustomerChange, effect_key: str) -> dict[str, Any]:
        """See `BooksWriter.change_customer`."""
        return self._asked("POST", f"/books/{effect_key}", asdict(change))

    def created(self, customer: NewCustomer) -> EarlierAttempt:
        """See `BooksReader.created`."""
        found = ReadBack(self._asked("GET", f"/books/{quote(customer.display_name, safe='')}")["found"])
        return EarlierAttempt(found, {"id": "found"} if found == ReadBack.DONE else {})

    def _asked(self, verb: str, path: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
        self.tick()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(verb, path, json.dumps(content) if content else None)
            answer = connection.getresponse()
            body: dict[str, Any] = json.loads(answer.read())
        finally:
            connection.close()
        self.tick()
        if answer.status != 200:
            raise OutsideUncertain(f"The server answered {answer.status}.")
        return body
