"""The test whether a piece of a message goes on with the request before it."""

from agent.models.builtin.grammar import Grammar
from agent.models.builtin.reading import Piece
from agent.models.builtin.writing import goes_on_telling, writes_to_somebody
from schemas.procedure import Request, SlotKind

SOURCE = "source"
"""The argument that keeps how somebody new was heard of."""
WISHED = "estimated_value"
"""The argument of a request that takes down what somebody wants done: told of a call, it is what was said there."""
PROMISING = frozenset({"call", "back", "<day>"})


def belongs(grammar: Grammar, before: tuple[Piece, Request], piece: Piece, request: Request | None) -> bool:
    """Return whether a piece goes on with the one before it.

    It does with words to send, with what was said in a call or its promise, with how somebody new was heard of, and with more of
    one question.

    Args:
        grammar: of the requests.
        before: the piece before it, and what that asks for.
        piece: which.
        request: that the piece makes by itself.
    """
    left, asked = before
    tells = goes_on_telling(piece.words)
    if _is_a_promise(asked, piece) or (tells and writes_to_somebody(left.words)):
        return True
    if request is None:
        return tells and _reports(asked)
    if tells and _reports(asked) and (_reports(request) or WISHED in request.slots):
        return piece.mention.keys <= left.mention.keys
    told_of = tells and SOURCE in asked.slots and _reports(request)
    asks_on = request is asked and request.tool in grammar.reads and not piece.mention.named
    return told_of or asks_on


def _reports(request: Request) -> bool:
    return any(slot.kind == SlotKind.REPORT for slot in request.slots.values())


def _is_a_promise(before: Request, right: Piece) -> bool:
    """Return whether the right side is the promise that a logged call ended with ("call back tomorrow"), not a
    wish to be reminded.
    """
    takes_promises = any(slot.kind == SlotKind.PROMISED_DAY for slot in before.slots.values())
    return takes_promises and not right.mention.named and set(right.words) >= PROMISING
