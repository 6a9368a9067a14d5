"""A small proxy in front of the emulator: what Gmail does and the emulator doesn't, and faults when a test asks for them.

It replaces the Message-ID of drafts, answers `users.getProfile` and `rfc822msgid:` searches, forgets old history
(404), withholds messages, and per request drops, repeats, throttles, refuses (also the sign-in), or acts and then breaks off,
fails or keeps the client waiting.
"""

import base64
import http.client
import json
import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from gmail.described import Call, call_of, wrong_with
from gmail.emulator import Tokens

Fault = Literal[
    "",
    "drop",
    "throttle",
    "busy",
    "act, then drop",
    "act, then fail",
    "act, then wait",
    "repeat",
    "refuse",
    "sign in",
]
HELD_SECONDS = 20.0
SEVEN_DAYS = 604_799
"""Google's answer for a project that is still in Testing."""


class Answer:
    """Status, headers and body of the emulator's answer."""

    def __init__(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.status, self.body, self.headers = status, body, {"Content-Type": kind, **headers}

    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body or b"{}")
        return found


def answered(value: dict[str, Any], status: int = 200, **headers: str) -> Answer:
    return Answer(status, json.dumps(value).encode(), **headers)


def error(status: int, reason: str, message: str, **headers: str) -> Answer:
    problem = {"code": status, "message": message, "errors": [{"reason": reason, "message": message}]}
    return answered({"error": problem}, status, **headers)


def no_fault(call: Call) -> Fault:
    """Return no fault for a request, unless a test says otherwise."""
    return ""


class FaultProxy:
    """Between Google's client and the emulator.

    Args:
        port: the emulator's.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.fault: Callable[[Call], Fault] = no_fault
        self.withheld: set[str] = set()
        self.history_from = 0
        self.testing = False
        self.tokens: Tokens | None = None
        self.calls: list[Call] = []
        self.wrong: list[str] = []
        self.most_at_once = 500
        self.released = threading.Event()
        self._local = threading.local()
        self._given = 0
        self._lock = threading.Lock()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except (ConnectionError, TimeoutError):
                    self.close_connection = True

            def do(self) -> None:
                proxy.serve(self)

            do_GET = do_POST = do_PUT = do_DELETE = do  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def names(self) -> list[str]:
        """Return the names of the calls that were made, in order."""
        return [call.name for call in self.calls]

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request, or don't."""
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        verb, target = request.command, request.path
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() in {"authorization", "content-type"}
        }
        if not target.startswith("/gmail/"):
            answer = self._ask(verb, target, body, headers)
            if self.testing and target == "/oauth2/token" and answer.status == 200:
                answer = answered({**answer.json(), "refresh_token_expires_in": SEVEN_DAYS})
            self._send(request, answer)
            return None
        with self._lock:
            self.wrong += wrong_with(verb, target, body)
        call = call_of(verb, target)
        assert call is not None, target
        with self._lock:
            self.calls.append(call)
        fault = self.fault(call)
        match fault:
            case "drop":
                request.close_connection = True
                return None
            case "throttle":
                slow = error(
                    429, "rateLimitExceeded", "Too many concurrent requests.", **{"Retry-After": "1"}
                )
                return self._send(request, slow)
            case "busy":
                return self._send(request, error(503, "backendError", "Try again."))
            case "refuse":
                return self._send(request, error(400, "invalidArgument", "Invalid To header"))
            case "sign in":
                return self._send(request, error(401, "authError", "Invalid Credentials"))
        answer = self._act(call, verb, target, body, headers)
        match fault:
            case "act, then drop":
                request.close_connection = True
                return None
            case "act, then fail":
                return self._send(request, error(500, "backendError", "Internal error"))
            case "act, then wait":
                self.released.wait(HELD_SECONDS)
                request.close_connection = True
                return None
            case "repeat":
                answer = self._act(call, verb, target, body, headers)
        return self._send(request, answer)

    def _send(self, request: BaseHTTPRequestHandler, answer: Answer) -> None:
        request.send_response(answer.status)
        for name, value in answer.headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(answer.body)))
        request.end_headers()
        request.wfile.write(answer.body)

    def _act(self, call: Call, verb: str, target: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Return the emulator's answer, made into Gmail's."""
        match call.name:
            case "getProfile":
                return self._profile(headers)
            case "history.list" if int(call.query["startHistoryId"][0]) < self.history_from:
                return error(404, "notFound", "Requested entity was not found.")
            case "messages.list" if call.query.get("q", [""])[0].startswith("rfc822msgid:"):
                return self._by_message_id(call.query["q"][0].removeprefix("rfc822msgid:"), headers)
            case "drafts.create" | "drafts.update":
                body = self._with_their_message_id(body)
        if "maxResults" in call.query and int(call.query["maxResults"][0]) > self.most_at_once:
            parts = urlsplit(target)
            query = {**parse_qs(parts.query), "maxResults": [str(self.most_at_once)]}
            target = urlunsplit(parts._replace(query=urlencode(query, doseq=True)))
        if self.tokens is not None:
            headers = {**headers, "Authorization": f"Bearer {self.tokens.next()}"}
        answer = self._ask(verb, target, body, headers)
        if self.withheld and call.name in {"messages.list", "history.list"}:
            return self._without(call, answer)
        return answer

    def _ask(self, verb: str, target: str, body: bytes, headers: dict[str, str]) -> Answer:
        for attempt in (1, 2):
            kept: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
            if kept is None:
                kept = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
                self._local.connection = kept
            try:
                kept.request(verb, target, body, headers)
                found = kept.getresponse()
                content = found.read()
            except (http.client.HTTPException, OSError):
                # The emulator closes idle connections; nothing has been sent on a dead one.
                kept.close()
                self._local.connection = None
                if attempt == 2:
                    raise
                continue
            moved = {"Location": found.headers["Location"]} if "Location" in found.headers else {}
            return Answer(found.status, content, found.headers.get("Content-Type", ""), **moved)
        raise AssertionError

    def _profile(self, headers: dict[str, str]) -> Answer:
        """Return users.getProfile, out of what the emulator has."""
        who = self._ask("GET", "/oauth2/v2/userinfo", b"", headers).json()
        asked = {**headers, "Content-Type": "application/json"}
        watched = self._ask("POST", "/gmail/v1/users/me/watch", b'{"topicName": "x"}', asked).json()
        return answered({"emailAddress": who["email"], "historyId": watched["historyId"]})

    def _by_message_id(self, message_id: str, headers: dict[str, str]) -> Answer:
        listed = self._ask("GET", "/gmail/v1/users/me/messages?maxResults=500", b"", headers).json()
        for one in listed.get("messages", []):
            target = f"/gmail/v1/users/me/messages/{one['id']}?format=metadata&metadataHeaders=Message-ID"
            found = self._ask("GET", target, b"", headers).json()
            values = [header["value"].strip("<>") for header in found["payload"]["headers"]]
            if message_id in values:
                return answered({"messages": [one], "resultSizeEstimate": 1})
        return answered({"resultSizeEstimate": 0})

    def _with_their_message_id(self, body: bytes) -> bytes:
        """Replace the Message-ID of a draft by one of Gmail's own."""
        value = json.loads(body)
        raw = base64.urlsafe_b64decode(value["message"]["raw"] + "==")
        with self._lock:
            self._given += 1
            theirs = f"Message-ID: <CA+{self._given:06}.{id(self):x}@mail.example.com>".encode()
        raw = re.sub(rb"(?im)^message-id:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", theirs, raw, count=1)
        value["message"]["raw"] = base64.urlsafe_b64encode(raw).decode()
        return json.dumps(value).encode()

    def _without(self, call: Call, answer: Answer) -> Answer:
        value = answer.json()
        if call.name == "messages.list":
            value["messages"] = [one for one in value["messages"] if one["id"] not in self.withheld]
        for record in value.get("history", []):
            for kind in ("messagesAdded", "labelsAdded", "labelsRemoved"):
                kept = [one for one in record.get(kind, []) if one["message"]["id"] not in self.withheld]
                record.update({kind: kept} if kept else {})
                if not kept:
                    record.pop(kind, None)
        return answered(value)
