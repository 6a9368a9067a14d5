"""Each routine at most once a business and period: over restarts, processes, clock changes, sleep and crashes."""

from datetime import timedelta
from typing import Any

import pytest
from several_processes import several
from station import Crash, Station, another, routine, station_in

from entrypoints.bootstrap import open_office
from entrypoints.clockwork import Clockwork
from scheduler import runs
from scheduler.reports import scheduled_routines
from scheduler.work import Work
from schemas.enums import ActorKind, RunState
from schemas.identity import FixedClock, MachineClock
from schemas.procedure import FrontMatter, Schedule
from schemas.records import AuditRow

pytestmark = pytest.mark.databases

MORNING = "morning_list"


def states(station: Station, name: str = MORNING) -> list[tuple[str, str]]:
    return [(one.period, one.state.value) for one in station.runs(name)]


def test_nothing_is_due_before_its_time_and_then_once(station: Station) -> None:
    assert station.at("2026-11-17T06:59") == []
    station.at("2026-11-17T07:00")
    for _ in range(3):
        station.times.later(minutes=20)
        station.run_due()
    assert states(station) == [("2026-11-17", "done")]
    assert [one.notice_key for one in station.told(MORNING)] == [f"{MORNING} 2026-11-17"]


def test_what_is_told_is_what_the_tool_says_and_the_audit_says_who_told_it(station: Station) -> None:
    station.do("add_contact", first_name="Maria", phone="512-555-0142")
    station.do("set_reminder", about="Maria", text="Confirm Thursday", date="2026-11-17")
    station.at("2026-11-17T07:00")
    assert "Confirm Thursday" in station.told(MORNING)[0].text
    told = [one for one in station.rows(AuditRow) if one.tool == "tell_owner"]
    assert {(one.actor, one.door) for one in told} == {(ActorKind.ROUTINE, "job")}


def test_nobody_else_tells_the_owner_something_in_a_jobs_name(station: Station) -> None:
    refused = station.do("tell_owner", key="x", kind="morning", subject="Pay at once", text="Now")
    assert refused.problem is not None
    assert refused.problem["kind"] == "not_permitted"
    assert station.told("morning") == []


def test_a_week_is_reported_once_whichever_days_somebody_looks(station: Station) -> None:
    for day in range(16, 31):
        station.at(f"2026-11-{day}T12:30")
    assert states(station, "weekly_pipeline") == [("2026-W48", "done"), ("2026-W49", "done")]


def test_the_month_that_is_over_is_what_the_first_of_the_month_tells(station: Station) -> None:
    station.at("2026-12-01T07:00")
    assert states(station, "monthly_page") == [("2026-12", "done")]
    assert station.told("monthly_page")[0].text.startswith("November 2026")


def test_an_empty_list_is_not_told_where_the_schedule_says_so(station: Station) -> None:
    schedule = Schedule(tool="list_stale_leads", when="every day at 7:00", only_if="leads")
    front = FrontMatter(name="mine", title="Mine", version="1", schedules={"quiet": schedule})
    station.with_routines(*scheduled_routines([front]).values())
    station.at("2026-11-17T07:00")
    assert station.told("quiet") == []
    assert station.runs("quiet")[0].produced == ["nothing to tell (leads: none)"]


def test_a_second_process_and_a_restart_run_nothing_again(station: Station, second: Station) -> None:
    station.at("2026-11-17T07:00")
    assert second.run_due() == []
    with another(station) as restarted:
        assert restarted.run_due() == []
    assert len(station.told(MORNING)) == 1


@pytest.mark.parametrize(
    ("when", "night", "due"),
    [
        ("every day at 1:30", "2026-11-01", "2026-11-01T01:30:00-05:00"),
        ("every day at 2:30", "2027-03-14", "2027-03-14T03:30:00-05:00"),
    ],
    ids=["01:30 twice", "02:30 never"],
)
def test_a_night_in_which_the_clock_changes(
    sqlite_environment: dict[str, str], when: str, night: str, due: str
) -> None:
    ran: list[str] = []

    def nightly(work: Work, period: str) -> list[str]:
        ran.append(work.desk.now().astimezone(work.desk.zone).isoformat())
        return []

    with station_in("America/Chicago", "2026-10-30T12:00", sqlite_environment) as station:
        station.with_routines(routine(nightly, when, "20 minutes"))
        station.times.at(f"{night}T00:00", station.office)
        for _ in range(6 * 6):
            station.times.later(minutes=10)
            station.run_due()
        assert ran == [due]
        assert states(station, "nightly")[-1] == (night, "done")


def test_a_clock_that_is_put_back_runs_nothing_twice(station: Station) -> None:
    station.at("2026-11-17T07:00")
    station.times.desk.instant -= timedelta(hours=2)
    station.run_due()
    station.at("2026-11-17T07:01")
    assert len(station.told(MORNING)) == 1


def test_a_machine_that_slept_catches_up_once_if_it_is_not_too_late(station: Station) -> None:
    station.at("2026-11-17T17:59")
    station.at("2026-11-17T18:30")
    assert states(station) == [("2026-11-17", "done")]


def test_what_is_too_late_is_not_run_and_that_is_written_down_once(station: Station) -> None:
    said = [*station.at("2026-11-17T18:01"), *station.at("2026-11-17T20:00")]
    assert [(one.routine, one.state) for one in said] == [(MORNING, RunState.LATE)]
    assert states(station) == [("2026-11-17", "late")]
    assert station.told(MORNING) == []


def test_of_many_days_asleep_only_the_last_is_looked_at(station: Station) -> None:
    station.at("2026-11-26T09:00")
    assert states(station) == [("2026-11-26", "done")]


def test_what_was_due_before_the_business_began_is_not_missed(station: Station) -> None:
    """Check that a business set up on Monday noon missed neither that morning's list nor the week's pipeline."""
    station.at("2026-11-16T12:01")
    assert station.run_due() == []
    assert states(station) == states(station, "weekly_pipeline") == []


def told_then_crashed(work: Work, period: str) -> list[str]:
    work.tell(f"test {period}", "test", "Hello", "Hello")
    if not work.desk.now().minute:
        raise Crash
    return ["told"]


def test_a_run_that_died_is_taken_up_by_another_and_tells_nothing_twice(
    station: Station, second: Station
) -> None:
    for one in (station, second):
        one.with_routines(routine(told_then_crashed))
    with pytest.raises(Crash):
        station.at("2026-11-17T07:00")
    assert states(station, "told_then_crashed") == [("2026-11-17", "running")]
    assert second.at("2026-11-17T07:04") == []
    second.at("2026-11-17T07:06")
    (run,) = second.runs("told_then_crashed")
    assert (run.state, run.attempt, run.worker) == (RunState.DONE, 2, second.clockwork.worker)
    assert len(second.told("test")) == 1


def test_a_run_that_died_while_the_machines_clock_was_ahead_is_taken_up_by_another(
    station: Station, second: Station
) -> None:
    for one in (station, second):
        one.with_routines(routine(told_then_crashed))
    right = station.times.machine.instant
    station.times.machine.instant += timedelta(days=400)
    with pytest.raises(Crash):
        station.at("2026-11-17T07:00")
    station.times.machine.instant = right
    second.at("2026-11-17T07:01")
    assert states(second, "told_then_crashed") == [("2026-11-17", "done")]
    assert len(second.told("test")) == 1


def test_a_slow_worker_that_lost_its_run_ends_nothing(station: Station, second: Station) -> None:
    """Let the first worker's lease run out while it works: the second does the work; the first's end comes too
    late.
    """

    def slow(work: Work, period: str) -> list[str]:
        if work.desk.now().minute:
            return ["the second's"]
        second.with_routines(routine(slow))
        second.at("2026-11-17T07:06")
        return ["the first's"]

    station.with_routines(routine(slow))
    (ran,) = station.at("2026-11-17T07:00")
    (run,) = station.runs("slow")
    assert (run.state, run.attempt, run.produced, ran.new) == (RunState.DONE, 2, ["the second's"], False)


def test_a_run_that_died_yesterday_is_not_taken_up_today(station: Station) -> None:
    station.with_routines(routine(told_then_crashed))
    with pytest.raises(Crash):
        station.at("2026-11-17T07:00")
    station.at("2026-11-18T07:01")
    assert states(station, "told_then_crashed") == [("2026-11-17", "failed"), ("2026-11-18", "done")]
    assert station.runs("told_then_crashed")[0].problem == runs.DIED


def test_what_fails_rests_is_tried_again_and_then_the_owner_is_told(station: Station) -> None:
    def failing(work: Work, period: str) -> list[str]:
        raise ValueError("no ink")

    station.with_routines(routine(failing))
    attempts = 0
    station.times.at("2026-11-17T07:00", station.office)
    for _ in range(60):
        attempts += len(station.run_due())
        station.times.later(minutes=1)
    (run,) = station.runs("failing")
    assert (run.state, run.attempt, attempts) == (RunState.FAILED, runs.MOST_ATTEMPTS, runs.MOST_ATTEMPTS)
    assert run.problem == "ValueError: no ink"
    (told,) = station.told("job_failed")
    assert "failing could not be run for 2026-11-17: ValueError: no ink" in told.text


def test_one_job_that_fails_stops_no_other(station: Station) -> None:
    def broken(work: Work, period: str) -> list[str]:
        raise ValueError("no ink")

    def fine(work: Work, period: str) -> list[str]:
        return ["fine"]

    station.with_routines(routine(broken), routine(fine)).at("2026-11-17T07:00")
    assert states(station, "fine") == [("2026-11-17", "done")]


def test_what_the_owner_runs_by_hand_is_not_run_again_when_its_time_comes(station: Station) -> None:
    station.times.at("2026-11-17T06:00", station.office)
    ran = station.clockwork.runner.run_now(station.clockwork.work(), MORNING)
    assert (ran.state, ran.new) == (RunState.DONE, True)
    station.at("2026-11-17T07:00")
    again = station.clockwork.runner.run_now(station.clockwork.work(), MORNING)
    assert (again.state, again.new) == (RunState.DONE, False)
    assert len(station.told(MORNING)) == 1


def _run_due_often(environment: dict[str, str], now: str, barrier: Any, answers: Any) -> None:
    office = open_office(now=now, environment=environment)
    clockwork = Clockwork(office, MachineClock())
    barrier.wait(60)
    done = 0
    for _ in range(5):
        done += sum(one.new for one in clockwork.runner.run_due(clockwork.work()))
        assert isinstance(office.clock, FixedClock)
        office.clock.instant += timedelta(days=1)
    answers.put(done)
    office.close()


@pytest.mark.usefixtures("processes")
def test_processes_at_once_share_the_days_between_them(environment: dict[str, str]) -> None:
    """Let two real processes race through the same five mornings; every routine runs once on each."""
    with station_in("America/Chicago", "2026-11-16T12:00", environment) as station:
        context, count = several(), 2
        barrier, answers = context.Barrier(count), context.Queue()
        given = (environment, "2026-11-17T07:00", barrier, answers)
        workers = [context.Process(target=_run_due_often, args=given) for _ in range(count)]
        for worker in workers:
            worker.start()
        done = [answers.get(timeout=90) for _ in workers]
        for worker in workers:
            worker.join(30)
        days = [f"2026-11-{day}" for day in range(17, 22)]
        assert states(station) == [(day, "done") for day in days]
        assert len(station.told(MORNING)) == 5
        assert sum(done) == len(station.rows(runs.RoutineRun)) == 5
