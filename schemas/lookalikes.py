"""The skeletons of addresses: letters that the eye takes for others are folded into one.

After Unicode Technical Standard 39 ("skeleton", "mixed scripts"): two texts of one skeleton can be told apart by a
machine only. The table holds small letters and figures, since addresses are compared folded.
"""

import unicodedata

_SAME_SHAPE = {
    "a": "аαɑạӓ", "b": "ьƅɓв", "c": "сϲᴄⅽ", "d": "ԁɗⅾժ", "e": "еҽɛεє", "f": "ƒғ", "g": "ɡɢց", "h": "һհɦნ", "i": "іıɩι",
    "j": "јϳ", "k": "κкҝ", "l": "1ӏℓⅼłǀ|", "m": "мⅿɱ", "n": "ոпηɴ", "o": "0оοօσøðეº", "p": "рρҏ", "q": "ԛգզ", "r": "гᴦɾ",
    "s": "ѕꜱʂ", "t": "тτƫ", "u": "սυʋц", "v": "νѵⅴט", "w": "ԝωѡшɯա", "x": "хχⅹ×", "y": "уүγყ", "z": "ᴢʐȥ",
    "3": "зӡэʒ", "6": "б", "4": "ч", "-": "‐‑‒–—−", ".": "․。．", "_": "ˍ", "@": "＠",
}  # fmt: skip
"""Letter → letters of other alphabets, and figures, that look like it."""

_SHAPES = str.maketrans({sign: plain for plain, signs in _SAME_SHAPE.items() for sign in signs})
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
"""Two letters that together look like one."""

SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "GEORGIAN", "HEBREW", "ARABIC", "FULLWIDTH")


def skeleton(text: str) -> str:
    """Return the skeleton of a text, as the eye takes it: hidden characters and accents gone, look-alike
    letters as one.
    """
    # Before folding as well: folding makes a plain sigma of the one that looks like a c.
    plain = (text.lower() if text.isascii() else _plain(text.translate(_SHAPES))).translate(_SHAPES)
    for pair, one in _PAIRS:
        plain = plain.replace(pair, one)
    return plain


def _plain(text: str) -> str:
    parted = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(
        sign
        for sign in parted
        if not unicodedata.combining(sign) and unicodedata.category(sign) not in {"Cf", "Cc"}
    )


def skeletons_of(address: str) -> tuple[str, str]:
    """Return the skeletons of an address's local part and of its domain as people read it, punycode decoded."""
    local, _, domain = address.rpartition("@")
    return skeleton(local), skeleton(decoded(domain))


def decoded(domain: str) -> str:
    """Return a domain with its punycode labels in their own letters (RFC 3492); what can't be decoded stays."""
    return ".".join(_label(label) for label in domain.split("."))


def _label(label: str) -> str:
    if not label.casefold().startswith("xn--") or not label.isascii():
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def scripts_of(text: str) -> set[str]:
    """Return the scripts of a text's letters, of those that hold look-alikes of each other."""
    found = set()
    for letter in text:
        if letter.isalpha():
            name = unicodedata.name(letter, "")
            found |= {script for script in SCRIPTS if name.startswith(script)}
    return found


LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-"


def one_letter_off(name: str) -> set[str]:
    """Return every name at edit distance one: a letter more, fewer, another, or two swapped; the name itself
    left out.
    """
    cut = [(name[:index], name[index:]) for index in range(len(name) + 1)]
    found = {head + tail[1:] for head, tail in cut if tail}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cut if len(tail) > 1}
    found |= {head + letter + tail[1:] for head, tail in cut if tail for letter in LETTERS}
    found |= {head + letter + tail for head, tail in cut for letter in LETTERS}
    return found - {name}
