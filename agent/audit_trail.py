"""Reading the audit: the latest steps, those about one person, and the whole of it, one row at a time.

A row tells who did what through which door; its approval, where it has one, who proposed it and from where, what
was shown, who decided, and what came back.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import col, select

from schemas.effects import Card
from schemas.enums import ActorKind
from schemas.errors import NotFound
from schemas.records import Approval, AuditPerson, AuditRow, Member
from schemas.visible import visible
from tools.cards import card_of
from tools.desk import Desk

AT_ONCE = 200
"""Rows that are held in memory while all are read."""

AUTO_SEND = "auto-send"
"""The decider where the owner's standing yes decided."""


def latest(desk: Desk, count: int, about: Sequence[str] = (), before: str = "") -> list[AuditRow]:
    """Return the latest steps, newest first, found by index.

    Args:
        desk: with a transaction open.
        count: how many.
        about: only what is about these contacts: all the records that one person has.
        before: only what came before the step of this id, to go on with a list.
    """
    if not about:
        newest = select(AuditRow)
        if before:
            newest = newest.where(col(AuditRow.audit_id) < before)
        return list(desk.session.exec(newest.order_by(col(AuditRow.audit_id).desc()).limit(count)))
    theirs = select(AuditPerson.audit_id).where(col(AuditPerson.contact_id).in_(about))
    if before:
        theirs = theirs.where(col(AuditPerson.audit_id) < before)
    ids = list(desk.session.exec(theirs.distinct().order_by(col(AuditPerson.audit_id).desc()).limit(count)))
    return [row for some in _parted(ids) for row in _rows_of(desk, some)]


def _parted(ids: list[str]) -> Iterator[list[str]]:
    yield from (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _rows_of(desk: Desk, ids: list[str]) -> list[AuditRow]:
    return list(
        desk.session.exec(
            select(AuditRow).where(col(AuditRow.audit_id).in_(ids)).order_by(col(AuditRow.audit_id).desc())
        )
    )


def whole(desk: Desk) -> Iterator[dict[str, Any]]:
    """Yield every step, oldest first, as plain data; only a few rows are in memory at a time.

    The rows are read in one transaction, so that what is written meanwhile is either in it or not.
    """
    after = ""
    while steps := following(desk, after):
        yield from steps
        after = str(steps[-1]["audit_id"])
        desk.session.expunge_all()


def following(desk: Desk, after: str) -> list[dict[str, Any]]:
    """Return the next steps after the one of an id, oldest first, as plain data; empty once there are no more.

    Rows are only ever appended, so that reading on in a transaction of its own misses none.
    """
    asked = select(AuditRow).where(col(AuditRow.audit_id) > after)
    rows = list(desk.session.exec(asked.order_by(col(AuditRow.audit_id)).limit(AT_ONCE)))
    approvals, names = _approvals_of(desk, rows), member_names(desk)
    return [told(row, approvals.get(row.approval_id or ""), names) for row in rows]


def one_step(desk: Desk, audit_id: str) -> dict[str, Any]:
    """Return one step as plain data.

    Raises:
        NotFound: there is none of that id.
    """
    row = desk.session.get(AuditRow, (desk.business_id, audit_id))
    if row is None:
        raise NotFound("There is no such step in the audit.", "step")
    return told(row, _approvals_of(desk, [row]).get(row.approval_id or ""), member_names(desk))


def member_names(desk: Desk) -> dict[str, str]:
    """Return the members' names by id."""
    return {one.member_id: one.name for one in desk.session.exec(select(Member))}


def _approvals_of(desk: Desk, rows: list[AuditRow]) -> dict[str, Approval]:
    wanted = sorted({row.approval_id for row in rows if row.approval_id})
    found = desk.session.exec(select(Approval).where(col(Approval.approval_id).in_(wanted)))
    return {one.approval_id: one for one in found}


def told(row: AuditRow, approval: Approval | None, names: dict[str, str]) -> dict[str, Any]:
    """Return one step as plain data: who, from what source, what was shown and decided, what was done, what
    came back.

    Args:
        row: the step.
        approval: the card that it belongs to.
        names: of the members by id.
    """
    return {
        "audit_id": row.audit_id,
        "at": row.at.isoformat(),
        "event": row.event,
        "actor": str(row.actor),
        "member": names.get(row.member_id or "", ""),
        "door": row.door,
        "tool": row.tool,
        "act": row.act,
        "line": visible(row.line),
        "done": {"arguments": row.arguments, "changes": row.changes},
        "about": row.about,
        "card": _card(approval, names) if approval is not None else None,
    }


def _card(approval: Approval, names: dict[str, str]) -> dict[str, Any]:
    card: Card = card_of(approval)
    return {
        "number": approval.number,
        "proposed_by": str(approval.proposed_by),
        "proposed_through": approval.door,
        "proposed_at": approval.created_at.isoformat(),
        "arguments": approval.arguments,
        "shown": card.text(),
        "digest": approval.digest,
        "decided_by": decided_by(approval, names),
        "decided_at": approval.decided_at.isoformat() if approval.decided_at else "",
        "answer": approval.answer or "",
        "status": str(approval.status),
        "came_back": approval.result,
        "why": approval.why,
    }


def decided_by(approval: Approval, names: dict[str, str]) -> str:
    """Return who decided: a member's name, or "auto-send"; empty while nobody has."""
    if approval.decided_at is None:
        return ""
    return names.get(approval.decided_by, "a member") if approval.decided_by else AUTO_SEND


def source_of(row: AuditRow) -> str:
    """Return the source of a step in a word or two: "you, chat", "auto-send", "a follow-on"."""
    if row.actor == ActorKind.MEMBER:
        return f"by hand, {row.door}"
    return f"{str(row.actor).replace('_', '-')}, {row.door}"
