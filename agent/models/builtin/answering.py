"""Answers to an open question, and to an offer that the last reply made."""

import re
from typing import Any

from agent.conversation.state import Question
from agent.models.builtin.asking import first_missing, question_for
from agent.models.builtin.filling import FILLERS, Filling, fill
from agent.models.builtin.grammar import Grammar
from agent.models.builtin.interpreter import LONGEST, PERSON_KINDS
from agent.models.builtin.meaning import Several
from agent.models.builtin.reading import Piece, piece_of, read
from agent.models.builtin.slots.durations import find_durations
from agent.models.builtin.slots.people import split_name
from agent.models.port import Step, TurnSoFar
from schemas.effects import Call, Offer
from schemas.keys import fold, words
from schemas.procedure import Request, Slot, SlotKind

FREE = frozenset(
    {SlotKind.TITLE, SlotKind.REPORT, SlotKind.MESSAGE, SlotKind.PURPOSE, SlotKind.WHOLE, SlotKind.REST_AFTER}
)
TOLD_ANEW = frozenset({SlotKind.TITLE, SlotKind.MESSAGE, SlotKind.PURPOSE})
"""Slots in which other words than before say that it is another request of the same kind."""
ORDINALS = {
    "first": 0,
    "1st": 0,
    "one": 0,
    "second": 1,
    "2nd": 1,
    "third": 2,
    "3rd": 2,
    "fourth": 3,
    "last": -1,
}
NEW_ONE = frozenset({"new", "new one", "someone new", "somebody else", "someone else", "neither", "none"})
LEAST_FOR_SOMETHING_NEW = 2.0
ACCEPTING = frozenset(
    {
        "yes",
        "y",
        "yep",
        "yeah",
        "sure",
        "ok",
        "okay",
        "please",
        "yes please",
        "do it",
        "please do",
        "go ahead",
    }
)


def request_of(grammar: Grammar, tool: str) -> Request | None:
    """The request of a tool that says how its arguments are found; others of the same tool may hold examples alone."""
    of_tool = [one for one in grammar.requests if one.tool == tool]
    return next((one for one in of_tool if one.slots), of_tool[0] if of_tool else None)


def answer(turn: TurnSoFar, question: Question, grammar: Grammar) -> Call | None:
    """The question's call with the answer in place; None if the message does not answer it.

    Args:
        turn: whose message may be the answer.
        question: open.
        grammar: for reading the answer as the slot's kind.
    """
    if question.candidates:
        chosen = choice_in(turn.text, question.candidates)
        if chosen is not None:
            return _with(question, chosen)
        if len(words(turn.text)) <= 2 and fold(turn.text) in NEW_ONE:
            return _with(question, "") if question.candidates[-1]["id"] == "" else None
    if len(turn.text) > LONGEST or fold(turn.text) in ACCEPTING:
        return None
    request = request_of(grammar, question.call.tool)
    slot = request.slots.get(question.argument) if request else None
    with turn.desk.unit.reading():
        reading = read(turn.desk, grammar, turn.text)
    piece = piece_of(reading, grammar, 0, len(reading.tokens))
    if slot is None or request is None:
        return None if _something_new(grammar, piece, question) else _with(question, turn.text.strip())
    free = slot.kind in FREE
    if _something_new(grammar, piece, question) and not (free and not _begins_a_request(grammar, piece)):
        return None
    value = _read_as(slot, piece, request, turn.text)
    if isinstance(value, Several):
        question.candidates = value.candidates
        return None
    if value is None:
        return None
    call = _with(question, value, slot, turn.text)
    if slot.kind == SlotKind.CHOICE:
        return _noted(call, request, slot, value, turn.text.strip())
    return _with_the_rest(call, request, piece) if slot.kind == SlotKind.REPORT else call


def _with(question: Question, value: Any, slot: Slot | None = None, text: str = "") -> Call:
    arguments = {**question.call.arguments, question.argument: value}
    if slot is not None and slot.kind == SlotKind.NAME:
        first, last = split_name(text)
        arguments["first_name"], arguments["last_name"] = first, last
    return question.call.model_copy(update={"arguments": arguments})


def _noted(call: Call, request: Request, slot: Slot, value: str, text: str) -> Call:
    """The reason in the member's own words as the note, where they said more than the choice's name."""
    arguments = dict(call.arguments)
    bare = fold(text) in {fold(value), *slot.words.get(value, ())}
    for name, other in request.slots.items():
        if other.kind == SlotKind.WHOLE:
            arguments.pop(name, None)
            if not bare:
                arguments[name] = text[:1].upper() + text[1:]
    return call.model_copy(update={"arguments": arguments})


def _with_the_rest(call: Call, request: Request, piece: Piece) -> Call:
    """What a report says beside itself: the day that was promised, how the call ended."""
    arguments = dict(call.arguments)
    for name, slot in request.slots.items():
        if slot.kind in {SlotKind.PROMISED_DAY, SlotKind.CHOICE} and name not in arguments:
            value = FILLERS[slot.kind](piece, slot, request, None)
            if value is not None:
                arguments[name] = value
    return call.model_copy(update={"arguments": arguments})


def _begins_a_request(grammar: Grammar, piece: Piece) -> bool:
    """Whether a message begins as a request does; in a free answer a telling word may stand anywhere else."""
    found = grammar.candidates(piece.words)
    return bool(found) and found[0].score >= LEAST_FOR_SOMETHING_NEW and found[0].begins <= 2


def _something_new(grammar: Grammar, piece: Piece, question: Question) -> bool:
    """Whether the message is a request of its own rather than an answer; one of the same tool is, where nothing is missing."""
    found = grammar.candidates(piece.words)
    if not found or found[0].score < LEAST_FOR_SOMETHING_NEW:
        return False
    what = found[0].what
    if not isinstance(what, Request) or what.tool != question.call.tool:
        return True
    filling = fill(piece, what, None)
    told = [name for name, slot in what.slots.items() if slot.kind in TOLD_ANEW and name in filling.arguments]
    otherwise = any(
        question.call.arguments.get(name, filling.arguments[name]) != filling.arguments[name] for name in told
    )
    return found[0].begins <= 2 and (otherwise or not first_missing(what, filling))


def _read_as(slot: Slot, piece: Piece, request: Request, text: str) -> Any:
    if slot.kind in FREE:
        said = text.strip()
        return said[:1].upper() + said[1:] if slot.kind == SlotKind.TITLE else said or None
    if slot.kind == SlotKind.NAME:
        first, last = split_name(text)
        return (first or last) if len(text.split()) <= 5 else None
    if slot.kind == SlotKind.ADDRESS:
        return text.strip() or None
    if slot.kind == SlotKind.MONEY:
        slot = slot.model_copy(update={"loose": True})
    value = FILLERS[slot.kind](piece, slot, request, None)
    if value is None and slot.kind == SlotKind.CHOICE:
        return next((name for name in slot.words if fold(name) == fold(text)), None)
    if value is None and slot.kind == SlotKind.DAY:
        lengths = find_durations(text)
        return lengths[0].length.from_day(piece.reading.today).isoformat() if lengths else None
    if value is None and slot.kind in PERSON_KINDS:
        return text.strip() if 0 < len(words(text)) <= 4 else None
    return value


def choice_in(text: str, candidates: list[dict[str, str]]) -> str | None:
    """The id of the candidate that a short answer names: by its place, or by words that only it has."""
    said = words(text)
    if not said or len(said) > 10:
        return None
    for word in said:
        if word == "one" and said not in (["one"], ["number", "one"]):
            continue  # "the faucet one" names no place
        place = ORDINALS.get(word, int(word) - 1 if word.isdigit() and len(word) < 3 else None)
        if place is not None and -1 <= place < len(candidates) and len(said) <= 3:
            return candidates[place]["id"]
    held = [set(words(" ".join(candidate.values()))) for candidate in candidates]
    telling = {word for word in said if any(_holds(one, word) for one in held)}
    counts = [sum(_holds(one, word) for word in telling) for one in held]
    best = max(counts, default=0)
    return candidates[counts.index(best)]["id"] if best and counts.count(best) == 1 else None


def _holds(held: set[str], word: str) -> bool:
    return word in held or (word.endswith("s") and word[:-1] in held)


def still_missing(request: Request, call: Call) -> Question | None:
    """The next question that a partly answered call needs; None if it can be submitted."""
    missing = first_missing(request, Filling(arguments=dict(call.arguments)))
    return Question(call=call, argument=missing) if missing else None


def question_text(request: Request | None, question: Question, said: str) -> str:
    """The words of a question."""
    if request is None:
        return f"What is the {question.argument.replace('_', ' ')}?"
    return question_for(said, request, Filling(arguments=dict(question.call.arguments)), question.argument)


def offer_taken(turn: TurnSoFar, grammar: Grammar) -> Step | None:
    """The step that accepting an offer leads to; None if the message does not take one."""
    if not turn.state.offers or turn.state.closing:
        return None
    plain = fold(turn.text)
    offer = turn.state.offers[0]
    if offer.slot:
        filled = _slot_of_offer(turn, offer, grammar)
        if filled is not None:
            turn.state.offers = []
            return Step(calls=[filled])
    if plain not in ACCEPTING:
        return None
    turn.state.offers = []
    request = request_of(grammar, offer.call.tool)
    still = still_missing(request, offer.call) if request else None
    if still is not None:
        still.said = turn.text
        turn.state.question = still
        return Step(text=question_text(request, still, turn.text))
    return Step(calls=[offer.call])


SHORT_ANSWER = re.compile(
    r"^(?:yes,? |sure,? |ok,? |make it |no,? )*(?P<rest>.{1,60})$", re.IGNORECASE | re.DOTALL
)


def _slot_of_offer(turn: TurnSoFar, offer: Offer, grammar: Grammar) -> Call | None:
    """ "in 6 months" in answer to an offer whose day may be another."""
    request = request_of(grammar, offer.call.tool)
    slot = request.slots.get(offer.slot) if request else None
    short = SHORT_ANSWER.match(turn.text.strip())
    if (
        slot is None
        or request is None
        or slot.kind != SlotKind.DAY
        or short is None
        or len(turn.text.split()) > 7
    ):
        return None
    with turn.desk.unit.reading():
        reading = read(turn.desk, grammar, short["rest"])
    piece = piece_of(reading, grammar, 0, len(reading.tokens))
    value = _read_as(slot, piece, request, short["rest"])
    if value is None or _something_new(grammar, piece, Question(call=offer.call, argument=offer.slot)):
        return None
    return offer.call.model_copy(update={"arguments": {**offer.call.arguments, offer.slot: value}})
