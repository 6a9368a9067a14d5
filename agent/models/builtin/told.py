"""The things that a message tells beside its request, in whole clauses: reasons and notes as the reader sees them."""

import re
from collections.abc import Collection, Iterator

from agent.models.builtin.reading import Piece
from agent.models.reader import reader

CLAUSE = re.compile(r"(?:[^.,;!?\n]|[.,](?=\S))+")

WISH = re.compile(
    r"\b(?:needs?|wants?|asked for|asks for|looking for)\s+(?:an?|the|his|her|their|some|\d+)\s+(?P<what>[^,.;]{3,60})",
    re.IGNORECASE,
)
"""A wish for something to be done, said along with who they are."""


def told(piece: Piece, kinds: Collection[str]) -> list[str]:
    """Return what a piece tells of some kinds, and no wish: the clause, or its run of values where it says other things too.

    Args:
        piece: of a message.
        kinds: of values, such as `reason` and `note`.
    """
    values = [
        one for one in reader.read(piece.said).values if one.kind in kinds and not _is_a_day(piece, one)
    ]
    return [said for said in _runs(piece, values) if not WISH.search(said)]


def _runs(piece: Piece, values: list[reader.Value]) -> Iterator[str]:
    for number, clause in enumerate(CLAUSE.finditer(piece.said)):
        inside = [one for one in values if clause.start() <= one.start < clause.end()]
        if not inside:
            continue
        start, end = inside[0].start, max(one.end for one in inside)
        whole = number > 0 and not _names_or_numbers(piece, *clause.span())
        yield (clause[0] if whole and end <= clause.end() else piece.said[start:end]).strip(" ,.;:")


def _names_or_numbers(piece: Piece, start: int, end: int) -> bool:
    """Return whether somebody, a day, a sum or a number stands between two characters of a piece."""
    reading, first = piece.reading, piece.first_char
    starts = [reading.tokens[index].start for index in piece.mention.named]
    starts += [day.start for day in reading.days] + [sum_.start for sum_ in reading.amounts]
    starts += [phone.start for phone in reading.phones] + [email.start for email in reading.emails]
    return any(start <= at - first < end for at in starts)


def _is_a_day(piece: Piece, value: reader.Value) -> bool:
    start = value.start + piece.first_char
    return any(day.start <= start < day.end for day in piece.reading.days)
