"""The rows of routine runs: who has a period, and what became of it.

Every change is made in a writing transaction, of which a business has one at a time; so what is read there still
holds when it is written, in whatever process. Below that, a unique index holds a routine to one row a period.

A run that died is taken up again: once nobody holds it any more (`held_until`, machine time), the process that comes first
counts its attempt up and runs it from the start. So a routine must be one that can be run again: what it tells has a
key, what it writes is unique. A worker that lost a run in this way ends nothing: its attempt is no longer the row's.
"""

from datetime import datetime, timedelta

from sqlmodel import col, select

from schemas.enums import RunState
from schemas.leases import holds
from schemas.records import RoutineRun
from tools.desk import Desk

HELD = timedelta(minutes=5)
"""The length of the lease of a run's worker."""
FIRST_REST = timedelta(minutes=1)
MOST_ATTEMPTS = 4
LONGEST_HOLD = FIRST_REST * 4 ** (MOST_ATTEMPTS - 2)
"""The rest after the last attempt but one, which is longer than a worker's hold."""
TOO_LATE = "nobody was awake for it in time"
DIED = "it was begun but never ended, and it is too late to begin again"


def find(desk: Desk, routine: str, period: str) -> RoutineRun | None:
    """Return the run of a routine in a period, inside an open transaction."""
    return desk.session.exec(
        select(RoutineRun).where(col(RoutineRun.job) == routine, col(RoutineRun.period) == period)
    ).first()


def unfinished(desk: Desk, routine: str) -> list[RoutineRun]:
    """Return the runs of a routine that have not ended, inside an open transaction."""
    return list(
        desk.session.exec(
            select(RoutineRun).where(col(RoutineRun.job) == routine, col(RoutineRun.ended_at).is_(None))
        )
    )


def claim(
    desk: Desk, routine: str, period: str, *, due_at: datetime, machine_now: datetime, worker: str
) -> RoutineRun | None:
    """Lease a period to a worker: a new run, or one whose lease ran out; None if there is nothing to take.

    Args:
        desk: of the actor `routine`, with no transaction open.
        routine, period: which.
        due_at: when it was due.
        machine_now: the machine's time.
        worker: whose it is to be.
    """
    with desk.unit.writing() as session:
        run = find(desk, routine, period)
        if run is None:
            run = RoutineRun(
                business_id=desk.business_id,
                run_id=desk.new_id(),
                job=routine,
                period=period,
                due_at=due_at,
                started_at=desk.now(),
                worker=worker,
                held_until=machine_now + HELD,
            )
            session.add(run)
            return run
        if run.ended_at is not None or holds(run.held_until, machine_now, LONGEST_HOLD):
            return None
        run.attempt += 1
        run.worker = worker
        run.held_until = machine_now + HELD
        return run


def end(desk: Desk, run: RoutineRun, produced: list[str]) -> bool:
    """Record what a run produced; False if somebody else has taken it up meanwhile."""
    with desk.unit.writing():
        row = _still(desk, run)
        if row is None:
            return False
        row.state, row.produced, row.problem = RunState.DONE, produced, ""
        row.ended_at, row.held_until = desk.now(), None
        return True


def fail(desk: Desk, run: RoutineRun, problem: str, machine_now: datetime) -> bool:
    """Record why an attempt failed: it rests or, after the last attempt, has failed for good; return whether it
    has.
    """
    with desk.unit.writing():
        row = _still(desk, run)
        if row is None:
            return False
        row.problem = problem[:2000]
        if row.attempt < MOST_ATTEMPTS:
            row.held_until = machine_now + FIRST_REST * 4 ** (row.attempt - 1)
            return False
        row.state, row.ended_at, row.held_until = RunState.FAILED, desk.now(), None
        return True


def give_up(desk: Desk, routine: str, machine_now: datetime, *, but: str = "") -> int:
    """End the runs of a routine that died and for which it is too late; return how many.

    Args:
        desk: of the actor `routine`, with no transaction open.
        routine: which.
        machine_now: the machine's time: a run that somebody holds is left alone.
        but: the period for which it is not too late.
    """
    with desk.unit.writing():
        dead = [
            one
            for one in unfinished(desk, routine)
            if one.period != but and not holds(one.held_until, machine_now, LONGEST_HOLD)
        ]
        for one in dead:
            one.state, one.ended_at, one.held_until = RunState.FAILED, desk.now(), None
            one.problem = one.problem or DIED
        return len(dead)


def miss(desk: Desk, routine: str, period: str, due_at: datetime) -> bool:
    """Record that a period was missed; False if it has a row."""
    with desk.unit.writing() as session:
        if find(desk, routine, period) is not None:
            return False
        session.add(
            RoutineRun(
                business_id=desk.business_id,
                run_id=desk.new_id(),
                job=routine,
                period=period,
                state=RunState.LATE,
                due_at=due_at,
                started_at=desk.now(),
                ended_at=desk.now(),
                attempt=0,
                problem=TOO_LATE,
            )
        )
        return True


def _still(desk: Desk, run: RoutineRun) -> RoutineRun | None:
    """Return the row of a run, unless another worker has its lease or has ended it."""
    row = desk.session.get_one(RoutineRun, (desk.business_id, run.run_id))
    mine = row.attempt == run.attempt and row.worker == run.worker and row.ended_at is None
    return row if mine else None
