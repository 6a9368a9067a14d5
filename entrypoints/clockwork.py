"""Puts together what runs by the clock: the routines, their work, and the watch over one business."""

from collections.abc import Callable, Iterator
from pathlib import Path

from entrypoints.bootstrap import Office
from scheduler import routines as our_routines
from scheduler.leadership import Leadership
from scheduler.registry import Routines, find_routines
from scheduler.reports import scheduled_routines
from scheduler.runner import Runner
from scheduler.watch import Watch
from scheduler.work import Work
from schemas.enums import ActorKind
from schemas.identity import Clock


class Clockwork:
    """The clockwork of a door that runs routines, as one worker.

    Args:
        office: open.
        machine: the machine's time.
        source: the mailbox to take mail in from; the home's own if not given.
    """

    def __init__(self, office: Office, machine: Clock, source: Path | None = None) -> None:
        self.office = office
        self.machine = machine
        self.source = source
        self.worker = office.new_id()
        self.routines: Routines = find_routines(
            our_routines, scheduled_routines(office.library.loaded.layered)
        )
        self.runner = Runner(self.routines, self.worker)
        self._taken: set[str] = set()

    def work(self) -> Work:
        """Return the work of one round, with the settings and the mailbox as they are now."""
        self.office.look_again()
        return Work(
            gate=self.office.gate,
            desk=self.office.desk("job", ActorKind.ROUTINE),
            machine=self.machine,
            take_in_mail=self._take_in_mail,
            notifiers=self.office.notifiers(),
            procedures=tuple(self.office.library.loaded.layered),
        )

    def watch(self, say: Callable[[str], None]) -> Watch:
        """Return the watch of this worker.

        Args:
            say: takes one line about what was done.
        """
        unit = self.office.desk("job", ActorKind.ROUTINE).unit
        leadership = Leadership(unit, self.machine, self.worker)
        return Watch(self.work, self.runner, leadership, self.machine, say)

    def _take_in_mail(self) -> Iterator[str]:
        """Take in what this worker has not seen yet; mail that another took in is found on record."""
        from entrypoints.mail_rounds import intake_now

        return intake_now(self.office, self.source, self._taken)
