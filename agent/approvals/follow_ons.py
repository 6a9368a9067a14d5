"""Follow-ons: work for after a transaction is committed, stored in it, so that none of it is lost to a crash."""

from datetime import UTC, datetime

from schemas.effects import Call
from schemas.enums import ActorKind
from schemas.records import Approval, OutboxRow
from tools.desk import Desk

DUE_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


def store_approved(desk: Desk, approval: Approval) -> str:
    """Store an approved outside act in the outbox inside the transaction that decides it; return the row's id."""
    row = OutboxRow(
        business_id=desk.business_id,
        outbox_id=desk.new_id(),
        approval_id=approval.approval_id,
        member_id=desk.actor.member_id,
        not_before=DUE_AT_ONCE,
    )
    desk.session.add(row)
    return row.outbox_id


def store_anew(desk: Desk, approval: Approval, calls: list[Call]) -> list[str]:
    """Store the call that offers a stale card anew; its proposal names the card that it replaces."""
    rows = [
        OutboxRow(
            business_id=desk.business_id,
            outbox_id=desk.new_id(),
            approval_id=approval.approval_id,
            call=call.model_dump(mode="json"),
            member_id=_asked_by(desk),
            not_before=DUE_AT_ONCE,
        )
        for call in calls[:1]
    ]
    desk.session.add_all(rows)
    return [row.outbox_id for row in rows]


def store_follow_ons(desk: Desk, calls: list[Call]) -> list[str]:
    """Store calls in the outbox inside the open writing transaction; return the rows' ids, in order."""
    rows = [
        OutboxRow(
            business_id=desk.business_id,
            outbox_id=desk.new_id(),
            call=call.model_dump(mode="json"),
            member_id=_asked_by(desk),
            not_before=DUE_AT_ONCE,
        )
        for call in calls
    ]
    desk.session.add_all(rows)
    return [row.outbox_id for row in rows]


def _asked_by(desk: Desk) -> str | None:
    """Return the member whose word the calls follow from; None where they follow from the clock or from intake."""
    by_themselves = desk.actor.kind in {ActorKind.ROUTINE, ActorKind.INTAKE}
    return None if by_themselves else desk.actor.member_id
