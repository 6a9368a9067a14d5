"""One process leads; when it dies or stops, another takes over."""

from datetime import timedelta

import pytest
from station import Station, routine

from scheduler.leadership import LENGTH, WATCH
from scheduler.work import Work
from schemas.records import Lease

pytestmark = pytest.mark.databases


def leader(station: Station) -> str:
    (lease,) = station.rows(Lease)
    assert lease.lease == WATCH
    return str(lease.worker)


def test_the_first_leads_and_the_second_waits_and_says_so_once(station: Station, second: Station) -> None:
    for _ in range(3):
        station.watch.tick()
        second.watch.tick()
    assert leader(station) == station.clockwork.worker
    assert station.said == ["this process leads"]
    assert second.said == ["another process leads; waiting for it"]


def test_a_leader_that_goes_on_keeps_the_lease(station: Station, second: Station) -> None:
    for _ in range(12):
        station.watch.tick()
        second.watch.tick()
        station.times.later(seconds=LENGTH.total_seconds() / 3)
    assert leader(second) == station.clockwork.worker


def test_a_leader_that_died_is_followed_when_its_lease_is_over_and_not_before(
    station: Station, second: Station
) -> None:
    station.watch.tick()
    station.times.later(seconds=LENGTH.total_seconds() - 1)
    second.watch.tick()
    assert leader(second) == station.clockwork.worker
    station.times.later(seconds=1)
    second.watch.tick()
    assert leader(second) == second.clockwork.worker
    assert second.said[-1] == "this process leads"


def test_a_leader_that_comes_back_too_late_waits(station: Station, second: Station) -> None:
    station.watch.tick()
    station.times.later(seconds=LENGTH.total_seconds() + 1)
    second.watch.tick()
    station.watch.tick()
    assert station.said == ["this process leads", "another process leads; waiting for it"]


def test_a_leader_that_stops_is_followed_at_once(station: Station, second: Station) -> None:
    station.watch.tick()
    station.watch.stop()
    second.watch.tick()
    assert leader(second) == second.clockwork.worker


def test_the_desks_clock_has_no_say_in_who_leads(station: Station, second: Station) -> None:
    station.watch.tick()
    station.times.desk.instant = station.times.desk.instant.replace(year=2030)
    second.watch.tick()
    assert leader(second) == station.clockwork.worker


def test_a_leader_that_died_while_its_clock_was_ahead_is_followed_at_once(
    station: Station, second: Station
) -> None:
    right = station.times.machine.instant
    station.times.machine.instant += timedelta(days=400)
    station.watch.tick()
    station.times.machine.instant = right
    second.watch.tick()
    assert leader(second) == second.clockwork.worker
    assert second.said == ["this process leads"]


def test_a_leader_that_lives_on_when_its_clock_is_put_right_goes_on_with_its_work(
    station: Station, second: Station
) -> None:
    ran: list[str] = []

    def steady(work: Work, period: str) -> list[str]:
        ran.append(leader(station))
        return []

    station.with_routines(routine(steady, "every 5 minutes"))
    right = station.times.machine.instant
    station.times.machine.instant += timedelta(days=400)
    station.watch.tick()
    station.times.machine.instant = right
    for _ in range(3):
        station.watch.tick()
        second.watch.tick()
        station.times.later(minutes=5)
    assert set(ran) == {station.clockwork.worker}
    assert len(ran) == 4


def test_two_machines_whose_clocks_differ_a_little_have_one_leader(station: Station, second: Station) -> None:
    station.times.machine.instant += LENGTH / 2
    station.watch.tick()
    station.times.machine.instant -= LENGTH / 2
    second.watch.tick()
    assert leader(second) == station.clockwork.worker
