"""The tokens of a message as names are read: which are words, capitals, possessives, and parts of names on record."""

import itertools
from collections.abc import Callable, Collection, Sequence

from agent.models.builtin.name_words import OWNED, STARTS, TITLES
from agent.models.builtin.slots.english import english_words
from agent.models.builtin.slots.text import Token
from schemas.keys import fold
from tools.matters.first_names import is_given
from tools.matters.names_on_record import NamesOnRecord


def bare(token: Token) -> str:
    """Return a token as names are compared: folded, without a possessive."""
    return fold(without_possessive(token.text))


def without_possessive(text: str) -> str:
    """Return a word as typed, without a possessive."""
    return text[:-2] if text[-2:].casefold() in {"'s", "’s"} else text.removesuffix("'").removesuffix("’")


class NameTokens:
    """The tokens of one message.

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

    def _is_given_with_s(self, index: int) -> bool:
        """Return whether a word is a given name with an "s" that is a possessive ("bobs number")."""
        word = self._word(index)
        given = word.endswith("s") and is_given(word[:-1]) and not is_given(word)
        return given and not self._is_known(index) and self._word(index + 1) in OWNED

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
        text = self._text(index)
        if text[:1].islower() and text[1:2].isupper():
            return True  # "oByd": two letters changed places while it was typed
        return text[:1].isupper() or (
            bool(text) and not text[0].isascii() and text[0].lower() == text[0].upper()
        )

    def _is_inside(self, index: int) -> bool:
        """Return whether a token stands inside a sentence, so that its capital says something."""
        return index > 0 and self._tokens[index - 1].text not in STARTS

    def _ends_in_possessive(self, index: int) -> bool:
        text = self._text(index)
        return without_possessive(text) != text

    def _before(self, index: int) -> str:
        """Return the word before a token; "mr" where it is written "Mr."."""
        stop = 0 < index <= len(self._tokens) and self._tokens[index - 1].text == "."
        return self._word(index - 2) if stop and self._word(index - 2) in TITLES else self._word(index - 1)

    def _text(self, index: int) -> str:
        return self._tokens[index].text if 0 <= index < len(self._tokens) else ""

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


def in_quotes(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a token stands in quotes."""
    before = [token.text for token in tokens[:index]]
    return sum(text in {'"', "“", "”"} for text in before) % 2 == 1
