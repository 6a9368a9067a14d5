"""Audit: who proposed, from where, what was shown, who decided, what was done, what came back."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from agent import audit_trail
from entrypoints.web.page import get, page
from entrypoints.web.visit import Visit, own_address
from schemas.errors import CallRefused
from tools.desk import Desk
from tools.matters import people, resolve_people

if TYPE_CHECKING:
    from starlette.responses import Response

AT_ONCE = 50


@page("/audit", title="Audit", order=95)
def audit(visit: Visit, about: str = "", before: str = "") -> "Response":
    """Show the latest steps, or those about one person, newest first."""
    with visit.desk.unit.reading():
        try:
            person = resolve_people.contact(visit.desk, about[:300], "about") if about.strip() else None
        except CallRefused as error:
            return visit.page("audit_whom.html", 404, about=about, problem=error.as_problem())
        records = people.records_of(visit.desk, person.contact_id) if person else ()
        found = audit_trail.latest(visit.desk, AT_ONCE + 1, records, before)
        names = audit_trail.member_names(visit.desk)
        steps = [
            {
                "id": one.audit_id,
                "at": one.at,
                "event": one.event.replace("_", " "),
                "source": audit_trail.source_of(one),
                "member": names.get(one.member_id or "", ""),
                "line": one.line,
            }
            for one in found[:AT_ONCE]
        ]
        return visit.page(
            "audit.html",
            steps=steps,
            more=len(found) > AT_ONCE,
            about=about,
            who=people.name_of(visit.desk, person) if person else "",
            before=before,
        )


@get("/audit/step/{audit_id}")
def step(visit: Visit, audit_id: str, back: str = "/audit") -> "Response":
    """Show one step, whole."""
    with visit.desk.unit.reading():
        told = audit_trail.one_step(visit.desk, audit_id)
    card = told["card"] or {}
    return visit.page(
        "audit_step.html",
        step=told,
        card=card,
        done=_laid_out(told["done"]),
        came_back=_laid_out(card.get("came_back")) if card.get("came_back") else "",
        back=own_address(back),
    )


@get("/audit/export.csv")
def export(visit: Visit) -> "Response":
    """Send all steps as a table, oldest first; a few rows at a time, so that a long history needs no memory."""
    from starlette.responses import StreamingResponse

    return StreamingResponse(
        _table(visit.desk),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="audit.csv"'},
    )


def _table(desk: Desk) -> Iterator[str]:
    """Yield the table, each part in a transaction of its own: parts may be made in different threads."""
    from entrypoints.audit_table import CSV_COLUMNS, csv_line, csv_lines

    yield csv_line(CSV_COLUMNS)
    after = ""
    while True:
        with desk.unit.reading():
            steps = audit_trail.following(desk, after)
        if not steps:
            return
        yield "".join(csv_lines(steps))
        after = str(steps[-1]["audit_id"])


def _laid_out(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False, default=str)
