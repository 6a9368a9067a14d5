"""The owner's view of an endpoint's failures; no message repeats the key or what the server wrote at length."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any

from agent.models.endpoint import ModelTrouble, Trouble

TRANSIENT = frozenset({Trouble.UNREACHABLE, Trouble.BUSY, Trouble.BROKE_OFF, Trouble.NOT_UNDERSTOOD})
"""After which asking again may help."""

SIGN_IN = (
    "A web page came back instead of the language model's answer{title}. It may be the sign-in page of the network that "
    "you are in: open a browser and sign in there. Else OPENAI_BASE_URL leads to a page and not to a model"
)
ELSEWHERE = (
    "The language model's address sends us on to another one, which is not followed. The network may want you to sign in first "
    "(open a browser); else check OPENAI_BASE_URL"
)
NO_SUCH_ADDRESS = (
    "Nothing answers as a language model at that address. Check OPENAI_BASE_URL; most end in /v1"
)
MOST_OF_A_PAGE = 20_000

FIRST_WAIT_SECONDS = 0.5
MOST_OF_AN_ANSWER = 200

SAID = {
    Trouble.UNREACHABLE: "The language model can't be reached",
    Trouble.SLOW: "The language model did not answer in time",
    Trouble.BUSY: "The language model is too busy to answer",
    Trouble.NO_CREDIT: "The language model's account has no credit left. Top it up with your provider",
    Trouble.WRONG_KEY: "The language model's provider does not accept the key. Check OPENAI_API_KEY",
    Trouble.NO_SUCH_MODEL: "The provider has no language model {model!r} for this key. Set DESKHAND_MODEL",
    Trouble.TOO_LONG: "The conversation is longer than the language model can read",
    Trouble.NOT_UNDERSTOOD: "The language model's answer could not be read",
    Trouble.BROKE_OFF: "The connection to the language model broke off in its answer",
}


def trouble_of(error: BaseException, model: str, key: str) -> ModelTrouble:
    """Return a client's exception as the trouble that the owner has.

    Args:
        error: as it was raised.
        model: the model's name, for the message.
        key: is taken out of whatever the server answered.
    """
    if isinstance(error, ModelTrouble):
        return error
    trouble = _kind_of(error)
    said = _guessed(error) or SAID[trouble].format(model=model)
    detail = _detail(error, key)
    return ModelTrouble(trouble, f"{said} ({detail})." if detail else f"{said}.")


def _kind_of(error: BaseException) -> Trouble:
    import httpx2
    import openai

    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        return Trouble.SLOW
    if isinstance(error, openai.APIStatusError):
        return _kind_of_status(error.status_code, _text_of(error))
    if isinstance(error, httpx2.RemoteProtocolError | httpx2.ReadError):
        return Trouble.BROKE_OFF
    if isinstance(error, openai.APIConnectionError):
        broken = isinstance(error.__cause__, httpx2.RemoteProtocolError | httpx2.ReadError)
        return Trouble.BROKE_OFF if broken else Trouble.UNREACHABLE
    if isinstance(error, httpx2.HTTPError):
        return Trouble.UNREACHABLE
    if isinstance(error, openai.APIError):
        return _kind_of_status(500, _text_of(error))
    return Trouble.NOT_UNDERSTOOD


def _kind_of_status(status: int, said: str) -> Trouble:
    if "insufficient_quota" in said or "billing" in said or status == 402:
        return Trouble.NO_CREDIT
    if "context_length" in said or "context length" in said or status == 413:
        return Trouble.TOO_LONG
    if status in {401, 403}:
        return Trouble.WRONG_KEY
    if status == 404 or "model_not_found" in said:
        return Trouble.NO_SUCH_MODEL
    if status in {408, 409, 429} or status >= 500:
        return Trouble.BUSY
    return Trouble.NOT_UNDERSTOOD


def refuse_page(response: Any) -> None:
    """Refuse a web page that came back with the status of an answer.

    Raises:
        ModelTrouble: it is one; says what it may be.
    """
    if "text/html" in str(response.headers.get("content-type", "")).casefold():
        page = "".join(islice(response.iter_text(), 4))[:MOST_OF_A_PAGE]
        raise ModelTrouble(Trouble.UNREACHABLE, f"{SIGN_IN.format(title=_title_of(page))}.")


def _guessed(error: BaseException) -> str:
    """Return in words what may have answered in a model's place; empty where it was a model's server."""
    import openai

    if not isinstance(error, openai.APIStatusError):
        return ""
    page = "text/html" in str(error.response.headers.get("content-type", "")).casefold()
    if 300 <= error.status_code < 400:
        return ELSEWHERE
    if error.status_code in {404, 405} and (page or not isinstance(error.body, dict)):
        return NO_SUCH_ADDRESS
    return SIGN_IN.format(title=_title_of(error.response.text[:MOST_OF_A_PAGE])) if page else ""


def _title_of(page: str) -> str:
    """Return a page's title in brackets, as far as it can be shown."""
    found = re.search(r"<title[^>]*>([^<]{1,200})", page, re.IGNORECASE)
    said = " ".join("".join(c if c.isprintable() else " " for c in found.group(1)).split()) if found else ""
    return f" (“{said[:60]}”)" if said else ""


def _text_of(error: Any) -> str:
    return f"{getattr(error, 'code', '')} {getattr(error, 'type', '')} {error}".casefold()


def _detail(error: BaseException, key: str) -> str:
    """Return the beginning of what the server said, on one line and without the key or any part that looks like
    one.
    """
    status = getattr(error, "status_code", None)
    body = getattr(error, "body", None)
    said = str(body.get("message") or "") if isinstance(body, dict) else ""
    words = ["…" if _like_a_key(word, key) else word for word in said.split()]
    plain = " ".join("".join(c if c.isprintable() else " " for c in word) for word in words)
    return " ".join(part for part in (str(status or ""), plain[:MOST_OF_AN_ANSWER]) if part)


def _like_a_key(word: str, key: str) -> bool:
    """Return whether a word holds the key, or is cut from it as providers do in their refusals ("sk-ab***yz")."""
    return word.startswith(("sk-", "'sk-", '"sk-')) or "***" in word or (len(key) >= 8 and key[:8] in word)


def seconds_to_wait(error: Any, attempt: int) -> float:
    """Return how long to wait: as the server asked, else a little longer with each attempt.

    Args:
        error: carries the server's `response` where there was one.
        attempt: the number of the attempt that failed, from 1.
    """
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    told = str(headers.get("retry-after", "")).strip()
    if told.replace(".", "", 1).isdigit():
        return float(told)
    if told:
        try:
            return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
        except (ValueError, TypeError):
            pass
    return FIRST_WAIT_SECONDS * float(2 ** (attempt - 1))
