"""The practice company over HTTP on loopback; keeps itself in a file, so that it is the same after a restart."""

import json
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from integrations.quickbooks.sandbox.answers import Answered, Answers, Request
from integrations.quickbooks.sandbox.company import Company
from integrations.quickbooks.sandbox.faults import XML_THROTTLE, Fault, Faults, Way
from integrations.quickbooks.sandbox.refusals import Refusal, throttled
from integrations.quickbooks.sandbox.sign_in import SignIn
from integrations.quickbooks.sandbox.throttle import Throttle

LONGEST_BODY = 1_000_000
MOST_REMEMBERED = 20_000
"""Requests that are remembered, for a look at what came."""

LONGEST_HANG_SECONDS = 20.0


class Sandbox:
    """The practice company, listening from `start` to `stop`.

    Args:
        file: where it keeps itself; None for one that is forgotten.
        now: seconds; for tokens and limits.
        people: entities of a new company, as `{"_kind": "Customer", "DisplayName": …}`.
    """

    def __init__(
        self,
        file: Path | None = None,
        now: Callable[[], float] = time.time,
        people: list[dict[str, Any]] | None = None,
    ) -> None:
        self.file = file
        kept = json.loads(file.read_text(encoding="utf-8")) if file is not None and file.exists() else {}
        company, sign_in = Company(kept.get("entities", [])), SignIn(now)
        for name in ("access", "refresh"):
            getattr(sign_in, name).update(kept.get("sign_in", {}).get(name, {}))
        self.answers = Answers(company, sign_in, kept.get("replays", {}), self._keep)
        self.throttle = Throttle(now)
        self.faults = Faults()
        self.requests: deque[Request] = deque(maxlen=MOST_REMEMBERED)
        self._server: ThreadingHTTPServer | None = None
        if not kept:
            for one in people or []:
                company.add(one["_kind"], one)
            self._keep()

    @property
    def company(self) -> Company:
        return self.answers.company

    @property
    def base(self) -> str:
        """Return the sandbox's address while it listens."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def discovery(self) -> str:
        """Return the address of the discovery document."""
        return f"{self.base}/.well-known/openid_configuration"

    def start(self, port: int = 0) -> "Sandbox":
        """Start to listen on loopback, in a thread of its own.

        Raises:
            OSError: the port is taken.
        """
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(self))
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def stop(self) -> None:
        """Stop the server, and release requests that hang."""
        self.faults.released.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def _keep(self) -> None:
        if self.file is None:
            return
        state = {
            "entities": self.answers.company.as_json(), "sign_in": self.answers.sign_in.as_json(),
            "replays": self.answers.replays,
        }  # fmt: skip
        fresh = self.file.with_name(f".{self.file.name}.{os.getpid()}")
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(state), encoding="utf-8")
        fresh.replace(self.file)


def _handler_of(sandbox: Sandbox) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Without these two a call takes 44 ms: the small parts of an answer wait for each other.
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            self._handle()

        def do_POST(self) -> None:
            self._handle()

        def log_message(self, format: str, *arguments: Any) -> None:
            """Say nothing: a request's line may hold a code."""

        def _handle(self) -> None:
            request = self._read()
            sandbox.requests.append(request)
            fault = sandbox.faults.for_request(request.path)
            if not request.path.startswith("/v3/"):
                self._settle(request, fault)
                return
            try:
                with sandbox.throttle.admitted(batch=request.path.endswith("/batch")):
                    self._settle(request, fault)
            except Refusal as refusal:
                self._say_refused(refusal, sandbox.throttle.seconds_to_wait())

        def _read(self) -> Request:
            length = min(int(self.headers.get("Content-Length") or 0), LONGEST_BODY)
            body = self.rfile.read(length).decode("utf-8", "replace")
            return Request(self.command, self.path, self.headers.get("Authorization", ""), body)

        def _settle(self, request: Request, fault: Fault | None) -> None:
            if fault is not None and self._instead(fault):
                return
            answered = sandbox.answers.to(request, sandbox.base)
            if fault is None:
                self._say(answered)
            elif fault.way == Way.BUSY_AFTER:
                self._say_busy(fault)
            else:
                if fault.way == Way.HANG:
                    sandbox.faults.released.wait(LONGEST_HANG_SECONDS)
                self.close_connection = True

        def _instead(self, fault: Fault) -> bool:
            """Answer with a fault instead of acting; False for the faults that act."""
            match fault.way:
                case Way.EXPIRE:
                    sandbox.answers.sign_in.access.clear()
                    self._say_refused(
                        Refusal("3200", "message=AuthenticationFailed", "Token expired", 401), 0
                    )
                case Way.THROTTLE:
                    self._say_refused(throttled(), fault.retry_after)
                case Way.THROTTLE_XML:
                    self._send(429, XML_THROTTLE, "application/xml", {"Retry-After": str(fault.retry_after)})
                case Way.BUSY:
                    self._say_busy(fault)
                case Way.NO_CODE:
                    told = Refusal("", "Something went wrong", "No number was given to it")
                    self._say_refused(told, 0)
                case Way.NOT_JSON:
                    self._send(200, "<html>We are down for maintenance</html>", "text/html", {})
                case Way.REFUSE:
                    assert fault.refusal is not None
                    self._say_refused(fault.refusal, 0)
                case _:
                    return False
            return True

        def _say(self, answered: Answered) -> None:
            extra = {"Location": answered.location} if answered.location else {}
            self._send(answered.status, json.dumps(answered.content), "application/json", extra)

        def _say_refused(self, refusal: Refusal, retry_after: int) -> None:
            extra = {"Retry-After": str(retry_after)} if retry_after else {}
            self._send(refusal.status, json.dumps({"Fault": refusal.fault()}), "application/json", extra)

        def _say_busy(self, fault: Fault) -> None:
            self._send(503, "Service Unavailable", "text/plain", {"Retry-After": str(fault.retry_after)})

        def _send(self, status: int, text: str, kind: str, extra: dict[str, str]) -> None:
            content = text.encode()
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **extra}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

    return Handler
