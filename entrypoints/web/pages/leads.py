"""Leads: a list to narrow, and opening one (rows C7, C12)."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from entrypoints.web.page import Form, get, page, post
from entrypoints.web.visit import Visit
from schemas.effects import OutcomeKind
from schemas.enums import LeadStatus, PipelineStage, Source
from tools.leads.lead_list import Narrowing, list_page
from tools.matters import people
from tools.reports.board import LEAD_STAGES

if TYPE_CHECKING:
    from starlette.responses import Response

LISTED = 25
OPEN, ALL = "open", "all"


class LeadForm(Form):
    """A new lead."""

    title: str = ""
    contact: str = ""
    description: str = ""
    source: str = str(Source.PHONE_CALL)
    estimated_value: str = ""


@page("/leads", title="Leads", order=60)
def leads(
    visit: Visit, status: str = OPEN, stage: str = "", source: str = "", q: str = "", start: int = 0
) -> "Response":
    """List the leads asked for, newest first."""
    start = max(0, start)
    narrowed = Narrowing(
        status=LeadStatus(status) if status in set(LeadStatus) else None,
        everything=status == ALL,
        stage=PipelineStage(stage) if stage in set(PipelineStage) else None,
        source=Source(source) if source in set(Source) else None,
        typed=q,
    )
    with visit.desk.unit.reading():
        found, more = list_page(visit.desk, narrowed, most=LISTED, offset=start)
    asked = {"status": status, "stage": stage, "source": source, "q": q}
    return visit.page(
        "leads.html",
        leads=found,
        asked=asked,
        narrowed=narrowed != Narrowing(),
        statuses=[(OPEN, "open"), *((str(one), str(one)) for one in LeadStatus), (ALL, "all")],
        stages=LEAD_STAGES,
        sources=list(Source),
        before=_at(asked, start - LISTED) if start else "",
        after=_at(asked, start + LISTED) if more else "",
    )


def _at(asked: dict[str, str], start: int) -> str:
    given = {name: value for name, value in asked.items() if value}
    return f"/leads?{urlencode({**given, 'start': max(0, start)})}"


@get("/leads/new")
def new_lead(visit: Visit, contact: str = "") -> "Response":
    """Show an empty form for a lead, of somebody where they are known."""
    return _form(visit, LeadForm(contact=contact))


@post("/leads/new")
def open_lead(visit: Visit, form: LeadForm) -> "Response":
    """Open a lead; a field that can't be taken has the reason beside it."""
    given = {name: value for name, value in form.model_dump(exclude={"csrf"}).items() if value}
    outcome = visit.submit("open_lead", **given)
    if outcome.kind == OutcomeKind.DONE and outcome.result is not None:
        return visit.after(outcome, f"/leads/{outcome.result.data['lead_id']}")
    if outcome.problem is not None:
        return _form(visit, form, outcome.problem)
    return visit.after(outcome, "/leads")


def _form(visit: Visit, form: LeadForm, problem: dict[str, object] | None = None) -> "Response":
    with visit.desk.unit.reading():
        of_known = len(form.contact) == 36
        name = people.name_of(visit.desk, people.by_id(visit.desk, form.contact)) if of_known else ""
    return visit.page(
        "new_lead.html",
        422 if problem else 200,
        given=form,
        name=name,
        problem=problem or {},
        sources=list(Source),
    )
