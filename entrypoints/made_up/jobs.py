"""Plans what people asked for: when, by season; for how much; and what became of it."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random

from entrypoints.made_up.plan import Account, Ending, Person, PlannedJob, Span
from entrypoints.made_up.trade import PLACES, PLUMBING, JobKind, inquiries_on
from schemas.enums import DisqualificationReason, LostReason, Source
from schemas.identity import NewId

LOST = ((LostReason.PRICE, 34), (LostReason.COMPETITION, 24), (LostReason.NO_DECISION, 18),
        (LostReason.TIMING, 13), (LostReason.SCOPE, 6), (LostReason.OTHER, 5))  # fmt: skip
DISQUALIFIED = ((DisqualificationReason.NO_RESPONSE, 42), (DisqualificationReason.OUTSIDE_SCOPE, 20),
                (DisqualificationReason.BUDGET, 18), (DisqualificationReason.TIMING, 12),
                (DisqualificationReason.OTHER, 8))  # fmt: skip
DISQUALIFIED_SHARE = 0.16
WON_SHARE_QUICK, WON_SHARE_CHEAP, WON_SHARE_DEAR = 0.68, 0.56, 0.42
DEAR = 3_000
QUIET_DAYS = (8, 50)
QUIET_SHARE = 0.13
FEWEST = 3
"""So many quiet leads, and follow-ups of today, there are at least, where there is enough to choose from."""
DUE_IN_DAYS = (-4, -2, -1, 0, 0, 0, 1, 1, 2, 3, 5, 7, 10, 14)


class Diary:
    """Draws jobs for accounts.

    Args:
        random: decides everything.
        new_id: makes ids.
        span: the days that are made up.
    """

    def __init__(self, random: Random, new_id: NewId, span: Span) -> None:
        self.random = random
        self.new_id = new_id
        self.span = span
        self._days = [span.first_day + timedelta(days=step) for step in range(span.days)]
        self._day_weights = list(accumulate(inquiries_on(day) for day in self._days))
        self._kinds = {
            (month, for_firm): self._kinds_in(month, for_firm=for_firm)
            for month in range(1, 13)
            for for_firm in (False, True)
        }

    def _kinds_in(self, month: int, *, for_firm: bool) -> tuple[list[JobKind], list[int]]:
        kinds = [kind for kind in PLUMBING if for_firm or not kind.firms_only]
        share = 4 if for_firm else 1
        return kinds, list(accumulate(k.months[month - 1] * (share if k.firms_only else 1) for k in kinds))

    def fill(self, accounts: list[Account]) -> None:
        """Give every account its jobs, and people their dates."""
        for account in accounts:
            for person in account.people:
                self._jobs_of(account, person)
            account.jobs.sort(key=lambda job: (job.created, job.lead_id))
            for person in account.people:
                _settle_dates(account, person)
        jobs = [job for account in accounts for job in account.jobs]
        self._enough_quiet(jobs)
        self._follow_ups(jobs)
        _number(jobs)

    def _jobs_of(self, account: Account, person: Person) -> None:
        random = self.random
        if person.copy_of is not None or person is not account.people[0]:
            number = int(random.random() < (0.6 if person.copy_of else 0.2))
        elif person.is_old:
            number = random.choices((0, 1, 2, 3), (34, 42, 18, 6))[0]
        elif not person.first_name:
            number = 1
        else:
            number = random.choices((1, 2, 3, 4), (72, 19, 7, 2))[0] + (account.firm is not None)
        account.jobs += [self._job(account, person) for _ in range(number)]

    def _job(self, account: Account, person: Person) -> PlannedJob:
        random = self.random
        day = random.choices(self._days, cum_weights=self._day_weights)[0]
        kinds, weights = self._kinds[day.month, account.firm is not None]
        kind = random.choices(kinds, cum_weights=weights)[0]
        created = self._opened(day)
        takes = min(max(random.gammavariate(2, kind.days / 2), 0.05), 75)
        job = PlannedJob(
            lead_id=self.new_id(),
            opportunity_id=self.new_id(),
            person=person,
            kind=kind,
            title=self._title(kind, person),
            worth=self._worth(kind),
            created=created,
            decides=self._in_hours(created + timedelta(days=takes), created + timedelta(minutes=40)),
            ending=Ending.OPEN,
            progress=0.0,
            source=self._source(account, person),
        )
        self._end(job, takes)
        return job

    def _opened(self, day: date) -> datetime:
        """Return an instant of a day at which a lead comes in, never after now."""
        minute = self.random.randint(7 * 60, 19 * 60)
        instant = datetime.combine(day, time()) + timedelta(minutes=minute)
        latest = self.span.now - timedelta(minutes=self.random.randint(5, 90))
        return min(instant, latest)

    def _in_hours(self, instant: datetime, earliest: datetime) -> datetime:
        """Return an instant in working hours, of the same day or the Monday after; not before `earliest`."""
        day = instant.date() + timedelta(days=max(0, 7 - instant.weekday()) if instant.weekday() > 4 else 0)
        moved = datetime.combine(day, time()) + timedelta(minutes=self.random.randint(8 * 60, 17 * 60 + 30))
        return max(moved, earliest)

    def _title(self, kind: JobKind, person: Person) -> str:
        street = person.address.partition(",")[0]
        place = street if street and self.random.random() < 0.3 else self.random.choice(PLACES)
        return kind.title.format(place=place)

    def _worth(self, kind: JobKind) -> Decimal:
        low, high = kind.dollars
        return Decimal(round(self.random.triangular(low, high, low + (high - low) / 3) / 5) * 5)

    def _source(self, account: Account, person: Person) -> Source:
        """Return the source of a job: a customer of old calls or writes; somebody new comes as they came."""
        if person.is_old or any(job.person is person for job in account.jobs):
            return self.random.choice((Source.PHONE_CALL, Source.PHONE_CALL, Source.EMAIL))
        return person.source

    def _end(self, job: PlannedJob, takes: float) -> None:
        random, now = self.random, self.span.now
        age = (now - job.created) / timedelta(days=1)
        if QUIET_DAYS[0] <= age <= QUIET_DAYS[1] and random.random() < QUIET_SHARE:
            self._go_quiet(job)
        elif job.decides > now - timedelta(minutes=10):
            job.progress = min(age / takes, 0.98)
        elif not job.person.first_name or random.random() < DISQUALIFIED_SHARE:
            job.ending = Ending.DISQUALIFIED
            reasons = [(DisqualificationReason.NO_RESPONSE, 1)] if not job.person.first_name else DISQUALIFIED
            job.disqualification_reason = random.choices(*zip(*reasons, strict=True))[0]
        elif random.random() < _chance(job):
            job.ending = Ending.WON
        else:
            job.ending = Ending.LOST
            job.lost_reason = random.choices(*zip(*LOST, strict=True))[0]

    def _go_quiet(self, job: PlannedJob) -> None:
        job.ending, job.lost_reason, job.disqualification_reason = Ending.QUIET, None, None
        job.progress = self.random.choice((0.05, 0.2, 0.2, 0.35, 0.5, 0.5))
        job.decides = job.created + timedelta(days=min(3.0, job.kind.days))

    def _enough_quiet(self, jobs: list[PlannedJob]) -> None:
        there = sum(job.ending == Ending.QUIET for job in jobs)
        early, late = (self.span.now - timedelta(days=days) for days in reversed(QUIET_DAYS))
        fitting = [job for job in jobs if not job.is_open and early <= job.created <= late]
        for job in fitting[: max(0, FEWEST - there)]:
            self._go_quiet(job)

    def _follow_ups(self, jobs: list[PlannedJob]) -> None:
        random = self.random
        going = [job for job in jobs if job.ending == Ending.OPEN]
        for job in going:
            if random.random() < 0.6:
                job.due = self.span.today + timedelta(days=random.choice(DUE_IN_DAYS))
                if job.due < job.created.date():
                    job.due = self.span.today
        if sum(job.due == self.span.today for job in going) < FEWEST:
            for job in going[:FEWEST]:
                job.due = self.span.today


def _chance(job: PlannedJob) -> float:
    if job.kind.is_quick:
        return WON_SHARE_QUICK
    return WON_SHARE_DEAR if job.worth > DEAR else WON_SHARE_CHEAP


def _settle_dates(account: Account, person: Person) -> None:
    """Set when a person came on record, by their first job or that of the house, and a customer by the first
    win.
    """
    own = [job for job in account.jobs if job.person is person]
    if not person.is_old:
        jobs = own or account.jobs
        if jobs:
            person.created = jobs[0].created
        won = [job.decides for job in own if job.ending == Ending.WON]
        person.customer_since = min(won).date() if won else None


def _number(jobs: list[PlannedJob]) -> None:
    """Number the jobs with references as the desk does: by month, in the order in which the leads came in."""
    counted: dict[str, int] = {}
    for job in sorted(jobs, key=lambda one: (one.created, one.lead_id)):
        month = f"{job.created:%Y%m}"
        counted[month] = counted.get(month, 0) + 1
        job.reference = f"LEAD{month}{counted[month]:03d}"
