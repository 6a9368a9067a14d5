"""Waits on loopback for the browser that comes back from an owner's consent (RFC 8252, section 7.3)."""

import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from schemas.errors import BadConfiguration, OutsideUnavailable

PAGE = (
    b"<!doctype html><meta charset=utf-8><title>Deskhand</title>"
    b"<p>You can close this window and go back to the terminal."
)
SILENT_SECONDS = 2
"""Browsers open connections ahead that they may never use; one that says nothing for so long is closed."""


class Receiver:
    """Listens from now on, on this machine alone, so that nobody else can take the answer.

    Args:
        service: what is being connected, as owners call it.
        port: 0 for any free one.
        host: how the redirect address names this machine.
        path: of the redirect address; other requests are answered with 404.
        elsewhere: what to do where the browser is on another machine, if anything can be done.

    Raises:
        BadConfiguration: the port is taken.
    """

    def __init__(
        self, service: str, port: int = 0, host: str = "127.0.0.1", path: str = "/", elsewhere: str = ""
    ) -> None:
        self.service = service
        self.elsewhere = elsewhere
        self.answered = ""
        try:
            self._server = HTTPServer(("127.0.0.1", port), _handler_of(self, path))
        except OSError as error:
            raise BadConfiguration(
                f"Port {port} on this machine is taken ({error.strerror}). Name another with --port, and register that "
                f"address with your app for {service}."
            ) from None
        self.redirect = f"http://{host}:{self._server.server_port}{path}"

    def wait(self, seconds: float) -> str:
        """Return the path that the browser was redirected to, with the code or the refusal.

        Raises:
            OutsideUnavailable: nobody came in that time.
        """
        ends = time.monotonic() + seconds
        try:
            while not self.answered and (left := ends - time.monotonic()) > 0:
                self._server.timeout = left
                self._server.handle_request()
        finally:
            self._server.server_close()
        if not self.answered:
            raise OutsideUnavailable(
                f"Nobody came back from {self.service} within {seconds / 60:.0f} minutes. Nothing was changed. Run the "
                f"command again{self.elsewhere and ', or '}{self.elsewhere}."
            )
        return self.answered


def _handler_of(receiver: Receiver, path: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = SILENT_SECONDS

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            ours = asked.path == path
            content = PAGE if ours else b""
            self.send_response(200 if ours else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            if ours and {"code", "error"} & parse_qs(asked.query).keys():
                receiver.answered = self.path

        def log_message(self, format: str, *arguments: Any) -> None:
            """Say nothing: the request's line holds the code."""

    return Handler
