"""Flash messages: told on a session's next page, once. They are kept in memory: a restart loses a word, never a record."""

from collections import deque
from dataclasses import dataclass
from threading import Lock

from schemas.effects import Outcome

MOST_WAITING = 5
MOST_SESSIONS = 500


@dataclass(frozen=True)
class FlashMessage:
    """A flash message for the next page: words of ours, or the outcome of a call.

    Args:
        text: plain; empty where there is an outcome.
        outcome: of a call.
        tone: good, plain or bad.
    """

    text: str = ""
    outcome: Outcome | None = None
    tone: str = "plain"


class FlashMessages:
    """The flash messages of sessions that have not been shown yet."""

    def __init__(self) -> None:
        self._by_session: dict[str, deque[FlashMessage]] = {}
        self._lock = Lock()

    def add(self, session_id: str, message: FlashMessage) -> None:
        with self._lock:
            waiting = self._by_session.pop(session_id, None)
            self._by_session[session_id] = waiting = (
                deque(maxlen=MOST_WAITING) if waiting is None else waiting
            )
            waiting.append(message)
            while len(self._by_session) > MOST_SESSIONS:
                del self._by_session[next(iter(self._by_session))]

    def waiting(self, session_id: str) -> list[FlashMessage]:
        """Return the flash messages to show, oldest first; they stay until they have been shown."""
        with self._lock:
            return list(self._by_session.get(session_id, ()))

    def shown(self, session_id: str, messages: list[FlashMessage]) -> None:
        """Remove the flash messages that a page has shown. Two pages at once may show the same ones."""
        with self._lock:
            waiting = self._by_session.pop(session_id, deque())
            left = [one for one in waiting if not any(one is another for another in messages)]
            if left:
                self._by_session[session_id] = deque(left, maxlen=MOST_WAITING)
