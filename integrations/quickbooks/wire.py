"""The transport of one request to QuickBooks: the session of the client library, in place of its own.

The library (python-quickbooks 0.9.12) is gone round here, and only here, where it can't do what is needed:

- it sets no limit on time: each request here has one;
- of a 429 or 503 it makes an error 10000 without `Retry-After` (its issues 43 and 83; the gateway may even answer in
  XML): they are told apart here before it sees them;
- a 401 ends in an error: here it is `SignInExpired`, so that the sign-in can be renewed and the request repeated;
- a fault without a code, or with one that is no number, makes it fail with a `TypeError` or `ValueError`: see `Fault`;
- its own session is made by a constructor that renews the sign-in by itself and overwrites the refresh token that it was
  given. It gets this one instead, and never an `auth_client`.
"""

import json
from typing import TYPE_CHECKING, Any

from schemas.errors import OutsideUnavailable, OutsideUncertain

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

Seconds = tuple[float, float]
TIME_OUT: Seconds = (10.0, 30.0)
"""Seconds to connect, and to wait for the answer."""

UNREACHABLE = {
    "practice": "The practice company does not run (start it: deskhand sandbox quickbooks).",
}
"""Environment → what to do where it can't be reached."""

CHECK_CONNECTION = "QuickBooks can't be reached. Check the connection."
USUAL_WAIT_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 3600.0
BUSY = "QuickBooks is busy and asks us to wait {0:.0f} seconds."


class SignInExpired(Exception):
    """QuickBooks did not take the access token; nothing happened there."""


class Fault(Exception):
    """A fault that the library can't read: without a code, or with one that is no number.

    Args:
        message, detail: in Intuit's words.
    """

    def __init__(self, message: str, detail: str) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class Wire:
    """A session as the library uses it.

    Args:
        access_token: sent with each request.
        time_out: seconds to connect, and to wait for the answer.
        environment: production, sandbox or practice.
    """

    def __init__(self, access_token: str, time_out: Seconds = TIME_OUT, environment: str = "") -> None:
        import requests

        self.access_token = access_token
        self.unreachable = UNREACHABLE.get(environment, CHECK_CONNECTION)
        self.time_out = time_out
        self.session = requests.Session()
        self.session.auth = _as_it_is

    def request(
        self, method: str, url: str, headers: dict[str, str], params: dict[str, Any], data: Any
    ) -> "Response":
        """Send one request.

        Raises:
            SignInExpired: HTTP 401.
            OutsideUnavailable: nothing happened there; says how long to wait.
            OutsideUncertain: it may have happened.
            Fault: see there.
        """
        import requests

        body = data.encode() if isinstance(data, str) else data
        try:
            answer = self.session.request(
                method, url, headers=headers, params=params, data=body, timeout=self.time_out, allow_redirects=False
            )  # fmt: skip
        except requests.exceptions.ConnectTimeout:
            raise OutsideUnavailable(self.unreachable) from None
        except requests.exceptions.ConnectionError as error:
            if _never_sent(error):
                raise OutsideUnavailable(self.unreachable) from None
            raise OutsideUncertain("The connection to QuickBooks broke before it answered.") from None
        except requests.exceptions.RequestException:
            raise OutsideUncertain(
                f"QuickBooks gave no answer within {self.time_out[1]:.0f} seconds."
            ) from None
        _stop_at(answer)
        return answer


def _as_it_is(request: "PreparedRequest") -> "PreparedRequest":
    """Return a request as it is: a .netrc file would replace its `Authorization`."""
    return request


def _never_sent(error: Exception) -> bool:
    from urllib3.exceptions import MaxRetryError, NewConnectionError, ProxyError, SSLError

    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, NewConnectionError | SSLError | ProxyError)


def _stop_at(answer: "Response") -> None:
    """Raise errors that the library would lose."""
    if answer.status_code == 401:
        raise SignInExpired
    throttled = answer.status_code == 429 or "ThrottleExceeded" in answer.text[:2000]
    if throttled:
        wait = _wait_of(answer)
        raise OutsideUnavailable(BUSY.format(wait), wait_seconds=wait)
    if answer.status_code >= 500:
        # A gateway in front may have lost the answer of a request that was carried out.
        wait = _wait_of(answer)
        raise OutsideUncertain(
            f"QuickBooks could not answer (HTTP {answer.status_code}) and asks us to wait {wait:.0f} seconds.",
            wait_seconds=wait,
        )
    try:
        content = json.loads(answer.text)
    except ValueError:
        raise OutsideUncertain(
            f"QuickBooks answered with something other than data (HTTP {answer.status_code}); it may be under "
            "maintenance."
        ) from None
    _stop_at_fault_without_code(content)


def _stop_at_fault_without_code(content: Any) -> None:
    """Raise the gateway's fault: it writes `fault` and `error` small, which the library does not look for."""
    fault = content.get("Fault") or content.get("fault") if isinstance(content, dict) else None
    if not fault:
        return
    errors = fault.get("Error") or fault.get("error") or [{}]
    first = errors[0]
    if "Fault" not in content or not str(first.get("code", "")).isdigit() or "Message" not in first:
        message = first.get("Message") or first.get("message") or "no reason given"
        raise Fault(str(message), str(first.get("Detail") or first.get("detail") or ""))


def _wait_of(answer: "Response") -> float:
    """Return the seconds of `Retry-After`, or a usual wait; a date in it counts as unknown."""
    said = answer.headers.get("Retry-After", "")
    seconds = float(said) if said.isdigit() else USUAL_WAIT_SECONDS
    return min(seconds, LONGEST_WAIT_SECONDS)
