"""The work by the clock: which process leads, each routine's run in each period, deliveries, and cadences."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from schemas.columns import Instant, Tree, Word, of_same_business
from schemas.enums import DeliveryState, PipelineStage, RunState, StepState
from schemas.records.base import BusinessRow


class Lease(BusinessRow, table=True):
    """The lease on what one process does at a time, such as `watch`; on the machine's time."""

    __tablename__ = "leases"

    lease: str = Field(primary_key=True, max_length=36)
    worker: str = Field(max_length=36)
    taken_at: datetime = Field(sa_type=Instant, nullable=False)
    until: datetime = Field(sa_type=Instant, nullable=False)


class RoutineRun(BusinessRow, table=True):
    """One routine in one period, once: the unique index is what makes it at most once, whatever else runs.

    `held_until` is on the machine's time: until then nobody else takes an unfinished run up, be it that its worker
    still works or that a failed attempt is to rest. `produced` names what came of it.
    """

    __tablename__ = "job_runs"
    __table_args__ = (
        Index("uq_job_runs_period", "business_id", "job", "period", unique=True),
        Index("ix_job_runs_started", "business_id", "started_at"),
    )

    run_id: str = Field(primary_key=True, max_length=36)
    job: str = Field(max_length=60)
    period: str = Field(max_length=20)
    state: RunState = Field(default=RunState.RUNNING, sa_type=Word(RunState), nullable=False)
    due_at: datetime = Field(sa_type=Instant, nullable=False)
    started_at: datetime = Field(sa_type=Instant, nullable=False)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    attempt: int = 1
    worker: str = Field(default="", max_length=36)
    held_until: datetime | None = Field(default=None, sa_type=Instant)
    produced: list[str] = Field(default_factory=list, sa_type=Tree, nullable=False)
    problem: str = ""


class Delivery(BusinessRow, table=True):
    """One notice on one channel, at most once. Those that went out in one message share its `message_key`."""

    __tablename__ = "deliveries"
    __table_args__ = (
        of_same_business("notice_id", "notices.notice_id"),
        Index("uq_deliveries_notice", "business_id", "notice_id", "channel", unique=True),
        Index("ix_deliveries_state", "business_id", "channel", "state", "not_before"),
        Index("ix_deliveries_sent", "business_id", "channel", "sent_at"),
    )

    delivery_id: str = Field(primary_key=True, max_length=36)
    notice_id: str = Field(max_length=36)
    channel: str = Field(max_length=20)
    state: DeliveryState = Field(
        default=DeliveryState.WAITING,
        sa_type=Word(DeliveryState),
        nullable=False,
    )
    not_before: datetime = Field(sa_type=Instant, nullable=False)
    message_key: str | None = Field(default=None, max_length=36)
    attempts: int = 0
    held_until: datetime | None = Field(default=None, sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    problem: str = ""


class CadenceRun(BusinessRow, table=True):
    """A lead that a cadence keeps after, from the stage that it was in; `stopped_why` says what ended it."""

    __tablename__ = "cadence_runs"
    __table_args__ = (
        of_same_business("lead_id", "leads.lead_id"),
        Index("uq_cadence_runs_lead", "business_id", "lead_id", "cadence", unique=True),
        Index("ix_cadence_runs_open", "business_id", "stopped_at"),
    )

    cadence_run_id: str = Field(primary_key=True, max_length=36)
    cadence: str = Field(max_length=60)
    lead_id: str = Field(max_length=36)
    day_zero: date
    stage: PipelineStage = Field(sa_type=Word(PipelineStage), nullable=False)
    begun_at: datetime = Field(sa_type=Instant, nullable=False)
    stopped_at: datetime | None = Field(default=None, sa_type=Instant)
    stopped_why: str = ""


class CadenceStep(BusinessRow, table=True):
    """One step of a cadence for one lead, once; a call's reminder is the interaction that it points to."""

    __tablename__ = "cadence_steps"
    __table_args__ = (
        of_same_business("lead_id", "leads.lead_id"),
        of_same_business("interaction_id", "interactions.interaction_id"),
        Index("uq_cadence_steps_step", "business_id", "lead_id", "cadence", "day", unique=True),
    )

    cadence_step_id: str = Field(primary_key=True, max_length=36)
    cadence: str = Field(max_length=60)
    lead_id: str = Field(max_length=36)
    day: int
    does: str = Field(max_length=20)
    due: date
    state: StepState = Field(default=StepState.TAKEN, sa_type=Word(StepState), nullable=False)
    interaction_id: str | None = Field(default=None, max_length=36)
