"""Google's quota: so many units a minute and user; what each call costs is Google's own table ("Usage limits")."""

import time
from collections import deque
from collections.abc import Callable

UNITS_A_MINUTE = 6_000
COSTS = {
    "getProfile": 1,
    "history.list": 2,
    "messages.list": 5,
    "messages.get": 20,
    "drafts.list": 5,
    "drafts.get": 20,
    "drafts.create": 10,
    "drafts.send": 100,
}
WINDOW_SECONDS = 60.0


class Quota:
    """Waits before a call that would exceed what is allowed within any minute.

    Args:
        units_a_minute: as granted to the user.
        seconds: a clock that never goes back.
        pause: waits, in seconds.
    """

    def __init__(
        self,
        units_a_minute: int = UNITS_A_MINUTE,
        seconds: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.units_a_minute = units_a_minute
        self.seconds = seconds
        self.pause = pause
        self._spent: deque[tuple[float, int]] = deque()
        self._sum = 0

    def spend(self, method: str) -> None:
        """Spend the units of a call, waiting until they are free.

        Args:
            method: such as "messages.get"; a name that `COSTS` lacks is a `KeyError`.
        """
        units = COSTS[method]
        self._forget()
        while self._spent and self._sum + units > self.units_a_minute:
            self.pause(max(self._spent[0][0] + WINDOW_SECONDS - self.seconds(), 0.001))
            self._forget()
        self._spent.append((self.seconds(), units))
        self._sum += units

    def _forget(self) -> None:
        """Drop what was spent longer than a minute ago."""
        oldest = self.seconds() - WINDOW_SECONDS
        while self._spent and self._spent[0][0] <= oldest:
            self._sum -= self._spent.popleft()[1]
