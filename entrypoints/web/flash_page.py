"""A page whose flash messages count as shown only if somebody still waits for it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


class FlashPage(HTMLResponse):
    """A page. One that its browser has given up meanwhile (another press, a closed tab) has shown nobody anything.

    Args:
        html: of the page.
        status: the number of the answer.
        shown: called once it is on its way.
    """

    def __init__(self, html: str, status: int, shown: Callable[[], None]) -> None:
        super().__init__(html, status)
        self.shown = shown

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer with the page, then remove its flash messages if the browser is still there; see `Response`."""
        heard = not await Request(scope, receive).is_disconnected()
        await super().__call__(scope, receive, send)
        if heard:
            self.shown()
