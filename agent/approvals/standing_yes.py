"""Deciding a card by a yes that the owner gave beforehand, in the transaction that proposes it (docs/parts.md, "Approvals").

It takes the same way as one that the owner decides: card, decision, outbox; only whose yes it was differs. It counts where
nobody is there to ask: for the clock, for intake and for what follows from them. In a conversation it is always a card.
"""

from dataclasses import replace

from sqlmodel import col, select

from agent import audit
from agent.approvals import queries
from agent.approvals.follow_ons import store_approved
from schemas.effects import Answer, Outcome, done
from schemas.enums import ActorKind, ApprovalStatus, Role
from schemas.records import Approval
from tools.acts import OutsideAct
from tools.desk import Actor, Desk
from tools.registry import Registry


def decide_by_standing_yes(desk: Desk, registry: Registry, outcome: Outcome) -> tuple[Outcome, list[str]]:
    """Decide a card just proposed, if its act knows of a standing yes of the owner's.

    Args:
        desk: with the writing transaction open that stored the card.
        registry: to bring the stored act back: what is decided is what was stored.
        outcome: of the proposal.

    Returns:
        What the caller hears, and the outbox rows to carry out.
    """
    approval = _only_answer_yes(desk, outcome) if _nobody_is_there(desk.actor) else None
    if approval is None:
        return outcome, []
    act = registry.revive(approval.acts["yes"])
    yes = act.let_through_by(desk)
    if yes is None or not isinstance(act, OutsideAct) or act.unready(desk) is not None:
        return outcome, []
    decided = {"decided_at": desk.now(), "answer": "yes", "chosen_act": type(act).__name__}
    if not queries.move(desk.session, approval, ApprovalStatus.PENDING, ApprovalStatus.EXECUTING, **decided):
        return outcome, []
    whose = yes.spend(desk, approval.approval_id)
    act_row = store_approved(desk, approval)
    decider = Actor(kind=ActorKind.AUTO_SEND, role=Role.STAFF, door=desk.actor.door)
    line = f"{act.line()} ({whose})"
    audit.record(
        replace(desk, actor=decider),
        "decided",
        approval.tool,
        act=act,
        line=line,
        approval_id=approval.approval_id,
    )
    text = f"Card #{approval.number} was decided by your {whose}: {act.line()}."
    return done(approval.tool, Answer(text=text, data={"approval": approval.number})), [act_row]


def _nobody_is_there(actor: Actor) -> bool:
    """Return whether the clock or intake acts, or what follows from them; what follows from a member's turn names the member."""
    follows = actor.kind == ActorKind.FOLLOW_ON and actor.member_id is None
    return follows or actor.kind in {ActorKind.ROUTINE, ActorKind.INTAKE}


def _only_answer_yes(desk: Desk, outcome: Outcome) -> Approval | None:
    """Return the pending approval of a card whose only answer is a plain yes."""
    if outcome.card is None or list(outcome.card.answers) != ["yes"]:
        return None
    return desk.session.exec(
        select(Approval).where(
            col(Approval.number) == outcome.card.approval, col(Approval.status) == ApprovalStatus.PENDING
        )
    ).first()
