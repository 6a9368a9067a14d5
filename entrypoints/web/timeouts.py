"""The timeout for a connection to ask: one that opens many and says little would else leave no room for anybody."""

import asyncio
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS_TO_ASK = 15.0
"""From a connection's opening, or a request's first byte, to the end of the request's head."""


@lru_cache(maxsize=1)
def protocol_with_timeout() -> "type[H11Protocol]":
    """Return the HTTP protocol with a timeout: it closes a connection without a request; the server's own waits
    for ever.
    """
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class WithTimeout(H11Protocol):
        """One connection."""

        _until: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._wait()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self._asked:
                self._wait_no_longer()
            elif self._until is None:
                self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            self._wait_no_longer()
            super().connection_lost(exc)

        @property
        def _asked(self) -> bool:
            """Return whether a request is being answered."""
            return self.cycle is not None and not self.cycle.response_complete

        def _wait(self) -> None:
            self._until = self.loop.call_later(SECONDS_TO_ASK, self._too_late)

        def _wait_no_longer(self) -> None:
            if self._until is not None:
                self._until.cancel()
                self._until = None

        def _too_late(self) -> None:
            self._until = None
            if not self._asked:
                self.transport.close()

    return WithTimeout
