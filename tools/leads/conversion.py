"""A lead becomes a job (rows C9, C16)."""

from datetime import date
from decimal import Decimal

from schemas.effects import Answer, CardField, Effect
from schemas.enums import (
    HandOffKind,
    InteractionType,
    LeadStatus,
    OpportunityStage,
    PipelineStage,
)
from schemas.errors import AgainstTheRules, BadArguments
from schemas.records import HandOff, Lead, Opportunity
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Amount, Day, Line
from tools.desk import Desk
from tools.leads.leads import refuse_closed
from tools.matters import disambiguation, hand_off_requests, interaction_log, people, resolve_jobs
from tools.promises.interactions import future_day_or_none
from tools.registry import tool

FIRST_STAGES = (OpportunityStage.ESTIMATING, OpportunityStage.SCHEDULED)


def refuse_incomplete(desk: Desk, lead: Lead) -> None:
    """Refuse a lead whose person lacks name, phone or address.

    Raises:
        AgainstTheRules: names what is missing.
    """
    if lead.contact_id is None:
        raise AgainstTheRules(
            f"{lead.title} has no person yet. Add them and say whose lead it is, then convert. Nothing was changed.",
            missing=["contact"],
        )
    contact = people.by_id(desk, lead.contact_id)
    missing = people.missing_for_a_job(desk, contact, lead.site_id)
    if missing:
        who = people.name_of(desk, contact)
        raise AgainstTheRules(
            f"{lead.title} can't become a job yet: {who} has no {wording.listed(missing, 'and no')}. "
            "Add what is missing, then convert. Nothing was changed.",
            missing=missing,
            instead={"tool": "update_contact", "arguments": {"contact": contact.contact_id}},
        )


def convert(
    desk: Desk, lead: Lead, stage: OpportunityStage, amount: Decimal | None, close_by: date | None
) -> Opportunity:
    """Create the opportunity, link both, move open hand-offs along and log it."""
    contact = people.by_id(desk, lead.contact_id or "")
    deal = Opportunity(
        business_id=desk.business_id,
        opportunity_id=desk.new_id(),
        lead_id=lead.lead_id,
        contact_id=contact.contact_id,
        company_id=contact.company_id,
        site_id=lead.site_id,
        title=lead.title,
        stage=stage,
        amount=amount if amount is not None else lead.estimated_value,
        expected_close_date=close_by or lead.expected_close_date,
        owner=lead.owner,
        accepted_at=desk.now() if stage == OpportunityStage.SCHEDULED else None,
    )
    desk.session.add(deal)
    desk.session.flush()
    lead.status = LeadStatus.CONVERTED
    lead.converted_opportunity_id = deal.opportunity_id
    lead.closed_at = desk.now()
    if stage == OpportunityStage.SCHEDULED:
        lead.pipeline_stage = PipelineStage.SCHEDULED_VISIT
    interaction_log.log(
        desk,
        InteractionType.SYSTEM,
        f"Lead converted — {deal.title}, {wording.words(stage)}.",
        lead=lead,
        opportunity=deal,
    )
    return deal


def hand_over(desk: Desk, lead: Lead, deal: Opportunity, *, site_visit: bool) -> list[HandOff]:
    """Ask estimating or scheduling for what the new job needs."""
    kinds = {
        OpportunityStage.ESTIMATING: (HandOffKind.ESTIMATE, "Estimate"),
        OpportunityStage.SCHEDULED: (HandOffKind.BOOKING, "Book the job"),
    }
    wanted = [kinds[deal.stage]] if deal.stage in kinds else []
    if site_visit:
        wanted.append((HandOffKind.SITE_VISIT, "Site visit"))
    return [
        hand_off_requests.request(
            desk, kind, f"{called}: {deal.title}", contact_id=deal.contact_id, lead=lead, opportunity=deal
        )
        for kind, called in wanted
    ]


class Convert(LocalAct):
    lead_id: str
    called: str
    stage: OpportunityStage
    amount: Decimal | None
    expected_close_date: date | None
    site_visit: bool

    def line(self) -> str:
        return f"Convert {self.called} to a job ({wording.words(self.stage)})"

    def fields(self) -> list[CardField]:
        return [CardField(name="Amount", value=str(self.amount))] if self.amount is not None else []

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        lead = desk.session.get_one(Lead, (desk.business_id, self.lead_id))
        refuse_closed(lead)
        refuse_incomplete(desk, lead)
        before = f"lead ({wording.words(lead.pipeline_stage)})"
        deal = convert(desk, lead, self.stage, self.amount, self.expected_close_date)
        handed = hand_over(desk, lead, deal, site_visit=self.site_visit)
        told = {
            HandOffKind.ESTIMATE: "estimating has it",
            HandOffKind.BOOKING: "scheduling is told to book it",
            HandOffKind.SITE_VISIT: "scheduling is told that a site visit is needed",
        }
        said = wording.listed([told[one.kind] for one in handed])
        return Answer(
            text=f"{deal.title} is a job now ({wording.words(deal.stage)}); {said}."
            + disambiguation.whose(desk, deal.contact_id, before, f"job ({wording.words(deal.stage)})"),
            data={
                "opportunity_id": deal.opportunity_id,
                "lead_id": lead.lead_id,
                "stage": str(deal.stage),
                "hand_offs": [one.hand_off_id for one in handed],
            },
        )


@tool(Effect.WRITE)
def convert_lead(
    desk: Desk,
    lead: Line,
    stage: OpportunityStage = OpportunityStage.ESTIMATING,
    amount: Amount | None = None,
    expected_close_date: Day | None = None,
    site_visit: bool = False,
) -> Convert:
    """Convert a lead to a job. The person needs a name, a phone and an address first.

    Args:
        lead: which one: a reference, its person, or words of its title.
        stage: estimating, or scheduled when the job is booked.
        amount: what the job is worth, if known.
        expected_close_date: when they should decide.
        site_visit: whether somebody has to go and look first.
    """
    found = resolve_jobs.any_lead(desk, lead)
    refuse_closed(found)
    if stage not in FIRST_STAGES:
        problem = "must be estimating, or scheduled when the job is booked"
        raise BadArguments(f"stage {problem}. Nothing was changed.", {"stage": problem})
    refuse_incomplete(desk, found)
    return Convert(
        lead_id=found.lead_id,
        called=found.title,
        stage=stage,
        amount=amount,
        expected_close_date=future_day_or_none(desk, expected_close_date, "expected_close_date"),
        site_visit=site_visit,
    )
