"""The guard of every request, before any page is asked: the host's name, the form's origin, its size; and the headers.

An ASGI middleware of its own, so that it holds for what the framework answers by itself too.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES = 2 * 1024 * 1024
"""Of a form."""
TOO_LONG = "That is more than a form may hold; nothing was changed."
SECONDS_TO_ARRIVE = 60.0
"""Of a form, from its head to its end."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "x-frame-options": "DENY",
}
PRIVATE = "no-store"
KEPT = "public, max-age=31536000, immutable"
"""Of static files, whose address changes with them."""


class _NotTaken(Exception):
    """The body is longer, or takes longer, than any form of ours."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.answer = status, text


class Guard:
    """Refuses what no page of ours would send, and puts the headers on every answer.

    Args:
        app: what answers.
        hosts: names, without ports, that the page answers to.
        secure: whether it is reached by https only.
    """

    def __init__(self, app: App, hosts: frozenset[str], secure: bool) -> None:
        self.app = app
        self.hosts = hosts
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refused = self._refused(scope["method"], headers)
        if refused is not None:
            await _answer(_with_headers(scope["path"], self.secure, send), *refused)
            return
        begun, body = False, _Body(receive)

        async def sent(message: Message) -> None:
            nonlocal begun
            if body.not_taken and not begun:
                # What the framework makes of it is no word of ours.
                return
            begun = True
            await send(message)

        covered = _with_headers(scope["path"], self.secure, sent)
        try:
            await self.app(scope, body.receive, covered)
        except _NotTaken as error:
            if begun:
                raise
            await _answer(_with_headers(scope["path"], self.secure, send), *error.answer)

    def _refused(self, method: str, headers: dict[str, str]) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if _name_of(host) not in self.hosts:
            return (
                421,
                "This page is not known by that name. Open it at the address that deskhand serve says.",
            )
        if method not in {"GET", "HEAD", "POST"}:
            return 405, "Pages are read and forms are posted; there is nothing else here."
        if method == "POST" and not self._from_here(headers, host):
            return (
                403,
                "That form did not come from this page. Nothing was changed; open the page and try again.",
            )
        length = headers.get("content-length") or "0"
        if not length.isascii() or not length.isdigit() or int(length[:20]) > MOST_BYTES:
            return 413, TOO_LONG
        return None

    def _from_here(self, headers: dict[str, str], host: str) -> bool:
        """Return whether a form's own page is of this host; a browser says so in one header or the other."""
        said = headers.get("origin") or headers.get("referer") or ""
        parts = urlsplit(said)
        return parts.netloc == host and parts.scheme == ("https" if self.secure else "http")


def _name_of(host: str) -> str:
    """Return a host without its port, and nothing else left out; an IPv6 address keeps its brackets."""
    return re.sub(r":\d{1,5}$", "", host).lower()


class _Body:
    """The body of a request, as far as it is taken.

    Args:
        receive: the server's own.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._read, self._whole = 0, False
        self._until = asyncio.get_running_loop().time() + SECONDS_TO_ARRIVE
        self.not_taken = False

    async def receive(self) -> Message:
        """Return the next message of the body; once that is whole, those that the server has."""
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            raise self._no(
                408, "That form took too long to arrive; nothing was changed. Send it again."
            ) from None
        self._read += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._read > MOST_BYTES:
            raise self._no(413, TOO_LONG)
        return message

    def _no(self, status: int, text: str) -> _NotTaken:
        self.not_taken = True
        return _NotTaken(status, text)


def _with_headers(path: str, secure: bool, send: Send) -> Send:
    async def covered(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.lower() for name, _ in message["headers"]}
            ours = {**HEADERS, "cache-control": KEPT if path.startswith("/static/") else PRIVATE}
            if message["status"] >= 400:
                ours["cache-control"] = PRIVATE
            if secure:
                ours["strict-transport-security"] = "max-age=31536000"
            more = [(k.encode(), v.encode()) for k, v in ours.items() if k.encode() not in own]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return covered


async def _answer(send: Send, status: int, text: str) -> None:
    body = f"{text}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
