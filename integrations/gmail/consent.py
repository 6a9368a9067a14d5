"""The owner's consent: the installed-app flow with PKCE (RFC 8252, RFC 7636), and what becomes of it later.

Asked for is the least that does the job: reading (`gmail.readonly`) and drafts that are sent (`gmail.compose`). A label of
our own would need `gmail.modify`, which may also move mail to the bin and mark it as read; so there is none.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from integrations.connections import ConsentLost
from integrations.gmail.service import GUIDE
from schemas.errors import BadArguments, OutsideRefused, OutsideUnavailable

SCOPES = (
    "https://www.googleapis.com/auth/gmail.readonly",
    "https://www.googleapis.com/auth/gmail.compose",
)
CLIENT_PARTS = ("client_id", "client_secret", "auth_uri", "token_uri")
SECONDS = 30.0
SPARE = timedelta(seconds=60)
"""The time before its end at which a token counts as expired: clocks differ, and a request takes a while."""
LEFT_OUT = (
    "Google let you leave something out: Deskhand needs to read your mail, and to make drafts that it sends after your "
    "yes. Nothing was connected; try again and tick both boxes."
)


def client_from(file: Path) -> dict[str, Any]:
    """Return the client that the owner made in Google's console, as downloaded there ("Desktop app", JSON).

    Raises:
        BadArguments: it is no such file.
    """
    try:
        found: Any = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadArguments(f"{file} can't be read ({error.strerror}). {GUIDE} says how to get it.") from None
    except ValueError:
        found = None
    client = found.get("installed") if isinstance(found, dict) else None
    if not isinstance(client, dict) or not all(isinstance(client.get(name), str) for name in CLIENT_PARTS):
        kind = " It is for a web application; make one for a desktop app." if "web" in (found or {}) else ""
        raise BadArguments(
            f"{file} is not the file that Google's console gives out for a desktop app.{kind} {GUIDE} says how to "
            "make it."
        )
    return {"installed": client}


@dataclass(frozen=True)
class Granted:
    """The owner's consent: a token for `Connections`, and what it may be used for."""

    token: dict[str, Any]
    scopes: tuple[str, ...]


class Asking:
    """One asking for consent, from the address that is opened to the token.

    Args:
        client: see `client_from`.
        redirect: where Google sends the browser back to, on this machine.
    """

    def __init__(self, client: dict[str, Any], redirect: str) -> None:
        from google_auth_oauthlib.flow import Flow

        self._client = client["installed"]
        self._flow = Flow.from_client_config(client, scopes=list(SCOPES), redirect_uri=redirect)
        self.address, self._state = self._flow.authorization_url(access_type="offline", prompt="consent")

    def granted(self, answer: str) -> Granted:
        """Exchange Google's answer for a token.

        Args:
            answer: the address that the browser was sent to, or the code alone.

        Raises:
            BadArguments: it is neither, or belongs to another asking.
            OutsideRefused: the owner, or Google, said no; or less was allowed than is needed.
            OutsideUnavailable: Google can't be reached.
        """
        code = self._code_in(answer.strip())
        with _explained(), _unlogged():
            token = self._flow.fetch_token(code=code, timeout=SECONDS)
        allowed = tuple(token.scopes)
        if not set(SCOPES) <= set(allowed):
            raise OutsideRefused(LEFT_OUT)
        if not token.get("refresh_token"):
            raise OutsideRefused(
                "Google gave no lasting sign-in. Take Deskhand's access away under "
                "myaccount.google.com/permissions, then connect again."
            )
        return Granted(self._kept(token), allowed)

    def _code_in(self, answer: str) -> str:
        if "=" not in answer and answer:
            return answer
        found = parse_qs(urlsplit(answer).query or answer)
        if "error" in found:
            why = "you did not allow it" if found["error"][0] == "access_denied" else found["error"][0][:80]
            raise OutsideRefused(f"Gmail was not connected: {why}. Try again: deskhand connect gmail")
        code = found.get("code", [""])[0]
        if not code or found.get("state", [""])[0] != self._state:
            raise BadArguments(
                "That is not the address that Google sent your browser to just now. Copy all of it, from http:// on. "
                "Nothing was connected."
            )
        return code

    def _kept(self, token: Any) -> dict[str, Any]:
        now = datetime.now(UTC)
        ends = token.get("refresh_token_expires_in")
        return {
            "access_token": token["access_token"],
            "refresh_token": token["refresh_token"],
            "expires_at": (now + timedelta(seconds=float(token.get("expires_in", 0)))).isoformat(),
            "ends_at": (now + timedelta(seconds=float(ends))).isoformat() if ends else None,
            "client": {name: self._client[name] for name in CLIENT_PARTS},
        }


def has_run_out(token: dict[str, Any], now: datetime) -> bool:
    """Return whether the access token has expired, or is about to."""
    return datetime.fromisoformat(token["expires_at"]) - SPARE <= now


def renewed(token: dict[str, Any], account: str) -> dict[str, Any]:
    """Return the token with a new access token in it.

    Args:
        token: as kept.
        account: the mailbox's address, for the message.

    Raises:
        ConsentLost: Google no longer accepts the sign-in.
        OutsideUnavailable: Google can't be reached.
    """
    from google.auth.exceptions import GoogleAuthError, RefreshError
    from google.auth.transport.requests import Request
    from google.oauth2.credentials import Credentials

    client = token["client"]
    credentials: Any = Credentials(  # type: ignore[no-untyped-call]
        token=None,
        refresh_token=token["refresh_token"],
        token_uri=client["token_uri"],
        client_id=client["client_id"],
        client_secret=client["client_secret"],
    )
    try:
        with _unlogged():
            credentials.refresh(partial(Request(), timeout=SECONDS))
    except RefreshError as error:
        if error.retryable:
            raise OutsideUnavailable("Google can't renew the sign-in just now; it is tried again.") from None
        raise ConsentLost(lost(account)) from None
    except GoogleAuthError:
        raise OutsideUnavailable("Google can't be reached to renew the sign-in. Is the network up?") from None
    return {
        **token,
        "access_token": credentials.token,
        "refresh_token": credentials.refresh_token,
        "expires_at": credentials.expiry.replace(tzinfo=UTC).isoformat(),
    }


def lost(account: str) -> str:
    """Return the message to the owner when the sign-in is gone."""
    return (
        f"Google no longer accepts the sign-in of {account}; mail is neither read nor sent until you connect again: "
        "deskhand connect gmail. While your project in Google's console is in Testing, every sign-in ends after 7 "
        f"days; {GUIDE} says how to publish it."
    )


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep the OAuth libraries from logging what they send and get: at their debug level that is the token."""
    noisy = [logging.getLogger(name) for name in ("requests_oauthlib", "oauthlib", "google.auth", "urllib3")]
    before = [logger.level for logger in noisy]
    for logger in noisy:
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for logger, level in zip(noisy, before, strict=True):
            logger.setLevel(level)


@contextmanager
def _explained() -> Iterator[None]:
    """Turn the errors of the OAuth libraries into ours; they quote answers, so only the code of one is passed
    on.
    """
    import requests
    from oauthlib.oauth2 import OAuth2Error

    try:
        yield
    except OAuth2Error as error:
        raise OutsideRefused(
            f"Google did not give a sign-in ({error.error}). Start again: deskhand connect gmail"
        ) from None
    except Warning:
        # oauthlib's way to say that other scopes were granted than were asked for.
        raise OutsideRefused(LEFT_OUT) from None
    except requests.RequestException:
        raise OutsideUnavailable(
            "Google can't be reached. Is the network up? Nothing was connected."
        ) from None
