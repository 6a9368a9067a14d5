"""Which requests a piece of a message may be, the likeliest first, as far as its words and whom it names tell."""

from agent.models.builtin.by_form import shown, speaks_of_somebody
from agent.models.builtin.grammar import Candidate, Grammar
from agent.models.builtin.meaning import Focus
from agent.models.builtin.reading import Piece
from agent.models.builtin.writing import writes_to_somebody
from schemas.procedure import Decline, Request, SlotKind

LEAST = 1.5
ASKING = frozenset(
    {"who", "whos", "whose", "which", "what", "whats", "where", "wheres", "why", "how", "hows"}
)
ASKING_WITH_A_MARK = frozenset({"is", "are", "was", "were", "did", "does", "do", "has", "had", "when", "any"})
"""Words with which a question begins: by themselves, or where a question mark ends it."""
PERSON_KINDS = frozenset(
    {
        SlotKind.PERSON,
        SlotKind.ABOUT,
        SlotKind.ABOUT_ANY,
        SlotKind.PROMISE,
        SlotKind.LEAD,
        SlotKind.DEAL,
        SlotKind.LEAD_OR_DEAL,
        SlotKind.DEAL_OR_LEAD,
    }
)
NAMING_KINDS = frozenset({SlotKind.PERSON_WORDS, SlotKind.REST_AFTER, SlotKind.FIRST_PERSON})
"""Slots that hold a name, or words that may be one."""


def candidates(grammar: Grammar, piece: Piece) -> list[Candidate]:
    """What a piece may be, the likeliest first; a question is answered and never carried out as a wish."""
    found = grammar.candidates(piece.words)
    if writes_to_somebody(piece.words):
        return [one for one in found if _writes(one.what)] or found
    if not _is_a_question(piece):
        return found
    answers = [one for one in found if not isinstance(one.what, Request) or one.what.tool in grammar.reads]
    understood = bool(answers) and answers[0].score >= LEAST
    if understood or not piece.words[0].startswith("who") or not (piece.mention.jobs or piece.mention.names):
        return answers
    found_by = shown(grammar)
    return [Candidate(found_by, LEAST, 0)] if found_by is not None else []


def of_whom_is_said(
    grammar: Grammar, piece: Piece, found: list[Candidate], focus: Focus | None
) -> list[Candidate]:
    """What a piece may be, with the person shown who is spoken of in place of a list that has no place for them."""
    top = found[0].what if found else None
    if not isinstance(top, Request) or top.tool not in grammar.reads or _takes_a_person(top):
        return found
    found_by = shown(grammar) if speaks_of_somebody(piece, focus) else None
    return [Candidate(found_by, found[0].score, found[0].begins)] if found_by is not None else found


def of_somebody_known(piece: Piece, found: list[Candidate]) -> list[Candidate]:
    """What a piece may be, without adding somebody who is on record and of whom nothing new is said but a wish."""
    reading = piece.reading
    starts = [one.start for one in reading.phones] + [one.start for one in reading.emails]
    told = any(piece.holds(start) for start in starts)
    known = any(one.whom.fits or one.whom.near for one in piece.mention.names)
    left = [one for one in found if not _adds_somebody(one.what)]
    return left if known and not told and left and left[0].score >= LEAST else found


def _adds_somebody(what: Request | Decline) -> bool:
    return isinstance(what, Request) and any(slot.kind == SlotKind.NAME for slot in what.slots.values())


def _takes_a_person(request: Request) -> bool:
    return any(slot.kind in PERSON_KINDS | NAMING_KINDS for slot in request.slots.values())


def _writes(what: Request | Decline) -> bool:
    return not isinstance(what, Request) or any(s.kind == SlotKind.MESSAGE for s in what.slots.values())


def _is_a_question(piece: Piece) -> bool:
    first = piece.words[0] if piece.words else ""
    asks = piece.said.rstrip().endswith("?")
    return first in ASKING or (asks and first in ASKING_WITH_A_MARK)
