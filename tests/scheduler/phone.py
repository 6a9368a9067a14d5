"""A phone's push service on loopback: takes apprise's `json://` messages, and does as it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Phone:
    """Args: answers: HTTP codes for the next messages, 0 hangs up without an answer; the rest is taken."""

    port: int = 0
    secret: str = "hush-7f3a"
    answers: list[int] = field(default_factory=list)
    asked: int = 0
    shown: list[tuple[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.port}/{self.secret}"


@contextmanager
def a_phone() -> Iterator[Phone]:
    phone = Phone()

    class Handler(BaseHTTPRequestHandler):
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_POST(self) -> None:
            phone.asked += 1
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            code = phone.answers.pop(0) if phone.answers else 200
            if code in {0, 200}:
                phone.shown.append((said["title"], said["message"]))
            if code == 0:
                self.connection.close()
                return
            self.send_response(code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except (ValueError, OSError):
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    phone.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield phone
    finally:
        server.shutdown()
        server.server_close()
