"""The names in a message: the runs of its words that are names, on record or not.

Only what the words say is read here; who is meant by them is the resolver's to say (`tools/matters/whom.py`).
"""

import itertools
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from agent.models.builtin.name_words import (
    ACTING,
    ASKING_WHO,
    BEFORE_UNHEARD,
    BEFORE_WHOLE_NAMES,
    CLOSING,
    DETERMINERS,
    LEADING,
    OWNED,
    QUESTIONS,
    SAYING,
    SENDING,
    STARTING,
    STARTS,
    TITLES,
    WANTING,
)
from agent.models.builtin.slots.english import ALSO_NAMES, english_words
from agent.models.builtin.slots.text import Token
from schemas.keys import fold
from tools.matters.names_on_record import NamesOnRecord
from tools.matters.near_names import PARTICLES

LONGEST_NAME = 5


@dataclass(frozen=True)
class Name:
    """A run of tokens that names somebody.

    Args:
        start, end: indexes of its tokens.
        said: its words as typed, without a possessive.
        hint: the words behind it that may tell namesakes apart.
        owner: a possessive stands at its end.
        told: it stands in words that are handed on, after a colon or in quotes.
        company: it is a company's name.
    """

    start: int
    end: int
    said: str
    hint: str = ""
    owner: bool = False
    told: bool = False
    company: bool = False

    @property
    def is_sign(self) -> bool:
        """Return whether it is a phone, an e-mail or a reference: where a new one is given, it names nobody."""
        return self.start == self.end


def bare(token: Token) -> str:
    """Return a token as names are compared: folded, without a possessive."""
    return fold(_without_possessive(token.text))


def _without_possessive(text: str) -> str:
    return text[:-2] if text[-2:].casefold() in {"'s", "’s"} else text.removesuffix("'").removesuffix("’")


class Naming:
    """Finds the names of one message.

    Args:
        tokens: of the message.
        record: which of its words are names on record.
        taken: indexes of tokens that are days, amounts, numbers or addresses.
        is_word: tells the words of the grammar, slips allowed; they name nobody that is not on record.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        record: NamesOnRecord,
        taken: Collection[int],
        is_word: Callable[[str], bool],
    ) -> None:
        self._tokens = tokens
        self._record = record
        self._taken = taken
        self._words = [bare(token) for token in tokens]
        english = english_words() | record.own | TITLES
        self._english = {
            word for word in self._words if all(part in english or is_word(part) for part in word.split())
        }
        self._cased = _is_cased(tokens)

    def found(self) -> list[Name]:
        """Return the names in their order."""
        names: list[Name] = []
        index, told = 0, False
        while index < len(self._tokens):
            if self._tokens[index].text == ":" and index > 1:
                told = told or bool(names) or bool(SENDING & set(self._words[:index]))
            end = self._company_at(index)
            company = end > index
            end = end if company else self._name_at(index)
            if end > index:
                names.append(self._name(index, end, company, told))
            index = max(end, index + 1)
        return names

    def _name(self, start: int, end: int, company: bool, told: bool) -> Name:
        said = " ".join(
            _without_possessive(token.text) if index == end - 1 else token.text
            for index, token in enumerate(self._tokens[start:end], start)
        )
        last = self._tokens[end - 1].text
        owner = _without_possessive(last) != last or (not company and self._is_plural(end - 1))
        if self._is_plural(end - 1):
            said = said[:-1]
        return Name(
            start, end, said, self._hint(end), owner, told or _in_quotes(self._tokens, start), company
        )

    def _hint(self, end: int) -> str:
        """Return what follows a name as "in Round Rock" or "with 0911" does."""
        if self._word(end) not in {"in", "at", "from", "on", "with", "of", "(", ","}:
            return ""
        run = []
        for index in range(end + 1, min(end + 4, len(self._tokens))):
            if not self._words[index] or self._words[index] in SAYING | DETERMINERS - {"the"}:
                break
            run.append(self._words[index])
        return " ".join(run)

    def _company_at(self, start: int) -> int:
        """Return where the name of a company on record ends that begins at a token; the token itself where none does."""
        best = start
        for company in self._record.companies:
            length = 0
            while length < len(company) and self._word(start + length) in {
                company[length],
                company[length] + "s",
            }:
                length += 1
            telling = length > 1 or self._word(start) not in self._english
            if length and (length == len(company) or telling) and start + length > best:
                best = start + length
        alone = best == start + 1 and self._word(start) in self._english
        return start if alone and not self._stands_as_name(start) else best

    def _name_at(self, start: int) -> int:
        """Return where a person's name ends that begins at a token; the token itself where none does."""
        if not self._begins_name(start):
            return start
        end = start + 1
        while end < min(len(self._tokens), start + LONGEST_NAME):
            if self._ends_in_possessive(end - 1) or not self._goes_on(start, end):
                break
            end += 1
        while end > start + 1 and self._words[end - 1] in PARTICLES:
            end -= 1
        return self._whole_on_record(start, max(end, self._full_name_end(start)))

    def _whole_on_record(self, start: int, end: int) -> int:
        """Cut a run after a whole name on record, where only words of the language follow it."""
        for cut in range(start + 2, end):
            rest = self._words[cut:end]
            if " ".join(self._words[start:cut]) in self._record.full and all(
                w in self._english for w in rest
            ):
                return cut
        return end

    def _begins_name(self, index: int) -> bool:
        word = self._word(index)
        if not self._is_word(index) or word in DETERMINERS | TITLES:
            return False
        if self._is_known(index):
            if word not in self._english and word.removesuffix("s") not in ALSO_NAMES:
                return True
            return self._pairs(index) or self._stands_as_name(index)
        if word in self._english or (self._cased and not self._is_capital(index)):
            also = self._cased and self._is_capital(index) and (word in ALSO_NAMES or self._is_inside(index))
            return also and self._is_capital(index + 1) and self._is_unheard(index + 1) and self._leads(index)
        return self._is_unheard(index) and self._leads(index)

    def _goes_on(self, start: int, index: int) -> bool:
        """Return whether a token belongs to the name before it."""
        word = self._word(index)
        if word in PARTICLES and index + 1 < len(self._tokens):
            return self._is_word(index + 1) and (self._is_known(index + 1) or self._is_unheard(index + 1))
        if not self._is_word(index) or word in DETERMINERS:
            return False
        if self._is_known(index):
            joined = {" ".join([*self._words[start:index], form]) for form in (word, word.removesuffix("s"))}
            if joined & self._record.full or word not in self._english:
                return True
            if self._words[index - 1] not in self._english and (
                self._is_capital(index) or word in ALSO_NAMES
            ):
                return True
        if len(word) == 1:
            return word not in {"i", "a"} or (self._cased and self._is_capital(index))
        if word not in self._english:
            return self._is_capital(index) or not self._cased
        if self._cased:
            return self._is_capital(index) and index == start + 1 and word not in LEADING | SAYING
        return index == start + 1 and word in ALSO_NAMES and self._closes(index + 1)

    def _full_name_end(self, start: int) -> int:
        """Return where the longest whole name on record ends that begins at a token; the token itself where none does."""
        ends = range(min(len(self._tokens), start + LONGEST_NAME), start + 1, -1)
        return next((end for end in ends if " ".join(self._words[start:end]) in self._record.full), start)

    def _closes(self, index: int) -> bool:
        """Return whether what follows a word that may be a family name is no part of what it would be as a word."""
        return (
            index >= len(self._tokens) or self._word(index) in CLOSING or self._tokens[index].text in STARTS
        )

    def _leads(self, index: int) -> bool:
        """Return whether an unheard-of word stands where a name does."""
        end = next((i for i in range(index, len(self._tokens)) if not self._is_unheard(i)), len(self._tokens))
        before, whole = self._before(index), end - index > 1
        if before in BEFORE_UNHEARD or self._ends_in_possessive(end - 1):
            return True
        if whole and before in LEADING | BEFORE_WHOLE_NAMES:
            return True
        return self._starts_clause(index) and self._word(end) in (SAYING if whole else ACTING)

    def _stands_as_name(self, index: int) -> bool:
        """Return whether a name on record that is a word too stands as subject, object or owner, or after with, for, to, and."""
        word, before, after = self._word(index), self._before(index), self._word(index + 1)
        if self._ends_in_possessive(index):
            return before not in DETERMINERS - QUESTIONS
        if after in OWNED and self._is_plural(index) and before not in DETERMINERS:
            return True
        if before in SENDING and self._is_known(index) and after in DETERMINERS:
            return True
        if after in DETERMINERS - {
            "if",
            "when",
            "how",
            "that",
            "he",
            "she",
            "i",
            "we",
            "they",
        } or before in DETERMINERS - {"that"}:
            return False
        if (
            self._is_known(index + 1)
            and after not in self._english
            and f"{word} {after}" not in self._record.full
        ):
            return False
        if before == "to" and self._word(index - 2) in WANTING:
            return False
        if before == "was" and self._word(index - 2) in {"it", "that"}:
            return True
        if before in LEADING:
            return self._word(index - 2) not in DETERMINERS or before in {"customer", "client", "named"}
        if self._starts_clause(index):
            return after in SAYING
        if self._cased and self._is_capital(index):
            return True
        return before in ASKING_WHO and index - 1 <= 3

    def _starts_clause(self, index: int) -> bool:
        return (
            index <= 0
            or self._tokens[index - 1].text in STARTS
            or (self._word(index - 1) in STARTING and (index < 4 or self._word(index - 1) in {"and", "that"}))
        )

    def _pairs(self, index: int) -> bool:
        """Return whether a word and the one behind it are somebody's whole name."""
        after = self._word(index + 1)
        pairs = {f"{self._word(index)} {form}" for form in (after, after.removesuffix("s"))}
        return bool(pairs & self._record.full)

    def _is_known(self, index: int) -> bool:
        return self._word(index) in self._record.words or self._is_plural(index)

    def _is_plural(self, index: int) -> bool:
        """Return whether a word is a name on record with an "s" that may be a possessive without its apostrophe."""
        word = self._word(index)
        return (
            len(word) > 3
            and word.endswith("s")
            and word not in self._record.words
            and word[:-1] in self._record.words
        )

    def _is_unheard(self, index: int) -> bool:
        """Return whether a word is no word of the language: a name, if it stands where one does."""
        word = self._word(index)
        return (
            self._is_word(index)
            and word not in self._english
            and word not in TITLES
            and (self._is_capital(index) or not self._cased or not word.isascii())
        )

    def _is_word(self, index: int) -> bool:
        """Return whether a token is a word of letters that is nothing else."""
        word = self._word(index)
        if not word or index in self._taken or self._tokens[index].text[:2].casefold() in {"i'", "i’"}:
            return False
        return all(c.isalpha() or c == " " for c in word)

    def _is_capital(self, index: int) -> bool:
        text = self._tokens[index].text if 0 <= index < len(self._tokens) else ""
        return text[:1].isupper() or (
            bool(text) and not text[0].isascii() and text[0].lower() == text[0].upper()
        )

    def _is_inside(self, index: int) -> bool:
        """Return whether a token stands inside a sentence, so that its capital says something."""
        return index > 0 and self._tokens[index - 1].text not in STARTS

    def _ends_in_possessive(self, index: int) -> bool:
        text = self._tokens[index].text if 0 <= index < len(self._tokens) else ""
        return _without_possessive(text) != text

    def _before(self, index: int) -> str:
        """Return the word before a token; "mr" where it is written "Mr."."""
        stop = 0 < index <= len(self._tokens) and self._tokens[index - 1].text == "."
        return self._word(index - 2) if stop and self._word(index - 2) in TITLES else self._word(index - 1)

    def _word(self, index: int) -> str:
        return self._words[index] if 0 <= index < len(self._words) else ""


def _is_cased(tokens: Sequence[Token]) -> bool:
    """Return whether a message tells names by capitals: it has some inside a sentence, and small letters too."""
    texts = [token.text for token in tokens]
    inside = [
        text
        for before, text in itertools.pairwise(texts)
        if before not in STARTS and text[:1].isupper() and text != "I" and not text.startswith("I'")
    ]
    return bool(inside) and not all(text.isupper() for text in texts if text.isalpha() and len(text) > 1)


def _in_quotes(tokens: Sequence[Token], index: int) -> bool:
    before = [token.text for token in tokens[:index]]
    return sum(text in {'"', "“", "”"} for text in before) % 2 == 1
