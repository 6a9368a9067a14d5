"""A past conversation, and the records as they stood before its first message and after its last."""

import copy
from dataclasses import dataclass, replace

from sqlmodel import col, select

from evals.observe import Place, Row, State, observe
from schemas.errors import NotFound
from schemas.records import Conversation, Turn
from tools.desk import Desk


@dataclass(frozen=True)
class Past:
    """A conversation as it happened.

    Args:
        conversation: its id, whose place among all ids is when it began.
        turns: in order.
        before, after: the state around them.
    """

    conversation: str
    turns: list[Turn]
    before: State
    after: State


def past_of(desk: Desk, place: Place, conversation_id: str) -> Past:
    """Return a conversation from the records, and the states around it, read from the audit.

    Ids sort by when they were made, whatever the desk's clock said: what was audited between the conversation's own id and
    that of its last turn was done while it went on.

    Raises:
        NotFound: there is no such conversation, or nothing was said in it.
    """
    with desk.unit.reading() as session:
        conversation = session.get(Conversation, (desk.business_id, conversation_id))
        turns = list(
            session.exec(
                select(Turn).where(col(Turn.conversation_id) == conversation_id).order_by(col(Turn.turn_id))
            )
        )
        session.expunge_all()
    if conversation is None or not turns:
        raise NotFound(
            f"There is no conversation {conversation_id[:60]!r}. Nothing was written.", "conversation"
        )
    now = observe(place)
    after = rolled_back(now, turns[-1].turn_id)
    return Past(conversation_id, turns, before=rolled_back(after, conversation_id), after=after)


def rolled_back(state: State, to: str) -> State:
    """Return a state as it was when an id was made: every audited change since is undone, the last one first."""
    rows: dict[str, dict[str, Row]] = copy.deepcopy(state.rows)
    since = [key for key in state.audit if key > to]
    for key in reversed(since):
        for change in reversed(state.audit[key]["changes"]):
            table = rows.get(change["table"], {})
            if change["before"] is None:
                table.pop(change["id"], None)
            elif change["id"] in table:
                table[change["id"]].update(change["before"])
    return replace(
        state,
        rows=rows,
        cards={number: card for number, card in state.cards.items() if card.approval_id <= to},
        audit={key: row for key, row in state.audit.items() if key <= to},
    )
