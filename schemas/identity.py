"""The sources of ids and time; both are handed in, so that tests decide them."""

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

NewId = Callable[[], str]


class Clock(Protocol):
    """The desk's clock, which tells an aware UTC instant."""

    def now(self) -> datetime: ...


class MachineClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A time that stands still until it is moved; what `--now` and tests use.

    Args:
        instant: an aware instant.
    """

    def __init__(self, instant: datetime) -> None:
        self.instant = instant.astimezone(UTC)

    def now(self) -> datetime:
        return self.instant


class TimeOrderedIds:
    """UUIDs of version 7: unique anywhere, and sorted by when they were made (RFC 9562, 5.7).

    Within one process the order is strict, which is what "the last write" of the audit relies on.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def __call__(self) -> str:
        with self._lock:
            ticks = max(time.time_ns() // 1_000_000 << 12 | time.time_ns() % 1_000_000 * 4096 // 1_000_000, 0)
            self._last = max(self._last + 1, ticks)
            milliseconds, fraction = self._last >> 12, self._last & 0xFFF
        random = int.from_bytes(os.urandom(8), "big") & (1 << 62) - 1
        return str(UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random))
