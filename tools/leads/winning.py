"""A deal is won: only with the owner's yes (row C10; hard stop H4)."""

from decimal import Decimal

from schemas.effects import Answer, Call, CardField, Effect
from schemas.enums import (
    CLOSED_STAGES,
    OPEN_LEAD_STATUSES,
    CompanyStatus,
    HandOffKind,
    InteractionOutcome,
    InteractionType,
    LifecycleStage,
    OpportunityStage,
)
from schemas.errors import AgainstTheRules, Ambiguous, NotFound
from schemas.records import Company, Lead, Opportunity
from tools import wording
from tools.acts import Ask, LocalAct
from tools.arguments import Amount, Line
from tools.desk import Desk
from tools.leads.conversion import convert, refuse_incomplete
from tools.leads.leads import refuse_closed
from tools.matters import disambiguation, hand_off_requests, interaction_log, people, resolve_jobs
from tools.people.in_books import number_in_books
from tools.registry import tool


class Win(LocalAct):
    """One yes for the whole of row C10; for a lead that is no job yet, for the conversion too."""

    title: str
    customer: str
    contact_id: str | None = None
    opportunity_id: str | None
    lead_id: str | None
    stage: OpportunityStage | None
    known_amount: Decimal | None
    amount: Decimal | None
    currency: str

    def line(self) -> str:
        return f"Mark {self.title} for {self.customer} as won"

    def fields(self) -> list[CardField]:
        amount = self.amount if self.amount is not None else self.known_amount
        shown = [CardField(name="Amount", value=wording.money(amount, self.currency))]
        if self.opportunity_id is None:
            shown.append(CardField(name="Also", value="converts the lead to a job first"))
        shown.append(CardField(name="Then", value="scheduling is told to book it; they become a customer"))
        return shown

    def concerns(self) -> str | None:
        return self.contact_id

    def depends_on(self, desk: Desk) -> list[str]:
        return [f"{self.title} staying as it is: its stage, amount and customer; else it no longer fits"]

    def changed(self, desk: Desk) -> str | None:
        if self.opportunity_id is None:
            lead = desk.session.get(Lead, (desk.business_id, self.lead_id))
            if lead is None or lead.converted_opportunity_id is not None or lead.voided_at is not None:
                return f"{self.title} has been converted or undone since."
            try:
                refuse_closed(lead)
                refuse_incomplete(desk, lead)
            except AgainstTheRules as error:
                return error.message
            return self._differs(lead.contact_id, (lead.title, None, lead.estimated_value), desk)
        deal = desk.session.get(Opportunity, (desk.business_id, self.opportunity_id))
        if deal is None or deal.voided_at is not None:
            return f"{self.title} has been undone since."
        if deal.stage in CLOSED_STAGES:
            return f"{self.title} is {deal.stage} already."
        return self._differs(deal.contact_id, (deal.title, deal.stage, deal.amount), desk)

    def _differs(
        self,
        contact_id: str | None,
        job: tuple[str, OpportunityStage | None, Decimal | None],
        desk: Desk,
    ) -> str | None:
        """Return why the deal differs from the card; a person counts by id and by name, since either may have
        changed.
        """
        same_name = disambiguation.is_called(self.customer, people.name_of_id(desk, contact_id))
        same_person = contact_id == self.contact_id and same_name
        if same_person and job == (self.title, self.stage, self.known_amount):
            return None
        return f"{self.title} has been changed since this card was made."

    def anew(self, desk: Desk) -> list[Call]:
        lead = desk.session.get(Lead, (desk.business_id, self.lead_id)) if self.lead_id else None
        deal_id = self.opportunity_id or (lead.converted_opportunity_id if lead is not None else None)
        deal = desk.session.get(Opportunity, (desk.business_id, deal_id)) if deal_id else None
        if deal is not None:
            still = deal.voided_at is None and deal.stage not in CLOSED_STAGES
        else:
            still = lead is not None and lead.voided_at is None and lead.status in OPEN_LEAD_STATUSES
        if not still:
            return []
        amount = {"amount": str(self.amount)} if self.amount is not None else {}
        meant = deal.opportunity_id if deal is not None else self.lead_id
        return [Call(tool="mark_won", arguments={"opportunity": meant, **amount})]

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        contact_id = result.data["contact_id"]
        if contact_id is None or result.data["quickbooks_customer_id"]:
            return []
        return [Call(tool="create_quickbooks_customer", arguments={"contact": contact_id})]

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        deal = self._deal(desk)
        deal.stage = OpportunityStage.WON
        deal.close_date = desk.today()
        deal.won_approval_id = approval_id
        deal.accepted_at = deal.accepted_at or desk.now()
        if self.amount is not None:
            deal.amount = self.amount
        interaction_log.log(
            desk,
            InteractionType.SYSTEM,
            f"Opportunity won — {deal.title}.",
            opportunity=deal,
            outcome=InteractionOutcome.ACCEPTED_PROPOSAL,
        )
        booked = hand_off_requests.request(
            desk,
            HandOffKind.BOOKING,
            f"Book the job: {deal.title}",
            contact_id=deal.contact_id,
            opportunity=deal,
        )
        books_id = _becomes_customer(desk, deal)
        amount = wording.money(deal.amount, desk.business.currency)
        return Answer(
            text=f"Won: {deal.title}, {amount}. Scheduling is told to book it; {self._called(desk, deal)} is a customer.",
            data={
                "opportunity_id": deal.opportunity_id,
                "contact_id": deal.contact_id,
                "quickbooks_customer_id": books_id,
                "hand_off_id": booked.hand_off_id,
            },
        )

    def _called(self, desk: Desk, deal: Opportunity) -> str:
        return disambiguation.named_id(desk, deal.contact_id) if deal.contact_id else self.customer

    def _deal(self, desk: Desk) -> Opportunity:
        if self.opportunity_id is not None:
            return desk.session.get_one(Opportunity, (desk.business_id, self.opportunity_id))
        lead = desk.session.get_one(Lead, (desk.business_id, self.lead_id))
        return convert(desk, lead, OpportunityStage.SCHEDULED, self.amount, None)


def _becomes_customer(desk: Desk, deal: Opportunity) -> str | None:
    """Make the contact a customer and the company active; return the id that either has in QuickBooks."""
    company = desk.session.get(Company, (desk.business_id, deal.company_id)) if deal.company_id else None
    if company is not None:
        company.status = CompanyStatus.ACTIVE_CUSTOMER
    if deal.contact_id is None:
        return number_in_books(desk, company.quickbooks_customer_id) if company else None
    contact = people.by_id(desk, deal.contact_id)
    contact.lifecycle_stage = LifecycleStage.CUSTOMER
    contact.customer_since = contact.customer_since or desk.today()
    of_company = company.quickbooks_customer_id if company else None
    return number_in_books(desk, contact.quickbooks_customer_id) or number_in_books(desk, of_company)


@tool(Effect.ASK)
def mark_won(desk: Desk, opportunity: Line, amount: Amount | None = None) -> Ask:
    """Mark a deal as won. Always asks first. A lead that is no job yet is converted by the same yes.

    Args:
        opportunity: which deal or lead: its person, a reference, or words of its title.
        amount: what it was won for, if other than on record.
    """
    job = _meant(desk, opportunity)
    if isinstance(job, Lead):
        refuse_closed(job)
        refuse_incomplete(desk, job)
    elif job.stage == OpportunityStage.WON:
        raise AgainstTheRules(f"{job.title} was won already, on {job.close_date}. Nothing was changed.")
    elif job.stage == OpportunityStage.LOST:
        raise AgainstTheRules(
            f"{job.title} was lost ({wording.words(job.lost_reason or 'no reason')}). Reopen it first by giving it a "
            "stage. Nothing was changed.",
            instead={
                "tool": "update_opportunity",
                "arguments": {"opportunity": job.opportunity_id, "stage": "negotiation"},
            },
        )
    is_lead = isinstance(job, Lead)
    act = Win(
        title=job.title,
        customer=disambiguation.named_id(desk, job.contact_id),
        contact_id=job.contact_id,
        opportunity_id=None if isinstance(job, Lead) else job.opportunity_id,
        lead_id=job.lead_id,
        stage=None if isinstance(job, Lead) else job.stage,
        known_amount=job.estimated_value if isinstance(job, Lead) else job.amount,
        amount=amount,
        currency=desk.business.currency,
    )
    return Ask.yes(act, "Winning books the job." + (" It is still a lead." if is_lead else ""))


def _meant(desk: Desk, said: str) -> Lead | Opportunity:
    """Open deals and open leads together, so that "the Lopez job" is never silently the one of two."""
    found: list[Lead | Opportunity] = [*resolve_jobs.deals_of(desk, said, still_open=True)]
    found += resolve_jobs.leads_of(desk, said, still_open=True)
    if len(found) == 1:
        return found[0]
    if not found:
        return _closed(desk, said)
    candidates = [resolve_jobs.as_candidate(desk, job) for job in found[:8]]
    labels = wording.listed([c["label"] for c in candidates], "or")
    raise Ambiguous(
        f"{disambiguation.quoted(desk, said)} fits {len(found)} open jobs: {labels}. Say which one. Nothing was changed.",
        "opportunity",
        candidates,
    )


def _closed(desk: Desk, said: str) -> Lead | Opportunity:
    deals = resolve_jobs.deals_of(desk, said, still_open=False)
    if len(deals) == 1:
        return deals[0]
    try:
        return resolve_jobs.any_opportunity(desk, said)
    except NotFound:
        return resolve_jobs.any_lead(desk, said, "opportunity")
