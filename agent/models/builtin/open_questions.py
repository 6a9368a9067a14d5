"""Answers to an open question: it holds the whole request that waits, and takes whatever of it a message says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agent.conversation.state import Question
from agent.models.builtin import phrases
from agent.models.builtin.answer_or_request import AROUND, FREE, Heard, contact_of
from agent.models.builtin.answer_values import choice_in, read_as
from agent.models.builtin.answer_words import (
    ACCEPTING,
    AGREED,
    AGREEING,
    ALL_OF_THEM,
    JOINT,
    MOST_AT_ONCE,
    MOST_CUTS,
    MOST_TO_PASS,
    MOST_WORDS,
    NEW_ONE,
    ONLY_OPENING,
    SKIPPING,
    WITHOUT_IT,
    accepts,
)
from agent.models.builtin.asking import first_missing, question_for
from agent.models.builtin.candidates import PERSON_KINDS
from agent.models.builtin.filling import FILLERS, Filling
from agent.models.builtin.grammar import Grammar
from agent.models.builtin.interpreter import JUST_ADDED, LONGEST, Understood, interpret
from agent.models.builtin.meaning import Focus, Several, SomebodyNew, points_at_somebody
from agent.models.builtin.newcomers import ADDING, may_answer
from agent.models.builtin.reading import Piece, piece_of, read
from agent.models.builtin.slots.addresses import ADDRESS
from agent.models.builtin.slots.people import split_name, without_lead_in
from agent.models.port import TurnSoFar
from agent.models.reader.clauses import cuts
from schemas.effects import Call
from schemas.keys import fold, words
from schemas.procedure import Request, Slot, SlotKind
from tools.desk import Desk
from tools.matters.generations import meant_of
from tools.matters.query_terms import is_id

MOST_WORDS_OF_A_NAME = 5
OTHER = "other"
VALUES = frozenset({SlotKind.DAY, SlotKind.PROMISED_DAY, SlotKind.MONEY, SlotKind.PHONE, SlotKind.EMAIL})
"""Kinds of slots that a message fills for a question, beside the one that was asked for."""


@dataclass(frozen=True)
class Answered:
    """An answer to the open question.

    Args:
        call: of the question, with the answer in place.
        enough: whether nothing more is asked for: the member has no more to say.
        besides: what the same message asks for besides.
        then: the same for others who are meant too.
    """

    call: Call
    enough: bool = False
    besides: Sequence[Understood] = ()
    then: Sequence[Call] = ()


Taken = Answered | Question | Several | SomebodyNew | None


def answer(turn: TurnSoFar, question: Question, grammar: Grammar) -> Taken:
    """Return the answer to a question; the question with more of what waits in place; several or somebody new to ask about;
    None if the message is none.

    Args:
        turn: whose message may be the answer.
        question: open.
        grammar: for reading the answer as the slot's kind.
    """
    if len(turn.text) > LONGEST:
        return None
    request = grammar.of_tool(question.call.tool)
    slot = request.slots.get(question.argument) if request else None
    with turn.desk.unit.reading():
        for said, rest in _ways(turn.text, free=slot is not None and slot.kind in FREE):
            if rest and fold(said) in ONLY_OPENING:
                continue
            found = _passed(said, question, slot) or _heard(turn.desk, said, question, grammar)
            if not rest or found is None:
                if found is not None:
                    return found
                continue
            besides = _besides(turn.desk, rest, question, grammar)
            if isinstance(found, Answered) and besides is not None:
                return replace(
                    found, enough=found.enough or WITHOUT_IT.match(rest) is not None, besides=besides
                )
    return None


def _ways(text: str, *, free: bool) -> Iterator[tuple[str, str]]:
    """Yield the ways to take a message for an answer with something else behind it: where another request surely begins, and
    at joints; words of one's own have none.
    """
    yield from ((text[:at].rstrip(" ,;."), text[at:]) for at in cuts(text)[:1])
    yield text, ""
    if not free:
        joints = list(JOINT.finditer(text.strip()))[:MOST_CUTS]
        yield from (
            (text.strip()[: one.start()], text.strip()[one.end() :])
            for one in reversed(joints)
            if one.start()
        )


def _besides(desk: Desk, rest: str, question: Question, grammar: Grammar) -> list[Understood] | None:
    """Return what the words behind an answer ask for; None where they ask for nothing, or for the same."""
    if WITHOUT_IT.match(rest):
        return []
    said = [value for value in question.call.arguments.values() if isinstance(value, str) and is_id(value)]
    whom = contact_of(desk, said[0]) or said[0] if said else ""
    focus = JUST_ADDED if question.call.tool == ADDING else Focus(whom, "") if whom else None
    found = interpret(desk, grammar, rest, focus).understood
    whole = all(not one.missing and one.request.tool != question.call.tool for one in found)
    return found if found and whole else None


def _passed(text: str, question: Question, slot: Slot | None) -> Answered | None:
    """Return the call without what was asked for, where the member has no answer and it can be made without one."""
    offered = bool(question.then) or not question.argument
    without = len(words(text)) <= MOST_TO_PASS and WITHOUT_IT.match(text.strip())
    if not (without or (not offered and fold(text) in SKIPPING)) or slot is None:
        return None
    if slot.kind in {SlotKind.PHONE, SlotKind.REPORT} and slot.unless:
        return Answered(question.call, enough=True)
    return Answered(_with(question, OTHER)) if OTHER in slot.words else None


def _heard(desk: Desk, text: str, question: Question, grammar: Grammar) -> Taken:
    reading = read(desk, grammar, text)
    heard = Heard(desk, grammar, piece_of(reading, grammar, 0, len(reading.tokens)), question)
    request = grammar.of_tool(question.call.tool)
    slot = request.slots.get(question.argument) if request else None
    if not question.argument or may_answer(question):
        agreed = _agreed(text, question, grammar, heard)
        if agreed is not None or not question.argument:
            return agreed
    if question.candidates:
        every = [one["id"] for one in question.candidates if one["id"]]
        each = slot is not None and slot.kind in PERSON_KINDS and 1 < len(every) <= MOST_AT_ONCE
        if each and fold(text) in ALL_OF_THEM:
            return Answered(_with(question, every[0]), then=[_with(question, one) for one in every[1:]])
        chosen = _chosen(text, question.candidates, heard)
        if chosen is not None:
            return Answered(_with(question, chosen))
    if fold(text) in ACCEPTING:
        return None
    if slot is None or request is None:
        return None if heard.is_own(None) else Answered(_with(question, text.strip()))
    who = slot.kind in PERSON_KINDS
    if who and _is_a_thing_to_do(slot, question, request, heard):
        return Answered(
            question.call.model_copy(
                update={"arguments": {**question.call.arguments, slot.unless: phrases.sentence(text)}}
            )
        )
    if not heard.only_points() if who else heard.is_own(slot.kind):
        return None
    if slot.kind == SlotKind.NAME:
        named = _named(question, request, heard.piece)
        return Answered(named) if named is not None else None
    value = read_as(slot, heard.piece, request, text)
    if isinstance(value, Several | SomebodyNew) or value is None:
        return value
    call = _with(question, value)
    if slot.kind == SlotKind.CHOICE:
        return Answered(_noted(call, request, slot, value, text.strip()))
    return Answered(_with_the_rest(call, request, slot, heard.piece))


def _is_a_thing_to_do(slot: Slot, question: Question, request: Request, heard: Heard) -> bool:
    """Return whether an answer to whom or what it is about says what is to be done, and points at nobody."""
    of_nobody = bool(slot.unless) and slot.unless not in question.call.arguments
    if not of_nobody or request.slots[slot.unless].kind != SlotKind.PURPOSE or heard.piece.mention.names:
        return False
    told = [word for word in heard.piece.words if not word.startswith("<")]
    short = 1 < len(told) <= MOST_WORDS and not set(told) <= AROUND
    return short and not points_at_somebody(heard.piece) and not heard.is_own(SlotKind.PURPOSE)


def _agreed(text: str, question: Question, grammar: Grammar, heard: Heard) -> Answered | Question | None:
    """Return what an answer to a question whether to do it comes to."""
    if question.call.tool == ADDING:
        return _added(text, question, heard) or _filled_behind(question, grammar, heard)
    return Answered(question.call) if accepts(text, question.text) else None


def _added(text: str, question: Question, heard: Heard) -> Answered | None:
    """Return the call that adds somebody, with the number or address that the answer gives."""
    if len([word for word in words(text) if word.isalpha()]) > MOST_WORDS:
        return None
    reading = heard.piece.reading
    plain = fold(text)
    agreed = plain in AGREED or AGREEING.sub("", plain) in AGREED or accepts(text, question.text)
    places = [hit[0] for hit in ADDRESS.finditer(text)]
    told = bool(reading.phones or reading.emails or places) and heard.only_tells_how()
    if not agreed and not told:
        return None
    arguments = dict(question.call.arguments)
    arguments |= {"phone": reading.phones[0].e164} if reading.phones else {}
    arguments |= {"email": reading.emails[0].address} if reading.emails else {}
    arguments |= {"address": places[0]} if places else {}
    return Answered(question.call.model_copy(update={"arguments": arguments}), enough=True)


def _filled_behind(question: Question, grammar: Grammar, heard: Heard) -> Question | None:
    """Return the question with a day or a sum in the calls that wait behind it; None where nothing of them is said."""
    if not heard.only_tells_how():
        return None
    then = []
    for call in question.then:
        request = grammar.of_tool(call.tool)
        slots = request.slots.items() if request else ()
        said = {
            name: FILLERS[slot.kind](heard.piece, slot, request, None)
            for name, slot in slots
            if request and slot.kind in VALUES and name not in call.arguments
        }
        said = {name: value for name, value in said.items() if value is not None}
        then.append(call.model_copy(update={"arguments": {**call.arguments, **said}}))
    return question.model_copy(update={"then": then}) if then != question.then else None


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


def _with_the_rest(call: Call, request: Request, slot: Slot, piece: Piece) -> Call:
    """Return the call with what else the answer says of it: a day, a sum, how they are reached, how a call ended."""
    arguments = dict(call.arguments)
    kinds = VALUES | {SlotKind.CHOICE} if slot.kind == SlotKind.REPORT else VALUES
    for name, other in request.slots.items():
        asked_for = bool(other.ask) or slot.kind == SlotKind.REPORT
        if other.kind in kinds and asked_for and name not in arguments:
            plain = other.model_copy(update={"loose": False})
            value = FILLERS[other.kind](piece, plain, request, None)
            if value is not None:
                arguments[name] = value
    return call.model_copy(update={"arguments": arguments})


def still_missing(request: Request, call: Call) -> Question | None:
    """Return the next question that a partly answered call needs; None if it can be submitted."""
    missing = first_missing(request, Filling(arguments=dict(call.arguments)))
    return Question(call=call, argument=missing) if missing else None


def question_text(request: Request | None, question: Question, said: str) -> str:
    """Return the words of a question."""
    if request is None:
        return f"What is the {question.argument.replace('_', ' ')}?"
    return question_for(said, request, Filling(arguments=dict(question.call.arguments)), question.argument)
