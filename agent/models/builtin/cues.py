"""Cues: the phrases of a procedure's requests, compiled when a message first holds their words."""

import re
from dataclasses import dataclass
from functools import cached_property

PLACES = frozenset({"<who>", "<day>", "<money>", "<number>", "<phone>", "<email>"})
GAP = r"(?:\S+ ){0,4}?"
ANCHOR_WEIGHT = 0.4
WHO_WEIGHT = 0.5
PLACE_WEIGHT = 0.9


@dataclass(frozen=True)
class Cue:
    """One line of a request's `cues`.

    Args:
        text: as the procedure has it.
    """

    text: str

    @cached_property
    def _parts(self) -> list[str]:
        return self.text.split()

    @cached_property
    def keys(self) -> tuple[frozenset[str], ...]:
        """Return the alternatives of each required part of the cue, for the index to look up."""
        must = []
        for part in self._parts:
            if part in {"...", "^", "$"} or (part.endswith("?") and not part.endswith("s?")):
                continue
            must.append(frozenset(form.split(" ")[0] for word in part.split("|") for form in _forms(word)))
        return tuple(must)

    @cached_property
    def weight(self) -> float:
        """Return the weight of a match: a point for each required word."""
        weight = 0.0
        for part in self._parts:
            if part in {"^", "$"}:
                weight += ANCHOR_WEIGHT
            elif part == "<who>":
                weight += WHO_WEIGHT
            elif set(part.split("|")) & PLACES:
                weight += PLACE_WEIGHT
            elif part != "..." and not (part.endswith("?") and not part.endswith("s?")):
                weight += 1.0
        return weight

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return the pattern over words that are each followed by one space; every repeat is bounded, so
        matching is linear.
        """
        built = [r"(?<!\S)"]
        for part in self._parts:
            if part == "...":
                built.append(GAP)
            elif part == "^":
                built.append(r"\A")
            elif part == "$":
                built.append(r"\Z")
            elif part.endswith("?") and not part.endswith("s?"):
                built.append(f"(?:{_either(part[:-1])} )?")
            else:
                built.append(f"{_either(part)} ")
        return re.compile("".join(built))


def _forms(word: str) -> set[str]:
    """Return the forms that an alternative stands for: `follow_up` is two words, `leads?` both numbers."""
    plain = word.replace("_", " ")
    return {plain[:-2], plain[:-1]} if plain.endswith("s?") else {plain}


def _either(part: str) -> str:
    forms = sorted(
        {re.escape(form) for word in part.split("|") for form in _forms(word)}, key=len, reverse=True
    )
    return forms[0] if len(forms) == 1 else f"(?:{'|'.join(forms)})"


class CueIndex:
    """Finds the cues that a message's words allow, without trying the others.

    Args:
        cues: cue text → anything that it belongs to.
    """

    def __init__(self, cues: dict[int, list[str]]) -> None:
        self._by_word: dict[str, list[tuple[Cue, int]]] = {}
        self._everywhere: list[tuple[Cue, int]] = []
        self.words: set[str] = set()
        for owner, lines in cues.items():
            for line in lines:
                self._index(Cue(line), owner)

    def _index(self, cue: Cue, owner: int) -> None:
        if not cue.keys:
            self._everywhere.append((cue, owner))
            return
        rarest = min(cue.keys, key=lambda key: (bool(key & PLACES), len(key)))
        for word in rarest:
            self._by_word.setdefault(word, []).append((cue, owner))
        self.words |= {
            word for part in cue.text.replace("|", " ").replace("_", " ").split() for word in _forms(part)
        }

    def matches(self, words: list[str]) -> list[tuple[Cue, int, int]]:
        """Return every cue found in the words: the cue, its owner, and the index of the word it begins at."""
        text = "".join(f"{word} " for word in words)
        there = set(words)
        candidates = [*self._everywhere]
        for word in there:
            candidates += self._by_word.get(word, ())
        found = []
        for cue, owner in candidates:
            if all(key & there for key in cue.keys):
                match = cue.pattern.search(text)
                if match is not None:
                    found.append((cue, owner, text.count(" ", 0, match.start())))
        return found
