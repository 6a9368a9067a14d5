"""The answer to "undo" where what was done last in the conversation is a card's: what of it can be taken back, and what not."""

from agent.approvals.outdated import no_longer_waits
from agent.conversation.card_tools import ASIDE, BACK, Held
from schemas.effects import Call, Offer, Outcome, refused
from schemas.enums import ApprovalStatus
from schemas.errors import AgainstTheRules
from schemas.records import Approval
from tools.undo.undoing import last_steps

UNDO, REDO = "undo", "redo"
WHAT_WAS_BEFORE = ' What was done before it stays; say "undo" once more for that.'


def is_meant(call: Call) -> bool:
    """Return whether a call takes back the one last thing, whatever it was."""
    return call.tool == UNDO and int(call.arguments.get("steps", 1)) == 1 and not call.arguments.get("change")


def refused_for_a_card(held: Held, call: Call) -> Outcome | None:
    """Return the refusal to take back what was done before a card, with what can be done about that card; None where the call
    may go on.

    Args:
        held: the turn that the call is of.
        call: any.
    """
    state = held.turn.state
    if not state.card_last or not is_meant(call):
        return None
    with held.desk.unit.reading():
        found = held.gate.queue.find(held.desk, state.card_last)
        latest = next(iter(last_steps(held.desk, 1)), None)
        if latest is not None and latest.row.approval_id == found.approval_id:
            return None
        said, offer = _of(found)
    state.offers = [offer] if offer is not None else []
    more = WHAT_WAS_BEFORE if any(state.changes) else ""
    return refused(UNDO, AgainstTheRules(f"{said}{more}").as_problem())


def _of(card: Approval) -> tuple[str, Offer | None]:
    """Return what can be taken back of a card, and what is offered."""
    number, line = card.number, card.card["line"]
    if card.status == ApprovalStatus.PENDING and card.put_aside_at is None:
        offer = Offer(text="Put it aside?", call=Call(tool=ASIDE, arguments={"number": number}))
        return (
            f"The last thing here is #{number}, which waits, so nothing of it is done: {line}. {offer.text}",
            offer,
        )
    if card.status == ApprovalStatus.PENDING:
        offer = Offer(text="Bring it back?", call=Call(tool=BACK, arguments={"number": number}))
        return f"The last thing here: #{number} was put aside, {line}. {offer.text}", offer
    if card.status == ApprovalStatus.REJECTED:
        return (
            f"The last thing here: #{number} was dropped, {line}. That can't be taken back; ask for it again.",
            None,
        )
    if card.status in {ApprovalStatus.DONE, ApprovalStatus.EXECUTING}:
        return f"The last thing here: your yes to #{number}, {line}. That has gone; it can't be undone.", None
    return f"The last thing here is #{number}, {line}. {no_longer_waits(card)}", None
