"""One try at an approved act: what an earlier one came to, what its result takes the place of, when the next may follow."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from agent.approvals.queries import LONGEST_PAUSE
from schemas.enums import ApprovalStatus
from schemas.errors import DeskhandError, OutsideChanged, OutsideError
from schemas.ports import EarlierAttempt, ReadBack
from schemas.records import Approval, OutboxRow
from tools.acts import OutsideAct
from tools.desk import Desk

FIRST_PAUSE = timedelta(seconds=20)
MOST_ATTEMPTS = 10


@dataclass(frozen=True)
class Attempt:
    """One leased try of one approved act; `revoked` says why a standing yes to it counts no more."""

    outbox_id: str
    number: int
    approval: Approval
    act: OutsideAct
    begun_before: bool
    until: datetime
    revoked: str = ""


def beats(
    attempt: Attempt, status: ApprovalStatus, approval: Approval, row: OutboxRow
) -> list[ApprovalStatus]:
    """Return the statuses that the result of an attempt replaces, in the order to be tried.

    That it happened beats everything. That it did not, or can't be told, says nothing of a later try: of a row that
    was leased again since, only the last try that reached the outside may say so.
    """
    if status == ApprovalStatus.DONE:
        return [ApprovalStatus.EXECUTING, ApprovalStatus.UNKNOWN]
    beaten = [ApprovalStatus.EXECUTING] if row.attempts == attempt.number else []
    last_looked_only = not (approval.result or {}).get("performed")
    last = (
        row.attempts - 1 if last_looked_only and approval.status == ApprovalStatus.UNKNOWN else row.attempts
    )
    if status == ApprovalStatus.FAILED and attempt.number >= last:
        beaten.append(ApprovalStatus.UNKNOWN)
    return beaten


def looked_back(desk: Desk, attempt: Attempt) -> EarlierAttempt:
    """Return the read-back of an earlier attempt; one that fails itself tells nothing."""
    try:
        return attempt.act.read_back(desk.readers, attempt.approval.effect_key)
    except DeskhandError:
        return EarlierAttempt(ReadBack.CANNOT_TELL)


def pause_after(tries: int, error: Exception) -> timedelta:
    """Return how long to wait after a number of tries: ever longer, and as long as the outside asked for, up to a day."""
    asked = error.wait_seconds if isinstance(error, OutsideError) else 0
    doubled: timedelta = FIRST_PAUSE * 2 ** (min(tries, MOST_ATTEMPTS) - 1)
    return min(max(doubled, timedelta(seconds=asked)), LONGEST_PAUSE)


def problem_of(error: Exception) -> dict[str, Any]:
    """Return the stored result of an act that failed, or may have."""
    problem: dict[str, Any] = {"problem": said(error)}
    return {**problem, "found": error.found} if isinstance(error, OutsideChanged) else problem


def said(error: Exception) -> str:
    return error.message if isinstance(error, DeskhandError) else f"{type(error).__name__}: {error}"
