"""The values that a surviving record would have, had those who were taken out never been part of it.

Nothing is guessed from how the record stands now: what happened to it since its first merge is gone through again, by
the audit's images, with the merges that still stand and with everybody's own changes, and without all else.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from sqlmodel import col, select

from schemas.enums import LifecycleStage
from schemas.images import from_image, table_of
from schemas.records import AuditPerson, AuditRow, Company, Contact, Opportunity
from tools import wording
from tools.desk import Desk
from tools.duplicates.joined_values import JOINED, Values, joined, values_of

Change = dict[str, Any]

WON = ("lifecycle_stage", "customer_since")
"""The values that a won deal gives its person."""
TAKING_BACK = ("Undo", "UndoImportPart")
"""Acts that put back what earlier ones changed."""


def changes_by_row(audited: AuditRow) -> dict[tuple[str, str], Change]:
    """Return the changes of an audited write by table and id, each from before its first step to after its last."""
    changes: dict[tuple[str, str], Change] = {}
    for step in audited.changes:
        row = (table_of(step), step["id"])
        earlier = changes.get(row, {"before": {}, "after": {}})
        before = {**(step["before"] or {}), **(earlier["before"])}
        after = {**earlier["after"], **step["after"]}
        changes[row] = {**step, "before": before, "after": after}
    return changes


def told(desk: Desk, column: str, value: Any) -> str:
    """Return a merged record's value in words for the notes, where it differed."""
    if column == "company_id":
        company = desk.session.get(Company, (desk.business_id, value))
        return f"company {company.name if company else value}"
    if column == "quickbooks_customer_id":
        return f"QuickBooks customer {value}"
    return f"{wording.words(column)} {wording.words(value)}"


def restore_values(desk: Desk, survivor: Contact, taken_back: Collection[str] = ()) -> None:
    """Restore the values of a surviving record that are its own and those of everybody who is still part of it.

    Args:
        desk: with its writing transaction open, those who were taken out standing by themselves with what is theirs.
        survivor: who it is.
        taken_back: ids of audited writes that are undone in the same transaction.
    """
    for column, value in _Replay(desk, survivor, taken_back).values().items():
        if getattr(survivor, column) != value:
            setattr(survivor, column, value)


class _Replay:
    """The history of a record since its first merge, replayed.

    Args:
        desk: with its transaction open.
        survivor: the record.
        taken_back: as in `settle`.
    """

    def __init__(self, desk: Desk, survivor: Contact, taken_back: Collection[str]) -> None:
        self.desk = desk
        self.survivor = survivor
        self.key = (str(Contact.__tablename__), survivor.contact_id)
        self.taken_back = frozenset(taken_back)
        self.rows = self._since_first_merge()
        self.changes = {row.audit_id: changes_by_row(row) for row in self.rows}
        self.inside = {
            row.arguments["other_id"]: row.audit_id for row in self.rows if self._brings_somebody(row)
        }
        self.undone = {one for row in self.rows for one in self._undone_by(row)}

    def values(self) -> Values:
        values = self._before_all()
        for row in self.rows:
            if row.audit_id in self.taken_back:
                continue
            if row.act != "Merge":
                self._change(values, row)
            elif self.inside.get(row.arguments["other_id"]) == row.audit_id:
                values = self._with(values, row)
        return values

    def _since_first_merge(self) -> list[AuditRow]:
        about = (
            select(AuditRow)
            .join(AuditPerson, col(AuditPerson.audit_id) == col(AuditRow.audit_id))
            .where(
                col(AuditPerson.contact_id) == self.survivor.contact_id,
                col(AuditRow.event) == "written",
            )
            .order_by(col(AuditRow.audit_id))
        )
        merges = self.desk.session.exec(about.where(col(AuditRow.act) == "Merge"))
        first = next((one.audit_id for one in merges if self._into_this(one)), None)
        if first is None:
            return []
        return list(self.desk.session.exec(about.where(col(AuditRow.audit_id) >= first)))

    def _into_this(self, row: AuditRow) -> bool:
        return row.act == "Merge" and row.arguments.get("keep_id") == self.survivor.contact_id

    def _brings_somebody(self, row: AuditRow) -> bool:
        """Return whether it is a merge of somebody who is part of the record now; the last one of each counts."""
        if not self._into_this(row):
            return False
        other = self.desk.session.get(Contact, (self.desk.business_id, row.arguments["other_id"]))
        return other is not None and other.merged_into_id == self.survivor.contact_id

    def _before_all(self) -> Values:
        """Return the values before the record's first merge: what the earliest change of each column found."""
        values = values_of(self.survivor)
        for row in reversed(self.rows):
            before = self._own_change(row.audit_id)["before"]
            values |= {column: self._value(column, before[column]) for column in before.keys() & set(JOINED)}
        return values

    def _own_change(self, audit_id: str) -> Change:
        return self.changes[audit_id].get(self.key, {"before": {}, "after": {}})

    def _value(self, column: str, image: Any) -> Any:
        return from_image(Contact.__table__.columns[column], image)  # type: ignore[attr-defined]

    def _with(self, values: Values, merge: AuditRow) -> Values:
        """Return the values joined with a merged record, as that was when it became part of this one."""
        other = self.desk.session.get_one(Contact, (self.desk.business_id, merge.arguments["other_id"]))
        theirs = values_of(other)
        before = self.changes[merge.audit_id][self.key[0], other.contact_id]["before"]
        if "archived_at" in before:
            theirs["archived_at"] = self._value("archived_at", before["archived_at"])
        return joined(values, theirs, self.desk.day_of(merge.at), lambda *one: told(self.desk, *one))

    def _change(self, values: Values, row: AuditRow) -> None:
        """Apply a change again that was made in the record itself."""
        change = self._own_change(row.audit_id)
        for column in change["before"].keys() & set(JOINED):
            if (row.audit_id, column) not in self.undone and self._is_own(row, column):
                before, after = (self._value(column, change[side][column]) for side in ("before", "after"))
                values[column] = _changed(column, values[column], before, after)
        became = values["lifecycle_stage"] == LifecycleStage.CUSTOMER
        if became and "lifecycle_stage" in change["after"] and values["customer_since"] is None:
            values["customer_since"] = self.desk.day_of(row.at)

    def _is_own(self, row: AuditRow, column: str) -> bool:
        """Return whether a change is the record's own: not one that came or went with a merged record."""
        apart = self._taken_apart_by(row)
        if apart:
            return column in WON and any(one["other_id"] == self.survivor.contact_id for one in apart)
        if row.act in TAKING_BACK:
            return self._reaches_back(row, column)
        return column not in WON or not self._won_by_others(row)

    def _taken_apart_by(self, row: AuditRow) -> list[dict[str, Any]]:
        """Return the merges that a write took apart, by their arguments."""
        if row.act == "Unmerge":
            return [row.arguments]
        return [one.arguments for one in self._targets(row) if one.act == "Merge"]

    def _targets(self, row: AuditRow) -> Iterable[AuditRow]:
        """Return the writes that a write undid."""
        if row.act not in TAKING_BACK:
            return []
        named = row.arguments.get("audit_ids") or [row.arguments.get("audit_id")]
        found = (self.desk.session.get(AuditRow, (self.desk.business_id, one)) for one in named)
        return [one for one in found if one is not None]

    def _reaches_back(self, row: AuditRow, column: str) -> bool:
        """Return whether it undid a change of the column from before all merges, whose value is the record's
        own.
        """
        first = self.rows[0].audit_id
        return any(
            one.audit_id < first and column in changes_by_row(one).get(self.key, {"before": {}})["before"]
            for one in self._targets(row)
        )

    def _undone_by(self, row: AuditRow) -> Iterable[tuple[str, str]]:
        """Yield the changes that a write undid, by audit id and column; they are as if they had not been."""
        for column in self._own_change(row.audit_id)["before"]:
            if row.act in TAKING_BACK and not self._reaches_back(row, column):
                yield from ((one.audit_id, column) for one in self._targets(row))

    def _won_by_others(self, row: AuditRow) -> bool:
        """Return whether a write made the record a customer by deals that have all gone with another record."""
        deals = [
            self.desk.session.get(Opportunity, (self.desk.business_id, key))
            for (table, key), change in self.changes[row.audit_id].items()
            if table == Opportunity.__tablename__ and change.get("contact_id") == self.survivor.contact_id
        ]
        return bool(deals) and all(
            deal is None or deal.contact_id != self.survivor.contact_id for deal in deals
        )


def _changed(column: str, value: Any, before: Any, after: Any) -> Any:
    """Return a value after a change: of tags and of notes, only what the change itself added and took out."""
    if column == "tags":
        return _relisted(value, before, after)
    if column == "notes":
        return "\n".join(_relisted(*(one.split("\n") if one else [] for one in (value, before, after))))
    return after


def _relisted(values: list[str], before: list[str], after: list[str]) -> list[str]:
    gone, new = Counter(before) - Counter(after), Counter(after) - Counter(before)
    kept = []
    for one in values:
        if gone[one] > 0:
            gone[one] -= 1
        else:
            kept.append(one)
    added = []
    for one in after:
        if new[one] > 0:
            new[one] -= 1
            added.append(one)
    return [*kept, *added]
