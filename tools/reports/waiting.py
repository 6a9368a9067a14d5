"""The cards and notices that wait for the owner."""

from typing import Any

from sqlmodel import col, func, select

from schemas.effects import Answer, Effect
from schemas.enums import ApprovalStatus
from schemas.records import Approval, Member, Notice
from tools import wording
from tools.cards import card_of, is_put_aside, waits
from tools.desk import Desk
from tools.registry import tool


def count_waiting(desk: Desk) -> int:
    """Return how many cards wait for the owner's yes; inside the open transaction."""
    return desk.session.exec(select(func.count()).select_from(Approval).where(*waits(desk))).one()


@tool(Effect.READ)
def list_approvals(desk: Desk, status: ApprovalStatus = ApprovalStatus.PENDING) -> Answer:
    """The cards that wait for the owner's yes, or those of another status.

    Args:
        status: pending, executing, done, failed, unknown, rejected, expired, withdrawn or stale.
    """
    pending = status == ApprovalStatus.PENDING
    asked = select(Approval).where(*(waits(desk) if pending else (col(Approval.status) == status,)))
    newest_first = status not in {ApprovalStatus.PENDING, ApprovalStatus.UNKNOWN}
    order = col(Approval.number).desc() if newest_first else col(Approval.number)
    found = list(desk.session.exec(asked.order_by(order).limit(50)))
    aside = _put_aside(desk) if pending else []
    told = [_listed(found, "waiting for your yes" if pending else str(status))]
    told += (
        [f'{_listed(aside, "put aside")}\nSay "bring back" and the number to see one again.'] if aside else []
    )
    return Answer(
        text="\n".join(told),
        data={
            "approvals": [_shown(one) for one in found],
            **({"put_aside": [_shown(one) for one in aside]} if aside else {}),
        },
    )


def _put_aside(desk: Desk) -> list[Approval]:
    asked = select(Approval).where(*is_put_aside(desk)).order_by(col(Approval.number))
    return list(desk.session.exec(asked.limit(50)))


def _listed(found: list[Approval], what: str) -> str:
    head = f"{wording.count(len(found), 'card').capitalize()} {what}"
    lines = [f"#{one.number}  {one.card['line']}" for one in found]
    return "\n".join([f"{head}:", *lines]) if found else f"{head}."


def _shown(one: Approval) -> dict[str, Any]:
    return {
        **card_of(one).as_json(),
        "status": str(one.status),
        "answer": one.answer,
        "why_not": one.why,
        "result": one.result,
        "replaced_by": one.replaced_by,
    }


WAITS_NO_LONGER = tuple(
    status for status in ApprovalStatus if status not in {ApprovalStatus.PENDING, ApprovalStatus.UNKNOWN}
)


@tool(Effect.READ)
def list_decided_cards(desk: Desk, before: int = 0, count: int = 20) -> Answer:
    """The cards that wait no longer, whatever became of them, newest first.

    Args:
        before: only cards with a lower number than this; all if left out.
        count: how many, at most 50.
    """
    asked = select(Approval).where(col(Approval.status).in_(WAITS_NO_LONGER))
    if before > 0:
        asked = asked.where(col(Approval.number) < before)
    most = max(1, min(count, 50))
    found = list(desk.session.exec(asked.order_by(col(Approval.number).desc()).limit(most + 1)))
    names = {one.member_id: one.name for one in desk.session.exec(select(Member))}
    shown = [
        {
            "approval": one.number,
            "line": one.card["line"],
            "status": str(one.status),
            "answer": one.answer,
            "decided_by": names.get(one.decided_by, "") if one.decided_by else "",
            "at": (one.decided_at or one.finished_at or one.created_at).isoformat(),
            "why_not": one.why,
            "replaced_by": one.replaced_by,
        }
        for one in found[:most]
    ]
    lines = [f"#{one['approval']}  {one['status']}: {one['line']}" for one in shown]
    return Answer(
        text="\n".join(lines) or "No card has been decided yet.",
        data={"cards": shown, "more": len(found) > most},
    )


@tool(Effect.READ)
def list_notices(desk: Desk, unseen_only: bool = False, count: int = 20) -> Answer:
    """What you were told lately, newest first.

    Args:
        unseen_only: only what has not been seen yet.
        count: how many, at most 100.
    """
    asked = select(Notice).order_by(col(Notice.created_at).desc(), col(Notice.notice_id).desc())
    if unseen_only:
        asked = asked.where(col(Notice.seen).is_(False))
    found = list(desk.session.exec(asked.limit(max(1, min(count, 100)))))
    return Answer(
        text="\n".join(f"— {one.text}" for one in found) or "Nothing new.",
        data={
            "notices": [
                {
                    "notice_id": one.notice_id,
                    "kind": one.kind,
                    "subject": one.subject,
                    "text": one.text,
                    "seen": one.seen,
                    "acted": one.acted,
                    "contact_id": one.contact_id,
                    "lead_id": one.lead_id,
                }
                for one in found
            ]
        },
    )
