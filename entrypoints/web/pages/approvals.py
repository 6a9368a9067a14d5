"""Approvals: what waits for a yes, what was decided, what has to be settled; deciding, and changing before that."""

from typing import TYPE_CHECKING, Any, Literal

from sqlmodel import col, select

from agent.approvals.changeable import changeable
from agent.approvals.differences import differences
from entrypoints.web.page import Form, OpenForm, get, page, post
from entrypoints.web.pages.call import typed
from entrypoints.web.visit import Visit, own_address
from schemas.effects import OutcomeKind
from schemas.enums import ApprovalStatus
from schemas.errors import BadArguments
from schemas.records import Approval

if TYPE_CHECKING:
    from starlette.responses import Response

AT_ONCE = 20
LONG = 80
"""Characters from which a value is changed in a field of several lines."""


class DecideForm(Form):
    """An answer to exactly what was shown."""

    digest: str
    answer: str
    back: str = "/approvals"


class BackForm(Form):
    """A press that says nothing but where it was."""

    back: str = "/approvals"


class SettleForm(Form):
    """The form that settles an act which was left unknown."""

    outcome: Literal["done", "failed"]
    back: str = "/approvals"


class EditForm(OpenForm):
    """Other words for what a card would do; fields named `a.<argument>`."""

    back: str = "/approvals"


@page("/approvals", title="Approvals", order=30, thumb=True)
def approvals(visit: Visit) -> "Response":
    """Show the cards that wait, those to settle, and those put aside."""
    listed = visit.answer("list_approvals").data
    unknown = visit.answer("list_approvals", status="unknown").data["approvals"]
    return visit.page(
        "approvals.html", cards=listed["approvals"], aside=listed.get("put_aside", []), unknown=unknown
    )


@get("/approvals/decided")
def decided(visit: Visit, before: int = 0) -> "Response":
    """Show the cards that wait no longer and what became of them, newest first."""
    found = visit.answer("list_decided_cards", before=before, count=AT_ONCE).data
    return visit.page("decided.html", cards=found["cards"], more=found["more"], before=before)


@get("/approvals/{number}")
def approval(visit: Visit, number: int, back: str = "/approvals") -> "Response":
    """Show one card, whole; of one that replaced another, what is different."""
    return _one(visit, number, own_address(back))


@post("/approvals/{number}/decide")
def decide(visit: Visit, number: int, form: DecideForm) -> "Response":
    """Take a member's answer to a card; who is second sees what the first decided."""
    outcome = visit.site.office.gate.decide(visit.desk, number, form.digest, form.answer)
    if outcome.kind == OutcomeKind.REFUSED:
        problem = str((outcome.problem or {}).get("message", ""))
        return _one(visit, number, own_address(form.back), problem, 409)
    return visit.after(outcome, form.back)


@post("/approvals/{number}/put-aside")
def put_aside(visit: Visit, number: int, form: BackForm) -> "Response":
    """Put a card aside, undecided."""
    return visit.after(visit.site.office.gate.put_aside(visit.desk, number), form.back)


@post("/approvals/{number}/bring-back")
def bring_back(visit: Visit, number: int, form: BackForm) -> "Response":
    """Bring a card back that was put aside."""
    return visit.after(visit.site.office.gate.bring_back(visit.desk, number), form.back)


@post("/approvals/{number}/settle")
def settle(visit: Visit, number: int, form: SettleForm) -> "Response":
    """Take a member's word on what became of an act."""
    outcome = visit.site.office.gate.settle(visit.desk, number, ApprovalStatus(form.outcome))
    return visit.after(outcome, form.back)


@get("/approvals/{number}/edit")
def show_edit(visit: Visit, number: int, back: str = "/approvals") -> "Response":
    """Show the words of a card, to be changed."""
    with visit.desk.unit.reading():
        found = visit.site.office.gate.queue.find(visit.desk, number)
        fields, line = _changeable(visit, found), str(found.card["line"])
    return visit.page("edit_card.html", number=number, line=line, fields=fields, back=own_address(back))


@post("/approvals/{number}/edit")
def edit(visit: Visit, number: int, form: EditForm) -> "Response":
    """Propose the same with other words; the new card replaces the old one and needs its own yes."""
    given = typed(form.model_extra or {})
    with visit.desk.unit.reading():
        found = visit.site.office.gate.queue.find(visit.desk, number)
        before = {one["name"]: str(one["value"]) for one in _changeable(visit, found)}
    strange = sorted(set(given) - set(before))
    if strange:
        raise BadArguments(
            f"{strange[0][:60]} is none of the words of card #{number}; drop the card and ask for something else. "
            "Nothing was changed.",
            {name[:60]: "can't be changed in a card" for name in strange[:20]},
        )
    changes = {name: value for name, value in given.items() if value != before[name]}
    if not changes:
        visit.flash("Nothing was changed; the card is as it was.", "plain")
        return visit.to(f"/approvals/{number}")
    return visit.after(visit.site.office.gate.edit(visit.desk, number, changes), form.back)


@post("/approvals/{number}/leave-out")
def leave_out(visit: Visit, number: int, form: EditForm) -> "Response":
    """Leave the lines of a card of several writes out that are not ticked; the new card needs its own yes."""
    kept = set(typed(form.model_extra or {}).get("keep", []))
    with visit.desk.unit.reading():
        lines = visit.site.office.gate.queue.find(visit.desk, number).card["fields"]
    without = [place for place, line in enumerate(lines, 1) if line["name"] not in kept]
    return visit.after(visit.site.office.gate.edit(visit.desk, number, {"without": without}), form.back)


def _one(visit: Visit, number: int, back: str, problem: str = "", status: int = 200) -> "Response":
    with visit.desk.unit.reading() as session:
        card = stored_card(visit, visit.site.office.gate.queue.find(visit.desk, number))
        earlier = session.exec(
            select(Approval)
            .where(col(Approval.replaced_by) == number, col(Approval.number) < number)
            .order_by(col(Approval.number).desc())
            .limit(1)
        ).first()
        changed = differences(earlier.card, card) if earlier is not None else []
        replaces = earlier.number if earlier is not None else 0
    may_edit = bool(card["editable"]) and visit.may_change and card["status"] == "pending"
    return visit.page(
        "approval.html",
        status,
        card=card,
        back=back,
        problem=problem,
        changed=changed,
        replaces=replaces,
        may_edit=may_edit,
    )


def stored_card(visit: Visit, found: Approval) -> dict[str, Any]:
    """Return a card in the form that pages show, with what became of it; inside the open transaction."""
    from agent.audit_trail import decided_by, member_names
    from tools.cards import card_of

    expired = found.status == ApprovalStatus.PENDING and found.expires_at <= visit.desk.now()
    return {
        **card_of(found).as_json(),
        "status": "expired" if expired else str(found.status),
        "put_aside": found.status == ApprovalStatus.PENDING and found.put_aside_at is not None,
        "decided_by": decided_by(found, member_names(visit.desk)),
        "decided_at": found.decided_at,
        "answer": found.answer,
        "why_not": found.why,
        "result": found.result,
        "replaced_by": found.replaced_by,
        "proposed_by": found.proposed_by,
        "created_at": found.created_at,
        "editable": _changeable(visit, found),
    }


def _changeable(visit: Visit, found: Approval) -> list[dict[str, Any]]:
    """Return the fields of a card that its tool takes as they are: a text, a subject, an amount; never the
    recipient.
    """
    tool = visit.site.office.registry.tools.get(found.tool)
    words = [
        {
            "name": name,
            "value": value,
            "rows": min(16, max(3, str(value).count("\n") + 3)) if len(str(value)) > LONG else 0,
            "label": name.replace("_", " ").capitalize(),
        }
        for name, value in changeable(tool, found).items()
    ]
    return sorted(words, key=lambda one: one["rows"] > 0)
