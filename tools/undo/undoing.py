"""Taking back the member's last writes, as new audited changes (hard stop H2: nothing is erased by it)."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlmodel import col, select

from schemas.effects import Answer, CardField, Effect
from schemas.enums import ActorKind
from schemas.errors import AgainstTheRules, BadArguments, NotFound
from schemas.images import image_now, restore, table_of
from schemas.records import AuditRow, PermanentRow, permanent_kinds
from tools import wording
from tools.acts import Ask, LocalAct
from tools.arguments import Name
from tools.business.on_record import SETTINGS, restore_settings
from tools.desk import Desk
from tools.duplicates.unmerging import take_apart
from tools.matters import people
from tools.registry import tool
from tools.undo.conflicts import changed_since, refuse_if_used

MOST_STEPS = 50
LOOKED_THROUGH = 500
"""Audit rows of the member, newest first, that are looked through for what to undo."""


class Undo(LocalAct):
    """The changes of some audited writes, reversed: what was added is voided, what was changed goes back.

    A merge is taken apart (`unmerging.py`), so that what was written on top of it doesn't stand in the way.
    """

    owner_only: ClassVar[bool] = True

    audit_ids: list[str]
    lines: list[str]
    remark: str = ""

    def line(self) -> str:
        return f"Undo: {'; '.join(self.lines)}"

    def fields(self) -> list[CardField]:
        return [CardField(name=f"{number}", value=line) for number, line in enumerate(self.lines, 1)]

    def depends_on(self, desk: Desk) -> list[str]:
        return ["nothing else being written on top of it first; then it no longer fits and nothing is undone"]

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        kinds = permanent_kinds()
        undone = _undone(desk)
        reverted = 0
        voided: list[tuple[PermanentRow, str]] = []
        for audit_id in self.audit_ids:
            row = desk.session.get_one(AuditRow, (desk.business_id, audit_id))
            if audit_id in undone:
                raise AgainstTheRules(f'"{row.line}" has been undone already. Nothing was changed.')
            if row.act == "Merge":
                reverted += take_apart(desk, row, self.audit_ids)
                continue
            for change in reversed(row.changes):
                reverted += 1
                if change["table"] == SETTINGS:
                    again = restore_settings(desk, change)
                    if again:
                        raise changed_since(desk, row, change, again, set(self.audit_ids))
                    continue
                record = _revert(desk, kinds[table_of(change)], change, row, set(self.audit_ids))
                voided += [(record, row.line)] if record.voided_at is not None else []
            desk.session.flush()
        for record, line in voided:
            refuse_if_used(desk, record, line)
        return Answer(
            text=f"Undone: {'; '.join(self.lines)}.{self._whose(desk)}{self.remark}",
            data={"undone": self.audit_ids, "records": reverted},
        )

    def _whose(self, desk: Desk) -> str:
        """Return the sentence that names those whose records went back, where the lines don't."""
        rows = [desk.session.get_one(AuditRow, (desk.business_id, one)) for one in self.audit_ids]
        about = dict.fromkeys(one for row in rows for one in row.about)
        found = people.by_ids(desk, about)
        names = [people.name_of(desk, found[one]) for one in about if one in found]
        unsaid = [f"{name}'s" for name in names if name not in "; ".join(self.lines)]
        return f" It was {wording.listed(unsaid[:5])}." if unsaid else ""


def _revert(
    desk: Desk, kind: type[PermanentRow], change: dict[str, Any], written: AuditRow, together: set[str]
) -> PermanentRow:
    row = desk.session.get(kind, (desk.business_id, change["id"]))
    if row is None or row.voided_at is not None:
        raise AgainstTheRules(f'"{written.line}" has been undone already. Nothing was changed.')
    if change["before"] is None:
        row.voided_at = desk.now()
        return row
    later = [name for name in change["before"] if image_now(row, name) != change["after"][name]]
    if later:
        raise changed_since(desk, written, change, later[0], together)
    for name, before in change["before"].items():
        restore(row, name, before)
    return row


@dataclass(frozen=True)
class Step:
    """One thing that the member did: `row` in the audit, and whether it can be taken back at all."""

    row: AuditRow
    can_be_undone: bool

    @property
    def took_a_yes(self) -> bool:
        return self.row.approval_id is not None


def last_steps(desk: Desk, most: int) -> list[Step]:
    """Return the member's last steps that are not undone, newest first: writes, and what was sent and can't be
    undone.

    What followed by itself from something that went out (its entry in the log) is no step of its own.
    """
    undone = _undone(desk)
    recent = desk.session.exec(
        select(AuditRow)
        .where(
            col(AuditRow.member_id) == desk.actor.member_id,
            col(AuditRow.actor).in_((ActorKind.MEMBER, ActorKind.MODEL)),
            col(AuditRow.event).in_(("written", "performed")),
        )
        .order_by(col(AuditRow.audit_id).desc())
        .limit(LOOKED_THROUGH)
    )
    found: list[Step] = []
    for row in recent:
        counts = row.event == "performed" or bool(row.changes) or row.act in INSTEAD
        if row.act == "Undo" or row.audit_id in undone or not counts:
            continue
        found.append(Step(row, _is_ours(row)))
        if len(found) == most:
            break
    return found


def _is_ours(row: AuditRow) -> bool:
    """Return whether a write changed rows and settings, and nothing but what can be set back."""
    tables = permanent_kinds().keys() | {SETTINGS}
    changed = bool(row.changes) and all(table_of(change) in tables for change in row.changes)
    return row.event == "written" and row.act not in INSTEAD and changed


def _undone(desk: Desk) -> set[str]:
    rows = desk.session.exec(
        select(AuditRow)
        .where(col(AuditRow.act) == "Undo", col(AuditRow.event) == "written")
        .order_by(col(AuditRow.audit_id).desc())
        .limit(LOOKED_THROUGH)
    )
    return {audit_id for row in rows for audit_id in row.arguments.get("audit_ids", [])}


AN_IMPORT = "An import is taken back as a whole: deskhand import --runs, then deskhand import --undo"
AGAIN = "Import the file again instead"
NOTHING_LEFT = "It left nothing that can be set back; where it is wrong, put it right by hand"
INSTEAD = {
    "Mail": "A mail that went out can't be taken back; you can write again and put it right",
    "CreateInBooks": "A customer created in QuickBooks stays there; make it inactive in QuickBooks",
    "ChangeInBooks": "What was changed in QuickBooks stays changed there; change it back in QuickBooks",
    "TurnOnAutoSend": "Auto-send is not undone but turned off: deskhand auto-send off",
    "TurnOffAutoSend": "Auto-send takes a new yes: deskhand auto-send on",
    "NewMember": "A member stays; take their sign-in away or make them a viewer, in the settings of who comes in",
    "ChangedRole": "A role is not undone but changed, in the settings of who comes in; what was granted before takes a new yes",
    "GrantDeciding": "A grant is not undone but taken back, in the settings of who comes in",
    "EndDecidingGrant": "A grant takes a new yes, in the settings of who comes in",
    "BeginImport": AN_IMPORT,
    "ImportLines": AN_IMPORT,
    "FinishImport": AN_IMPORT,
    "EnterPast": AN_IMPORT,
    "ImportPastWins": AN_IMPORT,
    "BeginUndoImport": AGAIN,
    "UndoImportPart": AGAIN,
    "FinishUndoImport": AGAIN,
    "KeepApart": "They were told to be two people; if they are one after all, merge them",
    "RedactPerson": "What was redacted is gone for good",
}
"""The advice on what can't be undone, by act."""


def what_instead(row: AuditRow) -> str:
    """Return why a step can't be taken back, and what can be done."""
    outside = "That happened outside and can't be taken back"
    left = outside if row.event == "performed" else NOTHING_LEFT
    return f'"{row.line}": {INSTEAD.get(row.act, left)}.'


@tool(Effect.READ)
def list_last_changes(desk: Desk, count: int = 5) -> Answer:
    """What you did last, newest first, and what of it can be undone.

    Args:
        count: how many, at most 50.
    """
    steps = last_steps(desk, max(1, min(count, MOST_STEPS)))
    lines = [f"{number}. {_told(step)}" for number, step in enumerate(steps, 1)]
    return Answer(
        text="\n".join(lines) or "There is nothing of yours to undo.",
        data={
            "changes": [
                {
                    "change": step.row.audit_id,
                    "line": step.row.line,
                    "at": step.row.at.isoformat(),
                    "can_be_undone": step.can_be_undone,
                    "takes_a_yes": step.took_a_yes,
                }
                for step in steps
            ]
        },
    )


def _told(step: Step) -> str:
    if not step.can_be_undone:
        return what_instead(step.row)
    return step.row.line + (" (undoing it takes your yes)" if step.took_a_yes else "")


@tool(Effect.WRITE)
def undo(desk: Desk, steps: int = 1, change: Name = "") -> Undo | Ask:
    """Take back your last write, or the last few. What took a yes is taken back only with another yes.

    Args:
        steps: how many, newest first; what went out counts, and is said, but can't be taken back.
        change: exactly this write, by its id from list_last_changes, in place of the last.
    """
    if not 1 <= steps <= MOST_STEPS:
        problem = f"must be between 1 and {MOST_STEPS}"
        raise BadArguments(f"steps {problem}. Nothing was changed.", {"steps": problem})
    chosen = [_named(desk, change)] if change else last_steps(desk, steps)
    writes = [step.row for step in chosen if step.can_be_undone]
    lasting = [what_instead(step.row) for step in chosen if not step.can_be_undone]
    remark = "".join(f" {one}" for one in lasting)
    if not writes:
        raise _nothing(desk, chosen, remark)
    if len(chosen) < steps and not change:
        raise AgainstTheRules(
            f"Only {len(writes)} of your writes can be undone.{remark} Nothing was changed.",
            instead={"tool": "undo", "arguments": {"steps": len(chosen)}},
        )
    act = Undo(audit_ids=[row.audit_id for row in writes], lines=[row.line for row in writes], remark=remark)
    if any(row.approval_id for row in writes):
        return Ask.yes(act, f"This took your yes before, so taking it back does too.{remark}")
    left_out = any(table_of(change) == "consents" for row in writes for change in row.changes)
    if left_out and desk.actor.kind != ActorKind.MEMBER:
        return Ask.yes(act, f"Mail may go to them by itself again after this.{remark}")
    return act


def _named(desk: Desk, audit_id: str) -> Step:
    """Return one write of the member's own by its audit id.

    Raises:
        NotFound: they have no such write.
        AgainstTheRules: it has been undone.
    """
    row = desk.session.get(AuditRow, (desk.business_id, audit_id))
    theirs = (
        row is not None and row.member_id == desk.actor.member_id and row.event in {"written", "performed"}
    )
    by_them = row is not None and row.actor in {ActorKind.MEMBER, ActorKind.MODEL} and row.act != "Undo"
    if row is None or not theirs or not by_them:
        raise NotFound("There is no such change of yours to undo. Nothing was changed.", "change")
    if audit_id in _undone(desk):
        raise AgainstTheRules(f'"{row.line}" has been undone already. Nothing was changed.')
    return Step(row, _is_ours(row))


def _nothing(desk: Desk, chosen: list[Step], remark: str) -> AgainstTheRules:
    if not chosen:
        return AgainstTheRules("There is nothing of yours to undo. Nothing was changed.")
    before = next((step for step in last_steps(desk, MOST_STEPS) if step.can_be_undone), None)
    if before is None or before.row.audit_id > chosen[0].row.audit_id:
        return AgainstTheRules(f"{remark.strip()} Nothing was changed.")
    return AgainstTheRules(
        f'{remark.strip()} The change before it was "{before.row.line}"; to take that back, say: '
        f"undo the last {len(chosen) + 1}. Nothing was changed.",
        instead={"tool": "undo", "arguments": {"change": before.row.audit_id}},
    )
