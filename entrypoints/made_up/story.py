"""One job from the first call to where it stands, told in touches, hand-offs, a lead and a deal."""

from datetime import date, datetime, timedelta

from entrypoints.made_up import sentences
from entrypoints.made_up.pen import Pen, Promise, said
from entrypoints.made_up.plan import Account, Ending, PlannedJob
from entrypoints.made_up.rows import Row
from schemas.enums import (
    DisqualificationReason,
    FollowUpStatus,
    HandOffKind,
    HandOffStatus,
    InteractionOutcome,
    InteractionType,
    LeadStatus,
    OpportunityStage,
    PipelineStage,
    Source,
)
from schemas.records import HandOff, Lead, Opportunity
from schemas.records.pointing import pointer

BOOKED_WITHIN = timedelta(days=5)
"""So long after a win is the booking still to be made."""
INBOUND = {
    Source.PHONE_CALL: InteractionType.PHONE_CALL,
    Source.EMAIL: InteractionType.EMAIL_INBOUND,
    Source.WEB_FORM: InteractionType.EMAIL_INBOUND,
}


class JobStory:
    """One job from the first call to where it stands."""

    ANSWER, VISIT, ESTIMATE, CHASE, REPLY = 0.08, 0.25, 0.45, 0.65, 0.8
    """The part of a job's way at which each of these happens."""

    def __init__(self, pen: Pen, account: Account, job: PlannedJob) -> None:
        self.pen = pen
        self.random = pen.random
        self.account = account
        self.job = job
        self.at = job.created
        self.converted_at: datetime | None = None
        self.proposal_at: datetime | None = None
        self.lead_touched = self.deal_touched = job.created
        self.last_row: Row | None = None
        self.reached = job.progress if job.is_open else 1.0
        self.limit = pen.span.now if job.ending == Ending.OPEN else job.decides
        self.converts_early = self.random.random() < 0.65 and job.ending != Ending.DISQUALIFIED

    def write(self) -> None:
        self._inquiry()
        for share, step in (
            (self.ANSWER, self._answer),
            (self.VISIT, self._visit),
            (self.ESTIMATE, self._estimate),
            (self.CHASE, self._chase),
            (self.REPLY, self._reply),
        ):
            if self.reached >= share and self._move_to(share):
                step()
        if not self.job.is_open:
            self._decision()
        self._lead_row()
        if self.converted_at is not None:
            self._deal_row()

    def _move_to(self, share: float) -> bool:
        """Move on to when a share of the way is done; False where the story has no more room."""
        if self.at >= self.limit:
            return False
        whole = self.job.decides - self.job.created
        drawn = self.job.created + whole * share
        same_day = drawn.date() == self.at.date()
        drawn = self.at + timedelta(minutes=self.random.randint(10, 90)) if same_day else drawn
        earliest = self.at + timedelta(minutes=4)
        moved = drawn if same_day else self.pen.working_hour(drawn)
        self.at = min(max(moved, earliest), self.limit)
        return True

    def _touch(
        self,
        type: InteractionType,
        texts: tuple[str, ...],
        outcome: InteractionOutcome = InteractionOutcome.NONE,
        follow_up: Promise | None = None,
    ) -> None:
        converted = self.converted_at is not None
        self.last_row = self.pen.touch(
            self.job.person,
            type,
            self.at,
            said(self.random.choice(texts), self.job),
            job=self.job,
            converted=converted,
            outcome=outcome,
            follow_up=follow_up,
        )
        self.lead_touched = self.at
        if converted:
            self.deal_touched = self.at

    def _kept(self, days: int) -> Promise | None:
        """Return a promise that was kept, or once in a while called off; none where it would still be open."""
        due = (self.at + timedelta(days=days)).date()
        if self.job.is_open or due >= self.pen.span.today:
            return None
        return due, FollowUpStatus.CANCELED if self.random.random() < 0.1 else FollowUpStatus.COMPLETED

    def _inquiry(self) -> None:
        type = INBOUND.get(self.job.source, InteractionType.PHONE_CALL)
        unnamed = not self.job.person.first_name
        if type == InteractionType.PHONE_CALL and (unnamed or self.random.random() < 0.3):
            self._touch(type, sentences.VOICEMAIL_LEFT_BY_THEM)
        else:
            by_phone = type == InteractionType.PHONE_CALL
            self._touch(
                type,
                sentences.INQUIRY,
                InteractionOutcome.SPOKE if by_phone else InteractionOutcome.NONE,
            )

    def _answer(self) -> None:
        gone = (
            self.job.disqualification_reason == DisqualificationReason.NO_RESPONSE
            or self.job.ending == Ending.QUIET
        )
        if gone or self.random.random() < 0.3:
            self._touch(
                InteractionType.PHONE_CALL,
                sentences.VOICEMAIL_LEFT_BY_US,
                InteractionOutcome.LEFT_VOICEMAIL,
                self._kept(1),
            )
        elif self.job.person.email and self.random.random() < 0.4:
            self._touch(InteractionType.EMAIL_OUTBOUND, sentences.ANSWERED[2:])
        else:
            self._touch(InteractionType.PHONE_CALL, sentences.ANSWERED, InteractionOutcome.SPOKE)
        if self.job.kind.is_quick and self.converts_early and self.job.ending != Ending.QUIET:
            self._convert()

    def _visit(self) -> None:
        if self.job.disqualification_reason == DisqualificationReason.NO_RESPONSE:
            self._touch(
                InteractionType.PHONE_CALL,
                sentences.VOICEMAIL_LEFT_BY_US,
                InteractionOutcome.LEFT_VOICEMAIL,
                self._kept(2),
            )
            return
        draw = self.random.random()
        if draw < 0.06:
            self._touch(InteractionType.MEETING, sentences.NO_SHOW, InteractionOutcome.NO_SHOW, self._kept(2))
        elif draw < 0.14:
            self._touch(
                InteractionType.PHONE_CALL,
                sentences.RESCHEDULED,
                InteractionOutcome.RESCHEDULED,
                self._kept(1),
            )
        if draw < 0.14 and not self._move_to(self.VISIT + 0.1):
            return
        if not self.job.kind.is_quick:
            self._touch(InteractionType.MEETING, sentences.VISITED)
            self._hand_off(
                HandOffKind.ESTIMATE, "Estimate", is_open=self.job.is_open and self.reached < self.ESTIMATE
            )

    def _estimate(self) -> None:
        if self.job.kind.is_quick or self.job.ending == Ending.DISQUALIFIED:
            return
        if self.converts_early and self.job.ending != Ending.QUIET:
            self._convert()
        self.proposal_at = self.at
        self._touch(
            InteractionType.EMAIL_OUTBOUND,
            sentences.ESTIMATE_SENT,
            InteractionOutcome.SENT_PROPOSAL,
            self._kept(5),
        )

    def _chase(self) -> None:
        if self.proposal_at is not None:
            self._touch(InteractionType.PHONE_CALL, sentences.CHASED, InteractionOutcome.SPOKE, self._kept(3))

    def _reply(self) -> None:
        if self.proposal_at is not None and self.random.random() < 0.6:
            by_mail = self.job.person.email is not None
            self._touch(InteractionType.EMAIL_INBOUND if by_mail else InteractionType.SMS, sentences.REPLIES)

    def _convert(self) -> None:
        if self.converted_at is None:
            self.converted_at = self.deal_touched = self.at

    def _decision(self) -> None:
        self.at = self.job.decides
        if self.job.ending == Ending.DISQUALIFIED:
            reason = str(self.job.disqualification_reason)
            self._touch(InteractionType.NOTE, (sentences.DISQUALIFIED_BECAUSE[reason],))
        elif self.job.ending == Ending.LOST:
            self._convert()
            self._touch(
                InteractionType.PHONE_CALL,
                (sentences.LOST_BECAUSE[str(self.job.lost_reason)],),
                InteractionOutcome.REJECTED_PROPOSAL,
                self._ask_again(),
            )
        else:
            self._win()

    def _ask_again(self) -> Promise | None:
        due = (self.job.decides + timedelta(days=90)).date()
        if self.random.random() > 0.25 or due <= self.pen.span.today:
            return None
        return due, FollowUpStatus.PENDING

    def _win(self) -> None:
        self._convert()
        self._touch(
            InteractionType.SYSTEM,
            ("Opportunity won — {title}.",),
            InteractionOutcome.ACCEPTED_PROPOSAL,
        )
        fresh = self.pen.span.now - self.job.decides < BOOKED_WITHIN
        self._hand_off(HandOffKind.BOOKING, "Book the job", is_open=fresh)
        if not fresh:
            self.at = self.pen.working_hour(self.job.decides + timedelta(days=self.random.randint(1, 4)))
            self._touch(InteractionType.MEETING, sentences.WORK_DONE)
            self._hand_off(HandOffKind.INVOICE, "Invoice", is_open=self.random.random() < 0.04)

    def _hand_off(self, kind: HandOffKind, head: str, *, is_open: bool) -> None:
        self.pen.batch.add(
            HandOff,
            self.at,
            hand_off_id=self.pen.new_id(),
            kind=kind,
            subject=f"{head}: {self.job.title}",
            status=HandOffStatus.OPEN if is_open else HandOffStatus.DONE,
            contact_id=self.job.person.contact_id,
            **pointer(self.job.lead_id, self.job.opportunity_id if self.converted_at else None),
        )

    def _promise(self) -> None:
        """Set the promise of an open job, at the last touch."""
        if self.job.due is not None and self.last_row is not None:
            self.last_row["follow_up_date"] = self.job.due
            self.last_row["follow_up_status"] = FollowUpStatus.PENDING
            self.last_row["subject"] = said(self.random.choice(sentences.PROMISES), self.job)

    def _lead_row(self) -> None:
        self._promise()
        job, local = self.job, self.pen.batch.local
        status, stage = self._status_and_stage()
        closed = self.converted_at or (job.decides if job.ending == Ending.DISQUALIFIED else None)
        self.pen.batch.add(
            Lead,
            job.created,
            lead_id=job.lead_id,
            reference=job.reference,
            title=job.title,
            description=job.kind.words,
            contact_id=job.person.contact_id,
            source=job.source,
            status=status,
            disqualification_reason=job.disqualification_reason,
            estimated_value=job.worth if self.reached >= self.VISIT or self.converted_at else None,
            pipeline_stage=stage,
            expected_close_date=self._expected() if self.reached >= self.ESTIMATE else None,
            owner=self.pen.owner,
            converted_opportunity_id=job.opportunity_id if self.converted_at else None,
            closed_at=local.instant(closed) if closed else None,
            last_interaction_at=local.instant(self.lead_touched),
            updated_at=local.instant(self.lead_touched),
        )

    def _status_and_stage(self) -> tuple[LeadStatus, PipelineStage]:
        if self.converted_at is not None:
            quick = self.job.kind.is_quick
            return (
                LeadStatus.CONVERTED,
                PipelineStage.SCHEDULED_VISIT if quick else PipelineStage.ESTIMATE_SENT,
            )
        if self.job.ending == Ending.DISQUALIFIED:
            return LeadStatus.DISQUALIFIED, PipelineStage.NEEDS_ANALYSIS
        if self.reached < self.ANSWER:
            return LeadStatus.NEW, PipelineStage.INQUIRY
        if self.proposal_at is not None:
            chased = self.reached >= self.CHASE
            return LeadStatus.WORKING, PipelineStage.FOLLOW_UP if chased else PipelineStage.ESTIMATE_SENT
        if self.reached < self.VISIT or self.job.kind.is_quick:
            visit = self.job.due is not None
            return LeadStatus.WORKING, PipelineStage.SCHEDULED_VISIT if visit else PipelineStage.INQUIRY
        qualified = self.job.ending == Ending.OPEN and self.random.random() < 0.25
        return LeadStatus.QUALIFIED if qualified else LeadStatus.WORKING, PipelineStage.NEEDS_ANALYSIS

    def _expected(self) -> date:
        whole = max(self.job.decides - self.job.created, timedelta(days=3))
        return (self.job.created + whole * self.random.uniform(0.9, 1.6)).date()

    def _deal_row(self) -> None:
        job, local = self.job, self.pen.batch.local
        converted = self.converted_at or job.created
        won, lost = job.ending == Ending.WON, job.ending == Ending.LOST
        self.pen.batch.add(
            Opportunity,
            converted,
            opportunity_id=job.opportunity_id,
            lead_id=job.lead_id,
            contact_id=job.person.contact_id,
            company_id=self.account.firm.company_id if self.account.firm else None,
            title=job.title,
            stage=self._stage(),
            amount=job.worth,
            expected_close_date=self._expected(),
            close_date=job.decides.date() if won or lost else None,
            lost_reason=job.lost_reason,
            owner=self.pen.owner,
            proposal_sent_at=local.instant(self.proposal_at) if self.proposal_at else None,
            accepted_at=local.instant(job.decides) if won else None,
            won_approval_id=self.pen.approval_id if won else None,
            last_interaction_at=local.instant(self.deal_touched),
            updated_at=local.instant(self.deal_touched),
        )

    def _stage(self) -> OpportunityStage:
        if self.job.ending == Ending.WON:
            return OpportunityStage.WON
        if self.job.ending == Ending.LOST:
            return OpportunityStage.LOST
        if self.job.kind.is_quick:
            return OpportunityStage.SCHEDULED
        if self.proposal_at is None:
            return OpportunityStage.ESTIMATING
        return OpportunityStage.NEGOTIATION if self.reached >= self.REPLY else OpportunityStage.PROPOSAL_SENT
