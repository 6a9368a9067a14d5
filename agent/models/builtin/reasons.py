"""The reason for which something is given up: as the reader sees it, or told by a clause of its own."""

import re

from agent.models.builtin import phrases
from agent.models.builtin.meaning import PRONOUNS
from agent.models.builtin.reading import Piece
from agent.models.reader import reader
from schemas.keys import fold, words

REASON = "reason"
"""The kind of value that says why."""
BEGINNING = PRONOUNS | frozenset(words("because cause cuz since says said wants wanted needs"))
"""Words with which a clause begins that says why."""
LEAST_WORDS = 3
PLEAS = re.compile(r"^(?:that one|this one|it|them|him|her|they can|he can|she can)\b", re.IGNORECASE)
"""Beginnings of a clause that says once more what to do ("that one can go")."""


def is_said(piece: Piece) -> bool:
    """Return whether a piece says why, beside what is to be done; a reason alone ("Ray hired somebody else") asks for nothing."""
    told = [value for value in reader.read(piece.said).values if value.kind == REASON]
    if told and _says_more(piece, told):
        return True
    return any(_tells(clause) for clause in phrases.clauses(piece.said)[1:])


def _says_more(piece: Piece, told: list[reader.Value]) -> bool:
    """Return whether there are words beside the reasons and the names."""
    first = piece.first_char
    return any(
        token.folded.isalpha() and not any(one.start <= token.start - first < one.end for one in told)
        for index, token in enumerate(piece.reading.tokens[piece.start : piece.end], piece.start)
        if index not in piece.mention.named
    )


def _tells(clause: str) -> bool:
    said = fold(clause).split()
    return len(said) >= LEAST_WORDS and said[0] in BEGINNING and not PLEAS.match(clause)
