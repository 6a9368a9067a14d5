"""Deals on their way, and lost ones (row C11)."""

from datetime import date, timedelta
from decimal import Decimal

from pydantic import Field

from schemas.effects import Answer, Call, CardField, Effect, Offer
from schemas.enums import (
    CLOSED_STAGES,
    FollowUpStatus,
    HandOffKind,
    HandOffStatus,
    InteractionOutcome,
    InteractionType,
    LostReason,
    OpportunityStage,
)
from schemas.errors import AgainstTheRules, BadArguments, NotFound
from schemas.records import Opportunity
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Amount, Day, Line, Name, Text
from tools.clearing import cleared, nothing_in
from tools.desk import Desk
from tools.matters import disambiguation, hand_off_requests, interaction_log, people, resolve_jobs
from tools.promises.interactions import future_day_or_none
from tools.registry import tool

REENGAGE_AFTER_DAYS = 90


def refuse_won(deal: Opportunity) -> None:
    """Refuse a deal that is won: it took a yes, so undoing it is a card of its own.

    Raises:
        AgainstTheRules.
    """
    if deal.stage == OpportunityStage.WON:
        raise AgainstTheRules(
            f"{deal.title} was won on {deal.close_date}; it can't be changed any more. "
            'To take the win back, undo it ("undo"). Nothing was changed.'
        )


def _shown(desk: Desk, stage: OpportunityStage, amount: Decimal | None, closing: date | None) -> list[str]:
    """Return a deal's stage, amount and expected day in words."""
    day = f"expected {wording.day(closing, desk.today())}" if closing else ""
    return [wording.words(stage), wording.money(amount, desk.business.currency), day]


class ChangeDeal(LocalAct):
    opportunity_id: str
    called: str
    title: str = ""
    stage: OpportunityStage | None = None
    amount: Decimal | None = None
    expected_close_date: date | None = None
    estimate_id: str = ""
    cleared: list[str] = Field(default_factory=list)

    def line(self) -> str:
        return f"Change the deal {self.called}"

    def fields(self) -> list[CardField]:
        shown = [
            ("Title", self.title),
            ("Stage", wording.words(self.stage) if self.stage else ""),
            ("Amount", str(self.amount) if self.amount is not None else ""),
            ("Expected close", str(self.expected_close_date or "")),
            ("Emptied", wording.listed([wording.words(name) for name in self.cleared])),
        ]
        return [CardField(name=name, value=value) for name, value in shown if value]

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        deal = desk.session.get_one(Opportunity, (desk.business_id, self.opportunity_id))
        refuse_won(deal)
        before = (deal.stage, deal.amount, deal.expected_close_date)
        for column in ("title", "amount", "expected_close_date", "estimate_id"):
            new = getattr(self, column)
            if new is not None and new != "":
                setattr(deal, column, new)
        for column in self.cleared:
            setattr(deal, column, nothing_in(Opportunity, column))
        if self.stage is not None and self.stage != deal.stage:
            _move(desk, deal, self.stage)
        was, now = _shown(desk, *before), _shown(desk, deal.stage, deal.amount, deal.expected_close_date)
        said = [
            wording.changed(one, other or "none") for one, other in zip(was, now, strict=True) if one or other
        ]
        return Answer(
            text=f"{deal.title}: {', '.join(said)} ({disambiguation.named_id(desk, deal.contact_id)}).",
            data={
                "opportunity_id": deal.opportunity_id,
                "stage": str(deal.stage),
                "amount": str(deal.amount) if deal.amount is not None else None,
            },
        )


def _move(desk: Desk, deal: Opportunity, stage: OpportunityStage) -> None:
    reopened = deal.stage == OpportunityStage.LOST
    deal.stage = stage
    outcome = InteractionOutcome.NONE
    if reopened:
        deal.lost_reason = None
        deal.close_date = None
    if stage == OpportunityStage.PROPOSAL_SENT:
        deal.proposal_sent_at = desk.now()
        outcome = InteractionOutcome.SENT_PROPOSAL
        for earlier in hand_off_requests.open_hand_offs(desk, HandOffKind.ESTIMATE, opportunity=deal):
            earlier.status = HandOffStatus.DONE
    if stage == OpportunityStage.SCHEDULED:
        deal.accepted_at = deal.accepted_at or desk.now()
        outcome = InteractionOutcome.ACCEPTED_PROPOSAL
        hand_off_requests.request(
            desk,
            HandOffKind.BOOKING,
            f"Book the job: {deal.title}",
            contact_id=deal.contact_id,
            opportunity=deal,
        )
    body = f"Deal {'reopened, ' if reopened else ''}moved to {wording.words(stage)}."
    interaction_log.log(desk, InteractionType.SYSTEM, body, opportunity=deal, outcome=outcome)


@tool(Effect.WRITE)
def update_opportunity(
    desk: Desk,
    opportunity: Line,
    title: Line = "",
    stage: OpportunityStage | None = None,
    amount: Amount | None = None,
    expected_close_date: Day | None = None,
    estimate_id: Line = "",
    clear: list[Name] | None = None,
) -> ChangeDeal:
    """Change a deal's amount, date or stage. Winning and losing have tools of their own.

    Args:
        opportunity: which one: its person, or words of its title.
        title: a new short label.
        stage: estimating, proposal_sent, negotiation or scheduled; a lost deal is reopened by it.
        amount: what it is worth.
        expected_close_date: when they should decide.
        estimate_id: the estimate it goes with.
        clear: details to leave empty: amount, expected_close_date, estimate_id.
    """
    found = resolve_jobs.any_opportunity(desk, opportunity)
    refuse_won(found)
    if stage == OpportunityStage.WON:
        raise AgainstTheRules(
            "A deal is won with mark_won, which asks first. Nothing was changed.",
            instead={"tool": "mark_won", "arguments": {"opportunity": found.opportunity_id}},
        )
    if stage == OpportunityStage.LOST:
        raise AgainstTheRules(
            "A deal is lost with mark_lost, which takes the reason. Nothing was changed.",
            instead={"tool": "mark_lost", "arguments": {"opportunity": found.opportunity_id}},
        )
    given = {"amount": amount, "expected_close_date": expected_close_date, "estimate_id": estimate_id}
    change = ChangeDeal(
        opportunity_id=found.opportunity_id,
        called=found.title,
        title=title,
        stage=stage,
        amount=amount,
        expected_close_date=future_day_or_none(desk, expected_close_date, "expected_close_date"),
        estimate_id=estimate_id,
        cleared=cleared(clear or (), given.keys(), given),
    )
    if change == ChangeDeal(opportunity_id=found.opportunity_id, called=found.title):
        raise BadArguments("Say what to change: the amount, the date, the stage… Nothing was changed.")
    return change


class Lose(LocalAct):
    """Row C11: the reason is kept, it is logged, nothing is deleted, a reminder is offered."""

    opportunity_id: str
    called: str
    reason: LostReason
    note: str

    def line(self) -> str:
        return f"Mark {self.called} as lost ({wording.words(self.reason)})"

    def fields(self) -> list[CardField]:
        return [CardField(name="Note", value=self.note)] if self.note else []

    def is_weighty(self) -> bool:
        return True

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        deal = desk.session.get_one(Opportunity, (desk.business_id, self.opportunity_id))
        if deal.stage in CLOSED_STAGES:
            raise AgainstTheRules(f"{deal.title} is {deal.stage} already. Nothing was changed.")
        before = wording.words(deal.stage)
        deal.stage = OpportunityStage.LOST
        deal.lost_reason = self.reason
        deal.close_date = desk.today()
        body = f"Opportunity lost — {wording.words(self.reason)}." + (f" {self.note}" if self.note else "")
        interaction_log.log(
            desk,
            InteractionType.SYSTEM,
            body,
            opportunity=deal,
            outcome=InteractionOutcome.REJECTED_PROPOSAL,
        )
        interaction_log.settle_follow_ups(
            desk, FollowUpStatus.CANCELED, lead_id=deal.lead_id, opportunity_id=deal.opportunity_id
        )
        for kind in HandOffKind:
            for earlier in hand_off_requests.open_hand_offs(desk, kind, opportunity=deal):
                earlier.status = HandOffStatus.CANCELED
        name = people.name_of_id(desk, deal.contact_id)
        again = desk.today() + timedelta(days=REENGAGE_AFTER_DAYS)
        return Answer(
            text=f"{deal.title} is lost ({wording.words(self.reason)}). The history stays."
            + disambiguation.whose(desk, deal.contact_id, before, wording.words(deal.stage)),
            data={"opportunity_id": deal.opportunity_id, "lost_reason": str(self.reason)},
            offers=[
                Offer(
                    text=f"Want me to set a reminder to check back with {name} in {REENGAGE_AFTER_DAYS} days?",
                    call=Call(
                        tool="set_reminder",
                        arguments={
                            "about": deal.opportunity_id,
                            "date": again.isoformat(),
                            "text": f"Check back with {name} about {deal.title}",
                        },
                    ),
                    slot="date",
                )
            ],
        )


@tool(Effect.WRITE)
def mark_lost(desk: Desk, opportunity: Line, reason: LostReason, note: Text = "") -> Lose:
    """Mark a deal as lost, with the reason. Nothing is deleted; a reminder to ask again is offered.

    Args:
        opportunity: which one: its person, or words of its title.
        reason: price (someone cheaper), competition (someone else), timing, no_decision, scope, other.
        note: anything to add.
    """
    try:
        found = resolve_jobs.any_opportunity(desk, opportunity)
    except NotFound as nothing:
        _suggest_disqualifying(desk, opportunity)
        raise nothing from None
    if found.stage in CLOSED_STAGES:
        raise AgainstTheRules(f"{found.title} is {found.stage} already. Nothing was changed.")
    return Lose(opportunity_id=found.opportunity_id, called=found.title, reason=reason, note=note)


def _suggest_disqualifying(desk: Desk, said: str) -> None:
    leads = resolve_jobs.leads_of(desk, said, still_open=True)
    if len(leads) == 1:
        raise AgainstTheRules(
            f"{leads[0].title} ({leads[0].reference}) is still a lead, not a deal; disqualify it instead. "
            "Nothing was changed.",
            instead={"tool": "disqualify_lead", "arguments": {"lead": leads[0].reference}},
        )
