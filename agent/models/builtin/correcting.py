"""Corrections of what was done or proposed last: "no, Tom", "I meant Friday", "make it 9300"."""

import re

from agent.models.builtin.answering import request_of
from agent.models.builtin.filling import FILLERS, Several
from agent.models.builtin.grammar import Grammar
from agent.models.builtin.interpreter import PERSON_KINDS
from agent.models.builtin.reading import piece_of, read
from agent.models.port import Step, TurnSoFar
from schemas.effects import Call
from schemas.procedure import Request, SlotKind

FILLER = r"(?:(?:no|sorry|wait|it was|its|it's|it is|i meant|i mean|make it|make that|that was|for|with|to|the)\b[\s,]{0,3}){0,4}"
CORRECTION = re.compile(
    r"^(?:(?:yes|yeah|ok|okay|sure),? but |(?:no+|nope|sorry|wait|oops|actually|i meant|i mean|not that|wrong)\b[\s,.:!-]{0,5})"
    rf"{FILLER}(?P<rest>.{{1,80}})$|^(?:make it|make that|change it to|change that to)\s+(?P<made>.{{1,80}})$|"
    rf"^(?:and|what about|how about)\s+{FILLER}(?P<other>.{{1,80}})$",
    re.IGNORECASE | re.DOTALL,
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
    last = turn.state.last
    found = CORRECTION.match(turn.text.strip())
    if last is None or found is None or (found["other"] and last.outcome != "looked"):
        return None
    request = request_of(grammar, last.call.tool)
    if request is None:
        return None
    said = found["rest"] or found["made"] or found["other"]
    changed = _changed(turn, grammar, request, said) or _changed(turn, grammar, request, f"for {said}")
    if not changed:
        return None
    again = Call(tool=last.call.tool, arguments={**last.call.arguments, **changed})
    exactly = {"change": last.change} if last.change else {}
    return Step(calls=[Call(tool="undo", arguments=exactly), again] if last.outcome == "done" else [again])


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
        if isinstance(value, Several) or value is None or value == last.call.arguments.get(name):
            continue
        changed[name] = value
    return changed
