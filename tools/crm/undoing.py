"""Taking back the member's last write, as a new audited change (hard stop H2: nothing is erased by it)."""

from typing import Any

from sqlmodel import col, select

from schemas.effects import Answer, CardField, Effect
from schemas.enums import ActorKind
from schemas.errors import AgainstTheRules, BadArguments
from schemas.images import as_image, from_image
from schemas.records import AuditRow, PermanentRow
from tools.acts import Ask, LocalAct
from tools.desk import Desk
from tools.registry import tool

MOST_STEPS = 50


def _record_kinds() -> dict[str, type[PermanentRow]]:
    return {str(kind.__tablename__): kind for kind in PermanentRow.__subclasses__()}


class Undo(LocalAct):
    """The changes of some audited writes, reversed: what was added is voided, what was changed goes back."""

    audit_ids: list[str]
    lines: list[str]
    remark: str = ""

    def line(self) -> str:
        return f"Undo: {'; '.join(self.lines)}"

    def fields(self) -> list[CardField]:
        return [CardField(name=f"{number}", value=line) for number, line in enumerate(self.lines, 1)]

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        kinds = _record_kinds()
        reverted = 0
        voided: list[tuple[PermanentRow, str]] = []
        for audit_id in self.audit_ids:
            row = desk.session.get_one(AuditRow, (desk.business_id, audit_id))
            for change in reversed(row.changes):
                record = _revert(desk, kinds[change["table"]], change, row.line)
                voided += [(record, row.line)] if record.voided_at is not None else []
                reverted += 1
            desk.session.flush()
        for record, line in voided:
            _refuse_if_used(desk, record, line)
        return Answer(
            text=f"Undone: {'; '.join(self.lines)}.{self.remark}",
            data={"undone": self.audit_ids, "records": reverted},
        )


def _refuse_if_used(desk: Desk, voided: PermanentRow, line: str) -> None:
    """Refuses to void a row that others have been written about since, by anybody.

    Raises:
        AgainstTheRules.
    """
    table = voided.__table__  # type: ignore[attr-defined]
    for kind in PermanentRow.__subclasses__():
        for key in kind.__table__.foreign_key_constraints:  # type: ignore[attr-defined]
            if key.referred_table is not table:
                continue
            links = [
                getattr(kind, link.parent.name) == getattr(voided, link.column.name) for link in key.elements
            ]
            if desk.session.exec(select(kind).where(*links).limit(1)).first() is not None:
                raise AgainstTheRules(
                    f'"{line}" can\'t be undone by itself: something else has been written about it since '
                    f"({kind.__tablename__}). Undo that first, or correct it by hand. Nothing was changed."
                )


def _revert(desk: Desk, kind: type[PermanentRow], change: dict[str, Any], line: str) -> PermanentRow:
    row = desk.session.get(kind, (desk.business_id, change["id"]))
    if row is None or row.voided_at is not None:
        raise AgainstTheRules(f'"{line}" has been undone already. Nothing was changed.')
    columns = kind.__table__.columns  # type: ignore[attr-defined]
    if change["before"] is None:
        row.voided_at = desk.now()
        return row
    for name, before in change["before"].items():
        if as_image(getattr(row, name)) != change["after"][name]:
            raise AgainstTheRules(
                f'"{line}" can\'t be undone by itself: {name.replace("_", " ")} has been changed again since. '
                "Undo that first, or correct it by hand. Nothing was changed."
            )
        setattr(row, name, from_image(columns[name], before))
    return row


def last_writes(desk: Desk, steps: int) -> tuple[list[AuditRow], AuditRow | None]:
    """The member's last writes that are not undone, newest first, and an outside act done since, if any."""
    undone = _undone(desk)
    recent = desk.session.exec(
        select(AuditRow)
        .where(
            col(AuditRow.member_id) == desk.actor.member_id,
            col(AuditRow.actor).in_((ActorKind.MEMBER, ActorKind.MODEL, ActorKind.FOLLOW_ON)),
            col(AuditRow.event).in_(("written", "performed")),
        )
        .order_by(col(AuditRow.audit_id).desc())
        .limit(500)
    )
    found: list[AuditRow] = []
    sent = None
    for row in recent:
        if row.event == "performed":
            sent = sent or (row if not found else None)
        elif (
            row.actor != ActorKind.FOLLOW_ON
            and row.act != "Undo"
            and row.audit_id not in undone
            and row.changes
        ):
            found.append(row)
            if len(found) == steps:
                break
    return found, sent


def _undone(desk: Desk) -> set[str]:
    rows = desk.session.exec(
        select(AuditRow)
        .where(col(AuditRow.act) == "Undo", col(AuditRow.event) == "written")
        .order_by(col(AuditRow.audit_id).desc())
        .limit(500)
    )
    return {audit_id for row in rows for audit_id in row.arguments.get("audit_ids", [])}


@tool(Effect.WRITE)
def undo(desk: Desk, steps: int = 1) -> Undo | Ask:
    """Take back your last write, or the last few. What took a yes is taken back only with another yes.

    Args:
        steps: how many writes, newest first.
    """
    if not 1 <= steps <= MOST_STEPS:
        problem = f"must be between 1 and {MOST_STEPS}"
        raise BadArguments(f"steps {problem}. Nothing was changed.", {"steps": problem})
    writes, sent = last_writes(desk, steps)
    remark = f' What went out can\'t be taken back: "{sent.line}"; you could write again.' if sent else ""
    if not writes:
        raise AgainstTheRules(f"There is nothing of yours to undo.{remark}")
    if len(writes) < steps:
        raise AgainstTheRules(
            f"Only {len(writes)} of your writes can be undone.{remark} Nothing was changed.",
            instead={"tool": "undo", "arguments": {"steps": len(writes)}},
        )
    act = Undo(audit_ids=[row.audit_id for row in writes], lines=[row.line for row in writes], remark=remark)
    if any(row.approval_id for row in writes):
        return Ask.yes(act, f"This took your yes before, so taking it back does too.{remark}")
    return act
