"""An endpoint in a process of its own: answers at once, a call first and words when it hears the result."""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ARGUMENTS = {"about": "Maria Lopez", "summary": "She wants a quote by Friday."}


def event(delta: dict[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "stub", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n".encode()


FUNCTION = {"name": "log_interaction", "arguments": json.dumps(ARGUMENTS)}
CALL = event({"tool_calls": [{"index": 0, "id": "call_0", "type": "function", "function": FUNCTION}]})
CALLS = CALL + event({}, "tool_calls") + b"data: [DONE]\n\n"
WORDS = b"".join(event({"content": word}) for word in ("The call ", "with Maria ", "is logged."))
WORDS += event({}, "stop") + b"data: [DONE]\n\n"


class Handler(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True
    wbufsize = -1
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None: ...

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        sent = WORDS if body["messages"][-1]["role"] == "tool" else CALLS
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)


def main() -> None:
    """Serve on a free port, and print it on the first line."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
