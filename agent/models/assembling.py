"""Puts a streamed answer together from its chunks; tolerant of what servers leave out, strict about what is incomplete."""

from collections.abc import Callable
from typing import Any

from agent.models.endpoint import Asked, Finish, ModelTrouble, Requested, Said, Trouble, Usage
from agent.models.reasoning import Words
from agent.models.written_calls import calls_in

MOST_CHARACTERS = 200_000
"""Of one answer; a server that never stops is cut off there."""

BYTES_A_TOKEN = 4
"""For the estimate where a server does not count; about right for English with JSON."""

ENDINGS = {
    "stop": Finish.STOP,
    "tool_calls": Finish.CALLS,
    "function_call": Finish.CALLS,
    "length": Finish.LENGTH,
    "content_filter": Finish.REFUSED,
}
FAILED = frozenset({"error", "abort", "aborted", "cancelled", "canceled", "insufficient_system_resource"})
"""The reasons for an end that are the server's failure: what came before is no answer."""


class Assembly:
    """One answer in the making.

    Args:
        words: is given the words as they come, without the model's reasoning.
        anew: is told that what was shown was reasoning.
        asked: the request: its tools, and for the estimate of its tokens.
        monotonic: seconds on a clock that never goes back.
    """

    def __init__(
        self,
        words: Callable[[str], None],
        anew: Callable[[], None],
        asked: Asked,
        monotonic: Callable[[], float],
    ) -> None:
        self._words = Words(words, anew)
        self._show = words
        self._asked = asked
        self._monotonic = monotonic
        self._began = monotonic()
        self._first: float | None = None
        self._refusal: list[str] = []
        self._calls: dict[int, list[str]] = {}
        self._finish: str | None = None
        self._counted: Any = None
        self._size = 0

    @property
    def full(self) -> bool:
        """Return whether the answer is longer than any should be."""
        return self._size > MOST_CHARACTERS

    def add(self, chunk: Any) -> None:
        """Add one chunk; the last one may hold nothing but the count of tokens."""
        self._counted = getattr(chunk, "usage", None) or self._counted
        for choice in (getattr(chunk, "choices", None) or [])[:1]:
            self._finish = getattr(choice, "finish_reason", None) or self._finish
            delta = getattr(choice, "delta", None)
            if delta is not None:
                self._add_delta(delta)

    def _add_delta(self, delta: Any) -> None:
        text, refusal = getattr(delta, "content", None), getattr(delta, "refusal", None)
        if text:
            self._began_now(len(text))
            self._words.add(text)
        if refusal:
            self._began_now(len(refusal))
            self._refusal.append(refusal)
            self._show(refusal)
        for part in getattr(delta, "tool_calls", None) or []:
            self._add_call(part)

    def _add_call(self, part: Any) -> None:
        """Add a part of a call; servers without an index send whole calls, each with its own id."""
        index = getattr(part, "index", None)
        own_id = getattr(part, "id", None) or ""
        if index is None:
            index = next(
                (i for i, call in self._calls.items() if own_id and call[0] == own_id), len(self._calls)
            )
        elif index in self._calls and own_id and self._calls[index][0] not in {"", own_id}:
            index = max(self._calls) + 1
        call = self._calls.setdefault(index, ["", "", ""])
        function = getattr(part, "function", None)
        name, arguments = getattr(function, "name", None) or "", getattr(function, "arguments", None) or ""
        self._began_now(len(name) + len(arguments))
        call[0] = own_id or call[0]
        call[1] = call[1] or name
        call[2] += arguments

    def _began_now(self, size: int) -> None:
        self._size += size
        if self._first is None:
            self._first = self._monotonic()

    def said(self) -> Said:
        """Return the whole answer.

        Raises:
            ModelTrouble: the stream ended before the answer did, or with an error.
        """
        if self._finish is None and not self.full:
            raise ModelTrouble(
                Trouble.BROKE_OFF, "The connection to the language model broke off in its answer."
            )
        if self._finish in FAILED:
            raise ModelTrouble(
                Trouble.BROKE_OFF, "The language model's server failed in the middle of its answer."
            )
        finish = Finish.LENGTH if self.full else ENDINGS.get(self._finish or "", Finish.STOP)
        self._words.finish()
        text, calls = self._text_and_calls()
        if self._refusal:
            text, finish = "".join(self._refusal), Finish.REFUSED
        return Said(text, calls, finish, self._usage())

    def _text_and_calls(self) -> tuple[str, list[Requested]]:
        """Return the words, and the calls: those of the protocol, else those that were written as words."""
        calls = [Requested(own_id, name, arguments) for own_id, name, arguments in self._calls.values()]
        names = {tool["function"]["name"] for tool in self._asked.tools}
        written = calls_in(self._words.text, names) if names and not calls else None
        if written is not None:
            return written
        self._words.show_held()
        return self._words.text, calls

    def _usage(self) -> Usage:
        now = self._monotonic()
        times = {
            "first_word_ms": None if self._first is None else round((self._first - self._began) * 1000),
            "total_ms": round((now - self._began) * 1000),
        }
        if self._counted is None:
            sent = len(str(self._asked.messages)) + len(str(self._asked.tools))
            return Usage(sent // BYTES_A_TOKEN, self._size // BYTES_A_TOKEN, estimated=True, **times)  # type: ignore[arg-type]
        details = getattr(self._counted, "prompt_tokens_details", None)
        return Usage(
            tokens_in=getattr(self._counted, "prompt_tokens", 0) or 0,
            tokens_out=getattr(self._counted, "completion_tokens", 0) or 0,
            tokens_cached=getattr(details, "cached_tokens", 0) or 0,
            **times,  # type: ignore[arg-type]
        )
