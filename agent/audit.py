"""Writes down every step that happened; rows are only appended."""

from collections.abc import Mapping
from typing import Any

from schemas.records import AuditRow
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
    """Adds one audit row with the images of what the open transaction has changed so far.

    Args:
        desk: with its writing transaction open.
        event: written, proposed, decided, performed, failed, settled, withdrawn, stale or expired.
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
        about=_people_in(changes, act),
        approval_id=approval_id,
    )
    session.add(row)
    return row


def _people_in(changes: list[dict[str, Any]], act: Act | None) -> list[str]:
    """The contacts that the changes are about, for `audit show --about`."""
    found = {change["id"] for change in changes if change["table"] == "contacts"}
    found |= {change["contact_id"] for change in changes if change.get("contact_id")}
    concerned = act.concerns() if act else None
    if concerned:
        found.add(concerned)
    return sorted(found)
