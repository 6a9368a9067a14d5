"""Slots that tell of a thing: its make and size, and the codes on its plate."""

import re
from typing import Any

from agent.models.builtin.free_text import capitals
from agent.models.builtin.reading import Piece
from agent.models.builtin.slots.english import english_words
from schemas.keys import fold, words
from schemas.procedure import Request, Slot

UNITS = "gal|gals|gallon|gallons|ton|tons|hp|kw|btu|amp|amps"
SIZE = re.compile(rf"\b(\d[\d./]*) ({UNITS})\b", re.IGNORECASE)
SIZED = re.compile(rf"\b\d[\d./]*-(?:{UNITS})\b", re.IGNORECASE)
NEW = frozenset(words("a an the new old used big small brand another his her their my our"))
"""Words before a name of something that are none of it."""


def between(piece: Piece, slot: Slot, request: Request, focus: Any) -> str | None:
    """Return what stands between one of the slot's phrases, or an article at the beginning of a clause, and what is said next.

    Words by which another slot of the request is known, people's names, and small words of the language are none of it, but
    for those that the slot lists.
    """
    starts = "|".join(map(re.escape, sorted(slot.after, key=len, reverse=True)))
    ends = "|".join(map(re.escape, slot.before))
    text = SIZE.sub(r"\1-\2", piece.said[:2000])
    found = re.finditer(
        rf"(?:\b(?:{starts})|(?:^|,)\s*an?)\s+(\S.{{0,80}}?)(?=\s+(?:{ends})\b|[,;:.!?](?:\s|$)|$)",
        text,
        re.IGNORECASE | re.DOTALL,
    )
    others = [one for one in request.slots.values() if one.words != slot.words]
    chosen = (words(phrase) for one in others for said in one.words.values() for phrase in said)
    known = {word for phrase in chosen for word in phrase} | NEW
    known |= {piece.reading.tokens[index].folded for index in piece.mention.known}
    for one in found:
        said = [word for word in one[1].split() if fold(word) and fold(word) not in known]
        size = [word for word in said if SIZED.fullmatch(word)]
        bare = fold(" ".join(word for word in said if word not in size))
        listed = [name for name, ways in slot.words.items() if bare in ways]
        if listed or any(_is_name_of_a_thing(word) for word in said):
            return " ".join([*size, listed[0]]) if listed else capitals(" ".join(said))
    return _named_anywhere(slot, text)


def _named_anywhere(slot: Slot, text: str) -> str | None:
    """Return one of the names that the slot lists, wherever it stands, with a size that is said; none that is a word."""
    said = f" {fold(text)} "
    for name, ways in slot.words.items():
        if any(f" {way} " in said and not set(words(way)) <= english_words() for way in ways):
            size = SIZED.search(text)
            return f"{size[0]} {name}" if size else name
    return None


def _is_name_of_a_thing(word: str) -> bool:
    """Return whether a word is no ordinary word of the language, or is written as a name is."""
    return word[0].isupper() or any(part not in english_words() for part in words(word))


CODE_AFTER = (
    r"(?:\s*(?:numbers?|no\.?|num|#|is|was|:))*(?:\s*\b(?:of|on|for|at)\b[^,;]{1,60}?\b(?:is|was))?\s*"
)
CODE_PART = re.compile(r"(?=[\w./-]*\d)[A-Za-z0-9][\w./-]*|[A-Z]{1,5}(?=\s+[\w./-]*\d)|[A-Z]{1,3}(?=[,;.]|$)")
LETTERS_FIRST = re.compile(r"[A-Za-z]{1,4}(?=\s+[\w./-]*\d)")


def code(piece: Piece, slot: Slot, request: Request, focus: Any) -> str | None:
    """Return a code behind one of the slot's phrases, such as a serial number: words with figures, and letters before them."""
    text = piece.said[:2000]
    for phrase in slot.after:
        found = re.search(rf"\b{re.escape(phrase)}(?!\w){CODE_AFTER}", text, re.IGNORECASE)
        if found is None:
            continue
        part = CODE_PART.match(text, found.end()) or LETTERS_FIRST.match(text, found.end())
        parts = []
        while part is not None:
            parts.append(part[0].rstrip("."))
            part = CODE_PART.match(text, part.end() + 1) if text[part.end() : part.end() + 1] == " " else None
        if parts:
            return " ".join(parts)
    return None
