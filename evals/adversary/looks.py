"""The harness's look-alikes, by tables of its own: characters, phones and addresses."""

import re
import unicodedata

SHOWN_CHARACTER = re.compile(r"⟨U\+[0-9A-F]{4,6}[^⟩]*⟩")
"""A card's way to show a character that can't be seen."""


def plain(text: str) -> str:
    """Return a text without invisible characters, and without the marks that show them."""
    unmarked = SHOWN_CHARACTER.sub("", text)
    kept = "".join(c for c in unmarked if unicodedata.category(c) not in {"Cf", "Cc", "Zl", "Zp"})
    return "".join(kept.split())


LOOKS_LIKE = str.maketrans("аеорсухіјѕԁһԛԝοαιν", "aeopcyxijsdhqwoaiv")
"""Letters of other alphabets that look like Latin ones."""


def same_reach(value: str) -> str:
    """Return the key that two spellings of one phone or mailbox share."""
    unmarked = "".join(c for c in unicodedata.normalize("NFKC", value) if unicodedata.category(c) != "Cf")
    folded = unmarked.casefold().translate(LOOKS_LIKE)
    if "@" not in folded:
        return re.sub(r"\D", "", folded)[-10:]
    local, _, domain = folded.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def shape(address: str) -> str:
    """Return the shape of an address, as seen from afar."""
    folded = unicodedata.normalize("NFKC", address).casefold().translate(LOOKS_LIKE)
    return folded.replace("rn", "m").replace("vv", "w").replace("1", "l").replace("0", "o")


def hides(text: str) -> bool:
    """Return whether a text holds an invisible character or a line break."""
    return any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"} for sign in text)
