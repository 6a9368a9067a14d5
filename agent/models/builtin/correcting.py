"""Corrections of what was done or proposed last: "no, Tom", "I meant Friday", "make it 9300"."""

import re

from agent.conversation.state import LastAct, Question
from agent.models.builtin import newcomers
from agent.models.builtin.answering import request_of
from agent.models.builtin.asking import which, who_is_new
from agent.models.builtin.filling import FILLERS
from agent.models.builtin.grammar import Grammar
from agent.models.builtin.interpreter import PERSON_KINDS
from agent.models.builtin.meaning import Several, SomebodyNew
from agent.models.builtin.reading import piece_of, read
from agent.models.builtin.slots.people import looks_like_name, split_name
from agent.models.port import Step, TurnSoFar
from schemas.effects import Call
from schemas.keys import fold
from schemas.procedure import Request, SlotKind
from tools.crm.told_apart import SOMEBODY_NEW

FILLER = r"(?:(?:no|sorry|wait|it was|its|it's|it is|i meant|i mean|make it|make that|that was|for|with|to|the)\b[\s,]{0,3}){0,4}"
CORRECTION = re.compile(
    r"^(?:(?:yes|yeah|ok|okay|sure),? but |(?:no+|nope|sorry|wait|oops|actually|i meant|i mean|not that|wrong)\b[\s,.:!-]{0,5})"
    rf"{FILLER}(?P<rest>.{{1,80}})$|^(?:make it|make that|change it to|change that to)\s+(?P<made>.{{1,80}})$|"
    rf"^(?:and|what about|how about)\s+{FILLER}(?P<other>.{{1,80}})$|"
    r"^(?:(?:no,? )?(?:that|it|this)(?:['’]s| is| was) not [\w'’ -]{1,40}?[,;.]?\s+"
    r"(?:but |it was |it['’]?s |that was |that['’]?s ))"
    rf"{FILLER}(?P<instead>.{{1,80}})$|"
    r"^(?:that|it) (?:was|is) (?P<was>[^\s].{1,60})$|"
    r"^(?:no,? )?(?:move|put|give|switch|change|reassign) (?:that|this|the|it)(?: last)?"
    r"(?: (?:call|note|reminder|lead|visit|text|message|touch|one))? (?:over |back )?(?:to|on|onto|under|for)\s+"
    r"(?P<moved>.{1,60})$",
    re.IGNORECASE | re.DOTALL,
)
RENAMING = re.compile(
    r"^(?:no+,? |sorry,? |actually,? )*(?:(?:her|his|their|the)(?: (?P<part>first|last))? name(?: is|['’]?s| should be| was)|"
    r"(?:she|he|they)(?: is|['’]s| are|['’]re) called)\s+(?P<name>[^,;.!?]{2,60})[.!]?$",
    re.IGNORECASE,
)
SOMEBODY_ELSE = frozenset(
    {
        "somebody new",
        "someone new",
        "somebody else",
        "someone else",
        "a new customer",
        "a new person",
        "a different person",
    }
)
CORRECTED_KINDS = PERSON_KINDS | {
    SlotKind.DAY,
    SlotKind.PROMISED_DAY,
    SlotKind.MONEY,
    SlotKind.CHOICE,
    SlotKind.PHONE,
}


def corrected(turn: TurnSoFar, grammar: Grammar) -> Step | None:
    """The calls that a correction leads to; None if the message is none, or there is nothing to correct.

    What was only looked up is looked up for somebody else ("and Tom?"), with nothing to undo.

    What was written is undone and done again with the other value; what waits is proposed anew (the conversation
    withdraws the old card when the new one is there).
    """
    renamed = _renamed(turn)
    if renamed is not None:
        return renamed
    last = turn.state.last
    found = CORRECTION.match(turn.text.strip())
    if last is None or found is None or (found["other"] and last.outcome != "looked"):
        return None
    request = request_of(grammar, last.call.tool)
    if request is None:
        return None
    said = next(filter(None, found.groups()))
    only_who = bool(found["moved"] or found["instead"] or found["was"])
    if fold(said) in SOMEBODY_ELSE:
        return _somebody_else(turn, request)
    changed = _changed(turn, grammar, request, said) or _changed(turn, grammar, request, f"for {said}")
    asked = {name: value for name, value in changed.items() if isinstance(value, Several | SomebodyNew)}
    if asked:
        return _asked(turn, *asked.popitem())
    if not changed or (only_who and not any(request.slots[name].kind in PERSON_KINDS for name in changed)):
        return None
    again = Call(tool=last.call.tool, arguments={**last.call.arguments, **changed})
    return Step(calls=[*_taken_back(last), again])


def _taken_back(last: LastAct) -> list[Call]:
    """The call that takes back what was written; none where it was only looked up or proposed."""
    exactly = {"change": last.change} if last.change else {}
    return [Call(tool="undo", arguments=exactly)] if last.outcome == "done" else []


def _renamed(turn: TurnSoFar) -> Step | None:
    """ "Her name is Ruth Feldman": the name of whoever was spoken of last."""
    found = RENAMING.match(turn.text.strip())
    contact_id = turn.state.focus.get("contact_id")
    if found is None or not contact_id or not looks_like_name(found["name"]):
        return None
    first, last = split_name(found["name"])
    name = {"first_name": first, "last_name": last} if first and last else {"first_name": first or last}
    if found["part"] == "last":
        name = {"last_name": " ".join(filter(None, (first, last)))}
    return Step(calls=[Call(tool="update_contact", arguments={"contact": contact_id, **name})])


def _somebody_else(turn: TurnSoFar, request: Request) -> Step | None:
    """What was done is done again for somebody new, once their name is known, and is then taken back."""
    last = turn.state.last
    argument = next((name for name, slot in request.slots.items() if slot.kind in PERSON_KINDS), "")
    if last is None or not argument or last.outcome == "looked":
        return None
    asked = Question(call=last.call, argument=argument, then=_taken_back(last), said=turn.text)
    turn.state.question = newcomers.question({}, last.call, argument, asked)
    return Step(text=f"Who is it, then? {newcomers.asks(turn.state.question)}")


def _asked(turn: TurnSoFar, argument: str, value: Several | SomebodyNew) -> Step:
    """The question whom a correction means; what it corrects stands until it is answered."""
    last = turn.state.last
    assert last is not None
    question = Question(call=last.call, argument=argument, then=_taken_back(last), said=turn.text)
    if isinstance(value, Several):
        turn.state.question = question.model_copy(update={"candidates": value.candidates})
        return Step(text=which(value))
    question.newcomer = newcomers.known_of(value)
    if value.near:
        question.candidates = [*value.near, SOMEBODY_NEW]
    else:
        question = newcomers.question(question.newcomer, last.call, argument, question)
    turn.state.question = question
    return Step(text=who_is_new(turn.text, value))


def _changed(turn: TurnSoFar, grammar: Grammar, request: Request, said: str) -> dict[str, object]:
    """The arguments that a correction says otherwise. A name that is a word too ("Frank") is read after "for"."""
    last = turn.state.last
    assert last is not None
    with turn.desk.unit.reading():
        reading = read(turn.desk, grammar, said)
    piece = piece_of(reading, grammar, 0, len(reading.tokens))
    changed: dict[str, object] = {}
    for name, slot in request.slots.items():
        if slot.kind not in CORRECTED_KINDS or (
            slot.kind == SlotKind.CHOICE and name not in last.call.arguments
        ):
            continue
        loose = slot.model_copy(update={"loose": True, "default": ""})
        if slot.kind == SlotKind.PROMISED_DAY:
            loose = loose.model_copy(update={"kind": SlotKind.DAY})
        value = FILLERS[loose.kind](piece, loose, request, None)
        asks = isinstance(value, Several | SomebodyNew) and slot.kind in PERSON_KINDS
        if (
            value is None
            or value == last.call.arguments.get(name)
            or (isinstance(value, Several) and not asks)
        ):
            continue
        changed[name] = value
    return changed
