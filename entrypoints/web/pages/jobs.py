"""One job: what it is worth, where it stands, everything that can be done to it, and its history (rows C10, C11)."""

from typing import TYPE_CHECKING

from entrypoints.web.page import get
from entrypoints.web.visit import Visit, own_address
from schemas.enums import LostReason, OpportunityStage
from schemas.errors import NotFound
from schemas.records import Interaction, Opportunity
from schemas.records.pointing import is_about
from tools.matters import people
from tools.matters.hand_off_requests import hand_offs_about
from tools.matters.history import history, pending
from tools.matters.reachable import Reachable, reachable
from tools.reports.board import DEAL_STAGES

if TYPE_CHECKING:
    from starlette.responses import Response

TOUCHES = 20
PROMISES = 20
CLOSED = (OpportunityStage.WON, OpportunityStage.LOST)


@get("/jobs/{job_id}")
def job(visit: Visit, job_id: str, before: str = "") -> "Response":
    """Show one job, whole."""
    desk = visit.desk
    with desk.unit.reading():
        found = _job(visit, job_id)
        about = is_about(Interaction, found.opportunity_id)
        reach = reachable(desk, [found.contact_id]).get(found.contact_id or "", Reachable())
        return visit.page(
            "job.html",
            job=found,
            name=people.name_of_id(desk, found.contact_id),
            reach=reach,
            stages=[one for one in DEAL_STAGES if one not in CLOSED],
            is_open=found.stage not in CLOSED,
            late=bool(found.expected_close_date and found.expected_close_date < desk.today()),
            promised=pending(desk, about, most=PROMISES),
            hand_offs=hand_offs_about(desk, found.opportunity_id),
            past=history(desk, about, most=TOUCHES, before=before),
            before=before,
        )


@get("/jobs/{job_id}/lost")
def lost(visit: Visit, job_id: str, back: str = "") -> "Response":
    """Ask why a job was lost, before it is."""
    with visit.desk.unit.reading():
        found = _job(visit, job_id)
        return visit.page(
            "reason.html",
            title=f"{found.title} is lost. Why?",
            tool="mark_lost",
            arguments={"opportunity": found.opportunity_id},
            reasons=list(LostReason),
            press="Mark as lost",
            kept="Nothing is deleted; a reminder to ask again is offered.",
            back=own_address(back or f"/jobs/{job_id}"),
        )


def _job(visit: Visit, job_id: str) -> Opportunity:
    found = visit.desk.session.get(Opportunity, (visit.desk.business_id, job_id))
    if found is None or found.voided_at is not None:
        raise NotFound("There is no such job.", "opportunity")
    return found
