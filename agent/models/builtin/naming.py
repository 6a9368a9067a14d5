"""The names in a message: the runs of its words that are names, on record or not.

Only what the words say is read here; who is meant by them is the resolver's to say (`tools/matters/whom.py`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.models.builtin.name_ends import LONGEST_NAME, NameEnds
from agent.models.builtin.name_tokens import in_quotes, without_possessive
from agent.models.builtin.name_words import (
    ACTING,
    ASKING_WHO,
    BEFORE_UNHEARD,
    BEFORE_WHOLE_NAMES,
    CLOSING,
    DETERMINERS,
    GIVING,
    LEADING,
    LOSING,
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
from tools.matters.first_names import is_given
from tools.matters.near_names import PARTICLES

LEAST_OF_A_SLIP = 5
"""Letters of a word that may be a family name though its capital is missing ("Larry aHddad")."""


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


class Naming(NameEnds):
    """Finds the names of one message."""

    def found(self) -> list[Name]:
        """Return the names in their order; where none stands where a name does, whole ones that stand anywhere."""
        return self._found(self._name_at) or self._found(self._unheard_at)

    def with_read(self, names: list[Name], runs: Sequence[tuple[int, int]], told_from: int) -> list[Name]:
        """Return names together with those that the reader sees: the longer of two that overlap, and those that are missing.

        Args:
            names: found by what the words say.
            runs: first token and the one behind the last of each name that the reader sees.
            told_from: the token from which on words are handed on.
        """
        found = list(names)
        for first, last in runs:
            start, end = self._trimmed(first, last)
            if not self._may_name(start, end):
                continue
            overlapping = [one for one in found if one.start < end and start < one.end]
            if all(start <= one.start and one.end <= end and not one.company for one in overlapping):
                found = [one for one in found if one not in overlapping]
                found.append(self._name(start, end, False, start >= told_from))
        return sorted(found, key=lambda one: one.start)

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Return a run without the titles and articles before it, and without a verb behind it ("Okafor bounces")."""
        while start < end and (self._word(start) in TITLES | DETERMINERS or not self._is_word(start)):
            start += 1
        while end - start > 1 and self._is_capital(start) and self._is_verb(end - 1):
            end -= 1
        return start, end

    def _is_verb(self, index: int) -> bool:
        """Return whether a token without a capital is a form of a verb, and nobody's name on record."""
        stem = self._word(index).removesuffix("s")
        plain = not self._is_capital(index) and not self._is_known(index)
        return plain and stem != self._word(index) and bool({f"{stem}d", f"{stem}ed"} & english_words())

    def _may_name(self, start: int, end: int) -> bool:
        """Return whether a run can be a name: a title stands before it, it begins with a given name, or some word is none of the
        language or has a capital.
        """
        if not 0 < end - start <= LONGEST_NAME or any(not self._is_word(i) for i in range(start, end)):
            return False
        words = english_words()
        given = end - start > 1 and (is_given(self._word(start)) or self._word(start) in ALSO_NAMES)
        return (
            given
            or self._before(start) in TITLES
            or any(
                self._word(i) not in words or (self._cased and self._is_capital(i) and i > 0)
                for i in range(start, end)
            )
        )

    def _found(self, name_at: Callable[[int], int]) -> list[Name]:
        names: list[Name] = []
        index, told = 0, False
        while index < len(self._tokens):
            if self._tokens[index].text == ":" and index > 1:
                told = told or bool(names) or bool(SENDING & set(self._words[:index]))
            end = self._company_at(index)
            company = end > index
            end = end if company else name_at(index)
            if end > index:
                names.append(self._name(index, end, company, told))
                end = names[-1].end
            index = max(end, index + 1)
        return names

    def _name(self, start: int, end: int, company: bool, told: bool) -> Name:
        said = " ".join(
            without_possessive(token.text) if index == end - 1 else token.text
            for index, token in enumerate(self._tokens[start:end], start)
        )
        last = self._tokens[end - 1].text
        plural = self._is_plural(end - 1) or (end - start == 1 and self._is_given_with_s(start))
        owner = without_possessive(last) != last or (not company and plural)
        if plural:
            said = said[:-1]
        marked = end if company or owner else self._end_of_marks(end)
        if marked > end:
            said = f"{said} {' '.join(token.text for token in self._tokens[end:marked])}"
            end = marked
        start, end, said = self._with_generation(start, end, said, company or owner)
        close = self._close_of_sign(end)
        owner = owner or self._text(close - 1).casefold() == "s"
        hint = self._hint(end) if close == end else " ".join(filter(None, self._words[end:close]))
        return Name(start, close, said, hint, owner, told or in_quotes(self._tokens, start), company)

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

    def _unheard_at(self, start: int) -> int:
        """Return where two words or more end that are no words of the language and told apart by their capitals."""
        end = start
        if self._before(start) in DETERMINERS:
            return start
        while end < start + LONGEST_NAME and self._is_capital(end) and self._is_unheard(end):
            end += 1
        return end if self._cased and end - start > 1 else start

    def _whole_on_record(self, start: int, end: int) -> int:
        """Cut a run after the longest whole name on record, where only words of the language follow it."""
        if " ".join(self._words[start:end]) in self._record.full:
            return end
        for cut in range(end - 1, start + 1, -1):
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
            return self._begins_unheard_pair(index)
        return self._is_unheard(index) and (self._leads(index) or self._is_given_before_known(index))

    def _begins_unheard_pair(self, index: int) -> bool:
        """Return whether a word of the language is the given name of a name that nobody has ("bob smithers")."""
        word = self._word(index)
        if self._cased and not self._is_capital(index):
            return False
        if is_given(word) and self._is_given_before_known(index):
            return True
        if not self._is_unheard(index + 1):
            return False
        return (word in ALSO_NAMES or (self._cased and self._is_inside(index))) and self._leads(index)

    def _is_given_before_known(self, index: int) -> bool:
        """Return whether a word stands right before a family name on record: who is named is not merely that family's."""
        if not self._is_known(index + 1) or self._ends_in_possessive(index):
            return False
        if self._cased:
            return self._is_capital(index) and self._is_capital(index + 1)
        return is_given(self._word(index)) and self._word(index + 1) not in self._english - ALSO_NAMES

    def _goes_on(self, start: int, index: int) -> bool:
        """Return whether a token belongs to the name before it."""
        word = self._word(index)
        if word in PARTICLES and index + 1 < len(self._tokens):
            return self._is_word(index + 1) and (self._is_known(index + 1) or self._is_unheard(index + 1))
        if not self._is_word(index) or word in DETERMINERS or self._close_of_sign(index) > index:
            return False
        if self._is_known(index):
            joined = {" ".join([*self._words[start:index], form]) for form in (word, word.removesuffix("s"))}
            if joined & self._record.full or word not in self._english:
                return True
            if self._cased and self._is_capital(index) and word not in LEADING | SAYING:
                return True
            if self._words[index - 1] not in self._english and (
                self._is_capital(index) or word in ALSO_NAMES
            ):
                return True
        if len(word) == 1:
            return word not in {"i", "a"} or (self._cased and self._is_capital(index))
        if word not in self._english:
            mistyped = index == start + 1 and len(word) >= LEAST_OF_A_SLIP and not self._is_verb(index)
            return self._is_capital(index) or not self._cased or mistyped
        if self._cased:
            near_enough = index == start + 1 or word in ALSO_NAMES
            return self._is_capital(index) and near_enough and word not in LEADING | SAYING
        return index == start + 1 and word in ALSO_NAMES and self._closes(index + 1)

    def _full_name_end(self, start: int) -> int:
        """Return where the longest whole name on record ends that begins at a token; the token itself where none does."""
        ends = range(min(len(self._tokens), start + LONGEST_NAME), start + 1, -1)
        return next((end for end in ends if " ".join(self._words[start:end]) in self._record.full), start)

    def _closes(self, index: int) -> bool:
        """Return whether what follows a word that may be a family name is no part of what it would be as a word."""
        word = self._word(index)
        return (
            index >= len(self._tokens)
            or self._tokens[index].text in STARTS
            or word in CLOSING | DETERMINERS | SAYING
            or word.endswith("ing")
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
        if self._close_of_sign(index + 1) > index + 1:
            return True
        word, before, after = self._word(index), self._before(index), self._word(index + 1)
        if self._ends_in_possessive(index):
            return before not in DETERMINERS - QUESTIONS
        if after in OWNED and self._is_plural(index) and before not in DETERMINERS:
            return True
        if before in SENDING | GIVING and self._is_known(index) and after in DETERMINERS:
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
        if before == "to" and (self._word(index - 2) in WANTING or LOSING & set(self._words[:index])):
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
