"""The things told in a message that no argument of its request holds: each is said not to be kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin.reading import Piece
from agent.models.builtin.told import told
from agent.models.reader import reader
from schemas.keys import fold
from schemas.procedure import Request, SlotKind

TELLING, TIME = frozenset({"note", "reason"}), "time"
"""Kinds of values that a request may have no argument for."""
WITH_THE_WORDS = frozenset({SlotKind.WHOLE, SlotKind.MESSAGE})
"""Slots that hand the member's own words on: nothing beside them is to be kept."""
SHORT = 3
"""Letters up to which a word says too little for its absence to count."""
ENOUGH = 0.8
"""Share of the longer words of what was told from which on it counts as held."""


def told_and_unkept(
    piece: Piece, request: Request, arguments: Mapping[str, Any], found: Sequence[str]
) -> list[str]:
    """Return what a piece tells that neither an argument holds nor what is said not to be kept already.

    Args:
        piece: of the message.
        request: that it makes.
        arguments: of its call.
        found: said not to be kept already.
    """
    if any(request.slots[name].kind in WITH_THE_WORDS for name in arguments if name in request.slots):
        return []
    held = set(fold(" ".join([*map(str, arguments.values()), *found])).split())
    times = [piece.said[one.start : one.end] for one in reader.read(piece.said).values if one.kind == TIME]
    heard = [*told(piece, TELLING), *(said.strip(" ,.;") for said in times)]
    return [said for said in heard if not _is_held(held, said)]


def _is_held(held: set[str], said: str) -> bool:
    counted = [word for word in fold(said).split() if len(word) > SHORT] or fold(said).split()
    return sum(word in held for word in counted) >= ENOUGH * len(counted)
