"""Pipeline: leads and jobs by stage, with counts, values and what is likely; moving one is a call (rows C5, C8 to C11)."""

from decimal import Decimal
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from entrypoints.web.page import Form, get, page, post
from entrypoints.web.visit import Visit, own_address
from schemas.enums import LeadStatus, OpportunityStage, PipelineStage
from tools.reports import board

if TYPE_CHECKING:
    from starlette.responses import Response

CARDS_SHOWN = 8
"""Of a stage, on the board; the rest is a page of its own."""
LISTED = 50
MOVES = {
    "leads": {
        **{str(stage): str(stage) for stage in board.LEAD_STAGES},
        str(LeadStatus.CONVERTED): "a job",
        str(LeadStatus.DISQUALIFIED): "given up…",
    },
    "jobs": {str(stage): str(stage) for stage in board.DEAL_STAGES}
    | {str(OpportunityStage.WON): "won…", str(OpportunityStage.LOST): "lost…"},
}
"""The stages that a card may go to: the record's own word, and how it is said; the dots say that a question follows."""
Board = Literal["jobs", "leads"]


class MoveForm(Form):
    """A card of the board and where it is to go."""

    kind: Board
    job: str
    to: str
    back: str = "/pipeline"


@page("/pipeline", title="Pipeline", order=40)
def pipeline(visit: Visit, of: Board = "jobs") -> "Response":
    """Show the board of jobs, or that of leads."""
    desk = visit.desk
    with desk.unit.reading():
        made = board.deal_board if of == "jobs" else board.lead_board
        columns = made(desk, CARDS_SHOWN)
    still_open = [one for one in columns if one.stage not in board.CLOSED]
    return visit.page(
        "pipeline.html",
        of=of,
        columns=columns,
        moves=MOVES[of],
        count=sum(one.count for one in still_open),
        value=sum((one.value for one in still_open), Decimal(0)),
        likely=sum((one.likely for one in still_open), Decimal(0)),
    )


@get("/pipeline/{stage}")
def stage_of_pipeline(visit: Visit, stage: str, start: int = 0) -> "Response":
    """Show one stage, whole, a page at a time."""
    start = max(0, start)
    with visit.desk.unit.reading():
        cards, more = board.stage_cards(visit.desk, stage, LISTED, start)
    of = "leads" if stage in board.LEAD_STAGES else "jobs"
    return visit.page(
        "stage.html",
        of=of,
        stage=stage,
        cards=cards,
        moves=MOVES[of],
        before=f"/pipeline/{stage}?start={max(0, start - LISTED)}" if start else "",
        after=f"/pipeline/{stage}?start={start + LISTED}" if more else "",
    )


@post("/pipeline/move")
def move(visit: Visit, form: MoveForm) -> "Response":
    """Move a card. Winning asks the owner; losing and giving up ask for the reason first."""
    back = own_address(form.back)
    if form.kind == "leads":
        return _move_lead(visit, form.job, form.to, back)
    if form.to == OpportunityStage.LOST:
        return visit.to(f"/jobs/{form.job}/lost?back={quote(back, safe='')}")
    if form.to == OpportunityStage.WON:
        return visit.after(visit.submit("mark_won", opportunity=form.job), back)
    return visit.after(visit.submit("update_opportunity", opportunity=form.job, stage=form.to), back)


def _move_lead(visit: Visit, lead_id: str, to: str, back: str) -> "Response":
    if to == LeadStatus.DISQUALIFIED:
        return visit.to(f"/leads/{lead_id}/give-up?back={quote(back, safe='')}")
    if to == LeadStatus.CONVERTED:
        return visit.after(visit.submit("convert_lead", lead=lead_id), back)
    if to == PipelineStage.INQUIRY:
        return visit.after(visit.submit("update_lead", lead=lead_id, pipeline_stage=to), back)
    return visit.after(visit.submit("qualify_lead", lead=lead_id, stage=to), back)
