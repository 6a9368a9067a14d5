"""Intuit's limits: 500 requests a minute, 40 batches a minute, 10 at once, for each company."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from integrations.quickbooks.sandbox.refusals import throttled

MINUTE = 60.0


@dataclass
class Throttle:
    """Counts requests over the last minute.

    Args:
        now: seconds.
        a_minute, batches_a_minute, at_once: the limits.
    """

    now: Callable[[], float]
    a_minute: int = 500
    batches_a_minute: int = 40
    at_once: int = 10
    under_way: int = 0
    most_at_once: int = 0
    _seen: deque[float] = field(default_factory=deque)
    _batches: deque[float] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def admitted(self, *, batch: bool) -> Iterator[None]:
        """Hold a place while a request is worked on.

        Raises:
            Refusal: 3001, with HTTP status 429.
        """
        with self._lock:
            if self.under_way >= self.at_once or not self._counted(self._seen, self.a_minute):
                raise throttled()
            if batch and not self._counted(self._batches, self.batches_a_minute):
                raise throttled()
            self.under_way += 1
            self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            yield
        finally:
            with self._lock:
                self.under_way -= 1

    def _counted(self, seen: deque[float], most: int) -> bool:
        now = self.now()
        while seen and seen[0] <= now - MINUTE:
            seen.popleft()
        if len(seen) >= most:
            return False
        seen.append(now)
        return True

    def seconds_to_wait(self) -> int:
        """Return the seconds for `Retry-After`."""
        with self._lock:
            full = [seen[0] for seen, most in ((self._seen, self.a_minute), (self._batches, self.batches_a_minute))
                    if len(seen) >= most]  # fmt: skip
        return max(1, round(max(full) + MINUTE - self.now())) if full else 1
