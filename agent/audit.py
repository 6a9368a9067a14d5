"""Writes down every step that happened; rows are only appended."""

from collections.abc import Mapping
from typing import Any

from schemas.images import people_of
from schemas.matters import moves_of
from schemas.records import Approval, AuditPerson, AuditRow
from tools.acts import Act
from tools.desk import Desk


def record(
    desk: Desk,
    event: str,
    tool: str,
    *,
    act: Act | None = None,
    line: str = "",
    arguments: Mapping[str, Any] | None = None,
    approval_id: str | None = None,
) -> AuditRow:
    """Add one audit row with the images of what the open transaction has changed so far.

    Args:
        desk: with its writing transaction open.
        event: written, proposed, decided, performed, failed, unknown, settled, withdrawn, stale, expired, put_aside
            or brought_back.
        tool: the tool's name.
        act: the act that was done or proposed.
        line: what happened, where there is no act to say it.
        arguments: what the caller gave, where there is no act.
        approval_id: the card it belongs to.
    """
    session = desk.session
    session.flush()
    changes = session.changes
    session.changes = []
    approval = session.get(Approval, (desk.business_id, approval_id)) if approval_id else None
    row = AuditRow(
        business_id=desk.business_id,
        audit_id=desk.new_id(),
        at=desk.now(),
        event=event,
        actor=desk.actor.kind,
        door=desk.actor.door,
        member_id=desk.actor.member_id,
        tool=tool,
        act=type(act).__name__ if act else "",
        line=line or (act.line() if act else ""),
        arguments=act.model_dump(mode="json") if act else dict(arguments or {}),
        changes=changes,
        about=_people_in(changes, act, approval),
        approval_id=approval_id,
    )
    session.add(row)
    session.add_all(moves_of(row))
    session.add_all(
        AuditPerson(
            business_id=desk.business_id,
            audit_person_id=desk.new_id(),
            audit_id=row.audit_id,
            contact_id=contact_id,
        )
        for contact_id in row.about
    )
    return row


def _people_in(changes: list[dict[str, Any]], act: Act | None, approval: Approval | None) -> list[str]:
    """Return the contacts that the changes, the act or its card are about, for `audit show --about`."""
    found = people_of(changes)
    found |= {concerned} if act is not None and (concerned := act.concerns()) else set()
    found |= {approval.contact_id} if approval is not None and approval.contact_id else set()
    return sorted(found)
