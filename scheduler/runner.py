"""Runs what is due, at most once a business and period; and on the owner's word, what they name."""

from dataclasses import dataclass
from datetime import date

from scheduler import runs
from scheduler.registry import Routine, Routines
from scheduler.work import Work
from schemas.enums import RunState
from schemas.errors import DeskhandError
from schemas.records import RoutineRun


@dataclass(frozen=True)
class Ran:
    """The outcome of a routine.

    Args:
        routine, period: which; the period is empty for what is steady.
        state: done, failed, late; running where it rests before another attempt, or somebody else runs it.
        new: whether this call did it; False where it was so before.
        lines: what was produced, or the problem.
    """

    routine: str
    period: str
    state: RunState
    new: bool
    lines: tuple[str, ...]

    def text(self) -> str:
        """Return one line about the run, for a person."""
        said = "; ".join(self.lines) or "nothing to do"
        called = f"{self.routine} {self.period}".strip()
        if not self.new and self.state == RunState.DONE:
            return f"{called}: was done before: {said}"
        words = {RunState.FAILED: "failed: ", RunState.LATE: "not run: ", RunState.RUNNING: "not done yet: "}
        return f"{called}: {words.get(self.state, '')}{said}"

    def as_json(self) -> dict[str, object]:
        return {
            "job": self.routine,
            "period": self.period,
            "state": self.state.value,
            "new": self.new,
            "lines": list(self.lines),
        }


class Runner:
    """Works through the routines for one worker.

    Args:
        routines: all of them.
        worker: this process's own name for itself.
    """

    def __init__(self, routines: Routines, worker: str) -> None:
        self.routines = routines
        self.worker = worker
        self._settled: dict[str, str] = {}

    def run_due(self, work: Work) -> list[Ran]:
        """Run every routine whose time has come and whose period is not taken; return the runs that were done or
        given up.
        """
        done = [self._run_if_due(work, routine) for routine in self.routines.periodic]
        return [one for one in done if one is not None]

    def _run_if_due(self, work: Work, routine: Routine) -> Ran | None:
        desk = work.desk
        day = routine.when.latest(desk.now(), desk.zone)
        if day is None or self._settled.get(routine.name) == routine.when.period_of(day):
            return None
        due_at, period = routine.when.instant_on(day, desk.zone), routine.when.period_of(day)
        if due_at < desk.business.created_at:
            return None
        late = desk.now() > due_at + routine.grace
        machine_now = work.machine.now()
        with desk.unit.reading():
            run = runs.find(desk, routine.name, period)
            dead = [one for one in runs.unfinished(desk, routine.name) if late or one.period != period]
            settled = run is not None and run.ended_at is not None
        if dead:
            runs.give_up(desk, routine.name, machine_now, but="" if late else period)
        if settled:
            self._settled[routine.name] = period
            return None
        if late:
            missed = run is None and runs.miss(desk, routine.name, period, due_at)
            return Ran(routine.name, period, RunState.LATE, True, (runs.TOO_LATE,)) if missed else None
        return self._attempt(work, routine, day)

    def run_now(self, work: Work, name: str) -> Ran:
        """Run a routine for its current period, whether or not its time has come; not twice a period.

        Raises:
            NotFound: there is no such routine.
        """
        routine = self.routines.find(name)
        if routine.steady:
            return Ran(routine.name, "", RunState.DONE, True, tuple(routine.run(work, "")))
        day = work.desk.today()
        ran = self._attempt(work, routine, day)
        if ran is not None:
            return ran
        with work.desk.unit.reading():
            run = runs.find(work.desk, routine.name, routine.when.period_of(day))
            assert run is not None
            lines = run.produced or [run.problem or "somebody else runs it just now"]
            return Ran(routine.name, run.period, run.state, False, tuple(lines))

    def _attempt(self, work: Work, routine: Routine, day: date) -> Ran | None:
        """Return one attempt at a period; None if the lease on it is not ours to take."""
        desk = work.desk
        run = runs.claim(
            desk,
            routine.name,
            routine.when.period_of(day),
            due_at=routine.when.instant_on(day, desk.zone),
            machine_now=work.machine.now(),
            worker=self.worker,
        )
        if run is None:
            return None
        if run.attempt > runs.MOST_ATTEMPTS:
            return self._failed(work, routine, run, run.problem or runs.DIED)
        try:
            produced = routine.run(work, run.period)
        except Exception as error:
            # Whatever a routine runs into is its own: the others go on, and the owner hears of it.
            said = error.message if isinstance(error, DeskhandError) else f"{type(error).__name__}: {error}"
            return self._failed(work, routine, run, said)
        mine = runs.end(desk, run, produced)
        return Ran(routine.name, run.period, RunState.DONE, mine, tuple(produced))

    def _failed(self, work: Work, routine: Routine, run: RoutineRun, problem: str) -> Ran:
        if not runs.fail(work.desk, run, problem, work.machine.now()):
            return Ran(routine.name, run.period, RunState.RUNNING, True, (f"{problem} It is tried again.",))
        text = (
            f"{routine.name} could not be run for {run.period}: {problem} It was tried {run.attempt} times and is not "
            f"tried again for {run.period}."
        )
        work.tell(f"failed {routine.name} {run.period}", "job_failed", f"{routine.name} was not run", text)
        return Ran(routine.name, run.period, RunState.FAILED, True, (problem,))
