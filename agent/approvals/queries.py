"""Compare-and-swaps on approvals and outbox rows; each names its business and says whether it won."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, update
from sqlmodel import col, select

from schemas.database import ScopedSession
from schemas.enums import ApprovalStatus
from schemas.leases import is_free
from schemas.records import Approval, OutboxRow

LEASE = timedelta(minutes=3)
"""The length of a worker's lease on a row."""
LONGEST_PAUSE = timedelta(days=1)
"""The longest time that a row is put off, whatever the outside asks for."""


def move(
    session: ScopedSession,
    approval: Approval,
    expected: ApprovalStatus,
    status: ApprovalStatus,
    **values: Any,
) -> bool:
    """Move an approval from the expected status to another; False if somebody else was first."""
    changed = session.execute(
        update(Approval)
        .where(
            col(Approval.business_id) == session.business_id,
            col(Approval.approval_id) == approval.approval_id,
            col(Approval.status) == expected,
        )
        .values(status=status, **values)
        .execution_options(synchronize_session="evaluate")
    )
    assert isinstance(changed, CursorResult)
    return changed.rowcount == 1


def replaced_by(session: ScopedSession, approval: Approval, number: int) -> None:
    """Record with a stale card the number of the one that replaced it."""
    session.execute(
        update(Approval)
        .where(
            col(Approval.status) == ApprovalStatus.STALE,
            col(Approval.approval_id) == approval.approval_id,
            col(Approval.business_id) == session.business_id,
        )
        .values(replaced_by=number)
        .execution_options(synchronize_session="evaluate")
    )


def finish_row(session: ScopedSession, outbox_id: str, at: datetime, problem: str = "") -> bool:
    """Mark an outbox row as finished; False if it was already."""
    changed = session.execute(
        update(OutboxRow)
        .where(
            col(OutboxRow.business_id) == session.business_id,
            col(OutboxRow.outbox_id) == outbox_id,
            col(OutboxRow.finished_at).is_(None),
        )
        .values(finished_at=at, problem=problem, lease_owner=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(changed, CursorResult)
    return changed.rowcount == 1


def lease(session: ScopedSession, outbox_id: str, owner: str, now: datetime, until: datetime) -> bool:
    """Take the lease of an unfinished row that nobody holds (`schemas/leases.py`); count the try."""
    changed = session.execute(
        update(OutboxRow)
        .where(
            col(OutboxRow.business_id) == session.business_id,
            col(OutboxRow.outbox_id) == outbox_id,
            col(OutboxRow.finished_at).is_(None),
            is_free(col(OutboxRow.lease_until), now, LEASE),
        )
        .values(lease_owner=owner, lease_until=until, attempts=col(OutboxRow.attempts) + 1)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(changed, CursorResult)
    return changed.rowcount == 1


def put_off(
    session: ScopedSession,
    outbox_id: str,
    attempt: int,
    until: datetime,
    problem: str,
    *,
    begun: bool = False,
) -> None:
    """Give a row's lease back, to be tried again later.

    Nothing changes where the row has been leased again since: the later try may have begun what this one did not do.

    Args:
        attempt: which try it was, as `lease` counted it.
        begun: whether what it began may have happened; False where it is known that it did not.
    """
    session.execute(
        update(OutboxRow)
        .where(
            col(OutboxRow.business_id) == session.business_id,
            col(OutboxRow.outbox_id) == outbox_id,
            col(OutboxRow.attempts) == attempt,
            col(OutboxRow.finished_at).is_(None),
        )
        .values(not_before=until, lease_owner=None, lease_until=None, begun=begun, problem=problem)
        .execution_options(synchronize_session=False)
    )


def due_rows(session: ScopedSession, now: datetime, most: int = 50) -> list[str]:
    """Return the ids of rows that are due and not leased, oldest first."""
    found = session.scalars(
        select(OutboxRow.outbox_id)
        .where(
            col(OutboxRow.business_id) == session.business_id,
            col(OutboxRow.finished_at).is_(None),
            is_free(col(OutboxRow.not_before), now, LONGEST_PAUSE),
            is_free(col(OutboxRow.lease_until), now, LEASE),
        )
        .order_by(col(OutboxRow.outbox_id))
        .limit(most)
    )
    return list(found)


def with_effect_key(session: ScopedSession, effect_key: str) -> Approval | None:
    """Return the approval with an idempotency key; None if it isn't one of this business."""
    return session.scalars(
        select(Approval).where(
            col(Approval.business_id) == session.business_id, col(Approval.effect_key) == effect_key
        )
    ).first()


def row_of(session: ScopedSession, approval_id: str) -> OutboxRow | None:
    """Return the outbox row of an approval."""
    return session.scalars(
        select(OutboxRow).where(
            col(OutboxRow.business_id) == session.business_id, col(OutboxRow.approval_id) == approval_id
        )
    ).first()
