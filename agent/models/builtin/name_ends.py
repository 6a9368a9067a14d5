"""The words behind and before a name that belong to it: a company's marks, father or son, and what tells namesakes apart."""

import re

from agent.models.builtin.name_tokens import NameTokens
from agent.models.builtin.name_words import (
    BEFORE_A_NAME,
    COMPANY_MARKS,
    COMPANY_WORDS,
    DETERMINERS,
    ELDER,
    KIN,
    SAYING,
    YOUNGER,
)
from tools.matters.generations import GENERATION

LONGEST_NAME = 5
DIGITS = re.compile(r"\d{4}(?:['’]s)?")
"""The end of a number, by which namesakes are told apart."""


class NameEnds(NameTokens):
    """The tokens of one message, with what belongs to a name beside its own words."""

    def _end_of_marks(self, end: int) -> int:
        """Return where the words end with which a name is a company's: "Brothers", "& Sons", "LLC"."""
        joined = self._text(end) in {"&", "+"} or self._word(end) == "and"
        if joined and self._word(end + 1) in KIN:
            return end + 2
        while self._word(end) in COMPANY_MARKS or (
            self._word(end) in COMPANY_WORDS and self._cased and self._is_capital(end)
        ):
            end += 1
        return end

    def _with_generation(self, start: int, end: int, said: str, whole: bool) -> tuple[int, int, str]:
        """Return a name with what tells father and son apart: "Kessler senior", "old man Kessler", "Kessler, the son"."""
        if whole or self._word(end - 1) in GENERATION:
            return start, end, said
        if self._word(end) in GENERATION and self._is_word(end):
            return (
                start,
                end + 1 + (self._text(end + 1) == "." and self._word(end) in {"jr", "sr"}),
                f"{said} {self._text(end)}",
            )
        behind = end + (self._text(end) == ",")
        if self._word(behind) == "the" and self._word(behind + 1) in ELDER | YOUNGER:
            return start, behind + 2, f"{said} {'senior' if self._word(behind + 1) in ELDER else 'junior'}"
        for spoken, meant in BEFORE_A_NAME.items():
            if tuple(self._words[max(0, start - len(spoken)) : start]) == spoken:
                return start - len(spoken), end, f"{said} {meant}"
        return start, end, said

    def _close_of_sign(self, end: int) -> int:
        """Return where what tells namesakes apart ends, in brackets or as the end of a number; it is no word of the message."""
        close = end
        if self._text(end) == "(":
            inside = range(end + 1, min(end + LONGEST_NAME + 2, len(self._tokens)))
            close = next((index + 1 for index in inside if self._text(index) == ")"), end)
        elif self._word(end) == "with" and DIGITS.fullmatch(self._text(end + 1)):
            close = end + 2
        if close > end and self._text(close) in {"'", "’"} and self._word(close + 1) == "s":
            return close + 2
        return close

    def _hint(self, end: int) -> str:
        """Return what follows a name as "in Round Rock" does."""
        if self._word(end) not in {"in", "at", "from", "on", "with", "of"} and self._text(end) != ",":
            return ""
        run = []
        for index in range(end + 1, min(end + 4, len(self._tokens))):
            if not self._words[index] or self._words[index] in SAYING | DETERMINERS - {"the"}:
                break
            run.append(self._words[index])
        return " ".join(run)
