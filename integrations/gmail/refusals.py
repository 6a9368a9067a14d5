"""The refusals of Google and the network, in terms of whether anything may have happened there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from schemas.errors import OutsideError, OutsideRefused, OutsideUnavailable, OutsideUncertain

THROTTLING = {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"}
SCOPES_MISSING = {"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}


class NotThere(OutsideRefused):
    """Gmail has nothing of that id (404)."""


class Throttled(OutsideUnavailable):
    """Gmail asks for a pause; nothing was done.

    Args:
        message: as in every error.
        seconds: how long it asks for; None where it doesn't say.
    """

    def __init__(self, message: str, seconds: float | None) -> None:
        super().__init__(message)
        self.seconds = seconds


@contextmanager
def explained(tried: str) -> Iterator[None]:
    """Turn the errors of the client library and of the network into ours.

    Args:
        tried: what was being done, as the beginning of a sentence ("Sending the mail").
    """
    import requests
    from googleapiclient.errors import Error, HttpError

    try:
        yield
    except HttpError as error:
        headers = error.resp if hasattr(error.resp, "get") else {}
        raise refusal_of(int(error.resp.status), error.content, headers.get("retry-after"), tried) from None
    except requests.RequestException as error:
        raise _of_the_network(error, tried) from None
    except (Error, ValueError) as error:
        # An answer that can't be read says nothing of what was done.
        raise OutsideUncertain(
            f"{tried} failed: Gmail's answer could not be read ({type(error).__name__})."
        ) from None


def refusal_of(status: int, content: bytes, retry_after: str | None, tried: str) -> OutsideError:
    """Return our error for an answer of Gmail's (its guide "Resolve errors").

    Args:
        status: of HTTP.
        content: the body, JSON where Gmail itself answered.
        retry_after: the header, in seconds.
        tried: see `explained`.
    """
    reasons, said = _reasons(content)
    if status == 404:
        return NotThere(f"{tried} failed: it is not there in Gmail (any more).")
    if status == 429 or (status == 403 and reasons & THROTTLING):
        seconds = float(retry_after) if retry_after and retry_after.isdigit() else None
        return Throttled(f"{tried} has to wait: Gmail limits how much is asked of it just now.", seconds)
    if status == 403 and reasons & SCOPES_MISSING:
        return OutsideRefused(
            f"{tried} failed: you did not allow it when you connected Gmail. Connect it again and tick every box: "
            "deskhand connect gmail"
        )
    if status >= 500:
        return OutsideUncertain(f"{tried} failed: Gmail has a problem of its own ({status}).")
    return OutsideRefused(f"{tried} failed: Gmail refused it ({status}{': ' + said if said else ''}).")


def _reasons(content: bytes) -> tuple[set[str], str]:
    """Return the reasons of an error as the machine words them, and its sentence."""
    try:
        error: Any = json.loads(content.decode("utf-8", "replace")).get("error")
    except (ValueError, AttributeError):
        return set(), ""
    if not isinstance(error, dict):
        return set(), ""
    listed = [one for one in error.get("errors") or [] if isinstance(one, dict)]
    listed += [one for one in error.get("details") or [] if isinstance(one, dict)]
    return {str(one.get("reason", "")) for one in listed}, str(error.get("message", ""))[:200]


def _of_the_network(error: Exception, tried: str) -> OutsideError:
    import requests
    from urllib3.exceptions import NewConnectionError

    inner = getattr(error.args[0], "reason", None) if error.args else None
    never_reached = isinstance(inner, NewConnectionError) or isinstance(
        error, requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError
    )
    if never_reached:
        return OutsideUnavailable(f"{tried} failed: Gmail can't be reached. Is the network up?")
    return OutsideUncertain(f"{tried} failed: the connection to Gmail broke, or it took too long to answer.")
