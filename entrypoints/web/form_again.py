"""The form shown again: where it can't be taken, its page is shown once more with what was typed in it.

That holds whether a tool said no, the form was of an earlier sign-in, or the session has ended meanwhile.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from entrypoints.web.form_fill import filled_form
from entrypoints.web.posted import Posted

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

IN_PLACE = {"HX-Retarget": "closest form", "HX-Reselect": "[data-again]", "HX-Reswap": "outerHTML"}
"""The target of an exchange: where scripts run, only the form itself, and what is typed elsewhere in the page stays."""


class _NoPage(Exception):
    """An error for an address that is no page: a stream, a table to keep, or an address of nothing."""


def _is_page(start: Any) -> bool:
    kinds = [value for name, value in start["headers"] if name.lower() == b"content-type"]
    return start["status"] == 200 and any(one.startswith(b"text/html") for one in kinds)


class FormAgain(Response):
    """The form's page once more, filled in; what it says otherwise where that page has no such form any more.

    It asks the page itself, by the way that every request takes, and only once the form's own thread is free again.

    Args:
        posted: the form.
        status: the number of the answer.
        beside: HTML of ours, put at the form's end.
        wrong: name of an argument → what is wrong with it.
        otherwise: makes the other answer, in a thread.
        cookie: to ask the page with, where the browser is only just signed in.
    """

    def __init__(
        self,
        posted: Posted,
        status: int,
        beside: str,
        wrong: Mapping[str, str],
        otherwise: Callable[[], Response],
        cookie: str = "",
    ) -> None:
        super().__init__(status_code=status)
        self.posted = posted
        self.beside = beside
        self.wrong = {
            f"a.{name}" if f"a.{name}" in posted.fields else name: one for name, one in wrong.items()
        }
        self.otherwise = otherwise
        self.cookie = cookie

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer with the page; see `Response`."""
        improved = any(name == b"hx-request" for name, _ in scope["headers"])
        page = await self._page(scope)
        filled = await run_in_threadpool(self._filled, page) if page else None
        if filled is None:
            answer = await run_in_threadpool(self.otherwise)
        else:
            answer = HTMLResponse(filled, self.status_code, IN_PLACE if improved else None)
        answer.raw_headers += [one for one in self.raw_headers if one[0] == b"set-cookie"]
        await answer(scope, receive, send)

    def _filled(self, page: str) -> str | None:
        posted = self.posted
        return filled_form(page, posted.action, posted.fields, self.beside, self.wrong, posted.at)

    async def _page(self, scope: "Scope") -> str:
        """Return the page that the form stands in; empty where there is none, or it is not to be seen."""
        parts = urlsplit(self.posted.at)
        if not parts.path.startswith("/"):
            return ""
        heard: list[bytes] = []

        async def nothing_more() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def hear(message: Any) -> None:
            if message["type"] == "http.response.start" and not _is_page(message):
                raise _NoPage
            heard.append(message.get("body", b""))

        asked = {
            **{key: scope[key] for key in ("type", "http_version", "scheme", "client", "server")},
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "method": "GET",
            "path": unquote(parts.path),
            "raw_path": parts.path.encode("latin-1", "replace"),
            "query_string": parts.query.encode("latin-1", "replace"),
            "root_path": "",
            "headers": self._asks_with(scope),
        }
        try:
            await scope["app"](asked, nothing_more, hear)
        except _NoPage:
            return ""
        return b"".join(heard).decode("utf-8", "replace")

    def _asks_with(self, scope: "Scope") -> list[tuple[bytes, bytes]]:
        """Return the headers for asking for the page; a flash message waits for a page that was asked for as
        such.
        """
        wanted = {b"host", b"user-agent", b"accept-language"} | (set() if self.cookie else {b"cookie"})
        headers = [one for one in scope["headers"] if one[0] in wanted]
        own = [(b"cookie", self.cookie.encode("latin-1"))] if self.cookie else []
        return [*headers, *own, (b"deskhand-live", b"yes")]
