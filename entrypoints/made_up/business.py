"""Makes the whole business: plans it, has its past wins approved as one import, and writes it in batches."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from agent import audit
from agent.approvals.proposals import propose
from agent.gate import Gate
from entrypoints import made_up
from entrypoints.made_up import queries
from entrypoints.made_up.further import makers
from entrypoints.made_up.history import History
from entrypoints.made_up.ids import SeededIds
from entrypoints.made_up.jobs import Diary
from entrypoints.made_up.pen import Pen
from entrypoints.made_up.people import Crowd
from entrypoints.made_up.plan import Ending, Plan, PlannedJob, Span
from entrypoints.made_up.rows import Batch, LocalTime
from entrypoints.made_up.truth import truth_of
from schemas.database import UnitOfWork
from schemas.effects import OutcomeKind, digest_of
from schemas.enums import ActorKind, Role
from schemas.errors import AgainstTheRules, BadArguments, Bug
from schemas.identity import FixedClock
from schemas.records import Counter
from tools.acts import Ask
from tools.desk import Actor, Desk
from tools.importing.past import ImportPastWins

CONTACTS = {"small": 300, "medium": 10_000, "large": 100_000}
TOUCHES_EACH = 10
"""Interactions a contact, on average, over the whole business."""
FIRST_BATCH_ROWS, BATCH_ROWS = 500, 20_000
"""A batch is as large as all before it, within these. PostgreSQL plans the guards' look-ups for the size that it finds
when a connection first needs them, so each batch gets a new one; planned on empty tables, they would be read whole."""
FEWEST_DAYS, MOST_DAYS = 30, 3_650
TRADE = "plumbing"
SOURCE = "the made-up business of `deskhand generate`"


@dataclass(frozen=True)
class Wanted:
    """The business to make: how many days of history up to now, from which seed, and how large."""

    days: int = 180
    seed: int = 7
    size: str = "small"

    def refuse_unusable(self) -> None:
        """Refuse days or size out of range."""
        if not FEWEST_DAYS <= self.days <= MOST_DAYS:
            problem = f"must be between {FEWEST_DAYS} and {MOST_DAYS}, not {self.days}"
            raise BadArguments(f"--days {problem}. Nothing was changed.", {"days": problem})
        if self.size not in CONTACTS:
            problem = f"must be {', '.join(CONTACTS)}, not {self.size!r}"
            raise BadArguments(f"--size {problem}. Nothing was changed.", {"size": problem})


Progress = Callable[[int, int], None]
"""Told how many contacts are written, of how many."""


@dataclass(frozen=True)
class Made:
    """The made-up business: rows by table, and the truth about who is who."""

    rows: dict[str, int]
    truth: dict[str, Any]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def make_business(desk: Desk, gate: Gate, wanted: Wanted, progress: Progress) -> Made:
    """Fill an empty business.

    Args:
        desk: of the owner's own hand, with no transaction open.
        gate: the one path, for the import of past wins.
        wanted: what to make.
        progress: is told after each batch.

    Raises:
        BadArguments: days or size can't be made.
        AgainstTheRules: the business has records, or another trade.
    """
    wanted.refuse_unusable()
    if desk.business.trade not in {"", TRADE}:
        raise AgainstTheRules(
            f"Only a {TRADE} business can be made up so far, and this one's trade is {desk.business.trade}. "
            "Nothing was changed; choose an empty home with --home."
        )
    ids = SeededIds(Random(f"{wanted.seed}/ids"))  # noqa: S311 (nothing is kept secret by it)
    clock = FixedClock(desk.now())
    unit = UnitOfWork(desk.unit.database, desk.business_id, clock, ids)
    own = Desk(business=desk.business, actor=desk.actor, unit=unit, clock=clock, readers=desk.readers)
    _refuse_records(own)
    plan = _planned(own, wanted, ids)
    approval_id = _approved(own, gate, plan)
    rows = _write(own, plan, wanted, ids, approval_id, progress)
    return Made(rows, truth_of(plan, wanted.seed))


def _refuse_records(desk: Desk) -> None:
    with desk.unit.reading() as session:
        if queries.has_records(session):
            raise AgainstTheRules(
                f"{desk.business.name} has records already, and made-up people are never mixed with real ones. "
                "Nothing was changed; choose an empty home with --home."
            )


def _planned(desk: Desk, wanted: Wanted, ids: SeededIds) -> Plan:
    random = Random(f"{wanted.seed}/plan")  # noqa: S311
    now = desk.now().astimezone(desk.zone).replace(tzinfo=None, second=0, microsecond=0)
    span = Span(wanted.days, now)
    count = CONTACTS[wanted.size]
    accounts = Crowd(random, ids, span, count).accounts(count)
    Diary(random, ids, span).fill(accounts)
    return Plan(span, accounts)


def _approved(desk: Desk, gate: Gate, plan: Plan) -> str:
    """Propose the past wins as one import and decide it by the owner's hand; return the approval's id."""
    if desk.actor.kind != ActorKind.MEMBER or desk.actor.role != Role.OWNER:
        raise Bug("only the owner's own hand can have a business made up; nothing was changed")
    won = [job for job in plan.jobs if job.ending == Ending.WON]
    days = [job.decides.date() for job in won]
    act = ImportPastWins(
        source=SOURCE,
        wins=len(won),
        worth=sum((job.worth for job in won), Decimal(0)),
        currency=desk.business.currency,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        shared_numbers=sum(person.shares_phone for person in plan.people),
        rows_digest=digest_of({"wins": [_as_told(job) for job in won]}),
    )
    with desk.unit.writing():
        asked = Ask.yes(act, "Deals won before they were kept here need one yes for all of them.")
        card = propose(desk, "import_past_wins", {}, asked, gate.queue.records_of).card
    assert card is not None
    decided = gate.decide(desk, card.approval, card.digest)
    if decided.kind != OutcomeKind.DONE or decided.result is None:
        raise Bug(f"the import of past wins was not taken: {decided.problem}")
    return str(decided.result.data["approval_id"])


def _as_told(job: PlannedJob) -> list[str]:
    return [job.opportunity_id, job.title, str(job.worth), job.decides.isoformat()]


def _write(
    desk: Desk, plan: Plan, wanted: Wanted, ids: SeededIds, approval_id: str, progress: Progress
) -> dict[str, int]:
    random = Random(f"{wanted.seed}/history")  # noqa: S311
    batch = Batch(desk.business_id, LocalTime(desk.zone))
    assert desk.actor.member_id is not None
    history = History(Pen(random, ids, plan.span, batch, desk.actor.member_id, approval_id))
    further = makers(made_up, wanted.seed, plan.span, batch)
    total, written = len(plan.people), 0
    counted: dict[str, int] = {}
    for index, account in enumerate(plan.accounts):
        written += len(account.people)
        history.write(account, written * TOUCHES_EACH)
        for make in further:
            make(account)
        last = index == len(plan.accounts) - 1
        if batch.size >= min(BATCH_ROWS, max(FIRST_BATCH_ROWS, sum(counted.values()))) or last:
            desk.unit.database.close()
            with desk.unit.writing() as session:
                for table, number in batch.write(session).items():
                    counted[table] = counted.get(table, 0) + number
                if last:
                    _finish(desk, plan, wanted, counted, approval_id)
            progress(written, total)
    return counted


def _finish(desk: Desk, plan: Plan, wanted: Wanted, counted: dict[str, int], approval_id: str) -> None:
    """Move the running numbers on, and record that all this is made up."""
    months: dict[str, int] = {}
    for job in plan.jobs:
        months[job.reference[4:10]] = months.get(job.reference[4:10], 0) + 1
    for month, value in sorted(months.items()):
        desk.session.add(Counter(business_id=desk.business_id, name=f"lead-{month}", value=value))
    job_desk = desk.acting_as(Actor(ActorKind.ROUTINE, Role.STAFF, desk.actor.door))
    audit.record(
        job_desk,
        "written",
        "generate",
        line=f"Made up a business: {', '.join(f'{number:,} {table}' for table, number in counted.items())}",
        arguments={"days": wanted.days, "seed": wanted.seed, "size": wanted.size, "rows": dict(counted)},
        approval_id=approval_id,
    )


def write_truth(made: Made, folder: Path) -> Path:
    """Write `truth.json` into a folder, whole or not at all; return its path."""
    path = folder / "truth.json"
    draft = path.with_suffix(".json.new")
    draft.write_text(json.dumps(made.truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return draft.replace(path)
