"""The requests of a message: cut where another begins, and said once for each person."""

from collections.abc import Iterator
from itertools import pairwise

from agent.models.builtin.by_form import by_form
from agent.models.builtin.choosing import LEAST, asks, asks_for_a_visit, asks_for_something, candidates, cut
from agent.models.builtin.grammar import Candidate, Grammar
from agent.models.builtin.reading import Piece, Reading, piece_of
from agent.models.builtin.same_request import belongs
from agent.models.builtin.writing import JOINTS, POLITE, writes_to_somebody
from schemas.procedure import Request, SlotKind

REMINDING = "set_reminder"
LEADING_TO_A_NAME = POLITE | {"with", "for", "on", "about", "one"}
SHORT = 12
"""Words of a request in which a further name is another person to do the same for, and none that was spoken of."""
FREE_TEXT_KINDS = frozenset({SlotKind.REPORT, SlotKind.MESSAGE})


def requests_of(
    reading: Reading, grammar: Grammar, start: int, end: int
) -> tuple[list[tuple[Piece, Request]], list[str]]:
    """Return the requests of a run of tokens, cut where the reader says that another begins; and what of it is not done.

    A piece that asks for nothing by itself belongs to the one before it, or behind it where there is none.
    """
    begins = [*_where_requests_begin(reading, grammar, start, end), end]
    found: list[tuple[Piece, Request]] = []
    left: list[str] = []
    behind = start
    for first, last in pairwise(begins):
        piece = piece_of(reading, grammar, *_without_joints(reading, first, last))
        request = _request_of(grammar, piece, beside_others=len(begins) > 2)
        goes_on = bool(found) and belongs(grammar, found[-1], piece, request)
        if request is not None and not goes_on:
            found.append((piece_of(reading, grammar, *_without_joints(reading, behind, last)), request))
            behind = last
        elif not goes_on and len(begins) > 2 and asks_for_something(piece):
            left.append(piece.said.strip(" ,.;"))
            behind = last
        elif found and behind == first:
            found[-1] = (piece_of(reading, grammar, found[-1][0].start, last), found[-1][1])
            behind = last
    return [one for piece, request in found for one in _for_each(reading, grammar, piece, request)], left


def _request_of(grammar: Grammar, piece: Piece, *, beside_others: bool) -> Request | None:
    """Return what a piece asks for; beside other requests a question about somebody is known by its form too."""
    if asks_for_a_visit(piece):
        return grammar.of_tool(REMINDING)
    top = top_of(grammar, piece)
    if top is not None:
        return top.what if isinstance(top.what, Request) else None
    formed = by_form(grammar, piece, None) if beside_others else None
    return formed if formed is not None and formed.tool in grammar.reads else None


def _without_joints(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """Return a run of tokens without what joins it to the runs beside it."""
    while first < last - 1 and reading.tokens[first].folded in JOINTS:
        first += 1
    while last - 1 > first and last < len(reading.tokens) and reading.tokens[last - 1].folded in JOINTS:
        last -= 1
    return first, last


def _where_requests_begin(reading: Reading, grammar: Grammar, start: int, end: int) -> list[int]:
    """Return the tokens at which a request begins: by the reader, and where the desk is told to write to somebody else."""
    found = {start, *cut(piece_of(reading, grammar, start, end))}
    for index in range(start + 1, end - 1):
        if reading.tokens[index].folded in JOINTS and index + 1 not in found:
            right = piece_of(reading, grammar, index + 1, end)
            left = piece_of(reading, grammar, max(one for one in found if one <= index), index)
            of_another = left.mention.keys and right.mention.keys and right.mention.keys != left.mention.keys
            alike = of_another and (writes_to_somebody(right.words) or _begins_alike(left, right))
            if alike or (asks(left) and asks(right)):
                found.add(index + 1)
    return sorted(found)


def _begins_alike(left: Piece, right: Piece) -> bool:
    """Return whether two runs begin with the same word ("follow up with Ana and follow up with Tom")."""
    first, second = (
        next((word for word in run.words if word not in POLITE | JOINTS), "") for run in (left, right)
    )
    return first == second and not first.startswith("<")


def _for_each(
    reading: Reading, grammar: Grammar, piece: Piece, request: Request
) -> Iterator[tuple[Piece, Request]]:
    """Yield the request once for each person that it is said of ("log a call with Ana and one with Tom")."""
    start = piece.start
    if not any(slot.kind in FREE_TEXT_KINDS for slot in request.slots.values()) or len(piece.words) <= SHORT:
        for index in range(piece.start + 1, piece.end - 1):
            if reading.tokens[index].folded not in JOINTS:
                continue
            left = piece_of(reading, grammar, start, index)
            right = piece_of(reading, grammar, index + 1, piece.end)
            only_a_name = [word for word in right.words if word not in LEADING_TO_A_NAME] == ["<who>"]
            of_another = left.mention.keys and right.mention.keys != left.mention.keys
            no_names = not left.mention.names and not right.mention.names
            once_more = (
                no_names and right.mention.one and left.mention.one and right.mention.one != left.mention.one
            )
            if (only_a_name and of_another) or (once_more and _is_same(grammar, right, request)):
                yield left, request
                start = index + 1
    yield (piece if start == piece.start else piece_of(reading, grammar, start, piece.end)), request


def _is_same(grammar: Grammar, piece: Piece, request: Request) -> bool:
    top = top_of(grammar, piece)
    return top is not None and top.what is request


def top_of(grammar: Grammar, piece: Piece) -> Candidate | None:
    found = candidates(grammar, piece)
    return found[0] if found and found[0].score >= LEAST else None
