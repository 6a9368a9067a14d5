"""Live updates: every open page is told that something has changed, by this process, the watch or a command.

Every change leaves an audit row, and their ids sort by time: one look at the last id, for all listeners together, is enough.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from sqlmodel import col, func, select

from entrypoints.bootstrap import Office
from schemas.errors import DeskhandError
from schemas.records import AuditRow
from tools.reports.waiting import count_waiting

SECONDS = 0.7
"""Between two looks, while anybody listens."""
BEAT_SECONDS = 15.0
"""Of silence, after which a word is sent, so that a browser that is gone is noticed, and a session that ended."""
MOST_LISTENERS = 200


class Live:
    """The one who looks, and those who listen.

    Args:
        office: open.
    """

    def __init__(self, office: Office) -> None:
        self.office = office
        self.stopping = False
        self._listeners: set[asyncio.Event] = set()
        self._looking: asyncio.Task[None] | None = None
        self._last = ""

    @property
    def full(self) -> bool:
        return len(self._listeners) >= MOST_LISTENERS

    async def stream(self, seen: str, still_in: Callable[[], bool]) -> AsyncIterator[str]:
        """Yield server-sent events: one named "changed" at each change, with the number of cards that wait.

        Args:
            seen: the id of the latest change that the page shows; what came since is told at once.
            still_in: whether the session still stands; asked at every beat.
        """
        changed = asyncio.Event()
        self._listeners.add(changed)
        try:
            await self._look()
            changed.clear()
            if self._looking is None or self._looking.done():
                self._looking = asyncio.get_running_loop().create_task(self._keep_looking())
            yield f"id: {self._last}\nretry: 2000\n\n"
            if seen != self._last:
                changed.set()
            while not self.stopping:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), BEAT_SECONDS)
                if self.stopping or not await asyncio.to_thread(still_in):
                    return
                if changed.is_set():
                    changed.clear()
                    waiting = await asyncio.to_thread(self._waiting)
                    yield f"id: {self._last}\nevent: changed\ndata: {waiting}\n\n"
                else:
                    yield ": still here\n\n"
        finally:
            self._listeners.discard(changed)

    def stop(self) -> None:
        """End all streams; called in the loop's own thread."""
        self.stopping = True
        for listener in self._listeners:
            listener.set()

    async def _keep_looking(self) -> None:
        while self._listeners and not self.stopping:
            await asyncio.sleep(SECONDS)
            await self._look()

    async def _look(self) -> None:
        """Tell all listeners if there is a change, whichever of them looked."""
        last = await asyncio.to_thread(self.latest)
        if last != self._last:
            self._last = last
            for listener in self._listeners:
                listener.set()

    def _waiting(self) -> int:
        """Return the number of cards that wait now, for the navigation."""
        desk = self.office.desk("web")
        with desk.unit.reading():
            return count_waiting(desk)

    def latest(self) -> str:
        """Return the id of the latest change; empty where nothing was ever done."""
        desk = self.office.desk("web")
        newest = select(func.max(col(AuditRow.audit_id))).where(col(AuditRow.business_id) == desk.business_id)
        try:
            with desk.unit.reading() as session:
                return session.exec(newest).one() or ""
        except DeskhandError:
            # A database that is busy just now is asked again at the next look.
            return self._last
