"""The requests that a piece may be, narrowed by whom it names: no list in place of a person, nobody added who is on record."""

import re

from agent.models.builtin.by_form import shown, speaks_of_somebody
from agent.models.builtin.choosing import LEAST, PLAINLY
from agent.models.builtin.grammar import Candidate, Grammar
from agent.models.builtin.meaning import Focus
from agent.models.builtin.mention import PROMISE
from agent.models.builtin.reading import Piece
from schemas.keys import words
from schemas.procedure import Decline, Request, SlotKind

SETTLING = "complete_follow_up"
NOT_PENDING = frozenset(words("lead leads deal job won lost invoice estimate hand"))
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


def of_whom_is_said(
    grammar: Grammar, piece: Piece, found: list[Candidate], focus: Focus | None
) -> list[Candidate]:
    """Return what a piece may be, with the person shown who is spoken of in place of a list that has no place for them."""
    top = found[0].what if found else None
    if not isinstance(top, Request) or top.tool not in grammar.reads or _takes_a_person(top):
        return found
    found_by = shown(grammar) if speaks_of_somebody(piece, focus) else None
    return [Candidate(found_by, found[0].score, found[0].begins)] if found_by is not None else found


def of_somebody_known(piece: Piece, found: list[Candidate]) -> list[Candidate]:
    """Return what a piece may be, without adding somebody who is on record and of whom nothing new is said but a wish."""
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


CLEARING = re.compile(
    r"^(?:\S+ ){0,2}clear\b.*\b(?:ones|reminders?|call ?backs?|calls|follow ?ups?)\b|"
    r"\b(?:tick|check|cross|knock) (?:\S+ ){1,3}off\b"
)
"""Ways to say that what is pending for somebody is done."""


def of_what_is_pending(grammar: Grammar, piece: Piece, found: list[Candidate]) -> list[Candidate]:
    """Return what a piece may be: "clear all the Karen ones" settles her reminders, and deletes nothing."""
    theirs = [one for one in piece.mention.everybody if one.kind == PROMISE]
    request = grammar.of_tool(SETTLING)
    clears = CLEARING.search(" ".join(piece.words)) is not None
    if not (theirs and clears) or request is None or set(piece.words) & NOT_PENDING:
        return found
    return [Candidate(request, PLAINLY, 0)]
