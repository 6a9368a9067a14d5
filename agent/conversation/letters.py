"""Answers to a list by its letters: "a", "a done, b draft", "done a and c", "c snooze to Friday", "call a later".

A whole message, read by rules before any model, as decisions are; what is not all letters and known words is none.
"""

import re
from dataclasses import dataclass

WORDS = {
    "done": ("done", "did it", "did that", "finished", "handled", "taken care of", "complete", "completed", "is done", "check"),
    "draft": ("draft", "draft it", "draft one", "write", "answer", "reply", "respond", "follow up"),
    "call": ("call", "ring", "phone", "number", "ill call", "i will call"),
    "snooze": (
        "snooze", "later", "postpone", "put off", "move", "push", "push back", "remind me", "remind me again", "not today",
        "not now", "another day", "wait", "skip",
    ),
    "park": ("park", "park it"),
    "drop": ("drop", "drop it", "let it go", "let go", "disqualify", "kill it", "kill", "give up", "forget it", "dead"),
    "show": ("show", "show it", "open", "see", "details"),
}  # fmt: skip
"""Ways of saying what a line may offer, by what is offered."""

LONGEST = 300
MOST_WORDS = 60
_KNOWN = {tuple(said.split()): word for word, ways in WORDS.items() for said in ways}
_LONGEST_WAY = max(map(len, _KNOWN))
_APART = frozenset({",", "and", "&", "then"})
_BEFORE_A_DAY = frozenset({"to", "till", "until", "for", "on", "it", "by", "in"})
_TOKENS = re.compile(r"[a-z0-9'/-]+|[,&]")


@dataclass(frozen=True)
class Answered:
    """An answer to one line.

    Args:
        letter: the line's.
        word: one of `WORDS`; empty for the letter alone.
        day: the words of a day, where one was said.
    """

    letter: str
    word: str = ""
    day: str = ""


def answers_in(text: str, letters: str) -> list[Answered] | None:
    """Return the answers to lettered lines in a message, in its order; None if it is anything but such an answer.

    Args:
        text: the member's message.
        letters: those of the list.
    """
    if len(text) > LONGEST:
        return None
    plain = re.sub(r"[.;\n]+(?:\s|$)", " , ", text.casefold().replace("’", "'").replace("'", ""))
    if re.search(r"[^a-z0-9\s,&'/:!)-]", plain):
        return None
    tokens = _TOKENS.findall(plain)
    if not tokens or len(tokens) > MOST_WORDS:
        return None
    return _Reading(tokens, frozenset(letters)).answers()


class _Reading:
    """One pass over the words; each either belongs to an answer or ends the reading without one."""

    def __init__(self, tokens: list[str], letters: frozenset[str]) -> None:
        self.tokens = tokens
        self.letters = letters
        self.at = 0

    def answers(self) -> list[Answered] | None:
        found: list[Answered] = []
        self._skip(_APART)
        while self.at < len(self.tokens):
            clause = self._by_letter() or self._by_word()
            if clause is None:
                return None
            found += clause
            if not self._skip(_APART) and self.at < len(self.tokens):
                return None
        letters = [answer.letter for answer in found]
        return found if found and len(set(letters)) == len(letters) else None

    def _by_letter(self) -> list[Answered] | None:
        """Read "a", "a and c done", "c snooze to friday"."""
        start = self.at
        letters = self._letters()
        if not letters:
            return None
        before_word = self.at
        word = self._word()
        if not word:
            self.at = before_word
            return [Answered(letter) for letter in letters]
        day = self._day() if word in {"snooze", "park"} else ""
        if day is None:
            self.at = start
            return None
        return [Answered(letter, word, day) for letter in letters]

    def _by_word(self) -> list[Answered] | None:
        """Read "done a and c", "move b to monday", "call a later"."""
        word = self._word()
        letters = self._letters() if word else []
        if not letters:
            return None
        if self.tokens[self.at : self.at + 1] == ["later"]:
            self.at += 1
            return [Answered(letter, "snooze") for letter in letters]
        day = self._day() if word in {"snooze", "park"} else ""
        return None if day is None else [Answered(letter, word, day) for letter in letters]

    def _letters(self) -> list[str]:
        found: list[str] = []
        while self.at < len(self.tokens):
            place = self.at
            while found and place < len(self.tokens) and self.tokens[place] in _APART:
                place += 1
            token = self.tokens[place].strip("-'") if place < len(self.tokens) else ""
            if token not in self.letters:
                break
            found.append(token)
            self.at = place + 1
        return found

    def _word(self) -> str:
        for length in range(_LONGEST_WAY, 0, -1):
            word = _KNOWN.get(tuple(self.tokens[self.at : self.at + length]))
            if word:
                self.at += length
                return word
        return ""

    def _day(self) -> str | None:
        """Read the words up to the next clause; empty where none were said, None where they lead nowhere."""
        self._skip(_BEFORE_A_DAY)
        start = self.at
        while self.at < len(self.tokens) and not self._clause_begins():
            self.at += 1
        return " ".join(self.tokens[start : self.at]).strip()

    def _clause_begins(self) -> bool:
        return self.tokens[self.at] in _APART

    def _skip(self, words: frozenset[str]) -> bool:
        start = self.at
        while self.at < len(self.tokens) and self.tokens[self.at] in words:
            self.at += 1
        return self.at > start
