"""An endpoint on loopback that plays a script: what a server sends, byte by byte, and what it was sent."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-canary-7f3a9c51d2"


@dataclass
class Answer:
    """One HTTP answer: a status with a body, or a stream of chunks.

    Args:
        status: of the response.
        body: of a response that is no stream.
        chunks: of a stream, each the JSON of one event.
        headers: beyond the usual.
        ends: whether the stream says that it is done; else the connection just ends.
        held: waits before the stream's end until it is set.
        raw: bytes to send in place of the chunks.
    """

    status: int = 200
    body: dict[str, Any] | str = ""
    chunks: Sequence[dict[str, Any]] = ()
    headers: dict[str, str] = field(default_factory=dict)
    ends: bool = True
    held: threading.Event | None = None
    raw: bytes | None = None


def delta(content: str | None = None, finish: str | None = None, **more: Any) -> dict[str, Any]:
    """Return one event of a stream."""
    inside: dict[str, Any] = {**({"content": content} if content is not None else {}), **more}
    return {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "delta": inside, "finish_reason": finish}],
    }


def counted(tokens_in: int = 100, tokens_out: int = 10, cached: int = 0) -> dict[str, Any]:
    """Return the last event of a stream, with the count of tokens."""
    usage = {
        "prompt_tokens": tokens_in,
        "completion_tokens": tokens_out,
        "total_tokens": tokens_in + tokens_out,
        "prompt_tokens_details": {"cached_tokens": cached},
    }
    return {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [],
        "usage": usage,
    }


def words(*parts: str, finish: str = "stop", **count: int) -> Answer:
    """Return an answer in words."""
    return Answer(chunks=[*(delta(part) for part in parts), delta(finish=finish), counted(**count)])


def calls(*wanted: tuple[str, dict[str, Any] | str], text: str = "", ids: Sequence[str] = ()) -> Answer:
    """Return an answer that calls tools; arguments as text are sent as they are."""
    events = [delta(text)] if text else []
    for index, (name, arguments) in enumerate(wanted):
        written = arguments if isinstance(arguments, str) else json.dumps(arguments)
        own_id = ids[index] if ids else f"call_{index}"
        half = len(written) // 2
        first = {
            "index": index,
            "id": own_id,
            "type": "function",
            "function": {"name": name, "arguments": written[:half]},
        }
        events.append(delta(tool_calls=[first]))
        events.append(delta(tool_calls=[{"index": index, "function": {"arguments": written[half:]}}]))
    return Answer(chunks=[*events, delta(finish="tool_calls"), counted()])


def refusal(status: int, message: str = "no", **headers: str) -> Answer:
    """Return an error as providers send it."""
    return Answer(status, {"error": {"message": message, "type": "error"}}, headers=dict(headers))


Play = Answer | Callable[[dict[str, Any]], Answer]


@dataclass
class Server:
    """A running endpoint; the last answer of its script is given again and again.

    Args:
        url: its base URL.
        asked: the bodies that it was sent.
        keys: the Authorization headers.
        script: what it will answer.
    """

    url: str
    asked: list[dict[str, Any]]
    keys: list[str]
    script: list[Play]

    def plays(self, *answers: Play) -> None:
        self.script[:] = answers


@contextmanager
def endpoint_on_loopback() -> Iterator[Server]:
    """Start an endpoint and end it."""
    state = Server("", [], [], [])

    class Handler(BaseHTTPRequestHandler):
        disable_nagle_algorithm = True
        wbufsize = -1
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None: ...

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(body)
            state.keys.append(self.headers.get("Authorization", ""))
            play = state.script.pop(0) if len(state.script) > 1 else state.script[0]
            self._give(play if isinstance(play, Answer) else play(body))

        def _give(self, answer: Answer) -> None:
            self.close_connection = True
            stream = answer.chunks or answer.raw is not None
            self.send_response(answer.status)
            if "Content-Type" not in answer.headers:
                self.send_header("Content-Type", "text/event-stream" if stream else "application/json")
            self.send_header("Connection", "close")
            for name, value in answer.headers.items():
                self.send_header(name.replace("_", "-"), value)
            if not stream:
                sent = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
                self.send_header("Content-Length", str(len(sent.encode())))
                self.end_headers()
                self.wfile.write(sent.encode())
                return
            self.end_headers()
            for chunk in answer.chunks:
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
                self.wfile.flush()
            self.wfile.write(answer.raw or b"")
            self.wfile.flush()
            if answer.held is not None:
                answer.held.wait(timeout=30)
            if answer.ends and answer.raw is None:
                self.wfile.write(b"data: [DONE]\n\n")
            self.wfile.flush()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
