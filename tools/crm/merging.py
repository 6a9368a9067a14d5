"""Two records of one person become one, after a yes, and can become two again (hard stop H3)."""

from typing import Any, Self

from sqlmodel import col, select

from schemas.effects import Answer, CardField, Effect
from schemas.errors import AgainstTheRules
from schemas.records import (
    AuditRow,
    Company,
    Contact,
    Email,
    HandOff,
    Interaction,
    Lead,
    MailMessage,
    Notice,
    Opportunity,
    OptOut,
    Phone,
)
from tools import wording
from tools.acts import Ask, LocalAct
from tools.arguments import Name
from tools.crm import people, resolve_people
from tools.desk import Desk
from tools.registry import tool

CHILDREN = (Phone, Email, Lead, Interaction, Opportunity, HandOff, Notice, MailMessage, OptOut)
FILLED = (
    "first_name",
    "last_name",
    "company_id",
    "address",
    "source",
    "customer_since",
    "quickbooks_customer_id",
)


def merge_card_why() -> str:
    return "Is it the same person (merge), or do two people share it (separate)?"


def _details_of(desk: Desk, contact: Contact) -> str:
    reach = [
        wording.phone(row.number, desk.business.country, row.extension) for row in _phones(desk, contact)
    ]
    reach += [row.address for row in people.emails_of(desk, contact.contact_id)]
    parts = [people.name_of(desk, contact), *reach, contact.address or ""]
    return ", ".join(part for part in parts if part)


def _phones(desk: Desk, contact: Contact) -> list[Phone]:
    return people.phones_of(desk, contact.contact_id)


class Merge(LocalAct):
    """`other` becomes part of `keep`: every value and link moves, `keep`'s own values win, nothing is lost."""

    keep_id: str
    other_id: str
    keep: str
    other: str
    both_in_books: bool = False

    @classmethod
    def of(cls, desk: Desk, keep: Contact, other: Contact) -> Self:
        ids = (keep.quickbooks_customer_id, other.quickbooks_customer_id)
        return cls(
            keep_id=keep.contact_id,
            other_id=other.contact_id,
            keep=_details_of(desk, keep),
            other=_details_of(desk, other),
            both_in_books=all(ids) and ids[0] != ids[1],
        )

    def line(self) -> str:
        return f"Merge {self.other.split(',')[0]} into {self.keep.split(',')[0]}"

    def fields(self) -> list[CardField]:
        shown = [
            CardField(name="Stays", value=self.keep),
            CardField(
                name="Goes into it", value=self.other, note="history, jobs, phones and e-mails move along"
            ),
        ]
        if self.both_in_books:
            shown.append(
                CardField(
                    name="QuickBooks",
                    value="both are customers there; they stay two there until you merge them in QuickBooks",
                )
            )
        return shown

    def concerns(self) -> str | None:
        return self.keep_id

    def depends_on(self, desk: Desk) -> list[str]:
        return ["the details of both staying as they are; else it is put aside"]

    def changed(self, desk: Desk) -> str | None:
        pair = [desk.session.get(Contact, (desk.business_id, one)) for one in (self.keep_id, self.other_id)]
        if any(one is None or one.voided_at or one.merged_into_id for one in pair):
            return "one of the two has been merged or undone since."
        if [_details_of(desk, one) for one in pair if one] != [self.keep, self.other]:
            return "the details of one of the two have changed since."
        return None

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        keep = desk.session.get_one(Contact, (desk.business_id, self.keep_id))
        other = desk.session.get_one(Contact, (desk.business_id, self.other_id))
        moved = _move_children(desk, keep, other)
        _fill(desk, keep, other)
        other.merged_into_id = keep.contact_id
        other.archived_at = desk.now()
        desk.session.flush()
        name = people.name_of(desk, keep)
        return Answer(
            text=f"Merged into {name}; {wording.count(moved, 'record')} moved along. "
            f'Say "unmerge {name}" if that was wrong.',
            data={"contact_id": keep.contact_id, "merged_contact_id": other.contact_id, "moved": moved},
        )


def _move_children(desk: Desk, keep: Contact, other: Contact) -> int:
    own_numbers = {row.number for row in people.phones_of(desk, keep.contact_id)}
    own_addresses = {row.address for row in people.emails_of(desk, keep.contact_id)}
    moved = 0
    for kind in CHILDREN:
        for row in desk.session.exec(select(kind).where(col(kind.contact_id) == other.contact_id)):
            row.contact_id = keep.contact_id
            if isinstance(row, Phone | Email):
                row.position += 1000
                known = row.number in own_numbers if isinstance(row, Phone) else row.address in own_addresses
                row.retired_at = desk.now() if known else row.retired_at
            moved += 1
    companies = select(Company).where(col(Company.primary_contact_id) == other.contact_id)
    for company in desk.session.exec(companies):
        company.primary_contact_id = keep.contact_id
    return moved


def _fill(desk: Desk, keep: Contact, other: Contact) -> None:
    lost = []
    for column in FILLED:
        own, theirs = getattr(keep, column), getattr(other, column)
        if theirs and not own:
            setattr(keep, column, theirs)
        elif theirs and theirs != own and column in {"first_name", "last_name", "address"}:
            lost.append(f"{wording.words(column)} {theirs}")
    if other.lifecycle_stage != keep.lifecycle_stage and keep.lifecycle_stage == "prospect":
        keep.lifecycle_stage = other.lifecycle_stage
    keep.tags = list(dict.fromkeys([*keep.tags, *other.tags]))
    also = [f"From the merged record, {desk.today():%Y-%m-%d}: {'; '.join(lost)}"] if lost else []
    keep.notes = "\n".join(part for part in (keep.notes, other.notes, *also) if part)


@tool(Effect.ASK)
def merge_contacts(desk: Desk, keep: Name, other: Name) -> Ask:
    """Make one record of two that are the same person. Always asks first, and can be taken apart again.

    Args:
        keep: the record that stays.
        other: the record that goes into it.
    """
    stays = resolve_people.contact(desk, keep, "keep")
    goes = resolve_people.contact(desk, other, "other")
    if stays.contact_id == goes.contact_id:
        raise AgainstTheRules(f"{people.name_of(desk, stays)} is one record already. Nothing was changed.")
    return Ask.yes(Merge.of(desk, stays, goes), "Two records become one; every value and link is kept.")


class Unmerge(LocalAct):
    """A merge taken apart: what came from the other record, and is still where the merge put it, goes back."""

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
        tables = {kind.__tablename__: kind for kind in CHILDREN}
        moved = 0
        for change in merge.changes:
            kind = tables.get(change["table"])
            if kind is not None and _back(desk, kind, change, self.keep_id):
                moved += 1
        other = desk.session.get_one(Contact, (desk.business_id, self.other_id))
        other.merged_into_id = None
        other.archived_at = None
        keep = desk.session.get_one(Contact, (desk.business_id, self.keep_id))
        _unfill(keep, merge.changes)
        desk.session.flush()
        return Answer(
            text=f"{self.other} is a record of their own again; {wording.count(moved, 'record')} went back.",
            data={"contact_id": self.keep_id, "other_contact_id": self.other_id, "moved": moved},
        )


def _back(desk: Desk, kind: Any, change: dict[str, Any], keep_id: str) -> bool:
    row = desk.session.get(kind, (desk.business_id, change["id"]))
    before = change["before"] or {}
    if row is None or "contact_id" not in before or row.contact_id != keep_id:
        return False
    row.contact_id = before["contact_id"]
    if "position" in before:
        row.position = before["position"]
    if "retired_at" in before:
        row.retired_at = None
    return True


def _unfill(keep: Contact, changes: list[dict[str, Any]]) -> None:
    """Empties what the merge filled in, where nobody has changed it since."""
    for change in changes:
        if change["table"] == "contacts" and change["id"] == keep.contact_id:
            for column in ("first_name", "last_name", "company_id", "address", "quickbooks_customer_id"):
                if column in change["after"] and getattr(keep, column) == change["after"][column]:
                    setattr(keep, column, change["before"][column])


@tool(Effect.ASK)
def unmerge_contacts(desk: Desk, contact: Name) -> Ask:
    """Take the last merge into a person apart again; later changes stay where they are.

    Args:
        contact: the person that the other record was merged into.
    """
    keep = resolve_people.contact(desk, contact)
    name = people.name_of(desk, keep)
    merged = desk.session.exec(
        select(Contact)
        .where(col(Contact.merged_into_id) == keep.contact_id)
        .order_by(col(Contact.archived_at).desc())
    ).first()
    row = None if merged is None else _merge_of(desk, merged.contact_id)
    if merged is None or row is None:
        raise AgainstTheRules(f"Nobody has been merged into {name}. Nothing was changed.")
    act = Unmerge(
        keep_id=keep.contact_id,
        other_id=merged.contact_id,
        keep=name,
        other=people.name_of(desk, merged),
        merge_audit_id=row.audit_id,
    )
    return Ask.yes(act, "The two become separate records again.")


def _merge_of(desk: Desk, other_id: str) -> AuditRow | None:
    rows = desk.session.exec(
        select(AuditRow).where(col(AuditRow.act) == "Merge").order_by(col(AuditRow.audit_id).desc())
    )
    return next((row for row in rows if any(change["id"] == other_id for change in row.changes)), None)
