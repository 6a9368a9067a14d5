"""A year by the clock: two watchers that crash, machines that sleep, both clock changes, in six zones.

Each day some follow-ups fall due and the owner settles them in the afternoon. What must come out: each job exactly
once a period in which somebody was awake in time, and a row that says so where nobody was; every follow-up told on
its day, none on two days; nothing told twice. `python bench/year.py --days 60` runs 60 days in place of 365.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event
from sqlmodel import col, select

from entrypoints.bootstrap import Office, open_office
from entrypoints.clockwork import Clockwork
from entrypoints.founding import NewBusiness, set_up
from scheduler.watch import Watch
from schemas.database import ScopedSession
from schemas.effects import Call
from schemas.enums import FollowUpStatus
from schemas.identity import FixedClock
from schemas.records import Interaction, Notice, RoutineRun

FIRST_DAY = date(2026, 9, 1)
"""From here a year holds both changes of the clock on both halves of the world, and a turn of the year."""
ZONES = (
    "America/Chicago",
    "Europe/Berlin",
    "Pacific/Auckland",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "America/St_Johns",
)
"""Lord Howe changes its clock by half an hour; Auckland and Lord Howe lie in the south; Kolkata and St. John's are
half an hour off the others, and Kolkata's clock is never changed."""
OWN = """---
name: nights
title: Jobs at night, when clocks are changed
version: "1.0"
extends: crm
schedules:
  comes_twice: {tool: list_approvals, when: every day at 1:30, grace: 6 hours}
  never_comes: {tool: list_approvals, when: every day at 2:30, grace: 5 hours}
---

# Nights
"""
TIMES = ((1, 45), (3, 40), (7, 5), (16, 50))
"""Local times at which both watchers look, each some minutes late."""
AFTERNOON = ((16, 50), (17, 10), (17, 30))
"""The same on a day on which the machines wake late."""
ROUNDS = 4
"""The number of times that both look, some minutes apart, so that what a crash has left is taken up again."""
CRASH = 0.01
"""The chance that the process dies just before, and just after, any one commit."""
ASLEEP = 0.04
"""The chance that both machines are switched off for a whole day; and again that they wake only in the afternoon."""


class Crash(BaseException):
    """The process ends here: nothing after it runs."""


@dataclass
class Dice:
    """Decides when a process dies.

    Args:
        drawn: seeded, so that every run of the bench is the same.
        armed: whether the watchers are at work; the owner's own commits are left alone.
    """

    drawn: random.Random
    armed: bool = False
    crashes: int = 0

    def roll(self) -> None:
        if self.armed and self.drawn.random() < CRASH:
            self.crashes += 1
            raise Crash


@contextmanager
def dying(dice: Dice) -> Iterator[None]:
    """Let every commit be the last thing that a process does, or the last that it does not."""

    def roll(_session: Any) -> None:
        dice.roll()

    event.listen(ScopedSession, "before_commit", roll)
    event.listen(ScopedSession, "after_commit", roll)
    try:
        yield
    finally:
        event.remove(ScopedSession, "before_commit", roll)
        event.remove(ScopedSession, "after_commit", roll)


@dataclass
class Watcher:
    """One machine: a process that is started anew when it has died.

    Args:
        home: of the business, shared with the other machine.
        clock, machine: the desk's and the machine's time.
    """

    home: Path
    clock: FixedClock
    machine: FixedClock
    office: Office | None = None
    watch: Watch | None = None

    def tick(self) -> None:
        if self.watch is None:
            self.office = open_office(home=self.home, environment={})
            self.office.clock = self.clock
            self.watch = Clockwork(self.office, self.machine).watch(lambda _line: None)
        try:
            self.watch.tick()
        except Crash:
            self.close()

    def close(self) -> None:
        if self.office is not None:
            self.office.close()
        self.office = self.watch = None


@dataclass
class Year:
    """The results of a year in one zone."""

    zone: str
    days: int
    asleep: int = 0
    late_risers: int = 0
    crashes: int = 0
    takeovers: int = 0
    ticks: int = 0
    runs: Counter[str] = field(default_factory=Counter)
    mistakes: list[str] = field(default_factory=list)
    follow_ups: int = 0
    seconds: float = 0.0

    def line(self) -> str:
        counted = ", ".join(f"{name} {self.runs[name]}" for name in sorted(self.runs))
        return (
            f"{self.zone:<20} {self.days} days ({self.asleep} switched off, {self.late_risers} awake late), "
            f"{self.ticks} rounds, {self.crashes} crashes, {self.takeovers} runs taken up again; done: {counted}; "
            f"{self.follow_ups} follow-ups; {len(self.mistakes)} mistakes; {self.seconds:.0f} s"
        )


def live_a_year(folder: Path, zone: str, days: int, seed: int) -> Year:
    """Live in a zone for so many days; whatever is not as it must be is a mistake, named."""
    began = time.perf_counter()
    year, there = Year(zone, days), ZoneInfo(zone)
    drawn = random.Random(f"{seed} {zone}")
    dice = Dice(random.Random(f"{seed} {zone} crashes"))
    home = folder / zone.replace("/", "-")
    start = datetime.combine(FIRST_DAY, datetime.min.time(), there).astimezone(UTC) - timedelta(minutes=1)
    set_up(
        NewBusiness(name=f"Year in {zone}", time_zone=zone), home=home, now=start.isoformat(), environment={}
    )
    (home / "procedures").mkdir()
    (home / "procedures" / "nights.md").write_text(OWN)
    clock, machine = FixedClock(start), FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    watchers = [Watcher(home, clock, machine) for _ in range(2)]
    owner = open_office(home=home, environment={})
    owner.clock = clock
    expected: dict[str, set[str]] = {}
    promised: dict[str, date] = {}
    with dying(dice):
        for number in range(days):
            day = FIRST_DAY + timedelta(days=number)
            awake = _times(drawn, day, there, year)
            for name in _promise(owner, drawn, day, awake, year):
                promised[name] = day
            for at in awake:
                _to(at, clock, machine)
                dice.armed = True
                for _ in range(ROUNDS):
                    for watcher in drawn.sample(watchers, 2):
                        watcher.tick()
                        year.ticks += 1
                        machine.instant += timedelta(seconds=drawn.randrange(1, 30))
                    machine.instant += timedelta(minutes=3)
                dice.armed = False
            _expect(expected, day, awake, there)
            _settle(owner)
    for watcher in watchers:
        watcher.close()
    year.crashes = dice.crashes
    _judge(owner, year, expected, promised)
    owner.close()
    year.seconds = time.perf_counter() - began
    return year


def _times(drawn: random.Random, day: date, there: ZoneInfo, year: Year) -> list[datetime]:
    """Return the instants at which the machines are awake on a day, in UTC."""
    chance = drawn.random()
    if chance < ASLEEP:
        year.asleep += 1
        return []
    times = AFTERNOON if chance < 2 * ASLEEP else TIMES
    year.late_risers += times is AFTERNOON
    local = [datetime(day.year, day.month, day.day, *at, tzinfo=there) for at in times]
    return [one.astimezone(UTC) + timedelta(minutes=drawn.randrange(0, 20)) for one in local]


def _to(at: datetime, clock: FixedClock, machine: FixedClock) -> None:
    machine.instant += max(at - clock.instant, timedelta(0))
    clock.instant = at


def _promise(
    owner: Office, drawn: random.Random, day: date, awake: list[datetime], year: Year
) -> Iterator[str]:
    """Promise some follow-ups for the day; on a day that nobody is awake none, so that none may be told late."""
    for number in range(drawn.randrange(0, 4) if awake else 0):
        name = f"Call-{day:%Y%m%d}-{number}"
        added = Call(tool="add_contact", arguments={"first_name": name})
        due = Call(tool="set_reminder", arguments={"about": name, "text": f"About {name}", "date": str(day)})
        for call in (added, due):
            outcome = owner.gate.submit(owner.desk("cli"), call)
            assert outcome.problem is None, outcome.problem
        year.follow_ups += 1
        yield name


def _settle(owner: Office) -> None:
    """Settle all that was due, as the owner in the evening."""
    with owner.desk("cli").unit.reading() as session:
        due = [
            one.interaction_id
            for one in session.exec(
                select(Interaction).where(col(Interaction.follow_up_status) == FollowUpStatus.PENDING)
            )
        ]
    with owner.desk("cli").unit.writing() as session:
        for interaction_id in due:
            row = session.get_one(Interaction, (owner.business.business_id, interaction_id))
            row.follow_up_status = FollowUpStatus.COMPLETED


def _expect(expected: dict[str, set[str]], day: date, awake: list[datetime], there: ZoneInfo) -> None:
    """Expect, by rules apart from the scheduler's, the periods for which somebody was awake in time."""
    local = [one.astimezone(there) for one in awake]
    working = any(7 <= one.hour < 18 for one in local)
    week = day.isocalendar()
    if working:
        expected.setdefault("morning_list", set()).add(day.isoformat())
        if day.weekday() == 0:
            expected.setdefault("weekly_pipeline", set()).add(f"{week.year}-W{week.week:02d}")
    if working and day.day <= 3:
        expected.setdefault("monthly_page", set()).add(f"{day:%Y-%m}")
    if any(one.hour in {1, 2, 3, 7} for one in local):
        for name in ("comes_twice", "never_comes"):
            expected.setdefault(name, set()).add(day.isoformat())


def _judge(owner: Office, year: Year, expected: dict[str, set[str]], promised: dict[str, date]) -> None:
    with owner.desk("cli").unit.reading() as session:
        runs = [
            (one.job, one.period, one.state.value, one.attempt) for one in session.exec(select(RoutineRun))
        ]
        notices = [(one.kind, one.notice_key or "", one.text) for one in session.exec(select(Notice))]
    year.runs = Counter(job for job, _, state, _ in runs if state == "done")
    year.takeovers = sum(attempt > 1 for _, _, _, attempt in runs)
    for job in sorted({*expected, *year.runs}):
        done = Counter(period for name, period, state, _ in runs if name == job and state == "done")
        year.mistakes += [f"{job} {one} was not run" for one in expected.get(job, set()) - set(done)]
        year.mistakes += [
            f"{job} {one} was run, though nobody was awake" for one in set(done) - expected.get(job, set())
        ]
        year.mistakes += [f"{job} {one} was run {times} times" for one, times in done.items() if times > 1]
    year.mistakes += [
        f"{job} {period} is {state}" for job, period, state, _ in runs if state in {"running", "failed"}
    ]
    told = Counter(key for _, key, _ in notices)
    year.mistakes += [f"{key} was told {times} times" for key, times in told.items() if times > 1]
    listed: dict[str, list[str]] = {}
    for kind, key, text in notices:
        if kind == "morning_list":
            for line in text.splitlines():
                for word in line.replace(",", " ").replace(":", " ").split():
                    if word in promised:
                        listed.setdefault(word, []).append(key.split()[-1])
    for name, day in promised.items():
        days = sorted(set(listed.get(name, [])))
        if days != [day.isoformat()]:
            year.mistakes.append(f"{name} was listed on {days or 'no day'}")


def run_zones(zones: Sequence[str], days: int, seed: int, say: Callable[[str], None]) -> list[Year]:
    """Live a year in each zone, in a folder that is thrown away."""
    years = []
    roomy = "/dev/shm" if Path("/dev/shm").is_dir() else None
    for zone in zones:
        with tempfile.TemporaryDirectory(dir=roomy) as folder:
            year = live_a_year(Path(folder), zone, days, seed)
        say(year.line())
        for mistake in year.mistakes[:20]:
            say(f"    {mistake}")
        years.append(year)
    return years


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line a zone; fail where anything is not as it must be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--zones", nargs="+", choices=ZONES, default=ZONES)
    options = parser.parse_args(arguments)
    years = run_zones(options.zones, options.days, 7, lambda line: print(line, flush=True))
    done = sum(sum(year.runs.values()) for year in years)
    mistakes = sum(len(year.mistakes) for year in years)
    print(
        f"together: {done} runs, {sum(year.crashes for year in years)} crashes, "
        f"{sum(year.follow_ups for year in years)} follow-ups, {mistakes} mistakes"
    )
    if mistakes:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
