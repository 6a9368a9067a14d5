"""Faults on demand: what the practice company does with the next requests in place of answering them well."""

import threading
from dataclasses import dataclass, field
from enum import StrEnum

from integrations.quickbooks.sandbox.refusals import Refusal

XML_THROTTLE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse xmlns="http://schema.intuit.com/finance/v3">'
    '<Fault type="SERVICE"><Error code="3001"><Message>message=ThrottleExceeded; errorCode=003001; statusCode=429'
    "</Message><Detail>The request limit was reached.  Try again later</Detail></Error></Fault></IntuitResponse>"
)


class Way(StrEnum):
    """The fault of a request."""

    DROP = "acts, then closes the connection without a word"
    HANG = "acts, then says nothing until it is released"
    THROTTLE = "429 with Retry-After, nothing done"
    THROTTLE_XML = "429 in XML, nothing done"
    BUSY = "503 with Retry-After, nothing done"
    BUSY_AFTER = "503 with Retry-After, although it acted"
    EXPIRE = "401: every access token is good no more"
    NO_CODE = "a fault without a code"
    NOT_JSON = "a page in place of JSON"
    REFUSE = "the given refusal"


@dataclass(frozen=True)
class Fault:
    """One request treated so.

    Args:
        way: how.
        path: a part of the request's path, so that a fault waits for its request; empty for any.
        retry_after: seconds that are told.
        refusal: for `Way.REFUSE`.
    """

    way: Way
    path: str = "/customer"
    retry_after: int = 30
    refusal: Refusal | None = None


@dataclass
class Faults:
    """Faults in the order in which they are to happen."""

    waiting: list[Fault] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(
        self, way: Way, path: str = "/customer", retry_after: int = 30, refusal: Refusal | None = None
    ) -> None:
        """Add a fault that one more request is to meet."""
        with self._lock:
            self.waiting.append(Fault(way, path, retry_after, refusal))

    def for_request(self, path: str) -> Fault | None:
        """Return the fault for a request, taken off the list."""
        with self._lock:
            found = next((one for one in self.waiting if one.path in path), None)
            if found is not None:
                self.waiting.remove(found)
            return found
