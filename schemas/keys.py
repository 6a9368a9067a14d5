"""The keys by which names and titles are compared: folded, in one place for every door."""

import re
import unicodedata

_APART = re.compile(r"[\W_]+")
_ONE_LETTER = str.maketrans({"ß": "ss", "ł": "l", "ø": "o"})


def fold(text: str) -> str:
    """Return text case-folded, without accents, apostrophes and punctuation, single spaces: "Seán O'Brien" →
    "sean obrien".
    """
    # Taken apart before and after: "℡" has letters only once apart, "İ" a dot only once folded.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(
        _ONE_LETTER
    )
    kept = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’ʼ`´")
    return _APART.sub(" ", kept).strip()


def words(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    return fold(text).split()
