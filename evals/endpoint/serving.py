"""Serves an endpoint on loopback in the chat completions protocol, streamed, so that the real client can ask it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from agent.models.endpoint import Asked, Endpoint, Finish, ModelTrouble, Requested, Said, Trouble
from evals.adversary.server import QuietServer
from schemas.errors import BadArguments, DeskhandError

SECONDS = 300.0
"""The longest that an endpoint may take for an answer; whoever asks mostly gives up earlier."""
LAST_WORDS = 2.0
"""Seconds in which answers that are being sent may still be sent, at the end."""

ENDINGS = {
    Finish.STOP: "stop",
    Finish.CALLS: "tool_calls",
    Finish.LENGTH: "length",
    Finish.REFUSED: "content_filter",
}
STATUS = {
    Trouble.WRONG_KEY: 401,
    Trouble.NO_CREDIT: 402,
    Trouble.NO_SUCH_MODEL: 404,
    Trouble.TOO_LONG: 400,
    Trouble.BUSY: 429,
}
"""Trouble → the status that a client hears; of any other, that there is no answer to be had now."""


@contextmanager
def served(endpoint: Endpoint, port: int = 0) -> Iterator[str]:
    """Serve the endpoint until the end of the block; yield its base URL.

    Args:
        endpoint: answers the requests.
        port: of loopback; any that is free if 0.

    Raises:
        BadArguments: the port is taken.
    """
    sending: list[threading.Thread] = []
    handler = type("OwnHandler", (_Handler,), {"endpoint": endpoint, "sending": sending})
    try:
        server = QuietServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise BadArguments(f"Port {port} can't be served ({error.strerror}). Choose another one.") from None
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        for one in sending:
            one.join(LAST_WORDS)


class _Handler(BaseHTTPRequestHandler):
    """Answers each request by its endpoint."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    endpoint: Endpoint
    sending: list[threading.Thread]

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing on the terminal."""

    def do_POST(self) -> None:
        """Answer a request; a client that is gone hears nothing, and one that stays hears of every trouble."""
        self.close_connection = True
        self.sending.append(threading.current_thread())
        try:
            asked = asked_from(json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0))))
        except (ValueError, KeyError, TypeError, AttributeError):
            self._refuse(400, "This is no request for a chat completion.")
            return
        stream = _Stream(self)
        try:
            said = self.endpoint.complete(asked, stream)
        except DeskhandError as error:
            if not stream.begun:
                kind = error.trouble if isinstance(error, ModelTrouble) else Trouble.UNREACHABLE
                self._refuse(STATUS.get(kind, 503), error.message)
            return
        stream.end(said)

    def _refuse(self, status: int, why: str) -> None:
        body = json.dumps({"error": {"message": why, "type": "error"}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Stream:
    """A streamed answer in the making; its client is told the words as they come."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        self.handler = handler
        self.begun = False

    def words(self, text: str) -> None:
        """Send some words; none at all is a sign of life, which fails where the client is gone."""
        if text:
            self._send({"content": text})
        else:
            self._write(b": waiting\n\n")

    def running(self, tool: str) -> None: ...

    def still_waiting(self) -> None: ...

    def interrupted(self, why: str) -> None: ...

    def end(self, said: Said) -> None:
        """Send the calls, the reason of the end, and what it took where that is known."""
        for index, call in enumerate(said.calls):
            self._send({"tool_calls": [_call(index, call)]})
        finish = Finish.CALLS if said.calls and said.finish == Finish.STOP else said.finish
        self._send({}, ENDINGS[finish])
        if said.usage.tokens_in and not said.usage.estimated:
            self._event(_usage(said))
        self._write(b"data: [DONE]\n\n")

    def _send(self, delta: dict[str, Any], finish: str | None = None) -> None:
        self._event({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    def _event(self, inside: dict[str, Any]) -> None:
        event = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", **inside}
        self._write(f"data: {json.dumps(event)}\n\n".encode())

    def _write(self, sent: bytes) -> None:
        if not self.begun:
            self.begun = True
            self.handler.send_response(200)
            self.handler.send_header("Content-Type", "text/event-stream")
            self.handler.send_header("Connection", "close")
            self.handler.end_headers()
        self.handler.wfile.write(sent)
        self.handler.wfile.flush()


def asked_from(body: dict[str, Any]) -> Asked:
    """Return the request that a client sent."""
    shape = (body.get("response_format") or {}).get("json_schema")
    return Asked(
        list(body["messages"]),
        list(body.get("tools") or []),
        shape=(shape["name"], shape["schema"]) if shape else None,
        most_tokens=body.get("max_completion_tokens") or body.get("max_tokens") or Asked.most_tokens,
        seconds=SECONDS,
    )


def _call(index: int, call: Requested) -> dict[str, Any]:
    function = {"name": call.name, "arguments": call.arguments}
    return {"index": index, "id": call.id, "type": "function", "function": function}


def _usage(said: Said) -> dict[str, Any]:
    usage = said.usage
    counted = {
        "prompt_tokens": usage.tokens_in,
        "completion_tokens": usage.tokens_out,
        "total_tokens": usage.tokens_in + usage.tokens_out,
        "prompt_tokens_details": {"cached_tokens": usage.tokens_cached},
    }
    return {"choices": [], "usage": counted}
