"""Random tokens, of which only a digest is kept."""

import hashlib
import secrets
from collections.abc import Callable

NewToken = Callable[[], str]
"""Makes a token that nobody can guess."""


def new_token() -> str:
    """256 random bits, as they may stand in an address or a cookie."""
    return secrets.token_urlsafe(32)


def digest_of_token(token: str) -> str:
    """What is kept of a token: random as it is, a plain SHA-256 can't be turned back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def form_token(session_token: str, salt: str) -> str:
    """What every form of a session carries, so that no other site can post one; it can be made only from the cookie.

    Args:
        session_token: of the cookie.
        salt: a new token for each answer. How long a packed answer is shows what repeats in it, so nothing secret may
            stand in two answers in the same letters.
    """
    return f"{salt}.{digest_of_token(f'form {salt} {session_token}')}"


def is_form_token(given: str, session_token: str) -> bool:
    """Whether a form carries what some answer of this session gave it."""
    return same(given, form_token(session_token, given.partition(".")[0]))


def same(given: str, expected: str) -> bool:
    """Whether two secrets are the same, in the same time whatever they are."""
    return secrets.compare_digest(given.encode("utf-8", "replace"), expected.encode())
