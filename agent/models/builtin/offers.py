"""Offers that the last reply made, taken by a "yes" or by another day."""

import re

from agent.conversation.state import Question
from agent.models.builtin.answer_or_request import Heard
from agent.models.builtin.answer_values import read_as
from agent.models.builtin.answer_words import accepts
from agent.models.builtin.grammar import Grammar
from agent.models.builtin.open_questions import question_text, still_missing
from agent.models.builtin.reading import piece_of, read
from agent.models.builtin.subjects import ask, told
from agent.models.port import Step, TurnSoFar
from schemas.effects import Call, Offer
from schemas.procedure import SlotKind


def offer_taken(turn: TurnSoFar, grammar: Grammar) -> Step | None:
    """Return the step that accepting an offer leads to; None if the message does not accept one."""
    if not turn.state.offers or turn.state.closing:
        return None
    offer = turn.state.offers[0]
    if offer.slot:
        filled = _slot_of_offer(turn, offer, grammar)
        if filled is not None:
            turn.state.offers = []
            return Step(calls=[filled])
    if not accepts(turn.text, offer.text):
        return None
    turn.state.offers = []
    request = grammar.of_tool(offer.call.tool)
    still = still_missing(request, offer.call) if request else None
    if still is not None:
        still = still.model_copy(update={"said": turn.text})
        text = question_text(request, still, turn.text)
        return Step(text=ask(turn, still, told(turn.desk, text, still.call, request, still.argument)))
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
    value = read_as(slot, piece, request, short["rest"])
    if value is None or own:
        return None
    return offer.call.model_copy(update={"arguments": {**offer.call.arguments, offer.slot: value}})
