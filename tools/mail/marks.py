"""Says plainly which characters of a text can't be seen, or look like others (docs/design.md, Approvals 3)."""

import unicodedata

BIDIRECTIONAL = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")


def hidden_marks(text: str) -> str:
    """A remark on hidden, direction-changing or mixed-script characters; empty where there are none."""
    remarks = []
    if any(c in BIDIRECTIONAL for c in text):
        remarks.append("holds characters that turn the reading direction")
    if any(unicodedata.category(c) == "Cf" and c not in BIDIRECTIONAL for c in text):
        remarks.append("holds characters that can't be seen")
    if any(unicodedata.category(c) == "Cc" and c not in "\n\t\r" for c in text):
        remarks.append("holds control characters")
    if any(len(_scripts(word)) > 1 for word in text.split()):
        remarks.append("mixes letters of several alphabets in one word")
    return "; ".join(remarks)


def _scripts(word: str) -> set[str]:
    found = set()
    for letter in word:
        if letter.isalpha():
            name = unicodedata.name(letter, "")
            found |= {script for script in SCRIPTS if name.startswith(script)}
    return found
