"""The words that people put around names, and references, ids and numbers, which are no names."""

import re
from uuid import UUID

from schemas.errors import BadArguments
from schemas.keys import words

REFERENCE = re.compile(r"\bLEAD-?(\d{6})-?(\d{3,7})\b", re.IGNORECASE)
PHONE_LIKE = re.compile(r"^[\s+()\d./-]{7,40}(?:(?:x|ext\.?)\s{0,3}\d{1,8})?$", re.IGNORECASE)
NEAREST = 5
MOST_CANDIDATES = 8
STOP_WORDS = frozenset(
    words(
        "the a an our my that this one s with for of at from mr mrs ms dr lead leads inquiry job jobs deal deals "
        "opportunity opportunities project estimate proposal quote work call customer client contact guy lady"
    )
)
"""Words that people put around a name or a job without meaning anything by them."""


ARTICLES = frozenset(words("the a an our my your his her their this that"))
TITLES = frozenset(words("mr mrs ms miss mx"))


def is_a_thing(said: str) -> bool:
    """Return whether a text is one word behind an article or a possessive: "the price" and "my will" name nobody."""
    return _word_behind(said, ARTICLES)


def is_titled(said: str) -> bool:
    """Return whether a text is a title and one name, which is then a family's: "Mrs. Price"."""
    return _word_behind(said, TITLES)


def _word_behind(said: str, leading: frozenset[str]) -> bool:
    *before, last = words(said) or [""]
    return (
        last not in STOP_WORDS
        and before[-1:] != []
        and before[-1] in leading
        and STOP_WORDS.issuperset(before[:-1])
    )


def not_empty(said: str, argument: str) -> str:
    """Return what was said, stripped.

    Raises:
        BadArguments: it is empty.
    """
    if not said.strip():
        raise BadArguments(
            f"{argument} is empty; say a name, a phone number or a reference. Nothing was changed.",
            {argument: "is empty"},
        )
    return said.strip()


def is_id(said: str) -> bool:
    """Return whether a text is a record's id."""
    try:
        return len(said) == 36 and bool(UUID(said))
    except ValueError:
        return False
