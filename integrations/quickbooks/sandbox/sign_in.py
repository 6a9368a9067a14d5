"""Signing in to the practice company: OAuth 2.0 as Intuit does it, with codes for one use and refresh tokens that rotate."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

HOUR = 3600.0
CODE_LIVES = 600.0
REFRESH_LIVES = 100 * 24 * HOUR


@dataclass
class SignIn:
    """Codes and tokens that are good now, each with the second at which it ends.

    Args:
        now: seconds, ever rising or the time of day.
        access_lives: how long an access token is good, in seconds.
    """

    now: Callable[[], float]
    access_lives: float = HOUR
    codes: dict[str, tuple[str, float]] = field(default_factory=dict)
    access: dict[str, float] = field(default_factory=dict)
    refresh: dict[str, float] = field(default_factory=dict)
    renewals: int = 0

    def code_for(self, redirect: str) -> str:
        """Return a code for a consent, to be handed to a redirect address."""
        code = f"practice-code-{secrets.token_urlsafe(12)}"
        self.codes[code] = (redirect, self.now() + CODE_LIVES)
        return code

    def exchanged(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Return tokens for a code or a refresh token; None for an invalid one (`invalid_grant`)."""
        if form.get("grant_type") == "authorization_code":
            redirect, ends = self.codes.pop(form.get("code", ""), ("", 0.0))
            good = ends > self.now() and redirect == form.get("redirect_uri")
        else:
            good = self.refresh.pop(form.get("refresh_token", ""), 0.0) > self.now()
            self.renewals += good
        return self._tokens() if good else None

    def _tokens(self) -> dict[str, Any]:
        access = f"practice-access-{secrets.token_urlsafe(24)}"
        refresh = f"practice-refresh-{secrets.token_urlsafe(24)}"
        self.access[access] = self.now() + self.access_lives
        self.refresh[refresh] = self.now() + REFRESH_LIVES
        return {
            "token_type": "bearer", "access_token": access, "refresh_token": refresh, "expires_in": int(self.access_lives),
            "x_refresh_token_expires_in": int(REFRESH_LIVES),
        }  # fmt: skip

    def lets_in(self, token: str) -> bool:
        """Return whether an access token is valid."""
        return self.access.get(token, 0.0) > self.now()

    def revoke(self, token: str) -> None:
        """Revoke a consent: its tokens are no longer valid."""
        if token in self.refresh or token in self.access:
            self.refresh.clear()
            self.access.clear()

    def as_json(self) -> dict[str, Any]:
        return {"access": self.access, "refresh": self.refresh}
