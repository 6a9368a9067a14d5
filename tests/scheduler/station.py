"""A process that runs routines, as the tests see it: an office of its own, and two clocks that the test moves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from rivera import NOW
from sqlmodel import select

from entrypoints.bootstrap import Office, open_office
from entrypoints.clockwork import Clockwork
from entrypoints.founding import NewBusiness, set_up
from scheduler.registry import Routine, Routines
from scheduler.runner import Ran
from scheduler.watch import Watch
from scheduler.work import Work
from schemas.effects import Call, Outcome
from schemas.identity import FixedClock
from schemas.records import Notice, RoutineRun
from schemas.when import span_from, when_from


class Crash(BaseException):
    """The process ends here: nothing after it runs."""


@dataclass
class Times:
    """The desk's clock and the machine's; they move together unless a test moves one."""

    desk: FixedClock
    machine: FixedClock = field(default_factory=lambda: FixedClock(datetime(2026, 1, 1, tzinfo=UTC)))

    def at(self, local: str, office: Office) -> None:
        """Move both on to a local time of the business, such as "2026-11-18T07:00"."""
        there = datetime.fromisoformat(local).replace(tzinfo=office.desk("cli").zone).astimezone(UTC)
        self.later(seconds=(there - self.desk.instant).total_seconds())

    def later(self, **span: float) -> None:
        self.desk.instant += timedelta(**span)
        self.machine.instant += timedelta(**span)


@dataclass
class Station:
    """One process: its office, its clockwork, its watch and what that said."""

    office: Office
    times: Times
    clockwork: Clockwork
    watch: Watch
    said: list[str]

    @classmethod
    def on(cls, office: Office, times: Times) -> "Station":
        clockwork, said = Clockwork(office, times.machine), []  # type: tuple[Clockwork, list[str]]
        return cls(office, times, clockwork, clockwork.watch(said.append), said)

    def with_routines(self, *routines: Routine) -> "Station":
        """Return the same process with other routines."""
        self.clockwork.runner.routines = Routines(routines)
        return self

    def at(self, local: str) -> list[Ran]:
        """Move the time and run what is due."""
        self.times.at(local, self.office)
        return self.run_due()

    def run_due(self) -> list[Ran]:
        return self.clockwork.runner.run_due(self.clockwork.work())

    def do(self, tool: str, **arguments: Any) -> Outcome:
        return self.office.gate.submit(self.office.desk("cli"), Call(tool=tool, arguments=arguments))

    def rows(self, kind: Any) -> list[Any]:
        with self.office.desk("cli").unit.reading() as session:
            found = list(session.exec(select(kind)))
            session.expunge_all()
            return found

    def runs(self, routine: str) -> list[RoutineRun]:
        return sorted(
            (one for one in self.rows(RoutineRun) if one.job == routine), key=lambda one: one.due_at
        )

    def told(self, kind: str) -> list[Notice]:
        return [one for one in self.rows(Notice) if one.kind == kind]


def routine(
    run: Callable[[Work, str], list[str]], when: str = "every day at 7:00", grace: str = "11 hours"
) -> Routine:
    """Return a routine for a test, called as its function."""
    return Routine(run.__name__, "A test's routine.", when_from(when), span_from(grace), run, "a test")


@contextmanager
def another(station: Station) -> Iterator[Station]:
    """Open a second process on the same home, with the same clocks."""
    environment = {"DESKHAND_HOME": str(station.office.settings.home)}
    environment["DESKHAND_DATABASE_URL"] = station.office.settings.database_url
    office = open_office(now=NOW, environment=environment)
    office.clock = station.times.desk
    try:
        yield Station.on(office, station.times)
    finally:
        office.close()


@contextmanager
def station_in(zone: str, start: str, environment: dict[str, str]) -> Iterator[Station]:
    """Open a process of a business in a zone that was set up at a local time."""
    business = NewBusiness(
        name="Rivera Plumbing",
        owner="Sam Rivera",
        time_zone=zone,
        own_addresses=("sam@riveraplumbing.example.com", "office@riveraplumbing.example.com"),
    )
    set_up(business, now=start, environment=environment)
    office = open_office(now=start, environment=environment)
    assert isinstance(office.clock, FixedClock)
    try:
        yield Station.on(office, Times(office.clock))
    finally:
        office.close()
