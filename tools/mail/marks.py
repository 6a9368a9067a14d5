"""Says plainly which characters of a text can't be seen, or look like others (docs/parts.md, "Approvals")."""

import unicodedata

from schemas.lookalikes import scripts_of
from schemas.visible import hidden_in

BIDIRECTIONAL = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def hidden_marks(text: str) -> str:
    """Return a remark on hidden, direction-changing or mixed-script characters; empty where there are none."""
    hidden = hidden_in(text)
    remarks = []
    if any(c in BIDIRECTIONAL for c in hidden):
        remarks.append("holds characters that turn the reading direction")
    if any(unicodedata.category(c) == "Cc" for c in hidden):
        remarks.append("holds control characters")
    if any(unicodedata.category(c) != "Cc" and c not in BIDIRECTIONAL for c in hidden):
        remarks.append("holds characters that can't be seen")
    if any(len(scripts_of(word)) > 1 for word in text.split()):
        remarks.append("mixes letters of several alphabets in one word")
    return "; ".join(remarks)
