"""A loss told of somebody who has a lead and no deal: it is the lead that is given up."""

from schemas.effects import Call
from schemas.enums import DisqualificationReason, LostReason
from schemas.errors import CallRefused
from tools.desk import Desk
from tools.matters import resolve_jobs

LOST, GIVEN_UP = "mark_lost", "disqualify_lead"
REASONS = {
    LostReason.PRICE: DisqualificationReason.BUDGET,
    LostReason.TIMING: DisqualificationReason.TIMING,
    LostReason.SCOPE: DisqualificationReason.OUTSIDE_SCOPE,
}
"""Reasons for giving a lead up, by those for losing a deal; the rest is other, and the member's words are its note."""


def as_it_stands(desk: Desk, call: Call) -> Call:
    """Return a call that marks a deal as lost as one that gives a lead up, where an open lead is there and no open deal."""
    said = str(call.arguments.get("opportunity", ""))
    if call.tool != LOST or not said:
        return call
    with desk.unit.reading():
        if not _only_leads(desk, said):
            return call
    reason = str(call.arguments.get("reason", ""))
    why = REASONS.get(LostReason(reason)) if reason in set(LostReason) else None
    note = str(call.arguments.get("note", ""))
    given = {"lead": said, "reason": (why or DisqualificationReason.OTHER).value}
    return Call(tool=GIVEN_UP, arguments={**given, "note": note} if note else given)


def _only_leads(desk: Desk, said: str) -> bool:
    try:
        if resolve_jobs.deals_of(desk, said, still_open=True):
            return False
        return bool(resolve_jobs.leads_of(desk, said, still_open=True))
    except CallRefused:
        return False
