"""A loss told of somebody who has a lead and no deal: it is the lead that is given up."""

import re

from schemas.effects import Call
from schemas.enums import DisqualificationReason, LostReason
from schemas.errors import CallRefused
from schemas.keys import words
from tools.desk import Desk
from tools.matters import resolve_jobs

LOST, GIVEN_UP = "mark_lost", "disqualify_lead"
REASONS = {
    LostReason.PRICE: DisqualificationReason.BUDGET,
    LostReason.TIMING: DisqualificationReason.TIMING,
    LostReason.SCOPE: DisqualificationReason.OUTSIDE_SCOPE,
}
"""Reasons for giving a lead up, by those for losing a deal; the rest is other, and the member's words are its note."""

OWNED = re.compile(r"['’]s (\w+)")
THE_WORK = frozenset(words("lead job work project bid quote estimate proposal deal inquiry request"))


def as_it_stands(desk: Desk, call: Call) -> Call:
    """Return a call that marks a deal as lost as one that gives a lead up, where an open lead is there and no open deal."""
    said = str(call.arguments.get("opportunity", ""))
    if call.tool != LOST or not said:
        return call
    with desk.unit.reading():
        if not _only_leads(desk, said, str(call.arguments.get("note", ""))):
            return call
    reason = str(call.arguments.get("reason", ""))
    why = REASONS.get(LostReason(reason)) if reason in set(LostReason) else None
    note = str(call.arguments.get("note", ""))
    given = {"lead": said, "reason": (why or DisqualificationReason.OTHER).value}
    return Call(tool=GIVEN_UP, arguments={**given, "note": note} if note else given)


def _only_leads(desk: Desk, said: str, told: str) -> bool:
    """Return whether there are open leads and no open deal, and what is told names no other work of the person's."""
    try:
        if resolve_jobs.deals_of(desk, said, still_open=True):
            return False
        leads = resolve_jobs.leads_of(desk, said, still_open=True)
    except CallRefused:
        return False
    thing = OWNED.search(told)
    known = {*THE_WORK, *(word for lead in leads for word in words(lead.title))}
    return bool(leads) and (thing is None or thing[1].casefold() in known)
