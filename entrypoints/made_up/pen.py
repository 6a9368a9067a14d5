"""The pen: touches and hand-offs at working hours, written into a batch."""

from datetime import date, datetime, timedelta
from random import Random

from entrypoints.made_up.plan import Person, PlannedJob, Span
from entrypoints.made_up.rows import Batch, Row
from schemas.enums import DIRECTIONS, FollowUpStatus, InteractionOutcome, InteractionType
from schemas.identity import NewId
from schemas.records import Interaction
from schemas.records.pointing import pointer

Promise = tuple[date, FollowUpStatus]
"""The day of a follow-up, and whether it is pending, completed or canceled."""


class Pen:
    """Adds rows, and counts the touches.

    Args:
        random: decides words and times.
        new_id: makes ids.
        span: the days that are made up.
        batch: where rows go.
        owner: the owner's member id.
        approval_id: the one approval of the imported past.
    """

    def __init__(
        self, random: Random, new_id: NewId, span: Span, batch: Batch, owner: str, approval_id: str
    ) -> None:
        self.random = random
        self.new_id = new_id
        self.span = span
        self.batch = batch
        self.owner = owner
        self.approval_id = approval_id
        self.touches = 0

    def working_hour(self, instant: datetime) -> datetime:
        """Return an instant in working hours of the same day; of a weekend the Monday after."""
        weekday = instant.weekday()
        day = instant + timedelta(days=7 - weekday) if weekday > 4 else instant
        minute = int(self.random.random() * 570) + 480
        return day.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0)

    def touch(
        self,
        person: Person,
        type: InteractionType | str,
        at: datetime,
        body: str,
        *,
        job: PlannedJob | None = None,
        converted: bool = False,
        outcome: InteractionOutcome = InteractionOutcome.NONE,
        follow_up: Promise | None = None,
    ) -> Row:
        """Add one touch of a person, and of their job where there is one."""
        self.touches += 1
        return self.batch.add(
            Interaction,
            at,
            interaction_id=self.new_id(),
            type=type,
            timestamp=self.batch.local.instant(at),
            contact_id=person.contact_id,
            **pointer(job.lead_id if job else None, job.opportunity_id if job and converted else None),
            body=body,
            direction=DIRECTIONS.get(InteractionType(type)),
            outcome=outcome,
            follow_up_date=follow_up[0] if follow_up else None,
            follow_up_status=follow_up[1] if follow_up else FollowUpStatus.NONE,
        )


def said(template: str, job: PlannedJob) -> str:
    """Return a sentence about a job, filled in."""
    what = job.kind.title.partition(",")[0]
    text = template.format(
        first=job.person.first_name or "the caller",
        what=what[0].lower() + what[1:],
        title=job.title,
        words=job.kind.words,
    )
    return text[0].upper() + text[1:]
