"""Approvals: what waits for a yes, what was decided, and what has to be settled."""

from typing import TYPE_CHECKING, Any, Literal

from entrypoints.web.page import Form, get, page, post
from entrypoints.web.visit import Visit, own_address
from schemas.enums import ApprovalStatus

if TYPE_CHECKING:
    from starlette.responses import Response


class DecideForm(Form):
    """An answer to exactly what was shown."""

    digest: str
    answer: str
    back: str = "/approvals"


class SettleForm(Form):
    """What became of an act that was left unknown."""

    outcome: Literal["done", "failed"]
    back: str = "/approvals"


@page("/approvals", title="Approvals", order=30, thumb=True)
def approvals(visit: Visit) -> "Response":
    """The cards that wait, and those to settle."""
    waiting = visit.answer("list_approvals").data["approvals"]
    unknown = visit.answer("list_approvals", status="unknown").data["approvals"]
    return visit.page("approvals.html", cards=waiting, unknown=unknown)


@get("/approvals/{number}")
def approval(visit: Visit, number: int, back: str = "/approvals") -> "Response":
    """One card, whole."""
    return visit.page("approval.html", card=_stored(visit, number), back=own_address(back))


@post("/approvals/{number}/decide")
def decide(visit: Visit, number: int, form: DecideForm) -> "Response":
    """Takes a member's answer to a card."""
    outcome = visit.site.office.gate.decide(visit.desk, number, form.digest, form.answer)
    return visit.after(outcome, form.back)


@post("/approvals/{number}/settle")
def settle(visit: Visit, number: int, form: SettleForm) -> "Response":
    """Takes a member's word on what became of an act."""
    outcome = visit.site.office.gate.settle(visit.desk, number, ApprovalStatus(form.outcome))
    return visit.after(outcome, form.back)


def _stored(visit: Visit, number: int) -> dict[str, Any]:
    from agent.audit_trail import decided_by, member_names
    from tools.reports.waiting import card_of

    with visit.desk.unit.reading():
        found = visit.site.office.gate.queue.find(visit.desk, number)
        return {
            **card_of(found).as_json(),
            "status": str(found.status),
            "decided_by": decided_by(found, member_names(visit.desk)),
            "decided_at": found.decided_at,
            "answer": found.answer,
            "why_not": found.why,
            "result": found.result,
            "replaced_by": found.replaced_by,
        }
