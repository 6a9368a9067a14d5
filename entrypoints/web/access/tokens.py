"""Random tokens, of which only a digest is kept."""

import hashlib
import secrets
from collections.abc import Callable

NewToken = Callable[[], str]
"""Makes a token that nobody can guess."""


def new_token() -> str:
    """Return a token of 256 random bits, safe in an address or a cookie."""
    return secrets.token_urlsafe(32)


def digest_of_token(token: str) -> str:
    """Return the digest that is kept of a token: random as it is, a plain SHA-256 can't be turned back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def form_token(session_token: str, salt: str) -> str:
    """Return the CSRF token of a session's forms, so that no other site can post one; only the cookie makes it.

    Args:
        session_token: of the cookie.
        salt: a new token for each answer. How long a packed answer is shows what repeats in it, so nothing secret may
            stand in two answers in the same letters.
    """
    return f"{salt}.{digest_of_token(f'form {salt} {session_token}')}"


def is_form_token(given: str, session_token: str) -> bool:
    """Return whether a form carries a CSRF token of this session."""
    return same(given, form_token(session_token, given.partition(".")[0]))


def same(given: str, expected: str) -> bool:
    """Return whether two secrets are the same, compared in constant time."""
    return secrets.compare_digest(given.encode("utf-8", "replace"), expected.encode())
