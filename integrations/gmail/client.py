"""Google's own client for Gmail: within the quota, with repeats of what may be repeated, against any address."""

import random
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

from integrations.gmail.quota import Quota
from integrations.gmail.refusals import Throttled, explained
from schemas.errors import OutsideUnavailable, OutsideUncertain

ROOT = "https://gmail.googleapis.com/"
TRIES = 5
LONGEST_PAUSE = 60.0
"""Seconds; a request for a longer one is obeyed by giving up, and coming back at the next round."""

Make = Callable[[Any], Any]
"""Makes a request of Google's client from its `users` resource."""


class Gmail:
    """The calls to one mailbox.

    Args:
        transport: sends requests, signed in; see `SignedIn`.
        quota: what may be asked a minute.
        root: where Gmail is; another one for an emulator.
        pause: waits between two tries, in seconds.
        chance: a number from 0 to 1, so that several processes don't come back at the same moment.
    """

    def __init__(
        self,
        transport: Any,
        quota: Quota,
        root: str = ROOT,
        pause: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.transport = transport
        self.quota = quota
        self.root = root
        self.pause = pause
        self.chance = chance

    @cached_property
    def users(self) -> Any:
        """Return the resource `users` of the client, built from the description of Gmail that ships with the
        library.
        """
        import json

        from googleapiclient.discovery import build_from_document
        from googleapiclient.discovery_cache import get_static_doc

        description = json.loads(get_static_doc("gmail", "v1"))
        description["rootUrl"] = self.root if self.root.endswith("/") else f"{self.root}/"
        return build_from_document(description, http=self.transport).users()

    def read(self, method: str, tried: str, make: Make) -> dict[str, Any]:
        """Return the answer to a call that changes nothing; it is repeated a few times where that may help.

        Args:
            method: its name in the quota's table.
            tried: what it is for, as the beginning of a sentence.
            make: makes the request.

        Raises:
            OutsideError: as `refusals` says; an answer that did not come is `OutsideUnavailable`.
        """
        from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

        def seconds(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.seconds if isinstance(error, Throttled) else None
            return asked if asked is not None else 2.0 ** (state.attempt_number - 1) * (0.5 + self.chance())

        repeats = Retrying(
            stop=stop_after_attempt(TRIES),
            wait=seconds,
            retry=retry_if_exception(_passes),
            sleep=self.pause,
            reraise=True,
        )
        try:
            found: dict[str, Any] = repeats(self.write, method, tried, make)
        except OutsideUncertain as error:
            raise OutsideUnavailable(error.message) from None
        return found

    def write(self, method: str, tried: str, make: Make) -> dict[str, Any]:
        """Return the answer to a call that is made once, whatever comes of it.

        Args:
            method, tried, make: as in `read`.

        Raises:
            OutsideError: as `refusals` says; `OutsideUncertain` where it may have been done.
        """
        self.quota.spend(method)
        with explained(tried):
            answer: dict[str, Any] = make(self.users).execute(num_retries=0) or {}
        return answer


def _passes(error: BaseException) -> bool:
    """Return whether a retry, soon, may succeed."""
    if isinstance(error, Throttled) and (error.seconds or 0) > LONGEST_PAUSE:
        return False
    return isinstance(error, OutsideUnavailable | OutsideUncertain)
