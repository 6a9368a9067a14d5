"""The hand that last wrote what an automatic mail would go to and repeat (docs/parts.md, "Approvals", hard stop H1).

A model may write records, and the draft is filled from them: a model's own words, or an address of its choice, would
leave unseen by way of the record. What it wrote last is therefore left to the owner.
"""

from collections.abc import Mapping

from sqlmodel import col, select

from schemas.enums import ActorKind
from schemas.records import AuditPerson, AuditRow
from tools.desk import Desk

REPEATED = {
    "contacts": frozenset({"first_name", "last_name", "tags"}),
    "emails": frozenset({"address", "contact_id", "retired_at", "voided_at"}),
    "leads": frozenset({"title", "contact_id"}),
    "opportunities": frozenset({"title", "contact_id"}),
}
"""The columns that decide whether and where a mail goes, and what it says."""


def by_a_model(desk: Desk, contact_id: str, rows: Mapping[tuple[str, str], str]) -> str:
    """Return the names of rows that a language model wrote last; empty where the owner, their people or a mail did.

    Args:
        desk: with its session open.
        contact_id: whom all the rows are about.
        rows: table and id → what people call it.
    """
    about = select(AuditPerson.audit_id).where(col(AuditPerson.contact_id) == contact_id)
    newest_first = (
        select(AuditRow).where(col(AuditRow.audit_id).in_(about)).order_by(col(AuditRow.audit_id).desc())
    )
    left = dict(rows)
    for step in desk.session.exec(newest_first, execution_options={"yield_per": 50}):
        for change in step.changes:
            row = (str(change["table"]), str(change["id"]))
            if row not in left or not _rewritten(change):
                continue
            if step.actor == ActorKind.MODEL:
                return left[row]
            del left[row]
        if not left:
            break
    return ""


def _rewritten(change: dict[str, object]) -> bool:
    """Return whether a change made a row, or one of the columns that count."""
    after = change["after"]
    assert isinstance(after, dict)
    return change["before"] is None or not REPEATED[str(change["table"])].isdisjoint(after)
