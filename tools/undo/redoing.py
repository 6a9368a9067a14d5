"""Taking an undo back: what it had reversed is as it was before it, as a new audited change."""

from typing import Any, ClassVar

from sqlmodel import col, select

from schemas.database import SEES_VOIDED
from schemas.effects import Answer, CardField, Effect
from schemas.enums import ActorKind
from schemas.errors import AgainstTheRules
from schemas.images import image_now, restore, table_of
from schemas.records import AuditRow, permanent_kinds
from tools.acts import Ask, LocalAct
from tools.business.on_record import SETTINGS, restore_settings
from tools.desk import Desk
from tools.registry import tool
from tools.undo.conflicts import changed_since
from tools.undo.undoing import BEYOND_HERE, is_from_here


class Redo(LocalAct):
    """The changes of one undo, reversed: what it voided stands again, what it set back has its later value."""

    owner_only: ClassVar[bool] = True

    undo_id: str
    audit_ids: list[str]
    lines: list[str]

    def line(self) -> str:
        return f"Redo: {'; '.join(self.lines)}"

    def fields(self) -> list[CardField]:
        return [CardField(name=f"{number}", value=line) for number, line in enumerate(self.lines, 1)]

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        undone = _last_undo(desk)
        if undone is None or undone.audit_id != self.undo_id:
            raise AgainstTheRules("It is not the last undo any more. Nothing was changed.")
        for change in reversed(undone.changes):
            _set_again(desk, undone, change)
        return Answer(
            text=f"Done again: {'; '.join(self.lines)}.",
            data={"redone": self.audit_ids, "records": len(undone.changes)},
        )


def _set_again(desk: Desk, undone: AuditRow, change: dict[str, Any]) -> None:
    """Give what one change of an undo had set back the value from before the undo.

    Raises:
        AgainstTheRules: it has been changed since.
    """
    if change["table"] == SETTINGS:
        later = restore_settings(desk, change)
        if later:
            raise changed_since(desk, undone, change, later, {undone.audit_id})
        return
    kind, key = permanent_kinds()[table_of(change)], (desk.business_id, change["id"])
    row = desk.session.get_one(kind, key, execution_options={SEES_VOIDED: True})
    for name, after in change["after"].items():
        if image_now(row, name) != after:
            raise changed_since(desk, undone, change, name, {undone.audit_id})
    for name, before in (change["before"] or {}).items():
        restore(row, name, before)


def _last_undo(desk: Desk) -> AuditRow | None:
    """Return the member's last undo, if nothing has taken it back."""
    last = desk.session.exec(
        select(AuditRow)
        .where(
            col(AuditRow.member_id) == desk.actor.member_id,
            col(AuditRow.actor).in_((ActorKind.MEMBER, ActorKind.MODEL)),
            col(AuditRow.act).in_(("Undo", "Redo")),
            col(AuditRow.event) == "written",
        )
        .order_by(col(AuditRow.audit_id).desc())
        .limit(1)
    ).first()
    return last if last is not None and last.act == "Undo" else None


@tool(Effect.WRITE)
def redo(desk: Desk) -> Redo | Ask:
    """Take your last undo back: what it took away or set back is as it was before it. Where that took a yes, so does this."""
    undone = _last_undo(desk)
    if undone is None:
        raise AgainstTheRules("There is no undo of yours to take back. Nothing was changed.")
    ids: list[str] = undone.arguments["audit_ids"]
    rows = [desk.session.get_one(AuditRow, (desk.business_id, one)) for one in ids]
    if any(row.act == "Merge" for row in rows) or any(one["before"] is None for one in undone.changes):
        raise AgainstTheRules(
            "That undo took a merge apart, which is not redone; merge the two again instead. Nothing was changed."
        )
    act = Redo(undo_id=undone.audit_id, audit_ids=ids, lines=list(undone.arguments["lines"]))
    if undone.approval_id is not None or any(row.approval_id for row in rows):
        return Ask.yes(act, "Taking it back took your yes, so doing it again does too.")
    if not is_from_here(desk, undone):
        return Ask.yes(act, BEYOND_HERE)
    consents = any(table_of(change) == "consents" for change in undone.changes)
    if consents and desk.actor.kind != ActorKind.MEMBER:
        return Ask.yes(act, "Whether mail may go to them by itself changes by this.")
    return act
