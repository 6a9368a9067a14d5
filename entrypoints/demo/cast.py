"""The cast of the demonstration: people and jobs found in the records, so that its lines follow the records."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlmodel import col, select

from schemas.enums import (
    CLOSED_STAGES,
    OPEN_LEAD_STATUSES,
    Channel,
    FollowUpStatus,
    LifecycleStage,
    OpportunityStage,
    PipelineStage,
)
from schemas.records import Contact, Interaction, Lead, Opportunity
from tools import wording
from tools.desk import Desk
from tools.matters import people

Part = dict[str, str]
"""The values that a line may use: name, first_name, phone, email, title, amount; only what is on record."""
Job = Lead | Opportunity


@dataclass
class _Stage:
    """Everybody who could play, and who plays already.

    Args:
        people: with a whole name that is theirs alone.
        jobs: open ones by person.
    """

    desk: Desk
    people: dict[str, Contact]
    jobs: dict[str, list[Job]]
    taken: set[str] = field(default_factory=set)

    def free(self, contact_id: str | None) -> Contact | None:
        return self.people.get(contact_id or "") if contact_id not in self.taken else None

    def with_one_job(self, kind: type[Job]) -> Iterator[tuple[Contact, Job]]:
        """Yield people who can't be mistaken, with their only open job, longest on record first."""
        for contact_id, jobs in self.jobs.items():
            person = self.free(contact_id)
            if person is not None and len(jobs) == 1 and isinstance(jobs[0], kind):
                yield person, jobs[0]

    def part(self, person: Contact, job: Job | None = None) -> Part:
        """Add somebody to the cast."""
        self.taken.add(person.contact_id)
        email = next(iter(people.emails_of(self.desk, person.contact_id)), None)
        phone = next(iter(people.phones_of(self.desk, person.contact_id)), None)
        worth = job.amount if isinstance(job, Opportunity) else job.estimated_value if job else None
        known = {
            "name": people.name_of(self.desk, person),
            "first_name": person.first_name,
            "email": email.address if email else "",
            "phone": wording.phone(phone.number, self.desk.business.country) if phone else "",
            "title": job.title if job else "",
            "amount": wording.money(worth, self.desk.business.currency) if worth else "",
        }
        return {name: value for name, value in known.items() if value}


def cast(desk: Desk) -> dict[str, Part]:
    """Return today's cast; a part that nobody fits is left out.

    Args:
        desk: with no transaction open.
    """
    with desk.unit.reading():
        stage = _stage(desk)
        found = {
            "due": _due(stage),
            "waiting": _first(stage, _waiting(stage)),
            "ready": _first(stage, _ready(stage)),
            "signing": _first(
                stage, _deals(stage, OpportunityStage.NEGOTIATION, OpportunityStage.PROPOSAL_SENT)
            ),
            "asking": _first(stage, _asking(stage)),
            "customer": _first(stage, _who_wrote(stage)),
            "known": _first(stage, _customers(stage)),
            "unwanted": _first(stage, _customers(stage)),
        }
    return {name: part for name, part in found.items() if part}


def _stage(desk: Desk) -> _Stage:
    everybody = list(desk.session.exec(select(Contact).order_by(col(Contact.contact_id))))
    called = Counter(one.full_key for one in everybody)
    named = {
        one.contact_id: one
        for one in everybody
        if one.first_name and one.last_name and called[one.full_key] == 1
    }
    jobs: dict[str, list[Job]] = {}
    leads = select(Lead).where(col(Lead.status).in_(OPEN_LEAD_STATUSES)).order_by(col(Lead.created_at))
    deals = (
        select(Opportunity)
        .where(col(Opportunity.stage).not_in(CLOSED_STAGES))
        .order_by(col(Opportunity.created_at))
    )
    for job in (*desk.session.exec(leads), *desk.session.exec(deals)):
        if job.contact_id:
            jobs.setdefault(job.contact_id, []).append(job)
    return _Stage(desk, named, jobs)


def _first(stage: _Stage, fitting: Iterable[tuple[Contact, Job | None]]) -> Part | None:
    found = next(iter(fitting), None)
    return stage.part(*found) if found else None


def _due(stage: _Stage) -> Part | None:
    """Return the first follow-up of today's list whose person has one open job."""
    today = select(Interaction).where(
        col(Interaction.follow_up_status) == FollowUpStatus.PENDING,
        col(Interaction.follow_up_date) == stage.desk.today(),
    )
    for row in stage.desk.session.exec(today.order_by(col(Interaction.interaction_id))):
        person = stage.free(row.contact_id)
        if person is not None and len(stage.jobs.get(person.contact_id, [])) == 1:
            return stage.part(person, stage.jobs[person.contact_id][0])
    return None


def _waiting(stage: _Stage) -> Iterator[tuple[Contact, Job]]:
    """Yield leads with their estimate out before others, people who like mail before others."""
    fitting = [one for one in stage.with_one_job(Lead) if people.emails_of(stage.desk, one[0].contact_id)]

    def rank(one: tuple[Contact, Job]) -> tuple[bool, bool]:
        person, job = one
        is_out = isinstance(job, Lead) and job.pipeline_stage == PipelineStage.ESTIMATE_SENT
        return not is_out, person.preferred_channel != Channel.EMAIL

    yield from sorted(fitting, key=rank)


def _ready(stage: _Stage) -> Iterator[tuple[Contact, Job]]:
    """Yield leads that lack nothing to become a job."""
    for person, job in stage.with_one_job(Lead):
        priced = isinstance(job, Lead) and job.estimated_value
        if priced and person.address and people.phones_of(stage.desk, person.contact_id):
            yield person, job


def _deals(stage: _Stage, *stages: OpportunityStage) -> Iterator[tuple[Contact, Job]]:
    deals = stage.with_one_job(Opportunity)
    fitting = [(person, job) for person, job in deals if isinstance(job, Opportunity) and job.stage in stages]
    yield from sorted(fitting, key=lambda one: stages.index(one[1].stage))


def _asking(stage: _Stage) -> Iterator[tuple[Contact, Job]]:
    """Yield people who can write about what they are waiting for: a proposal before anything else."""
    deals = _deals(
        stage, OpportunityStage.PROPOSAL_SENT, OpportunityStage.NEGOTIATION, OpportunityStage.ESTIMATING
    )
    for person, job in (*deals, *stage.with_one_job(Lead)):
        if people.emails_of(stage.desk, person.contact_id):
            yield person, job


def _customers(stage: _Stage) -> Iterator[tuple[Contact, None]]:
    """Yield customers with a phone of their own and nothing open."""
    for contact_id in stage.people:
        person = stage.free(contact_id)
        if person is None or stage.jobs.get(contact_id) or person.lifecycle_stage != LifecycleStage.CUSTOMER:
            continue
        phones = people.phones_of(stage.desk, contact_id)
        if phones and len(people.with_phone(stage.desk, phones[0].number)) == 1:
            yield person, None


def _who_wrote(stage: _Stage) -> Iterator[tuple[Contact, None]]:
    for person, job in _customers(stage):
        if people.emails_of(stage.desk, person.contact_id):
            yield person, job
