""" "Undo" takes back what was done last in this conversation, and asks where that is not certainly what is meant."""

from datetime import timedelta

from agent.conversation.undoing_cards import REDO, UNDO
from agent.models.port import Step, TurnSoFar
from schemas.effects import Call, Offer
from schemas.keys import fold
from schemas.records import AuditRow
from tools import wording
from tools.undo.undoing import last_steps

REDO_WORDS = frozenset(
    {
        "redo", "redo that", "redo it", "redo the last", "undo the undo", "undo that undo", "undo the last undo",
        "take the undo back", "take back the undo", "dont undo that", "dont undo it", "put it back as it was before the undo",
    }
)  # fmt: skip
"""Whole messages that take an undo back, which would be heard as one."""
LATELY = timedelta(hours=1)


def redo_in(text: str) -> Step | None:
    """Return the step that takes the last undo back, where a message says just that."""
    return Step(calls=[Call(tool=REDO)]) if fold(text) in REDO_WORDS else None


def step(turn: TurnSoFar, call: Call) -> Step:
    """Take back the conversation's last change; where it is older, or something was not understood since, ask."""
    state = turn.state
    if turn.done or state.card_last or (state.changes and not state.changes[-1]):
        return Step(calls=[call])
    lately = state.changed_at is not None and turn.desk.now() - state.changed_at <= LATELY
    if state.changes and state.followed and lately:
        return Step(calls=[_of(state.changes[-1])])
    with turn.desk.unit.reading() as session:
        latest = (
            state.changes[-1]
            if state.changes
            else next((s.row.audit_id for s in last_steps(turn.desk, 1)), "")
        )
        row = session.get(AuditRow, (turn.desk.business_id, latest)) if latest else None
        if row is None:
            return Step(calls=[call])
        when = wording.moment(row.at.astimezone(turn.desk.zone))
        text = f"The last thing done {'here ' if state.changes else ''}was “{row.line}” ({when}). Undo that?"
    state.offers = [Offer(text=text, call=_of(latest))]
    return Step(text=text)


def _of(audit_id: str) -> Call:
    return Call(tool=UNDO, arguments={"change": audit_id})
