"""Cards that no longer fit what a change has made of the records: found in its transaction, made stale, and told of."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import String, cast
from sqlmodel import col, or_, select

from schemas.enums import ApprovalStatus
from schemas.errors import CallRefused
from schemas.records import Approval, AuditRow
from tools.acts import Act
from tools.desk import Desk
from tools.registry import Registry

MOST_NAMED = 50
"""Changed records that are looked for in the waiting cards by id; a change of more looks at every waiting card."""


@dataclass(frozen=True)
class Outdated:
    """A waiting card, why it no longer fits, and the act that says how it is offered anew."""

    approval: Approval
    why: str
    act: Act


def outdated_by(desk: Desk, registry: Registry, written: AuditRow) -> Iterator[Outdated]:
    """Yield the waiting cards that no longer fit after a write, inside its transaction.

    Args:
        desk: with its writing transaction open.
        registry: to bring stored acts back.
        written: the audit row of the write.
    """
    changed = {change["id"] for change in written.changes if change["before"] is not None} | set(
        written.about
    )
    if not changed:
        return
    asked = select(Approval).where(col(Approval.status) == ApprovalStatus.PENDING)
    if len(changed) <= MOST_NAMED:
        acts = cast(col(Approval.acts), String)
        asked = asked.where(or_(*(acts.contains(one, autoescape=True) for one in sorted(changed))))
    for approval in list(desk.session.exec(asked.order_by(col(Approval.number)))):
        for act in map(registry.revive, approval.acts.values()):
            why = _why_not(desk, act)
            if why is not None:
                yield Outdated(approval, why, act)
                break


def _why_not(desk: Desk, act: Act) -> str | None:
    """Return why an act no longer fits; that whom it names is gone is a reason too."""
    try:
        return act.changed(desk)
    except CallRefused as gone:
        return gone.message.removesuffix(" Nothing was changed.")


def told(approval: Approval) -> str:
    """Return what became of a stale card, and what is offered in its place."""
    again = f"It is offered anew as #{approval.replaced_by}" if approval.replaced_by else "Ask for it again"
    return f"Card #{approval.number} no longer fits: {approval.why} {again}."


def no_longer_waits(approval: Approval) -> str:
    """Return why a card can't be decided or changed any more, and which card replaced it."""
    if approval.status == ApprovalStatus.STALE:
        return f"{told(approval)} Nothing was done."
    why = f" ({approval.why})" if approval.why else ""
    instead = f" It was replaced by #{approval.replaced_by}." if approval.replaced_by else ""
    return f"Card #{approval.number} is {approval.status} already{why}.{instead} Nothing was changed."
