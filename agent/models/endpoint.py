"""The port to a language model's endpoint: one request to one answer, streamed, with a deadline.

`agent/models/openai.py` provides it over the network; a script provides it in tests. The caller decides what is done with
the answer: an endpoint runs nothing.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from schemas.errors import DeskhandError


class Trouble(StrEnum):
    """The reason why an endpoint gave no usable answer."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    BUSY = "busy"
    NO_CREDIT = "no_credit"
    WRONG_KEY = "wrong_key"
    NO_SUCH_MODEL = "no_such_model"
    TOO_LONG = "too_long"
    NOT_UNDERSTOOD = "not_understood"
    BROKE_OFF = "broke_off"
    OVER_CAP = "over_cap"


class ModelTrouble(DeskhandError):
    """The endpoint gave no usable answer; nothing was run because of it.

    Args:
        trouble: which kind.
        message: what was tried, why it failed and what to do next, without the key.
    """

    kind = "model_trouble"

    def __init__(self, trouble: Trouble, message: str) -> None:
        super().__init__(message)
        self.trouble = trouble


class Finish(StrEnum):
    """The reason why an answer ended."""

    STOP = "stop"
    CALLS = "calls"
    LENGTH = "length"
    REFUSED = "refused"


@dataclass(frozen=True)
class Usage:
    """The cost of one request.

    Args:
        tokens_in, tokens_out, tokens_cached: as the endpoint counts them; None where it does not say. Cached ones are
            among `tokens_in`.
        first_word_ms: until the first word or call came, in milliseconds; None if none did.
        total_ms: until the end.
        estimated: the tokens are our estimate, from the bytes, where the endpoint gave none.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    first_word_ms: int | None = None
    total_ms: int = 0
    estimated: bool = False


@dataclass(frozen=True)
class Requested:
    """A call as the model wrote it: not yet parsed, the id its own."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Asked:
    """One request.

    Args:
        messages: in the form of the chat completions protocol.
        tools: the schemas of the tools that may be called, in that form.
        shape: a JSON Schema that the answer must follow, with its name; for answers without tools.
        most_tokens: that the answer may take.
        seconds: until it must be complete.
    """

    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]] = field(default_factory=list)
    shape: tuple[str, dict[str, Any]] | None = None
    most_tokens: int = 2_000
    seconds: float = 60.0


@dataclass(frozen=True)
class Said:
    """One answer, complete or marked as cut off.

    Args:
        text: the words.
        calls: the calls, in the order in which they were begun.
        finish: why it ended.
        usage: what it took.
    """

    text: str = ""
    calls: list[Requested] = field(default_factory=list)
    finish: Finish = Finish.STOP
    usage: Usage = field(default_factory=Usage)


class Listener(Protocol):
    """Hears of a turn while it runs; a door shows it as it comes."""

    def words(self, text: str) -> None:
        """Show some words of the reply, in order."""

    def running(self, tool: str) -> None:
        """Show that a tool is about to run."""

    def still_waiting(self) -> None:
        """Show that nothing has come of the model yet; may be called from another thread."""

    def interrupted(self, why: str) -> None:
        """Show that what was shown so far is not the reply; what comes now begins anew."""


class Unheard:
    """A listener that drops what it is told."""

    def words(self, text: str) -> None: ...

    def running(self, tool: str) -> None: ...

    def still_waiting(self) -> None: ...

    def interrupted(self, why: str) -> None: ...


class Endpoint(Protocol):
    """A language model somewhere."""

    model: str

    def complete(self, asked: Asked, listener: Listener) -> Said:
        """Answer one request.

        Raises:
            ModelTrouble: there is no usable answer.
        """
