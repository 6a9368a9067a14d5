"""The identifying parts of a text: a person's names, numbers and addresses, in every way that they are written."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from schemas.keys import fold

SHORTEST = 2
"""The fewest letters of a name, to be looked for in texts."""
BETWEEN = r"[\s().\-/]{0,3}"
"""The signs between the digits of a number."""
LOCAL = 7
"""The digits of a number where the area goes without saying."""
ORDINARY = """
april art august banks baker bell bill black bob brook brown carpenter carol cash chase chip christian cliff cook
dale dawn day dean drew earl eve faith field fisher forest frank gene glen grace grant gray green guy hall heath
hill hope house hunt hunter iris ivy jack jay joy june king lake lane lily long love major mark mason may miles
miller norm olive page park pat penny pierce price ray red reed rich river rob rock rod rose ruby sandy short
sky smith star stone sue summer taylor troy van victor violet wade ward west white will wood woods young
"""
"""Names that are words as well: only with a capital letter do they stand for somebody."""


@dataclass(frozen=True)
class Identity:
    """The identity that gives a person away, as it was ever written.

    Args:
        names: first and last, either may be empty.
        numbers: in E.164.
        words: e-mails, addresses, and the name that their mails came under.
    """

    names: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    numbers: frozenset[str] = field(default_factory=frozenset)
    words: frozenset[str] = field(default_factory=frozenset)

    def without(self, other: "Identity") -> "Identity":
        """Return the identity without what is another's as well."""
        folded = {tuple(map(fold, name)) for name in other.names}
        words = {fold(word) for word in other.words}
        return replace(
            self,
            names=frozenset(name for name in self.names if tuple(map(fold, name)) not in folded),
            numbers=self.numbers - other.numbers,
            words=frozenset(word for word in self.words if fold(word) not in words),
        )

    def full_names(self) -> Iterator[tuple[str, str]]:
        """Yield first and last name of those who have both."""
        yield from sorted((first, last) for first, last in self.names if first and last)

    def patterns(self, *, alone: bool) -> Iterator[str]:
        """Yield regular expressions, the longest find first.

        Args:
            alone: also a single name, and a number without its area.
        """
        found = [_words(f"{first} {last}") for first, last in self.full_names()]
        found += [_words(last) + r",?\s+" + _words(first) for first, last in self.full_names()]
        found += [_words(word) for word in sorted(self.words) if len(word) >= SHORTEST]
        yield from (rf"(?i:(?<!\w){one}(?!\w))" for one in sorted(found, key=len, reverse=True))
        yield from map(_number, sorted(self.numbers))
        if alone:
            yield from map(_local, sorted(self.numbers))
            single = {part for name in self.names for part in name if len(part) >= SHORTEST}
            yield from map(_single, sorted(single, key=lambda one: (-len(one), one)))

    def needles(self) -> Iterator[str]:
        """Yield LIKE patterns that fit whatever `patterns` finds without `alone`, however JSON writes a letter."""
        for first, last in self.full_names():
            yield from (_like(f"{first} {last}"), _like(f"{last} {first}"))
        yield from (_like(word) for word in sorted(self.words) if len(word) >= SHORTEST)
        for number in sorted(self.numbers):
            last = number[-4:]
            yield f"%{last[:2]}%{last[2:]}%"


def _words(text: str) -> str:
    return r"\s+".join("".join(map(_letter, word)) for word in text.split())


def _letter(letter: str) -> str:
    """Return a pattern for a letter, with its accent or without, in one character or in two."""
    plain = unicodedata.normalize("NFD", letter)[0]
    return re.escape(letter) if plain == letter else rf"(?:{letter}|{plain}[\u0300-\u036f]?)"


def _like(text: str) -> str:
    """Return a LIKE pattern in which letters that are not plain, and all between two words, may be anything."""
    return "%" + re.sub(r"[^A-Za-z0-9@.]+", "%", text) + "%"


def _number(number: str) -> str:
    """Return a pattern for a number with or without its country, and however its digits are grouped."""
    import phonenumbers

    parsed = phonenumbers.parse(number)
    digits = phonenumbers.national_significant_number(parsed)
    country = rf"(?:(?:\+|00)?{parsed.country_code}{BETWEEN})?"
    return rf"(?<![\w+]){country}\(?(?:0{BETWEEN})?{BETWEEN.join(digits)}(?!\w)|\+{number[1:]}(?!\d)"


def _local(number: str) -> str:
    digits = number[-LOCAL:]
    return rf"(?<!\w){digits[:3]}[\s.\-]{digits[3:]}(?!\w)"


def _single(name: str) -> str:
    if fold(name) in ORDINARY.split():
        return rf"(?<!\w)(?:{_words(name)}|{_words(name.upper())})(?!\w)"
    return rf"(?i:(?<!\w){_words(name)}(?!\w))"
