"""Folding and tokens: what every slot reader stands on. Linear in the length of the text."""

import re
import unicodedata
from dataclasses import dataclass

# Letters that Unicode does not take apart, and the signs that people type for an apostrophe or a hyphen.
_ALIKE = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
    "‘": "'", "’": "'", "‛": "'", "ʼ": "'", "′": "'", "´": "'", "`": "'", "＇": "'",
    "‐": "-", "‑": "-", "−": "-",
    "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "", "\u00ad": "",
}  # fmt: skip

# Anything that is neither space, digit, ASCII punctuation nor a symbol: so that letters of every script,
# with the marks that belong to them, stay in one word.
_LETTER = r"[^\s0-9\x00-\x1f!-/:-@\[-`{-\xbf×÷\u2000-\u206f\u2190-\u2bff\u3000-\u303f\uff01-\uff0f]"
_JOINT = r"['‘’´`‐‑-]"

# Bounded or possessive repeats only: a token costs at most a fixed number of steps beyond its own length.
_TOKEN = re.compile(
    rf"""
      \w[\w.+%'-]{{0,63}}+@[^\W_][\w-]{{0,62}}+(?:\.[\w-]{{1,63}}+){{1,8}}+        # an e-mail address
    | (?i:lead|ticket)-?[0-9]{{4,6}}-?[0-9]{{3,6}}(?![0-9])                        # LEAD-202611-003
    | [0-9]{{4}}([-/.])[0-9]{{1,2}}\1[0-9]{{1,2}}(?![0-9])                         # 2026-12-01
    | [0-9]{{1,2}}([-/.])[0-9]{{1,2}}\2(?:[0-9]{{4}}|[0-9]{{2}})(?![-/.]?[0-9])    # 1/15/27
    | [0-9]{{1,2}}/[0-9]{{1,2}}(?![0-9/])                                          # 1/15
    | \+1[ .-]?\(?[0-9]{{3}}\)?[ .-]?[0-9]{{3}}[ .-]?[0-9]{{4}}(?![0-9])           # +1 (215) 555-0142
    | \+[0-9](?:[ .-]?(?:\([0-9]{{1,5}}\)|[0-9])){{6,14}}(?![0-9])                 # +44 20 7946 0958
    | (?:1[ .-]?)?\([0-9]{{2,5}}\)[ .-]?[0-9]{{2,4}}(?:[ .-]?[0-9]{{2,4}}){{1,3}}(?![0-9])
    | (?:1[ .-])?[0-9]{{3}}[ .-][0-9]{{3}}[ .-]?[0-9]{{4}}(?![0-9])                # 215.555.0142
    | 0[0-9]{{1,4}}(?:[ .-][0-9]{{2,4}}){{2,4}}(?![0-9])                           # 020 7946 0958
    | [0-9]{{3}}[.-][0-9]{{4}}(?![0-9])                                            # 555-0142
    | [$€£]\ ?-?(?:[0-9]{{1,3}}(?:\ [0-9]{{3}}){{1,4}}(?!\ ?[0-9])
                  |[0-9]++(?:[.,][0-9]++)*+)(?:[kKmM](?![^\W_]))?                  # $3,200, $3 200, $3k
    | [0-9]{{1,2}}:[0-9]{{2}}(?![0-9])                                             # 15:30
    | [0-9]{{1,3}}[-–][0-9]{{1,3}}(?![0-9-])                                       # 2-3
    | [0-9]++(?:[.,][0-9]++)*+(?:{_LETTER}++)?+(?:-{_LETTER}++)*+                  # 8,400.50, 3.2k, 15th, 90-day
    | {_LETTER}(?:{_LETTER}|[0-9])*+(?:{_JOINT}(?:{_LETTER}|[0-9])++)*+            # O'Brien, follow-up, x12
    | \#[0-9]++
    | \S
    """,
    re.VERBOSE,
)


def is_foreign(text: str) -> bool:
    """Return whether most letters of a text are of another script than English is written in."""
    letters = [one for one in text if one.isalpha()]
    others = [one for one in letters if "LATIN" not in unicodedata.name(one, "")]
    return 2 * len(others) > len(letters)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, address, reference or sign, as typed and folded; `text` is `source[start:end]`."""

    text: str
    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    """Return the form in which words are compared: no case, accents or curly apostrophes, single spaces."""
    if not text.isascii():
        # One table entry per distinct sign: normalising a whole text can take quadratic time.
        text = text.translate({ord(sign): _fold_sign(sign) for sign in set(text)})
    return " ".join(text.lower().replace("`", "'").split())


def _fold_sign(sign: str) -> str:
    folded = sign
    while True:
        parts = unicodedata.normalize("NFKD", folded.casefold())
        following = "".join(_ALIKE.get(part, part) for part in parts if not unicodedata.combining(part))
        if following == folded:
            return folded
        folded = following


def tokens(text: str) -> list[Token]:
    """Cut a text into words, numbers and signs.

    Words keep their apostrophes and hyphens; e-mail addresses, phone-like runs, amounts of money, dates in
    figures and references (LEADyyyyMMNNN, row P) stay whole. Spaces are dropped, nothing else is.
    """
    return [Token(found[0], fold(found[0]), found.start(), found.end()) for found in _TOKEN.finditer(text)]
