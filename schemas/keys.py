"""How names and titles are compared: folded keys, made in one place for every door."""

import re
import unicodedata

_APART = re.compile(r"[^\w]+", re.UNICODE)


def fold(text: str) -> str:
    """Case-folded, without accents, apostrophes and punctuation, single spaces: "Seán O'Brien" → "sean obrien"."""
    plain = unicodedata.normalize(
        "NFKD", text.casefold().replace("ß", "ss").replace("ł", "l").replace("ø", "o")
    )
    kept = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’ʼ`´")
    return _APART.sub(" ", kept).strip().replace("_", " ")


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return fold(text).split()
