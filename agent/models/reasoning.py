"""Takes a model's reasoning out of its words, and holds back what may be a call written as words, also across streamed chunks."""

import re
from collections.abc import Callable

REASONING = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<thought>": "</thought>",
    "<reasoning>": "</reasoning>",
    "[think]": "[/think]",
    "◁think▷": "◁/think▷",
    "<|channel|>analysis<|message|>": "<|end|>",
}
"""The marks that open a model's thoughts → those that end them."""

CALL_MARKS = ("<tool_call>", "<function=", "<|python_tag|>", "[tool_calls]", "<|tool_call|>")
"""The marks before a call that is written as words."""

CALL_BEGINS = ("{", "[{", "```")
"""The beginnings of an answer that may be nothing but a call."""

_CLOSERS = tuple(REASONING.values())
_OPENS = re.compile("|".join(map(re.escape, (*REASONING, *_CLOSERS, *CALL_MARKS))), re.IGNORECASE)
_LONGEST = max(map(len, (*REASONING, *_CLOSERS, *CALL_MARKS)))


class Words:
    """The words of one answer as they come in.

    Args:
        show: is given the words that the owner may see, as soon as that is certain.
        anew: is told that what was shown was reasoning.
    """

    def __init__(self, show: Callable[[str], None], anew: Callable[[], None]) -> None:
        self._show = show
        self._anew = anew
        self._waiting = ""
        self._ends_at = ""
        self._shown = ""
        self._held = ""

    @property
    def text(self) -> str:
        """Return the words so far, without reasoning; what is held back is part of them."""
        return self._shown + self._held

    def add(self, text: str) -> None:
        """Add the next words."""
        self._waiting += text
        while self._take():
            pass

    def finish(self) -> None:
        """Take what is left: no mark can come any more. A thought that did not end is none of the words."""
        rest, self._waiting = self._waiting, ""
        if not self._ends_at:
            self._give(rest)

    def show_held(self) -> None:
        """Show what was held back: it was no call."""
        if self._held:
            self._show(self._held)
            self._shown, self._held = self._shown + self._held, ""

    def _take(self) -> bool:
        """Take one part of what waits; return whether there may be another."""
        return self._end_thought() if self._ends_at else self._next_mark()

    def _end_thought(self) -> bool:
        at = self._waiting.casefold().find(self._ends_at)
        if at < 0:
            self._waiting = self._waiting[-_LONGEST:]
            return False
        self._waiting = self._waiting[at + len(self._ends_at) :]
        self._ends_at = ""
        return True

    def _next_mark(self) -> bool:
        mark = _OPENS.search(self._waiting)
        if mark is None:
            whole = len(self._waiting) - _may_begin(self._waiting)
            self._give(self._waiting[:whole])
            self._waiting = self._waiting[whole:]
            return False
        before, said = self._waiting[: mark.start()], mark.group().casefold()
        self._waiting = self._waiting[mark.end() :]
        if said in REASONING:
            self._give(before)
            self._ends_at = REASONING[said]
        elif said in _CLOSERS:
            self._forget()
        else:
            self._give(before)
            self._held += mark.group()
        return True

    def _forget(self) -> None:
        """Drop what came before: a thought ends whose beginning was not sent."""
        if self._shown.strip():
            self._anew()
        self._shown = self._held = ""

    def _give(self, text: str) -> None:
        """Show words, or hold them back where they may be a call; blanks before the first word are none."""
        text = text if self.text else text.lstrip()
        if self._held or (not self._shown.strip() and text.lstrip().startswith(CALL_BEGINS)):
            self._held += text
        elif text:
            self._shown += text
            self._show(text)


def _may_begin(text: str) -> int:
    """Return how many of the last characters may be the beginning of a mark."""
    tail = text[-_LONGEST:].casefold()
    marks = (*REASONING, *_CLOSERS, *CALL_MARKS)
    return next((n for n in range(len(tail), 0, -1) if any(mark.startswith(tail[-n:]) for mark in marks)), 0)
