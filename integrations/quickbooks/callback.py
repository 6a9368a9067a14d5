"""Waits on loopback for the browser that comes back from a consent."""

import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlsplit

from schemas.errors import BadConfiguration, OutsideUnavailable

PAGE = (
    "<!doctype html><meta charset=utf-8><title>Deskhand</title>"
    "<p>You can close this window and go back to the terminal.</p>"
)


class Callback:
    """Listens on a port from now on, so that nobody else can take the answer.

    Args:
        port: 0 for any free one.
        path: of the redirect address; other requests are answered with 404.

    Raises:
        BadConfiguration: the port is taken.
    """

    def __init__(self, port: int, path: str = "/quickbooks") -> None:
        self.path = path
        self.answered = ""
        try:
            self._server = HTTPServer(("127.0.0.1", port), _handler_of(self))
        except OSError as error:
            raise BadConfiguration(
                f"Port {port} on this machine is taken ({error.strerror}). Name another with --port, and register that "
                "address with your app at Intuit."
            ) from None

    @property
    def address(self) -> str:
        """The redirect address. Intuit takes no IP address there, so it names the host."""
        return f"http://localhost:{self._server.server_address[1]}{self.path}"

    def wait(self, seconds: float) -> str:
        """The address that the browser came to.

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
                f"Nobody came back from QuickBooks within {seconds / 60:.0f} minutes. Run the command again. "
                "Nothing was changed."
            )
        return self.answered


def _handler_of(callback: Callback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            ours = urlsplit(self.path).path == callback.path
            content = PAGE.encode() if ours else b""
            self.send_response(200 if ours else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            if ours:
                callback.answered = self.path

        def log_message(self, format: str, *arguments: Any) -> None:
            """Says nothing: the request's line holds the code."""

    return Handler
