"""Today: what needs somebody, ranked, with its reasons, and answered in place (rows C3, C4, C7)."""

from typing import TYPE_CHECKING, Any

from entrypoints.web.page import page
from entrypoints.web.visit import Visit
from schemas.effects import Choice, Offer
from schemas.enums import LeadStatus
from schemas.records import Lead
from tools.matters.reachable import Reachable, reachable

if TYPE_CHECKING:
    from starlette.responses import Response

MOST_CARDS = 3
MOST_FOLLOW_UPS = 25
"""About as many as have letters in the mailed list; the rest is a press away."""
NOBODY = Reachable()
BUTTONS = {"draft": "Reply", "done": "Done", "convert": "Convert", "move": "Move", "drop": "Drop it"}
"""The button for a word of the list, where the word alone would not tell."""


@page("/", title="Today", order=10, thumb=True)
def today(visit: Visit, all: bool = False) -> "Response":
    """Show the ranked list, new enquiries first, and the cards that wait."""
    narrowed = {} if all else {"follow_ups": MOST_FOLLOW_UPS}
    listed = visit.answer("show_morning_list", **narrowed)
    waiting = visit.answer("list_approvals").data
    cards = waiting["approvals"]
    lines = listed.data["lines"]
    with visit.desk.unit.reading():
        reach = reachable(visit.desk, [line["contact_id"] for line in lines])
        new = _new_leads(visit, [line["job_id"] for line in lines if line["kind"] == "reply"])
    choices = dict(zip([line["letter"] for line in lines], listed.choices, strict=False))
    shown = [_shown(line, choices.get(line["letter"]), reach) for line in lines]
    return visit.page(
        "today.html",
        enquiries=[one for one in shown if one["job_id"] in new],
        lines=[one for one in shown if one["job_id"] not in new],
        all=all,
        more=listed.data["more"],
        cards=cards[:MOST_CARDS],
        aside=len(waiting.get("put_aside", [])),
        more_cards=max(0, len(cards) - MOST_CARDS),
    )


def _new_leads(visit: Visit, job_ids: list[str | None]) -> set[str]:
    """Return the leads among some jobs that nobody has worked on yet."""
    found = set()
    for job_id in filter(None, job_ids):
        lead = visit.desk.session.get(Lead, (visit.desk.business_id, job_id))
        if lead is not None and lead.status == LeadStatus.NEW:
            found.add(lead.lead_id)
    return found


def _shown(line: dict[str, Any], choice: Choice | None, reach: dict[str, Reachable]) -> dict[str, Any]:
    """Return a line with its buttons: what one word does at once, and what wants a day."""
    whom = reach.get(line["contact_id"] or "", NOBODY)
    known = choice.answers if choice else {}
    pressed = {word: offer for word, offer in known.items() if word != "call" or not whom.phone}
    at_once = [_pressed(word, offer) for word, offer in pressed.items() if not offer.slot]
    return {
        **line,
        "phone": whom.phone,
        "email": whom.email,
        "at_once": at_once[:1],
        "others": at_once[1:],
        "on_a_day": [_pressed(word, offer) for word, offer in pressed.items() if offer.slot],
    }


def _pressed(word: str, offer: Offer) -> dict[str, Any]:
    return {"says": BUTTONS.get(word, word.replace("_", " ").capitalize()), "offer": offer}
