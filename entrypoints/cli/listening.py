"""Shows a turn in the terminal while it runs: words as they come, the tool that runs, and Ctrl-C to stop it."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from agent.conversation.framing import Quoter, quoted
from agent.conversation.reply import Reply
from agent.conversation.stopping import Stop
from schemas.visible import visible

STILL_WAITING = "still waiting for the language model; Ctrl-C ends it"


class Terminal:
    """Hears a turn and writes it to standard output, as `output.say` does: no words reach it as a control sequence.

    What is shown on the way is not repeated at the end: `finish` writes only what is still missing of the reply.
    """

    def __init__(self) -> None:
        self._words: list[str] = []
        self._quoter = Quoter()

    def words(self, text: str) -> None:
        self._words.append(text)
        sys.stdout.write(self._quoter.hear(visible(text)))
        sys.stdout.flush()

    def running(self, tool: str) -> None:
        self._break()
        sys.stdout.write(visible(f"  … {tool.replace('_', ' ')}\n"))
        sys.stdout.flush()

    def still_waiting(self) -> None:
        self._break()
        sys.stdout.write(f"  … {STILL_WAITING}\n")
        sys.stdout.flush()

    def interrupted(self, why: str) -> None:
        self._break()

    def finish(self, reply: Reply) -> None:
        """Write the rest of the reply that was not shown yet."""
        shown = "".join(self._words).strip()
        sys.stdout.write(self._quoter.end())
        rest = reply.text.removeprefix(shown).lstrip(" ") if shown else reply.text
        rest = quoted(rest) if reply.own_words else rest
        below = reply.below()
        sys.stdout.write(f"{visible(rest)}\n" if rest or not below else ("\n" if shown else ""))
        if below:
            sys.stdout.write(f"\n{visible(below)}\n")
        self._words = []
        sys.stdout.flush()

    def _break(self) -> None:
        if self._words:
            sys.stdout.write(f"{self._quoter.end()}\n")
        self._words = []


@contextmanager
def ctrl_c(stop: Stop) -> Iterator[None]:
    """Let Ctrl-C end the turn and not the program."""

    def asked(number: int, frame: FrameType | None) -> None:
        stop.ask()

    before = signal.signal(signal.SIGINT, asked)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
