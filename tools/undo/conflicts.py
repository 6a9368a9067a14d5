"""The obstacles to an undo: what has been written on top of it since, by whom and when."""

from typing import Any

from sqlmodel import col, select

from schemas.errors import AgainstTheRules
from schemas.images import row_key, table_of
from schemas.records import AuditRow, PermanentRow
from schemas.records.pointing import links_of
from tools import wording
from tools.desk import Desk

LOOKED_THROUGH = 2000
"""Audit rows after the write that are looked through for the later change; it is named only where it is found."""


def changed_since(
    desk: Desk, written: AuditRow, change: dict[str, Any], column: str, together: set[str]
) -> AgainstTheRules:
    """Return the refusal to undo a column that holds another value now, naming the later write.

    Args:
        desk: with its session open.
        written: the write to be undone.
        change: its change of the row in question.
        column: that was changed again.
        together: the writes that are undone at once, none of which stands in the way.
    """
    later = desk.session.exec(
        select(AuditRow)
        .where(col(AuditRow.audit_id) > written.audit_id)
        .order_by(col(AuditRow.audit_id))
        .limit(LOOKED_THROUGH)
    )
    by = next((row for row in later if row.audit_id not in together and _touches(row, change, column)), None)
    since = f" {_by_whom(desk, by)}" if by is not None else ""
    return AgainstTheRules(
        f'"{written.line}" can\'t be undone by itself: {wording.words(column)} has been changed again since{since}. '
        "Undo that first, or correct it by hand. Nothing was changed."
    )


def _touches(row: AuditRow, change: dict[str, Any], column: str) -> bool:
    return any(
        table_of(one) == table_of(change) and one["id"] == change["id"] and column in one["after"]
        for one in row.changes
    )


def _by_whom(desk: Desk, row: AuditRow) -> str:
    who = (
        "you"
        if row.member_id == desk.actor.member_id and row.actor in {"member", "model"}
        else wording.words(row.actor)
    )
    return f'by {who} ({wording.moment(row.at.astimezone(desk.zone))}: "{row.line}")'


def refuse_if_used(desk: Desk, voided: PermanentRow, line: str) -> None:
    """Refuse to void a row to which others point that anybody has written since.

    Raises:
        AgainstTheRules.
    """
    for kind in PermanentRow.__subclasses__():
        for column in links_of(kind, type(voided)):
            about = col(getattr(kind, column)) == row_key(voided)
            if desk.session.exec(select(kind).where(about).limit(1)).first() is not None:
                raise AgainstTheRules(
                    f'"{line}" can\'t be undone by itself: something else has been written about it since '
                    f"({kind.__tablename__}). Undo that first, or correct it by hand. Nothing was changed."
                )
