"""Cards put aside by the owner, and brought back: still theirs to decide, and not shown among those that wait.

Such a card stays `pending`: its days run on, and what makes any other stale, replaces or expires it does the same to this one.
"""

from dataclasses import replace
from datetime import datetime

from agent import audit
from agent.approvals import queries
from agent.approvals.authority import may_decide
from agent.approvals.outdated import no_longer_waits
from agent.approvals.queue import Queue
from schemas.effects import Answer, Outcome, done, refused
from schemas.enums import ActorKind, ApprovalStatus
from schemas.errors import AgainstTheRules, CallRefused, NotPermitted
from schemas.records import Approval
from tools.desk import Desk

NOTHING = "Nothing was changed."
AT_THEIR_WORD = frozenset({ActorKind.MEMBER, ActorKind.MODEL})
"""The hands that put a card aside or bring it back: a member's own, and a language model's in their conversation."""


def put_aside(queue: Queue, desk: Desk, number: int) -> Outcome:
    """Put a pending card aside: nothing is decided, and it is no longer shown as waiting."""
    return _move(queue, desk, number, desk.now())


def bring_back(queue: Queue, desk: Desk, number: int) -> Outcome:
    """Bring a card back that was put aside: it waits for a yes again, as it was."""
    return _move(queue, desk, number, None)


def _move(queue: Queue, desk: Desk, number: int, at: datetime | None) -> Outcome:
    try:
        with desk.unit.writing():
            approval = queue.find(desk, number)
            _refuse(queue, desk, approval, at)
            queries.move(
                desk.session, approval, ApprovalStatus.PENDING, ApprovalStatus.PENDING, put_aside_at=at
            )
            audit.record(
                desk,
                "put_aside" if at else "brought_back",
                approval.tool,
                line=f"#{number} {approval.card['line']}",
                approval_id=approval.approval_id,
            )
            return done(approval.tool, Answer(text=_told(approval)))
    except CallRefused as error:
        return refused("", error.as_problem())


def _refuse(queue: Queue, desk: Desk, approval: Approval, at: datetime | None) -> None:
    """Refuse it to whoever may not decide the card by their own hand, and where the card is not as they take it to be."""
    as_member = replace(desk, actor=replace(desk.actor, kind=ActorKind.MEMBER))
    own = desk.actor.kind in AT_THEIR_WORD
    if not own or not may_decide(as_member, approval, queue.registry.acts, queue.granted):
        raise NotPermitted(f"Only who may decide a card puts it aside or brings it back. {NOTHING}")
    if approval.status != ApprovalStatus.PENDING:
        raise AgainstTheRules(no_longer_waits(approval))
    if approval.expires_at <= desk.now():
        raise AgainstTheRules(f"Card #{approval.number} has expired; ask for it again. {NOTHING}")
    if (approval.put_aside_at is None) == (at is None):
        already = "waits already" if at is None else "is put aside already"
        raise AgainstTheRules(f"Card #{approval.number} {already}. {NOTHING}")


def _told(approval: Approval) -> str:
    if approval.put_aside_at is None:
        return f"Brought back: #{approval.number} {approval.card['line']}."
    return (
        f"Put aside, not dropped: #{approval.number} {approval.card['line']}. It is kept until {approval.card['expires']}; "
        f'say "bring back {approval.number}" to see it again.'
    )
