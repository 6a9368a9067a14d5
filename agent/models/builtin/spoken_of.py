"""Names of a message that do not say whom it is about: ruled out, taken back, said by the way, or of who told of somebody."""

import re

from agent.models.builtin.mention import Named
from agent.models.builtin.reading import Piece
from agent.models.builtin.writing import OWNERS, RELATED
from agent.models.reader import reader

TAKING_BACK = re.compile(
    r"(?:[,;.–—-]\s*no\b|\bno wait|\bwait,? no|\bno,? (?:it|that) was|\bno,? i mean\w?|\bi meant?|\bsorry|\bmake that|"
    r"\bscratch that|\bcorrection|\bor rather|\bactually)[\s,.:]*"
    r"(?:(?:it was|that was|it['’]?s|i meant?|wait|no|with|for|to)[\s,]*){0,3}$",
    re.IGNORECASE,
)
"""The words right before the name that they meant."""


def word_at(piece: Piece, index: int) -> str:
    return piece.reading.tokens[index].folded if piece.start <= index < piece.end else ""


def is_ruled_out(piece: Piece, named: Named) -> bool:
    """Return whether a name is said only to say that it is not meant ("not Ana", "instead of Tom")."""
    before = [word_at(piece, named.name.start - 2), word_at(piece, named.name.start - 1)]
    said_so = before[1] == "not" or before in (["instead", "of"], ["rather", "than"], ["not", "that"])
    return said_so or _taken_back_at_once(piece, named)


ASIDE = re.compile(
    r"\b(?:till|until|unless|before|once|after|if|when|as soon as)\s+(?:i|we|i['’]?ve|we['’]?ve)\b[^,.;:!?]{0,40}$|"
    r"\b(?:like|as)\s*$",
    re.IGNORECASE,
)
"""The words before a name that is only said by the way ("hold off till I check with Dave", "like Joe said")."""


def is_an_aside(piece: Piece, named: Named) -> bool:
    """Return whether somebody who is not on record is named only by the way, so that nothing is asked about them."""
    if named.whom.fits or named.name.is_sign:
        return False
    before = piece.reading.text[piece.first_char : piece.reading.tokens[named.name.start].start]
    return ASIDE.search(before[-80:]) is not None


def names_only_by_the_way(piece: Piece) -> bool:
    return bool(piece.mention.names) and all(is_an_aside(piece, one) for one in piece.mention.names)


def _taken_back_at_once(piece: Piece, named: Named) -> bool:
    """Return whether another name is said in place of one in the same breath ("Tom called, no wait, it was Frank")."""
    tokens = piece.reading.tokens
    later = [one.name.start for one in piece.mention.names if one.name.start >= named.name.end]
    if not later or named.name.is_sign:
        return False
    between = piece.reading.text[tokens[named.name.end - 1].end : tokens[min(later)].start]
    return bool(TAKING_BACK.search(between))


def is_introduced(piece: Piece, named: Named) -> bool:
    """Return whether somebody is told of by somebody else: "from Jeff at the store, his neighbor Denise"."""
    before = [word_at(piece, named.name.start - 2), word_at(piece, named.name.start - 1)]
    return before[0] in OWNERS and before[1] in RELATED


def is_in_a_reason(piece: Piece, named: Named) -> bool:
    """Return whether a name stands in the words that say why ("he went and ordered one from Ikea")."""
    at = piece.reading.tokens[min(named.name.start, len(piece.reading.tokens) - 1)].start - piece.first_char
    return any(one.kind == "reason" and one.start < at < one.end for one in reader.read(piece.said).values)
