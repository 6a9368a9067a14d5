"""Answers to an open question, and to an offer that the last reply made."""

import re
from typing import Any

from agent.conversation.state import Question
from agent.models.builtin import phrases
from agent.models.builtin.answer_or_request import FREE, Heard
from agent.models.builtin.asking import first_missing, question_for
from agent.models.builtin.candidates import PERSON_KINDS
from agent.models.builtin.filling import FILLERS, Filling
from agent.models.builtin.grammar import Grammar
from agent.models.builtin.interpreter import LONGEST
from agent.models.builtin.meaning import Several, SomebodyNew
from agent.models.builtin.reading import Piece, piece_of, read
from agent.models.builtin.slots.addresses import STREET_KINDS
from agent.models.builtin.slots.durations import find_durations
from agent.models.builtin.slots.english import ALSO_NAMES, english_words
from agent.models.builtin.slots.people import looks_like_name, split_name, without_lead_in
from agent.models.builtin.subjects import told
from agent.models.port import Step, TurnSoFar
from schemas.effects import Call, Offer
from schemas.keys import fold, words
from schemas.procedure import Request, Slot, SlotKind
from tools.matters.generations import meant_of

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
MOST_WORDS_OF_A_NAME = 5
NEW_ONE = frozenset({"new", "new one", "someone new", "somebody else", "someone else", "neither", "none"})
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


def answer(turn: TurnSoFar, question: Question, grammar: Grammar) -> Call | Several | SomebodyNew | None:
    """Return the question's call with the answer in place; several or somebody new to ask about; None if it is
    no answer.

    Args:
        turn: whose message may be the answer.
        question: open.
        grammar: for reading the answer as the slot's kind.
    """
    if len(turn.text) > LONGEST:
        return None
    with turn.desk.unit.reading():
        reading = read(turn.desk, grammar, turn.text)
        piece = piece_of(reading, grammar, 0, len(reading.tokens))
        heard = Heard(turn.desk, grammar, piece, question)
        return _heard(turn.text, question, grammar, heard)


def _heard(
    text: str, question: Question, grammar: Grammar, heard: Heard
) -> Call | Several | SomebodyNew | None:
    request = grammar.of_tool(question.call.tool)
    slot = request.slots.get(question.argument) if request else None
    if question.candidates:
        chosen = _chosen(text, question.candidates, heard)
        if chosen is not None:
            return _with(question, chosen)
    if fold(text) in ACCEPTING:
        return None
    if slot is None or request is None:
        return None if heard.is_own(None) else _with(question, text.strip())
    who = slot.kind in PERSON_KINDS
    if not heard.only_points() if who else heard.is_own(slot.kind):
        return None
    if slot.kind == SlotKind.NAME:
        return _named(question, request, heard.piece)
    value = _read_as(slot, heard.piece, request, text)
    if isinstance(value, Several | SomebodyNew) or value is None:
        return value
    call = _with(question, value)
    if slot.kind == SlotKind.CHOICE:
        return _noted(call, request, slot, value, text.strip())
    return _with_the_rest(call, request, heard.piece) if slot.kind == SlotKind.REPORT else call


def _chosen(text: str, candidates: list[dict[str, str]], heard: Heard) -> str | None:
    """Return the id of the candidate that the answer means; empty for somebody new."""
    new = candidates[-1]["id"] == ""
    if new and len(words(text)) <= 2 and fold(text) in NEW_ONE:
        return ""
    of_generation = meant_of(text, [one.get("name", "") for one in candidates if one["id"]])
    if of_generation is not None:
        return candidates[of_generation]["id"]
    if not heard.only_points() or heard.others():
        return None
    return choice_in(text, candidates)


def _with(question: Question, value: Any) -> Call:
    return question.call.model_copy(
        update={"arguments": {**question.call.arguments, question.argument: value}}
    )


def _named(question: Question, request: Request, piece: Piece) -> Call | None:
    """Return the call with a new person's name, and their phone or e-mail if it was said along."""
    reading = piece.reading
    spans = [
        *((one.start, one.end) for one in reading.phones),
        *((one.start, one.end) for one in reading.emails),
    ]
    said = without_lead_in(phrases.without(reading.text, spans).strip(" ,.;:"))
    if not said or len(said.split()) > MOST_WORDS_OF_A_NAME:
        return None
    first, last = split_name(said)
    arguments = {**question.call.arguments, "first_name": first, "last_name": last}
    for name, slot in request.slots.items():
        if slot.kind in {SlotKind.PHONE, SlotKind.EMAIL} and name not in arguments:
            value = FILLERS[slot.kind](piece, slot, request, None)
            arguments |= {name: value} if value is not None else {}
    return question.call.model_copy(update={"arguments": arguments})


def _noted(call: Call, request: Request, slot: Slot, value: str, text: str) -> Call:
    """Return the call with the member's own words as the note, where they said more than the choice's name."""
    arguments = dict(call.arguments)
    bare = fold(text) in {fold(value), *slot.words.get(value, ())}
    for name, other in request.slots.items():
        if other.kind == SlotKind.WHOLE:
            arguments.pop(name, None)
            if not bare:
                arguments[name] = text[:1].upper() + text[1:]
    return call.model_copy(update={"arguments": arguments})


def _with_the_rest(call: Call, request: Request, piece: Piece) -> Call:
    """Return the call with the slots that a report fills besides: the day that was promised, how the call ended."""
    arguments = dict(call.arguments)
    for name, slot in request.slots.items():
        if slot.kind in {SlotKind.PROMISED_DAY, SlotKind.CHOICE} and name not in arguments:
            value = FILLERS[slot.kind](piece, slot, request, None)
            if value is not None:
                arguments[name] = value
    return call.model_copy(update={"arguments": arguments})


def _read_as(slot: Slot, piece: Piece, request: Request, text: str) -> Any:
    if slot.kind in FREE:
        said = text.strip()
        return said[:1].upper() + said[1:] if slot.kind == SlotKind.TITLE else said or None
    if slot.kind == SlotKind.ADDRESS:
        return address_in(piece)
    if slot.kind == SlotKind.MONEY:
        slot = slot.model_copy(update={"loose": True})
    value = FILLERS[slot.kind](piece, slot, request, None)
    if value is None and slot.kind == SlotKind.CHOICE:
        return next((name for name in slot.words if fold(name) == fold(text)), None)
    if value is None and slot.kind == SlotKind.DAY:
        lengths = find_durations(text)
        return lengths[0].length.from_day(piece.reading.today).isoformat() if lengths else None
    if value is None and slot.kind in PERSON_KINDS:
        return _unheard_of(text)
    return value


ADDRESS_BEFORE = re.compile(
    r"^(?:(?:yes|yeah|sure|ok|okay|it|that)['’]?s?\b[\s,:]*|(?:the|his|her|their) (?:new )?(?:address|place|house)\b[\s,:]*|"
    r"(?:he|she|they)['’]?(?:s|re)?\b[\s,]*|(?:is|are|lives?|living|moved|now|at|on|in|to)\b[\s,:]*){0,6}",
    re.IGNORECASE,
)
LOOKS_LIKE_AN_ADDRESS = re.compile(
    rf"^(?=.*\d)(?=.*[^\W\d_]{{3}}).+$|\b(?:{STREET_KINDS}|box|corner|road)\b", re.IGNORECASE | re.DOTALL
)
MOST_WORDS_OF_AN_ADDRESS = 14


def address_in(piece: Piece) -> str | None:
    """Return the address in an answer; None where it does not read as one."""
    reading = piece.reading
    if reading.emails or any(sum(c.isdigit() for c in one.said) >= 7 for one in reading.phones):
        return None
    said = ADDRESS_BEFORE.sub("", piece.said.strip(), count=1).strip(" .")
    if not 1 < len(said.split()) <= MOST_WORDS_OF_AN_ADDRESS or not LOOKS_LIKE_AN_ADDRESS.search(said):
        return None
    return said


def _unheard_of(text: str) -> SomebodyNew | None:
    """Return the newcomer that the whole answer names; None if it names nobody new."""
    said = text.strip(" .,!")
    unheard = [word for word in words(said) if word not in english_words() or word in ALSO_NAMES]
    return SomebodyNew(said) if unheard and looks_like_name(said) and len(said.split()) <= 4 else None


def choice_in(text: str, candidates: list[dict[str, str]]) -> str | None:
    """Return the id of the candidate that a short answer names: by its place, or by words that only it has."""
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
    """Return the next question that a partly answered call needs; None if it can be submitted."""
    missing = first_missing(request, Filling(arguments=dict(call.arguments)))
    return Question(call=call, argument=missing) if missing else None


def question_text(request: Request | None, question: Question, said: str) -> str:
    """Return the words of a question."""
    if request is None:
        return f"What is the {question.argument.replace('_', ' ')}?"
    return question_for(said, request, Filling(arguments=dict(question.call.arguments)), question.argument)


def offer_taken(turn: TurnSoFar, grammar: Grammar) -> Step | None:
    """Return the step that accepting an offer leads to; None if the message does not accept one."""
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
    request = grammar.of_tool(offer.call.tool)
    still = still_missing(request, offer.call) if request else None
    if still is not None:
        still.said = turn.text
        turn.state.question = still
        text = question_text(request, still, turn.text)
        return Step(text=told(turn.desk, text, still.call, request, still.argument))
    return Step(calls=[offer.call])


SHORT_ANSWER = re.compile(
    r"^(?:yes,? |sure,? |ok,? |make it |no,? )*(?P<rest>.{1,60})$", re.IGNORECASE | re.DOTALL
)


def _slot_of_offer(turn: TurnSoFar, offer: Offer, grammar: Grammar) -> Call | None:
    """Read "in 6 months" in answer to an offer whose day may be another."""
    request = grammar.of_tool(offer.call.tool)
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
        heard = Heard(turn.desk, grammar, piece, Question(call=offer.call, argument=offer.slot))
        own = heard.is_own(slot.kind)
    value = _read_as(slot, piece, request, short["rest"])
    if value is None or own:
        return None
    return offer.call.model_copy(update={"arguments": {**offer.call.arguments, offer.slot: value}})
