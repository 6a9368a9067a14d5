"""Leads: opening, changing, qualifying, giving up, taking up again (rows C8, C12, C17)."""

from decimal import Decimal

from sqlmodel import col, select

from schemas.effects import Answer, Call, CardField, Effect, Offer
from schemas.enums import (
    OPEN_LEAD_STATUSES,
    DisqualificationReason,
    FollowUpStatus,
    HandOffKind,
    HandOffStatus,
    InteractionType,
    LeadStatus,
    PipelineStage,
    Source,
)
from schemas.errors import AgainstTheRules, BadArguments
from schemas.keys import fold
from schemas.records import Lead
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Amount, Line, Name, Text
from tools.desk import Desk
from tools.matters import (
    disambiguation,
    hand_off_requests,
    interaction_log,
    resolve_jobs,
    resolve_people,
    resolve_sites,
)
from tools.matters.numbering import lead_reference
from tools.matters.query_terms import telling_words
from tools.registry import tool


def new_lead(
    desk: Desk,
    title: str,
    contact_id: str | None,
    source: Source,
    *,
    description: str = "",
    estimated_value: Decimal | None = None,
    site_id: str | None = None,
) -> Lead:
    """Add a lead with the next reference."""
    lead = Lead(
        business_id=desk.business_id,
        lead_id=desk.new_id(),
        reference=lead_reference(desk),
        title=title,
        description=description,
        contact_id=contact_id,
        source=source,
        estimated_value=estimated_value,
        site_id=site_id,
        owner=desk.actor.member_id,
    )
    desk.session.add(lead)
    desk.session.flush()
    return lead


class NewLead(LocalAct):
    title: str
    contact_id: str | None
    name: str
    description: str
    source: Source
    estimated_value: Decimal | None
    site_id: str | None = None
    place: str = ""

    def line(self) -> str:
        return f"Open the lead {self.title} for {self.name}" + (f" at {self.place}" if self.place else "")

    def concerns(self) -> str | None:
        return self.contact_id

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        lead = new_lead(
            desk,
            self.title,
            self.contact_id,
            self.source,
            description=self.description,
            estimated_value=self.estimated_value,
            site_id=self.site_id,
        )
        place = f" at {self.place}" if self.place else ""
        return Answer(
            text=f"Opened {lead.title} for {self.name}{place} ({lead.reference}).",
            data={"lead_id": lead.lead_id, "reference": lead.reference, "contact_id": lead.contact_id},
        )


@tool(Effect.WRITE)
def open_lead(
    desk: Desk,
    title: Line,
    contact: Name = "",
    description: Text = "",
    source: Source = Source.PHONE_CALL,
    estimated_value: Amount | None = None,
    site: Line = "",
    another: bool = False,
) -> NewLead:
    """Open a lead: somebody wants something done.

    Args:
        title: a short label, such as "Leaky faucet at 123 Main".
        contact: whose it is, if known.
        description: what they described.
        source: how it came in.
        estimated_value: rough size of the job.
        site: at which property, if not at the customer's own address; a title that names one is enough.
        another: open it beside an open lead of theirs that says the same.
    """
    if not fold(title):
        raise BadArguments("A lead needs a short title. Nothing was opened.", {"title": "is empty"})
    person = resolve_people.contact(desk, contact) if contact else None
    contact_id = person.contact_id if person else None
    if contact_id and not another:
        _refuse_the_same(desk, title, contact_id)
    place = resolve_sites.site(desk, site) if site else resolve_sites.site_named_in(desk, contact_id, title)
    return NewLead(
        site_id=place.site_id if place else None,
        place=resolve_sites.called(place) if place else "",
        title=title,
        contact_id=contact_id,
        name=disambiguation.named_id(desk, contact_id),
        description=description,
        source=source,
        estimated_value=estimated_value,
    )


def _says(title: str) -> frozenset[str]:
    """Return the words by which a title is told from another; all of them where none does."""
    return telling_words(fold(title)) or frozenset(fold(title).split())


def _refuse_the_same(desk: Desk, title: str, contact_id: str) -> None:
    """Refuse a lead of the words of one that a person has open already.

    Raises:
        AgainstTheRules.
    """
    theirs = select(Lead).where(col(Lead.contact_id) == contact_id, col(Lead.status).in_(OPEN_LEAD_STATUSES))
    for lead in desk.session.exec(theirs):
        if _says(lead.title) == _says(title):
            whose = disambiguation.named_id(desk, contact_id)
            raise AgainstTheRules(
                f"{whose} has that lead already: {lead.title} ({lead.reference}). Nothing was opened. Another one of the same?",
                instead={
                    "tool": "open_lead",
                    "arguments": {"title": title, "contact": contact_id, "another": True},
                },
            )


def still_open(desk: Desk, lead_id: str) -> Lead:
    """Return an open lead.

    Raises:
        AgainstTheRules.
    """
    lead = desk.session.get_one(Lead, (desk.business_id, lead_id))
    refuse_closed(lead)
    return lead


def refuse_closed(lead: Lead) -> None:
    """Refuse a lead that is no longer open, saying what became of it.

    Raises:
        AgainstTheRules.
    """
    if lead.status == LeadStatus.CONVERTED:
        raise AgainstTheRules(
            f"{lead.title} ({lead.reference}) has been converted to a job already; change the job instead. "
            "Nothing was changed."
        )
    if lead.status == LeadStatus.DISQUALIFIED:
        raise AgainstTheRules(
            f"{lead.title} ({lead.reference}) was disqualified ({wording.words(lead.disqualification_reason or '')}). "
            "Reopen it first. Nothing was changed.",
            instead={"tool": "reopen_lead", "arguments": {"lead": lead.reference}},
        )


class Qualify(LocalAct):
    """Row C8: stage and status move, estimating is told when an estimate is being prepared, it is logged."""

    lead_id: str
    called: str
    stage: PipelineStage
    prepare_estimate: bool

    def line(self) -> str:
        return f"Move {self.called} to {wording.words(self.stage)}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        lead = still_open(desk, self.lead_id)
        before = wording.words(lead.pipeline_stage)
        lead.pipeline_stage = self.stage
        lead.status = LeadStatus.WORKING
        handed = None
        if self.prepare_estimate:
            handed = hand_off_requests.request(
                desk, HandOffKind.ESTIMATE, f"Estimate: {lead.title}", contact_id=lead.contact_id, lead=lead
            )
        if self.stage == PipelineStage.ESTIMATE_SENT:
            for earlier in hand_off_requests.open_hand_offs(desk, HandOffKind.ESTIMATE, lead=lead):
                earlier.status = HandOffStatus.DONE
        body = f"Lead qualified — moving to {wording.words(self.stage)}."
        interaction_log.log(desk, InteractionType.SYSTEM, body, lead=lead)
        text = f"{lead.title} is now {wording.words(self.stage)}"
        if handed is not None:
            text += "; estimating has it"
        text += "." + disambiguation.whose(desk, lead.contact_id, before, wording.words(self.stage))
        return Answer(
            text=text,
            data={
                "lead_id": lead.lead_id,
                "pipeline_stage": str(lead.pipeline_stage),
                "hand_off_id": handed.hand_off_id if handed else None,
            },
        )


@tool(Effect.WRITE)
def qualify_lead(
    desk: Desk,
    lead: Line,
    stage: PipelineStage = PipelineStage.NEEDS_ANALYSIS,
    prepare_estimate: bool | None = None,
) -> Qualify:
    """Take a lead on: they are serious, an estimate is being prepared, or it went out.

    Args:
        lead: which one: a reference, its person, or words of its title.
        stage: needs_analysis, estimate_sent, or another stage beyond inquiry.
        prepare_estimate: whether estimating should make one; by default yes for needs_analysis.
    """
    found = resolve_jobs.any_lead(desk, lead)
    refuse_closed(found)
    if stage == PipelineStage.INQUIRY:
        problem = "must be a stage beyond inquiry, such as needs_analysis or estimate_sent"
        raise BadArguments(f"stage {problem}. Nothing was changed.", {"stage": problem})
    prepare = stage == PipelineStage.NEEDS_ANALYSIS if prepare_estimate is None else prepare_estimate
    return Qualify(lead_id=found.lead_id, called=found.title, stage=stage, prepare_estimate=prepare)


class Disqualify(LocalAct):
    """Row C17: the reason is kept, it is logged, the record stays."""

    lead_id: str
    called: str
    reason: DisqualificationReason
    note: str

    def line(self) -> str:
        return f"Disqualify {self.called} ({wording.words(self.reason)})"

    def fields(self) -> list[CardField]:
        return [CardField(name="Note", value=self.note)] if self.note else []

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        lead = still_open(desk, self.lead_id)
        before = wording.words(lead.status)
        lead.status = LeadStatus.DISQUALIFIED
        lead.disqualification_reason = self.reason
        lead.closed_at = desk.now()
        body = f"Lead disqualified — {wording.words(self.reason)}." + (f" {self.note}" if self.note else "")
        interaction_log.log(desk, InteractionType.SYSTEM, body, lead=lead)
        interaction_log.settle_follow_ups(desk, FollowUpStatus.CANCELED, lead_id=lead.lead_id)
        for kind in HandOffKind:
            for earlier in hand_off_requests.open_hand_offs(desk, kind, lead=lead):
                earlier.status = HandOffStatus.CANCELED
        return Answer(
            text=f"{lead.title} is disqualified ({wording.words(self.reason)}). The record stays."
            + disambiguation.whose(desk, lead.contact_id, before, wording.words(lead.status)),
            data={"lead_id": lead.lead_id, "disqualification_reason": str(self.reason)},
        )


@tool(Effect.WRITE)
def disqualify_lead(desk: Desk, lead: Line, reason: DisqualificationReason, note: Text = "") -> Disqualify:
    """Give a lead up, with the reason. It is kept for good and can be reopened.

    Args:
        lead: which one: a reference, its person, or words of its title.
        reason: why.
        note: anything to add.
    """
    found = resolve_jobs.any_lead(desk, lead)
    refuse_closed(found)
    return Disqualify(lead_id=found.lead_id, called=found.title, reason=reason, note=note)


class Reopen(LocalAct):
    lead_id: str
    called: str

    def line(self) -> str:
        return f"Reopen {self.called}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        lead = desk.session.get_one(Lead, (desk.business_id, self.lead_id))
        if lead.status != LeadStatus.DISQUALIFIED:
            raise AgainstTheRules(f"{lead.title} is not disqualified any more. Nothing was changed.")
        lead.status = LeadStatus.WORKING
        lead.pipeline_stage = PipelineStage.FOLLOW_UP
        lead.disqualification_reason = None
        lead.closed_at = None
        interaction_log.log(desk, InteractionType.SYSTEM, "Lead reopened.", lead=lead)
        return Answer(
            text=f"{lead.title} is open again ({lead.reference})."
            + disambiguation.whose(desk, lead.contact_id, "disqualified", wording.words(lead.status)),
            data={"lead_id": lead.lead_id},
            offers=[
                Offer(
                    text="Draft a message to them?",
                    call=Call(tool="draft_follow_up", arguments={"lead": lead.lead_id}),
                )
            ],
        )


@tool(Effect.WRITE)
def reopen_lead(desk: Desk, lead: Line) -> Reopen:
    """Take up a disqualified lead again.

    Args:
        lead: which one: a reference, its person, or words of its title.
    """
    closed = resolve_jobs.leads_of(desk, lead, still_open=False)
    given_up = [one for one in closed if one.status == LeadStatus.DISQUALIFIED]
    if len(given_up) == 1:
        return Reopen(lead_id=given_up[0].lead_id, called=given_up[0].title)
    found = resolve_jobs.any_lead(desk, lead)
    if found.status in OPEN_LEAD_STATUSES:
        raise AgainstTheRules(f"{found.title} ({found.reference}) is open. Nothing was changed.")
    refuse_converted = f"{found.title} ({found.reference}) became a job; it can't be reopened as a lead."
    raise AgainstTheRules(f"{refuse_converted} Nothing was changed.")
