"""Counts and lengths of time: the numbers of a message that are no day, sum or phone."""

from collections.abc import Iterator
from typing import Any

from agent.models.builtin.reading import Piece
from agent.models.builtin.slots.durations import Length, find_durations
from agent.models.builtin.slots.numbers import find_numbers
from schemas.procedure import Request, Slot

MOST = 50
"""A greater number is a house number or a sum, and nobody's wish to see so many."""
WEEK, WORKING_DAYS, MONTH = 7, 5, 30


def count(piece: Piece, slot: Slot, request: Request, focus: Any) -> str | None:
    """Read how many are asked for ("the last 5")."""
    taken = list(_taken(piece))
    for one in find_numbers(piece.said):
        if 0 < one.value <= MOST and not any(a <= one.start < b for a, b in taken):
            return str(one.value)
    return None


def length(piece: Piece, slot: Slot, request: Request, focus: Any) -> str | None:
    """Read how long, in working days ("two weeks" are 10)."""
    found = next(iter(find_durations(piece.said)), None)
    return str(_working_days(found.length)) if found is not None else None


def _working_days(said: Length) -> int:
    if said.business:
        return said.days
    return max(1, (said.days + said.months * MONTH) * WORKING_DAYS // WEEK)


def _taken(piece: Piece) -> Iterator[tuple[int, int]]:
    reading, first = piece.reading, piece.first_char
    spans = [(day.start, day.end) for day in reading.days]
    spans += [(amount.start, amount.end) for amount in reading.amounts]
    spans += [(phone.start, phone.end) for phone in reading.phones]
    yield from ((start - first, end - first) for start, end in spans)
    yield from ((said.start, said.end) for said in find_durations(piece.said))
