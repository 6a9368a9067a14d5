"""The watch: again and again, the leading process takes in mail, carries out what is approved, and runs what is due."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from scheduler.leadership import Leadership
from scheduler.registry import Routine
from scheduler.runner import Runner
from scheduler.work import Work
from schemas.errors import DeskhandError
from schemas.identity import Clock


class Watch:
    """One process's watch over one business.

    Args:
        work: makes the work of a round, with the settings as they are then.
        runner: of the routines.
        leadership: whether this process is the one.
        machine: the machine's time, by which steady routines are due.
        say: takes one line about what was done.
    """

    def __init__(
        self,
        work: Callable[[], Work],
        runner: Runner,
        leadership: Leadership,
        machine: Clock,
        say: Callable[[str], None],
    ) -> None:
        self.work = work
        self.runner = runner
        self.leadership = leadership
        self.machine = machine
        self.say = say
        self._said: dict[str, str] = {}
        self._last: dict[str, datetime] = {}

    def tick(self) -> None:
        """Run one round; a problem is told once while it stays the same, and the next round tries again."""
        try:
            leads = self.leadership.hold()
            self._say_once("lead", "this process leads" if leads else "another process leads; waiting for it")
            if leads:
                self._round(self.work())
            self._say_once("round", "")
        except DeskhandError as error:
            self._say_once("round", error.message)
        except Exception as error:
            # The watch goes on: the next round may find things as they should be.
            self._say_once("round", _unexpected(error))

    def stop(self) -> None:
        """Stop leading, so that the next process can."""
        try:
            self.leadership.release()
        except DeskhandError as error:
            self.say(error.message)

    def _round(self, work: Work) -> None:
        for routine in self.runner.routines.steady:
            now = self.machine.now()
            last = self._last.get(routine.name)
            # A last time that is still to come was noted while the clock was ahead.
            if last is None or not timedelta(0) <= now - last < routine.when.every:
                self._last[routine.name] = now
                self._run_steady(work, routine)
        for ran in self.runner.run_due(work):
            self.say(ran.text())

    def _run_steady(self, work: Work, routine: Routine) -> None:
        try:
            for line in routine.run(work, ""):
                self.say(f"{routine.name}: {line}")
        except DeskhandError as error:
            self._say_once(routine.name, f"{routine.name}: {error.message}")
        except Exception as error:
            # A routine's own mistake must not end the watch over all others.
            self._say_once(routine.name, f"{routine.name}: {_unexpected(error)}")
        else:
            self._say_once(routine.name, "")

    def _say_once(self, about: str, line: str) -> None:
        if line and self._said.get(about) != line:
            self.say(line)
        self._said[about] = line


def _unexpected(error: Exception) -> str:
    return f"{type(error).__name__}: {error}; please report this"


def keep_ticking(tick: Callable[[], None], seconds: float, until_told: Callable[[], None]) -> None:
    """Call `tick` at once and then again and again, never two at a time, until told to stop; wait for the last one.

    APScheduler only beats the time: what is due is in our own rows (docs/dependencies.md).

    Args:
        tick: one round.
        seconds: between two rounds.
        until_told: returns when it is to stop.
    """
    import logging

    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.schedulers.background import BackgroundScheduler

    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    ticker = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
    ticker.add_job(
        tick,
        "interval",
        seconds=seconds,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
        next_run_time=datetime.now(UTC),
    )
    ticker.start()
    try:
        until_told()
    finally:
        ticker.shutdown(wait=True)
