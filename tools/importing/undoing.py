"""Taking a whole import back, part by part: what it made is voided, what it changed goes back (hard stop H2).

Each part is one audited write of the import, the newest first, reversed by its before images. A person who has been worked
with since, and whatever has been changed again since, stays as it is and is listed.
"""

from collections.abc import Iterable
from typing import Any

from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import ImportStatus, LineOutcome
from schemas.errors import AgainstTheRules
from schemas.images import image_now, restore
from schemas.records import AuditRow, Company, ImportLine, PermanentRow, key_of, permanent_kinds
from schemas.records.pointing import links_of
from tools import wording
from tools.acts import Ask, LocalAct
from tools.desk import Desk
from tools.importing.known import AT_ONCE
from tools.importing.runs import run_of
from tools.matters import people
from tools.registry import tool

WRITES = ("ImportLines", "EnterPast", "MergeLine", "SeparateLine")
"""The acts that an import consists of; each one's line begins with the import's number."""
MOST_LEFT_SHOWN = 1_000


def writes_of(desk: Desk, run: int, before: str) -> str | None:
    """Return the id of the import's newest audited write before another; None where there is none."""
    asked = (
        select(AuditRow.audit_id)
        .where(
            col(AuditRow.act).in_(WRITES),
            col(AuditRow.event) == "written",
            col(AuditRow.line).startswith(f"Import {run}: "),
        )
        .order_by(col(AuditRow.audit_id).desc())
        .limit(1)
    )
    return desk.session.exec(asked.where(col(AuditRow.audit_id) < before) if before else asked).first()


class BeginUndoImport(LocalAct):
    """An import that is to be taken back."""

    run: int
    source: str

    def line(self) -> str:
        return f"Take back import {self.run}, {self.source}: void who came in by it, put back what it changed"

    def changed(self, desk: Desk) -> str | None:
        status = run_of(desk, self.run).status
        return None if status != ImportStatus.UNDONE else f"import {self.run} has been undone already."

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        run = run_of(desk, self.run)
        run.status = ImportStatus.UNDOING
        return Answer(
            text=f"Import {self.run} is being undone. Where this does not go on by itself: deskhand import --undo {self.run}",
            data={"run": self.run},
        )


@tool(Effect.WRITE)
def undo_import(desk: Desk, run: int) -> BeginUndoImport | Ask:
    """Take a whole import back. What took a yes in it is taken back only with another yes.

    Args:
        run: the import's number.
    """
    found = run_of(desk, run)
    if found.status == ImportStatus.UNDONE:
        raise AgainstTheRules(f"Import {run} has been undone already. Nothing was changed.")
    act = BeginUndoImport(run=run, source=found.file_name)
    decided = select(ImportLine.line).where(
        col(ImportLine.run) == run, col(ImportLine.holds).is_(True), col(ImportLine.entered_id).is_not(None)
    )
    if found.status != ImportStatus.UNDOING and desk.session.exec(decided.limit(1)).first() is not None:
        return Ask.yes(act, "A part of it took your yes before, so taking it back does too.")
    return act


class UndoImportPart(LocalAct):
    """One audited write of an import, reversed."""

    run: int
    audit_id: str
    written: str

    def line(self) -> str:
        return f"Undo: {self.written}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        run = run_of(desk, self.run)
        run.undone_to = self.audit_id
        row = desk.session.get_one(AuditRow, (desk.business_id, self.audit_id))
        reversal = Reversal(desk, row.changes)
        left = reversal.reverse()
        _note_left(desk, self.run, left)
        return Answer(
            text=f"{self.line()}: {wording.count(reversal.voided, 'record')} voided, {reversal.restored} put back.",
            data={
                "run": self.run,
                "voided": reversal.voided,
                "restored": reversal.restored,
                "left": len(left),
            },
        )


class FinishUndoImport(LocalAct):
    """An import of which nothing is left to take back."""

    run: int
    source: str

    def line(self) -> str:
        return f"Import {self.run}, {self.source}, is undone"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        run_of(desk, self.run).status = ImportStatus.UNDONE
        return Answer(text=f"{self.line()}.", data={"run": self.run, "finished": True})


@tool(Effect.WRITE)
def undo_import_part(desk: Desk, run: int) -> UndoImportPart | FinishUndoImport:
    """Take back the next part of an import that is being undone.

    Args:
        run: the import's number.
    """
    found = run_of(desk, run)
    if found.status != ImportStatus.UNDOING:
        raise AgainstTheRules(f"Import {run} is {found.status}, not being undone. Nothing was changed.")
    audit_id = writes_of(desk, run, found.undone_to)
    if audit_id is None:
        return FinishUndoImport(run=run, source=found.file_name)
    row = desk.session.get_one(AuditRow, (desk.business_id, audit_id))
    return UndoImportPart(run=run, audit_id=audit_id, written=row.line)


@tool(Effect.READ)
def list_left_by_undo(desk: Desk, run: int) -> Answer:
    """Who of an import stays although it was undone, and why.

    Args:
        run: the import's number.
    """
    run_of(desk, run)
    found = desk.session.exec(
        select(ImportLine)
        .where(col(ImportLine.run) == run, col(ImportLine.why).startswith(STAYS))
        .order_by(col(ImportLine.line))
        .limit(MOST_LEFT_SHOWN)
    )
    left = [(one.line, people.name_of_id(desk, one.contact_id), one.why) for one in found]
    return Answer(
        text="\n".join(f"line {line}, {name}: {why}" for line, name, why in left) or "Nothing was left.",
        data={"left": [{"line": line, "name": name, "why": why} for line, name, why in left]},
    )


STAYS = "stays: "


def _note_left(desk: Desk, run: int, left: dict[str, str]) -> None:
    """Record, at the lines of people who stay, why they do."""
    ids = sorted(left)
    for start in range(0, len(ids), AT_ONCE):
        rows = select(ImportLine).where(
            col(ImportLine.run) == run,
            col(ImportLine.contact_id).in_(ids[start : start + AT_ONCE]),
            col(ImportLine.outcome) != LineOutcome.BAD,
        )
        for line in desk.session.exec(rows):
            line.why = STAYS + left[line.contact_id or ""]


class Reversal:
    """The changes of one write, taken back where nothing has come on top of them since.

    Args:
        desk: with its writing transaction open.
        changes: as the audit keeps them.
    """

    def __init__(self, desk: Desk, changes: list[dict[str, Any]]) -> None:
        self.desk = desk
        self.changes = [change for change in changes if change["table"] in permanent_kinds()]
        self.touched = {(one["table"], one["id"]) for one in self.changes}
        self.made = {(one["table"], one["id"]) for one in self.changes if one["before"] is None}
        self.rows = self._load()
        self.voided = self.restored = 0

    def _load(self) -> dict[tuple[str, str], PermanentRow]:
        found: dict[tuple[str, str], PermanentRow] = {}
        for table, kind in permanent_kinds().items():
            ids = sorted({one["id"] for one in self.changes if one["table"] == table})
            key = key_of(kind)
            for start in range(0, len(ids), AT_ONCE):
                part = ids[start : start + AT_ONCE]
                for row in self.desk.session.exec(select(kind).where(col(getattr(kind, key)).in_(part))):
                    found[table, getattr(row, key)] = row
        return found

    def reverse(self) -> dict[str, str]:
        """Undo what can be; return the reasons by contact id for those who stay."""
        left = self._changed_since()
        left |= {id_: why for id_, why in self._used_since().items() if id_ not in left}
        for change in reversed(self.changes):
            row = self.rows.get((change["table"], change["id"]))
            if row is None or isinstance(row, Company):
                continue
            if change["before"] is not None:
                self._put_back(row, change, left)
            elif _person_of(change) not in left:
                self._void(row)
        self.desk.session.flush()
        self._reverse_companies(left)
        return left

    def _void(self, row: PermanentRow) -> None:
        if row.voided_at is None:
            row.voided_at = self.desk.now()
            self.voided += 1

    def _reverse_companies(self, left: dict[str, str]) -> None:
        """Undo companies last: one whose people stay, or that others belong to by now, stays as well."""
        ids = sorted(id_ for table, id_ in self.made if table == "companies")
        needed = {
            id_ for kind in permanent_kinds().values() for id_, _ in self._pointing(kind, "companies", ids)
        }
        for change in reversed(self.changes):
            row = self.rows.get((change["table"], change["id"]))
            if not isinstance(row, Company) or row.primary_contact_id in left:
                continue
            if change["before"] is not None:
                self._put_back(row, change, left)
            elif row.company_id not in needed:
                self._void(row)
        self.desk.session.flush()

    def _changed_since(self) -> dict[str, str]:
        """Return the people of the write, or with a phone, e-mail or deal of it, that have been changed again
        since.
        """
        now = {key: dict(image) for key, image in self._final_images().items()}
        left = {}
        for (table, id_), image in now.items():
            row = self.rows.get((table, id_))
            if row is None:
                continue
            later = [name for name, value in image.items() if image_now(row, name) != value]
            if later and (table, id_) in self.made:
                left[
                    _person_of({"table": table, "id": id_, "contact_id": getattr(row, "contact_id", None)})
                ] = f"{wording.words(later[0])} has been changed since"
        return left

    def _final_images(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Return the last image that the write left of each row."""
        images: dict[tuple[str, str], dict[str, Any]] = {}
        for change in self.changes:
            images.setdefault((change["table"], change["id"]), {}).update(change["after"])
        return images

    def _used_since(self) -> dict[str, str]:
        """Return people, by id, who came or whose deal came by the write, and about whom something else has
        been written.
        """
        found: dict[str, str] = {}
        for table in ("contacts", "opportunities"):
            own = sorted(id_ for made, id_ in self.made if made == table)
            for name, kind in permanent_kinds().items():
                for id_, key in self._pointing(kind, table, own):
                    if (name, key) not in self.touched:
                        person = (
                            id_
                            if table == "contacts"
                            else getattr(self.rows[table, id_], "contact_id", "") or ""
                        )
                        found.setdefault(
                            person, f"something has been written about them since ({wording.words(name)})"
                        )
        return found

    def _pointing(self, kind: type[PermanentRow], table: str, ids: list[str]) -> Iterable[tuple[str, str]]:
        """Yield the ids of rows of a table that rows on record of a kind point to, each with the other's id."""
        key = key_of(kind)
        for column in _links_to(kind, table):
            link = getattr(kind, column)
            for start in range(0, len(ids), AT_ONCE):
                asked = select(link, getattr(kind, key)).where(col(link).in_(ids[start : start + AT_ONCE]))
                yield from self.desk.session.exec(asked)

    def _put_back(self, row: PermanentRow, change: dict[str, Any], left: dict[str, str]) -> None:
        person = _person_of(change)
        for name, before in change["before"].items():
            if image_now(row, name) == change["after"][name]:
                restore(row, name, before)
                self.restored += 1
            elif person:
                left[person] = f"{wording.words(name)} has been changed since"


def _person_of(change: dict[str, Any]) -> str:
    return str(change["id"] if change["table"] == "contacts" else change.get("contact_id") or "")


def _links_to(kind: type[PermanentRow], table: str) -> list[str]:
    """Return the columns of a kind that point to a row of a table, or to its matter."""
    return links_of(kind, permanent_kinds()[table])
