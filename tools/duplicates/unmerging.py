"""A merge taken apart: two records of two people again, also long after (hard stop H3).

What came from the other record goes back to it, unless somebody has given it to a third person since. What came after the
merge stays with whom it was about: what belongs to a job that goes back goes along with the job, a mail from an address
that goes back goes along with the address, and all else stays with the surviving record.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import or_
from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import ConsentState, LifecycleStage, OpportunityStage
from schemas.errors import AgainstTheRules, NotFound
from schemas.images import as_image, from_image, row_key, table_of
from schemas.keys import fold
from schemas.records import (
    AuditPerson,
    AuditRow,
    Consent,
    Contact,
    Email,
    Lead,
    MailMessage,
    Opportunity,
    declared_kinds,
)
from schemas.records.pointing import links_of
from tools import wording
from tools.acts import Ask, LocalAct
from tools.arguments import Name
from tools.desk import Desk
from tools.duplicates import belongings
from tools.duplicates.belongings import Record
from tools.duplicates.merging import reaches_of, stands_for
from tools.duplicates.value_replay import Change, changes_by_row, restore_values
from tools.matters import people, resolve_people
from tools.registry import tool


def take_apart(desk: Desk, merge: AuditRow, taken_back: Collection[str] = ()) -> int:
    """Take a merge apart; return how many rows went back.

    Args:
        desk: with its writing transaction open.
        merge: the audit row of the merge, with its before and after images.
        taken_back: ids of the audited writes that are undone together with it.

    Raises:
        AgainstTheRules: they are apart already, or the surviving record has become part of a third since.
    """
    keep_id, other_id = merge.arguments["keep_id"], merge.arguments["other_id"]
    keep = desk.session.get_one(Contact, (desk.business_id, keep_id))
    other = desk.session.get_one(Contact, (desk.business_id, other_id))
    _refuse_if_apart(desk, merge, keep, other)
    changes = changes_by_row(merge)
    own_now = _arrived_since(desk, merge, keep_id)
    returned = _returned(desk, {key: change for key, change in changes.items() if key not in own_now})
    _stands_again(other, changes["contacts", other_id])
    desk.session.flush()
    followed = _followed(desk, merge, returned, keep_id, other_id)
    restore_values(desk, keep, taken_back)
    _unretire(desk, keep_id)
    _stays_customer(desk, keep)
    _stays_customer(desk, other, desk.day_of(merge.at))
    desk.session.flush()
    return len(returned) + followed


def _arrived_since(desk: Desk, merge: AuditRow, keep_id: str) -> set[tuple[str, str]]:
    """Return the keys of rows that came to the surviving record again since: given to it, or with another merge."""
    links = {(link.table, link.column) for link in belongings.links_to(Contact)}
    later = desk.session.exec(
        select(AuditRow)
        .join(AuditPerson, col(AuditPerson.audit_id) == col(AuditRow.audit_id))
        .where(
            col(AuditPerson.contact_id) == keep_id,
            col(AuditRow.audit_id) > merge.audit_id,
            col(AuditRow.event) == "written",
            col(AuditRow.act).not_in(("Unmerge", "Undo")),
        )
    )
    return {
        (table_of(change), change["id"])
        for row in later
        for change in row.changes
        for column, before in (change["before"] or {}).items()
        if (table_of(change), column) in links and before != keep_id and change["after"][column] == keep_id
    }


def _stands_again(other: Contact, change: Change) -> None:
    other.merged_into_id = None
    if _goes_back(other, change, "archived_at"):
        other.archived_at = _before(other, change, "archived_at")


def _stays_customer(desk: Desk, person: Contact, merged_on: date | None = None) -> None:
    """Set the lifecycle of a person with a won deal to customer, whichever record it was won under."""
    won = select(Opportunity).where(
        col(Opportunity.contact_id) == person.contact_id, col(Opportunity.stage) == OpportunityStage.WON
    )
    days = [deal.close_date for deal in desk.session.exec(won) if deal.close_date is not None]
    stage = person.lifecycle_stage
    again = merged_on is not None and any(day >= merged_on for day in days)
    if days and (stage == LifecycleStage.PROSPECT or (stage == LifecycleStage.PAST_CUSTOMER and again)):
        person.lifecycle_stage = LifecycleStage.CUSTOMER
        person.customer_since = person.customer_since or min(days)


def _refuse_if_apart(desk: Desk, merge: AuditRow, keep: Contact, other: Contact) -> None:
    latest = merge_of(desk, other.contact_id)
    if other.merged_into_id != keep.contact_id or latest is None or latest.audit_id != merge.audit_id:
        raise AgainstTheRules(f'"{merge.line}" has been taken apart already. Nothing was changed.')
    if _redacted_since(desk, merge):
        raise AgainstTheRules(
            "They have been redacted since; nothing is left to take apart. Nothing was changed."
        )
    if keep.merged_into_id is not None:
        name = people.name_of(desk, people.by_id(desk, keep.merged_into_id))
        raise AgainstTheRules(
            f"{people.name_of(desk, keep)} has become part of {name} since. Take that apart first: "
            f"unmerge {name}. Nothing was changed."
        )


def _redacted_since(desk: Desk, merge: AuditRow) -> bool:
    """Return whether the surviving record was redacted after a merge: the values of each of the two are gone for
    good.
    """
    redacting = (
        select(AuditRow.audit_id)
        .join(AuditPerson, col(AuditPerson.audit_id) == col(AuditRow.audit_id))
        .where(
            col(AuditPerson.contact_id) == merge.arguments["keep_id"],
            col(AuditRow.audit_id) > merge.audit_id,
            col(AuditRow.act) == "RedactPerson",
            col(AuditRow.event) == "written",
        )
    )
    return desk.session.exec(redacting).first() is not None


def _returned(desk: Desk, changes: dict[tuple[str, str], Change]) -> list[Record]:
    """Return the rows that the merge had moved, back where nobody has moved them on; every column goes back by
    itself.
    """
    kinds = belongings.recorded_kinds()
    returned = []
    for change in changes.values():
        if change["table"] == Contact.__tablename__:
            continue
        row: Record = desk.session.get(kinds[table_of(change)], (desk.business_id, change["id"]))
        if row is None:
            continue
        links = {link.column for link in belongings.links_to(Contact) if link.kind is type(row)}
        if any(_goes_back(row, change, column) for column in links & change["before"].keys()):
            returned.append(row)
        elif links & change["before"].keys():
            continue
        for column in change["before"]:
            if _goes_back(row, change, column):
                setattr(row, column, _before(row, change, column))
    return returned


def _goes_back(row: Record, change: Change, column: str) -> bool:
    return bool(as_image(getattr(row, column)) == change["after"][column])


def _before(row: Record, change: Change, column: str) -> Any:
    return from_image(row.__table__.columns[column], change["before"][column])


def _followed(desk: Desk, merge: AuditRow, returned: list[Record], keep_id: str, other_id: str) -> int:
    """Move along what was written since about a job or an address that went back; return how many rows."""
    later = _Later(desk, merge, keep_id, other_id)
    addresses = {row.address for row in returned if isinstance(row, Email)}
    jobs = {row_key(row) for row in returned if row.declared}
    for mail in later.rows(MailMessage, "contact_id"):
        if mail.sender_address in addresses:
            later.give(mail)
            for kind, key in mail_led_to(mail):
                jobs |= later.give_by_key(kind, key)
    for lead_id in list(jobs):
        jobs |= {row.opportunity_id for row in later.about(Opportunity, ["lead_id"], lead_id)}
    for link in belongings.links_to(Contact):
        columns = {column for kind in declared_kinds() for column in links_of(link.kind, kind)}
        if columns and link.kind.declared is None:
            for job_id in jobs:
                later.about(link.kind, sorted(columns), job_id)
    _consents_of(later, addresses)
    return later.given


def _consents_of(later: "_Later", addresses: set[str]) -> None:
    """Move consents along with their addresses; both keep a no without an address, which may have been either's."""
    for row in later.rows(Consent, "contact_id"):
        if row.address in addresses:
            later.give(row)
        elif not row.address and row.state == ConsentState.DENIED:
            own = row.model_dump(exclude={"consent_id", "created_at", "updated_at"})
            again = Consent(**own | {"consent_id": later.desk.new_id(), "contact_id": later.other_id})
            later.desk.session.add(again)


def mail_led_to(mail: MailMessage) -> list[tuple[Record, str]]:
    """Return the rows that a mail was logged as, or opened."""
    kinds = belongings.recorded_kinds()
    named = (("interactions", mail.interaction_id), ("leads", mail.lead_id))
    return [(kinds[table], key) for table, key in named if key]


class _Later:
    """The rows written after a merge that belong to the record which comes out of it.

    Args:
        desk: with its writing transaction open.
        merge: what they came after; the ids of rows sort by time, as those of the audit do.
        keep_id, other_id: from whom, to whom.
    """

    def __init__(self, desk: Desk, merge: AuditRow, keep_id: str, other_id: str) -> None:
        self.desk = desk
        self.merge = merge
        self.keep_id = keep_id
        self.other_id = other_id
        self.given = 0

    def rows(self, kind: Record, column: str) -> list[Record]:
        """Return those rows of the surviving record that were written since."""
        named = select(kind).where(getattr(kind, column) == self.keep_id)
        return [row for row in self.desk.session.exec(named) if row_key(row) > self.merge.audit_id]

    def give(self, row: Record) -> None:
        row.contact_id = self.other_id
        self.given += 1

    def give_by_key(self, kind: Record, key: str) -> set[str]:
        """Move one row, if it is the surviving record's and came since; return its own id if it is a job."""
        row: Record = self.desk.session.get(kind, (self.desk.business_id, key))
        if row is None or row.contact_id != self.keep_id or key < self.merge.audit_id:
            return set()
        self.give(row)
        return {key} if isinstance(row, Lead) else set()

    def about(self, kind: Record, columns: list[str], job_id: str) -> list[Record]:
        """Move the rows about a job, by one of some columns."""
        if not hasattr(kind, "contact_id"):
            return []
        named = or_(*(getattr(kind, column) == job_id for column in columns))
        about = select(kind).where(named, kind.contact_id == self.keep_id)
        found = [row for row in self.desk.session.exec(about) if row_key(row) > self.merge.audit_id]
        for row in found:
            self.give(row)
        return found


def _unretire(desk: Desk, keep_id: str) -> None:
    """Let a number count again that another merged record brought, where the one that stood for it has gone."""
    own = reaches_of(desk, keep_id)
    for one in belongings.merged_into(desk, keep_id):
        merge = merge_of(desk, one.contact_id)
        for (table, key), change in changes_by_row(merge).items() if merge is not None else ():
            if table not in {"phones", "emails"} or "retired_at" not in change["before"]:
                continue
            row: Record = desk.session.get_one(belongings.recorded_kinds()[table], (desk.business_id, key))
            theirs = row.contact_id == keep_id and _goes_back(row, change, "retired_at")
            if theirs and not stands_for(own, row):
                row.retired_at = None
                own.append(row)


class Unmerge(LocalAct):
    """A merge taken apart; see the module."""

    keep_id: str
    other_id: str
    keep: str
    other: str
    merge_audit_id: str

    def line(self) -> str:
        return f"Take {self.other} out of {self.keep} again"

    def concerns(self) -> str | None:
        return self.keep_id

    def changed(self, desk: Desk) -> str | None:
        other = desk.session.get(Contact, (desk.business_id, self.other_id))
        if other is None or other.merged_into_id != self.keep_id:
            return "the two have been taken apart already."
        return None

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        merge = desk.session.get_one(AuditRow, (desk.business_id, self.merge_audit_id))
        moved = take_apart(desk, merge)
        return Answer(
            text=f"{self.other} is a record of their own again; {wording.count(moved, 'record')} went back.",
            data={"contact_id": self.keep_id, "other_contact_id": self.other_id, "moved": moved},
        )


@tool(Effect.ASK)
def unmerge_contacts(desk: Desk, contact: Name, other: Name = "") -> Ask:
    """Take a merge into a person apart again; what came later stays with whom it was about.

    Args:
        contact: the person that the other record was merged into.
        other: which of several, by the name that it had; the last one if left out. The two may be said either way round.
    """
    keep = resolve_people.contact(desk, contact)
    name = people.name_of(desk, keep)
    merged = _chosen(desk, keep, name, contact, other)
    row = merge_of(desk, merged.contact_id)
    if row is None:
        raise AgainstTheRules(f"How {name} was merged is not on record. Nothing was changed.")
    act = Unmerge(
        keep_id=keep.contact_id,
        other_id=merged.contact_id,
        keep=name,
        other=people.name_of(desk, merged),
        merge_audit_id=row.audit_id,
    )
    return Ask.yes(act, "The two become separate records again.")


def _chosen(desk: Desk, keep: Contact, name: str, contact: str, other: str) -> Contact:
    merged = belongings.merged_into(desk, keep.contact_id)
    if not merged:
        raise AgainstTheRules(f"Nobody has been merged into {name}. Nothing was changed.")
    if fold(other) in {keep.full_key, keep.first_key}:
        other = ""  # said the other way round: "unmerge Mary and Maria"
    by_id = [one for one in merged if other and one.contact_id == other]
    keys = {fold(contact), fold(other)} - {""}
    named = by_id or [one for one in merged if not keys.isdisjoint({one.full_key, one.first_key})]
    if len(named) > 1:
        # Where one of several is called as the surviving record is, another is meant.
        named = [one for one in named if one.full_key != keep.full_key] or named
    if not other and len(named) != 1:
        return max(merged, key=lambda one: _merged_at(desk, one))
    if len(named) != 1:
        listed = wording.listed([people.name_of(desk, one) for one in merged])
        raise NotFound(
            f"Merged into {name}: {listed}. Say which of them. Nothing was changed.",
            "other",
            [people.as_candidate(desk, one) for one in merged],
        )
    return named[0]


def _merged_at(desk: Desk, merged: Contact) -> str:
    row = merge_of(desk, merged.contact_id)
    return row.audit_id if row is not None else ""


def merge_of(desk: Desk, other_id: str) -> AuditRow | None:
    """Return the last merge of a record into another, by the audit."""
    rows = desk.session.exec(
        select(AuditRow)
        .join(AuditPerson, col(AuditPerson.audit_id) == col(AuditRow.audit_id))
        .where(
            col(AuditPerson.contact_id) == other_id,
            col(AuditRow.act) == "Merge",
            col(AuditRow.event) == "written",
        )
        .order_by(col(AuditRow.audit_id).desc())
    )
    return next((row for row in rows if row.arguments.get("other_id") == other_id), None)
