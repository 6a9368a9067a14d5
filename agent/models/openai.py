"""Any OpenAI-compatible endpoint: chat completions with tools, streamed, bounded in time, repeated only where that is safe.

A request is repeated only while nothing of its answer was shown or used: a completion runs nothing by itself, so asking
twice costs tokens and no more. `Retry-After` is honoured within the time that the turn has left. What a server does not
know (strict schemas, parallel calls, usage in a stream) is left out after its first refusal, and remembered.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from agent.models.assembling import Assembly
from agent.models.endpoint import Asked, Listener, ModelTrouble, Said, Trouble
from agent.models.tool_schemas import strictly
from agent.models.troubles import TRANSIENT, refuse_page, seconds_to_wait, trouble_of

if TYPE_CHECKING:
    from openai import OpenAI

CONNECT_SECONDS = 5.0
SECONDS_OF_SILENCE = 5.0
"""After which whoever waits is told that the model has not answered yet."""
MOST_ATTEMPTS = 3
LONGEST_WAIT_SECONDS = 10.0
"""The owner waits: a server that wants to be left alone for longer is given up for this turn."""

UNREADABLE = (ValueError, TypeError, AttributeError, KeyError)
"""The client's errors on a stream that is not what the protocol says."""


@dataclass
class Abilities:
    """The abilities of a server beyond the plain protocol, asked for until it refuses them.

    Args:
        strict: schemas that the model's answer is held to.
        parallel: several calls in one step.
        stream_usage: token counts at the end of a stream.
        completion_tokens: the newer name of the limit on the answer.
    """

    strict: bool = True
    parallel: bool = True
    stream_usage: bool = True
    completion_tokens: bool = True

    def dropped_for(self, refusal: str) -> bool:
        """Drop the ability that a refused request's message names; return whether there was one to drop."""
        said = refusal.casefold()
        for name, words in REFUSED_WORDS.items():
            if getattr(self, name) and any(word in said for word in words):
                setattr(self, name, False)
                return True
        return False


REFUSED_WORDS = {
    "stream_usage": ("stream_options", "include_usage"),
    "parallel": ("parallel_tool_calls", "parallel tool"),
    "completion_tokens": ("max_completion_tokens",),
    "strict": ("strict", "json_schema", "response_format", "additionalproperties"),
}


class Cancellable(Protocol):
    """A timer that can be cancelled."""

    def cancel(self) -> None: ...


def _timer(seconds: float, call: Callable[[], None]) -> Cancellable:
    timer = threading.Timer(seconds, call)
    timer.daemon = True
    timer.start()
    return timer


@dataclass
class OpenAIEndpoint:
    """One endpoint, one model, one client that is built at first use and kept.

    Args:
        model: its name there.
        key: sent to the endpoint and nowhere else; kept out of every message and representation.
        base_url: empty for OpenAI's own.
        abilities: what the server can do, as far as is known.
        monotonic: seconds on a clock that never goes back.
        pause: waits so many seconds.
        later: calls something after so many seconds, unless the timer that it returns is cancelled before.
    """

    model: str
    key: str = field(repr=False)
    base_url: str = ""
    abilities: Abilities = field(default_factory=Abilities)
    monotonic: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep
    later: Callable[[float, Callable[[], None]], Cancellable] = _timer
    _strict: dict[str, tuple[dict[str, Any], dict[str, Any]]] = field(
        default_factory=dict, init=False, repr=False
    )

    @cached_property
    def client(self) -> "OpenAI":
        """Return the client; it never repeats by itself, so that all repeats are counted here, and follows no redirect."""
        from openai import DefaultHttpxClient, OpenAI

        return OpenAI(
            api_key=self.key,
            base_url=self.base_url or None,
            max_retries=0,
            timeout=CONNECT_SECONDS,
            http_client=DefaultHttpxClient(follow_redirects=False),
        )

    def complete(self, asked: Asked, listener: Listener) -> Said:
        """Answer one request; see `Endpoint`.

        Raises:
            ModelTrouble: no usable answer came in time.
        """
        from tenacity import Retrying, retry_if_exception

        deadline = self.monotonic() + asked.seconds
        shown = _Shown(listener)

        def wait(state: Any) -> float:
            return seconds_to_wait(state.outcome.exception(), state.attempt_number)

        def given_up(state: Any) -> bool:
            seconds = wait(state)
            too_often = state.attempt_number >= MOST_ATTEMPTS
            return too_often or seconds > LONGEST_WAIT_SECONDS or self.monotonic() + seconds >= deadline

        def worth_repeating(error: BaseException) -> bool:
            return isinstance(error, _Failed) and error.told.trouble in TRANSIENT and not shown.any

        attempts = Retrying(
            retry=retry_if_exception(worth_repeating),
            stop=given_up,
            wait=wait,
            sleep=self.pause,
            reraise=True,
        )
        timer = self.later(SECONDS_OF_SILENCE, shown.still_waiting)
        try:
            said: Said = attempts(self._attempt, asked, shown, deadline)
        except _Failed as error:
            raise error.told from None
        finally:
            timer.cancel()
        return said

    def _attempt(self, asked: Asked, listener: "_Shown", deadline: float) -> Said:
        import httpx2
        import openai

        began = self.monotonic()
        left = deadline - began
        if left <= 0:
            raise _Failed(ModelTrouble(Trouble.SLOW, "The language model did not answer in time."))
        limits = httpx2.Timeout(left, connect=min(CONNECT_SECONDS, left))
        try:
            return self._streamed(asked, listener, deadline, limits)
        except ModelTrouble as error:
            raise _Failed(error) from None
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            if self.abilities.dropped_for(str(error)):
                return self._attempt(asked, listener, deadline)
            raise _Failed(trouble_of(error, self.model, self.key), error) from None
        except (openai.OpenAIError, httpx2.HTTPError, *UNREADABLE) as error:
            raise _Failed(trouble_of(error, self.model, self.key), error) from None

    def _streamed(self, asked: Asked, listener: "_Shown", deadline: float, limits: Any) -> Said:
        assembly = Assembly(listener.words, listener.anew, asked, self.monotonic)
        with self.client.chat.completions.create(**self._body(asked), timeout=limits) as stream:
            refuse_page(stream.response)
            for chunk in stream:
                assembly.add(chunk)
                if self.monotonic() > deadline:
                    raise ModelTrouble(Trouble.SLOW, "The language model took longer than a turn may.")
                if assembly.full:
                    break
        return assembly.said()

    def _body(self, asked: Asked) -> dict[str, Any]:
        """Return the request's body, without what the server is known to refuse."""
        body: dict[str, Any] = {"model": self.model, "messages": asked.messages, "stream": True}
        body["max_completion_tokens" if self.abilities.completion_tokens else "max_tokens"] = (
            asked.most_tokens
        )
        if self.abilities.stream_usage:
            body["stream_options"] = {"include_usage": True}
        if asked.tools:
            strict = self.abilities.strict
            body["tools"] = [self._strict_form(tool) for tool in asked.tools] if strict else asked.tools
            if self.abilities.parallel:
                body["parallel_tool_calls"] = True
        if asked.shape is not None and self.abilities.strict:
            name, schema = asked.shape
            body["response_format"] = {
                "type": "json_schema", "json_schema": {"name": name, "schema": schema, "strict": True},
            }  # fmt: skip
        return body

    def _strict_form(self, offer: dict[str, Any]) -> dict[str, Any]:
        """Return the strict form of an offer, cached for as long as the same offer comes."""
        name = offer["function"]["name"]
        made = self._strict.get(name)
        if made is None or made[0] is not offer:
            made = self._strict[name] = (offer, strictly(offer))
        return made[1]

    def without(self, **abilities: bool) -> "OpenAIEndpoint":
        """Return the same endpoint with some abilities changed."""
        return replace(self, abilities=replace(self.abilities, **abilities))


class _Failed(Exception):
    """An attempt that failed, with what the caller is told and what the server answered."""

    def __init__(self, told: ModelTrouble, cause: BaseException | None = None) -> None:
        super().__init__(told.message)
        self.told = told
        self.response = getattr(cause, "response", None)


class _Shown:
    """Passes words on, and knows whether any were."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.any = False

    def words(self, text: str) -> None:
        self.any = True
        self.listener.words(text)

    def still_waiting(self) -> None:
        if not self.any:
            self.listener.still_waiting()

    def anew(self) -> None:
        self.listener.interrupted("That was the language model's thinking.")
