"""One person's whole record, for somebody who asks what is kept about them: rows, mails as they came, attachments, the audit.

What others said or are is left out: of an audited write about many people, only this one's part.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from agent.intake.storing import RECEIVED
from schemas.database import SEES_VOIDED
from schemas.enums import LineOutcome
from schemas.images import row_key
from schemas.records import (
    Approval,
    Attachment,
    AuditPerson,
    AuditRow,
    BusinessRow,
    CadenceRun,
    Company,
    Contact,
    ImportLine,
    Interaction,
    MailMessage,
    Move,
    all_kinds,
    declared_kinds,
)
from schemas.records.pointing import links_of, spoken
from tools.desk import Desk

AT_ONCE = 200
PASSED_ON: tuple[Any, ...] = (*declared_kinds(), Interaction, MailMessage, CadenceRun)
"""Records of a person whose own records are the person's too."""
TOLD_APART = {AuditRow, AuditPerson, Approval, Company, Contact, Move}
"""Told in a way of their own; how a matter moved on is told by the audit."""
ABOUT_MANY = 5
"""An audited write about more people than these is told in this one's part only."""

README = """This is everything that {business} keeps about {name}, as of {today}.

record.json   all rows, by table; a row with voided_at was taken back, and is kept
mails/        every mail as it came
attachments/  what was attached to them

Not in it: what was typed in conversations with the desk without being kept about anybody, and copies that others hold
(the mailbox itself, QuickBooks, backups).
"""


def record_of(desk: Desk, contact: Contact) -> dict[str, Any]:
    """Return everything about a person, by table.

    Args:
        desk: with a transaction open.
        contact: who; records merged into theirs belong to it.
    """
    ids = _all_ids(desk, contact.contact_id)
    found: dict[str, dict[str, BusinessRow]] = {}
    _keep(found, _rows(desk, Contact, "contact_id", ids))
    _keep_linked(desk, found, Contact, ids)
    for owner in PASSED_ON:
        _keep_linked(desk, found, owner, list(found.get(str(owner.__tablename__), {})))
    _keep(found, _rows(desk, Approval, "contact_id", ids))
    lines = found.get(str(ImportLine.__tablename__), {})
    for key in [key for key, line in lines.items() if getattr(line, "outcome", "") == LineOutcome.UNDECIDED]:
        # It tells of somebody who is only like this person.
        del lines[key]
    company = (
        desk.session.get(Company, (desk.business_id, contact.company_id)) if contact.company_id else None
    )
    told = {table: [_told(row) for row in rows.values()] for table, rows in sorted(found.items())}
    own = {key for rows in found.values() for key in rows}
    return {
        "companies": [_told(company)] if company else [],
        **told,
        "audit": list(_audit(desk, ids, own)),
    }


def _all_ids(desk: Desk, contact_id: str) -> list[str]:
    ids, fresh = [contact_id], [contact_id]
    while fresh:
        merged = select(Contact.contact_id).where(col(Contact.merged_into_id).in_(fresh))
        fresh = [one for one in desk.session.exec(merged) if one not in ids]
        ids += fresh
    return ids


def _rows(desk: Desk, kind: Any, column: str, ids: list[str]) -> Iterator[Any]:
    """Yield rows of a kind whose column holds one of the ids, undone ones too."""
    for start in range(0, len(ids), AT_ONCE):
        asked = select(kind).where(col(getattr(kind, column)).in_(ids[start : start + AT_ONCE]))
        yield from desk.session.exec(asked, execution_options={SEES_VOIDED: True})


def _keep(found: dict[str, dict[str, BusinessRow]], rows: Iterable[Any]) -> None:
    for row in rows:
        found.setdefault(str(row.__tablename__), {})[row_key(row)] = row


def _keep_linked(desk: Desk, found: dict[str, dict[str, BusinessRow]], owner: Any, ids: list[str]) -> None:
    """Keep the rows of every kind that point to some rows of another."""
    for kind in all_kinds():
        if kind not in TOLD_APART:
            for column in links_of(kind, owner):
                _keep(found, _rows(desk, kind, column, ids))


def _told(row: Any) -> dict[str, Any]:
    told: dict[str, Any] = row.model_dump(mode="json")
    return {name: told[name] if name in told else getattr(row, name) for name in spoken(type(row))[1:]}


def _audit(desk: Desk, ids: list[str], own: set[str]) -> Iterator[dict[str, Any]]:
    """Yield the audited steps about the person, oldest first, of those about many only the person's part."""
    about = select(AuditPerson.audit_id).where(col(AuditPerson.contact_id).in_(ids))
    steps = sorted(set(desk.session.exec(about)))
    for start in range(0, len(steps), AT_ONCE):
        rows = select(AuditRow).where(col(AuditRow.audit_id).in_(steps[start : start + AT_ONCE]))
        for row in desk.session.exec(rows.order_by(col(AuditRow.audit_id))):
            told = _told(row)
            if len(row.about) > ABOUT_MANY:
                told["arguments"] = {"left out": "it is about many people"}
                told["changes"] = [
                    one for one in row.changes if one["id"] in own or one.get("contact_id") in ids
                ]
            told["about"] = [one for one in row.about if one in ids]
            yield told


def write_record(desk: Desk, home: Path, contact: Contact, name: str, target: Path) -> dict[str, int]:
    """Write a person's record as a ZIP file, which must not be there yet; return the number of rows by table.

    Args:
        desk: with a transaction open.
        home: where mails and attachments lie.
        contact: who.
        name: how they are called.
        target: the file.

    Raises:
        OSError: it is there already, or can't be written.
    """
    record = record_of(desk, contact)
    mails = sorted({one["digest"] for one in record.get("mail_messages", []) if one["digest"]})
    with target.open("xb") as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        said = README.format(business=desk.business.name, name=name, today=desk.today())
        packed.writestr("README.txt", said)
        packed.writestr("record.json", json.dumps(record, ensure_ascii=False, indent=1, default=str) + "\n")
        kept = sum(
            _pack(packed, home / RECEIVED / one[:2] / f"{one}.eml", f"mails/{one}.eml") for one in mails
        )
        attached = sum(
            _pack_attachment(packed, home, one) for one in record.get(Attachment.__tablename__, [])
        )
    rows = {table: len(found) for table, found in record.items() if found}
    return {**rows, "mails": kept, "attachment files": attached}


def _pack(packed: zipfile.ZipFile, path: Path, name: str) -> bool:
    if not path.is_file():
        return False
    packed.write(path, name)
    return True


def _pack_attachment(packed: zipfile.ZipFile, home: Path, row: dict[str, Any]) -> bool:
    return bool(row["path"]) and _pack(packed, home / str(row["path"]), f"attachments/{row['attachment_id']}")
