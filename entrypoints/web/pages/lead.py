"""One lead: who, what, where it stands, everything that can be done to it, and its history (rows C8, C9, C15, C17)."""

from typing import TYPE_CHECKING, Any

from entrypoints.web.page import Form, get, post
from entrypoints.web.visit import Visit, own_address
from schemas.effects import OutcomeKind
from schemas.enums import OPEN_LEAD_STATUSES, DisqualificationReason, PipelineStage, Source
from schemas.errors import NotFound
from schemas.records import Interaction, Lead, Opportunity
from schemas.records.pointing import is_about
from tools.matters import people
from tools.matters.hand_off_requests import hand_offs_about
from tools.matters.history import history, pending
from tools.matters.reachable import Reachable, reachable
from tools.reports.board import LEAD_STAGES

if TYPE_CHECKING:
    from starlette.responses import Response

TOUCHES = 20
PROMISES = 20


class ChangeForm(Form):
    """The form of a lead's details, as somebody left it."""

    title: str = ""
    description: str = ""
    source: str = ""
    estimated_value: str = ""
    expected_close_date: str = ""
    contact: str = ""


@get("/leads/{lead_id}")
def lead(visit: Visit, lead_id: str, before: str = "") -> "Response":
    """Show one lead, whole."""
    desk = visit.desk
    with desk.unit.reading():
        found = _lead(visit, lead_id)
        about = is_about(Interaction, found.lead_id)
        contact = people.by_id(desk, found.contact_id) if found.contact_id else None
        became = found.converted_opportunity_id
        return visit.page(
            "lead.html",
            lead=found,
            name=people.name_of(desk, contact),
            contact=contact,
            missing=people.missing_for_a_job(desk, contact) if contact else ["person"],
            reach=reachable(desk, [found.contact_id]).get(found.contact_id or "", Reachable()),
            is_open=found.status in OPEN_LEAD_STATUSES,
            became=desk.session.get(Opportunity, (desk.business_id, became)) if became else None,
            stages=[one for one in LEAD_STAGES if one != PipelineStage.INQUIRY],
            promised=pending(desk, about, most=PROMISES),
            hand_offs=hand_offs_about(desk, found.lead_id),
            past=history(desk, about, most=TOUCHES, before=before),
            before=before,
        )


@get("/leads/{lead_id}/give-up")
def give_up(visit: Visit, lead_id: str, back: str = "") -> "Response":
    """Ask why a lead is given up, before it is."""
    with visit.desk.unit.reading():
        found = _lead(visit, lead_id)
        return visit.page(
            "reason.html",
            title=f"Give up {found.title}. Why?",
            tool="disqualify_lead",
            arguments={"lead": found.lead_id},
            reasons=list(DisqualificationReason),
            press="Give it up",
            kept="The record stays, and can be reopened.",
            back=own_address(back or f"/leads/{lead_id}"),
        )


@get("/leads/{lead_id}/change")
def show_change(visit: Visit, lead_id: str) -> "Response":
    """Show the details of a lead, to be changed."""
    return _form(visit, lead_id, _as_known(visit, lead_id), {})


@post("/leads/{lead_id}/change")
def change(visit: Visit, lead_id: str, form: ChangeForm) -> "Response":
    """Change what was changed in the form; a field that can't be taken has the reason beside it."""
    outcome = visit.submit("update_lead", lead=lead_id, **form.changed(_as_known(visit, lead_id)))
    if outcome.problem is not None and outcome.kind == OutcomeKind.REFUSED:
        return _form(visit, lead_id, form.model_dump(exclude={"csrf"}), outcome.problem)
    return visit.after(outcome, f"/leads/{lead_id}")


def _as_known(visit: Visit, lead_id: str) -> dict[str, str]:
    with visit.desk.unit.reading():
        found = _lead(visit, lead_id)
        return {
            "title": found.title,
            "description": found.description,
            "source": str(found.source),
            "estimated_value": "" if found.estimated_value is None else str(found.estimated_value),
            "expected_close_date": str(found.expected_close_date or ""),
            "contact": "",
        }


def _form(visit: Visit, lead_id: str, given: dict[str, Any], problem: dict[str, Any]) -> "Response":
    with visit.desk.unit.reading():
        return visit.page(
            "change_lead.html",
            422 if problem else 200,
            lead=_lead(visit, lead_id),
            given=given,
            problem=problem,
            sources=list(Source),
        )


def _lead(visit: Visit, lead_id: str) -> Lead:
    found = visit.desk.session.get(Lead, (visit.desk.business_id, lead_id))
    if found is None or found.voided_at is not None:
        raise NotFound("There is no such lead.", "lead")
    return found
