"""Quiet leads (row C3): asked about on three mornings, then whether to park them or let them go."""

from datetime import timedelta

from schemas.effects import Call, Offer
from schemas.enums import ActorKind, PipelineStage
from schemas.records import Lead
from tools import wording
from tools.business.business_days import WorkingDays
from tools.desk import Desk
from tools.reports.morning.known import known
from tools.reports.morning.line import MorningLine, call, draft, remind, snooze, titled
from tools.reports.quiet_leads import MOST_NUDGES, nudges_of, quiet, quiet_leads

PARKED_DAYS = 30
LOOKED_AT = 100
"""The number of leads that went quiet last which are looked at; the owner is told how many more there are."""


def lines(desk: Desk, days: WorkingDays, most: int) -> tuple[list[MorningLine], list[MorningLine]]:
    """Return lines for quiet leads, the least asked about first, and for leads to let go or park.

    Args:
        desk: whose; a job is not told again of what was delivered today.
        days: the working days.
        most: how many of each.
    """
    leads = quiet_leads(desk, days, most=LOOKED_AT)
    told = nudges_of(desk, leads)
    if desk.actor.kind == ActorKind.ROUTINE:
        leads = [lead for lead in leads if lead.lead_id not in told or told[lead.lead_id][1] < desk.today()]
    times = {lead.lead_id: told[lead.lead_id][0] if lead.lead_id in told else 0 for lead in leads}
    going_on = sorted(
        (lead for lead in leads if times[lead.lead_id] < MOST_NUDGES), key=lambda lead: times[lead.lead_id]
    )
    given_up = [lead for lead in leads if times[lead.lead_id] >= MOST_NUDGES]
    with known(desk, [*going_on[:most], *given_up[:most]]):
        return (
            [_nudge(desk, days, lead) for lead in going_on[:most]],
            [_question(desk, days, lead, times[lead.lead_id]) for lead in given_up[:most]],
        )


def _nudge(desk: Desk, days: WorkingDays, lead: Lead) -> MorningLine:
    found = quiet(desk, days, lead)
    waited = wording.count(found.business_days, "working day")
    what = "estimate sent" if lead.pipeline_stage == PipelineStage.ESTIMATE_SENT else "lead"
    return MorningLine(
        kind="quiet",
        about=titled(found.name, lead.title),
        why=f"{what}, nothing in {waited}. Last: {wording.clipped(found.last, 80)}",
        answers={"draft": draft(lead.lead_id, found.name), **_common(desk, days, lead, found.name)},
        contact_id=lead.contact_id,
        job_id=lead.lead_id,
        nudges=lead.lead_id,
        record_id=lead.lead_id,
    )


def _question(desk: Desk, days: WorkingDays, lead: Lead, times: int) -> MorningLine:
    found = quiet(desk, days, lead)
    park = remind(
        lead.lead_id, f"Try {found.name} again", desk.today() + timedelta(days=PARKED_DAYS)
    ).model_copy(update={"text": f"Park it for {PARKED_DAYS} days"})
    common = _common(desk, days, lead, found.name)
    return MorningLine(
        kind="give_up",
        about=titled(found.name, lead.title),
        why=f"on {times} mornings' lists and still quiet. Park it, or let it go?",
        answers={
            "park": park,
            "drop": common.pop("drop"),
            "draft": draft(lead.lead_id, found.name),
            **common,
        },
        contact_id=lead.contact_id,
        job_id=lead.lead_id,
        nudges=lead.lead_id,
        record_id=lead.lead_id,
    )


def _common(desk: Desk, days: WorkingDays, lead: Lead, name: str) -> dict[str, Offer]:
    answers = {}
    if lead.contact_id is not None:
        answers["call"] = call(lead.contact_id, name)
    logged = {"about": lead.lead_id, "type": "note", "summary": "Followed up."}
    answers["done"] = Offer(text="Followed up", call=Call(tool="log_interaction", arguments=logged))
    answers["snooze"] = snooze(lead.lead_id, f"Follow up with {name}", desk.today(), days)
    gone = {"lead": lead.lead_id, "reason": "no_response"}
    answers["drop"] = Offer(text="Let it go", call=Call(tool="disqualify_lead", arguments=gone))
    return answers
