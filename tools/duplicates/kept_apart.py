"""The pairs that the owner called two people: they are not proposed as one again.

The owner's decided cards are what remembers it: "separate" to the question whether two are one, "separate" to a shared
phone or e-mail, a merge taken apart. Nothing forbids the owner to merge such a pair by their own word.
"""

from collections.abc import Iterator

from sqlmodel import col, select

from schemas.enums import ApprovalStatus
from schemas.records import Approval, AuditRow, Contact
from tools.desk import Desk

Pair = frozenset[str]
DECIDING = ("KeepApart", "NewPerson", "ChangePerson", "Unmerge", "Undo")
"""Acts whose decided cards may say that two are two."""


def called_two_people(desk: Desk) -> set[Pair]:
    """Return the pairs of surviving records that the owner called two people."""
    stands = _survivors(desk)
    decided = select(Approval).where(
        col(Approval.status) == ApprovalStatus.DONE, col(Approval.chosen_act).in_(DECIDING)
    )
    return {
        frozenset((stands.get(one, one), stands.get(other, other)))
        for approval in desk.session.exec(decided)
        for one, other in _told_apart(desk, approval)
    }


def _survivors(desk: Desk) -> dict[str, str]:
    """Return the record that each merged record is part of now."""
    rows = select(Contact.contact_id, Contact.merged_into_id).where(col(Contact.merged_into_id).is_not(None))
    into = {one: other for one, other in desk.session.exec(rows) if other is not None}
    found = {}
    for one in into:
        stands, seen = one, {one}
        while stands in into and into[stands] not in seen:
            stands = into[stands]
            seen.add(stands)
        found[one] = stands
    return found


def _told_apart(desk: Desk, approval: Approval) -> Iterator[tuple[str, str]]:
    payload = approval.acts[approval.answer or "yes"]["payload"]
    match approval.chosen_act:
        case "KeepApart":
            yield payload["one_id"], payload["other_id"]
        case "Unmerge":
            yield payload["keep_id"], payload["other_id"]
        case "Undo":
            for audit_id in payload["audit_ids"]:
                row = desk.session.get(AuditRow, (desk.business_id, audit_id))
                if row is not None and row.act == "Merge":
                    yield row.arguments["keep_id"], row.arguments["other_id"]
        case _ if approval.answer == "separate":
            own = payload.get("contact_id") or (approval.result or {}).get("contact_id")
            yield from ((own, other) for other in payload["asked_about"] if own and other != own)
