"""One process leads: it holds a lease, which another takes over when it has died."""

from datetime import datetime, timedelta

from schemas.database import UnitOfWork
from schemas.identity import Clock
from schemas.leases import NamedLease, holds

WATCH = "watch"
LENGTH = timedelta(seconds=45)
"""The length of the leader's lease, for which a dead one is waited for. Renewed when half of it is over."""


class Leadership:
    """This process's hold on the lease of the watch.

    Args:
        unit: of the business.
        machine: the machine's time.
        worker: this process's own name for itself.
    """

    def __init__(self, unit: UnitOfWork, machine: Clock, worker: str) -> None:
        self.unit = unit
        self.machine = machine
        self.lease = NamedLease(WATCH, worker, machine, LENGTH)
        self._until: datetime | None = None

    def hold(self) -> bool:
        """Take, keep or renew the lease; return False while somebody else has it."""
        now = self.machine.now()
        if self._until is not None and holds(self._until - LENGTH / 2, now, LENGTH):
            return True
        with self.unit.writing() as session:
            taken = self.lease.take(session)
        self._until = now + LENGTH if taken else None
        return taken

    def release(self) -> None:
        """Give the lease up, so that the next process need not wait."""
        self._until = None
        with self.unit.writing() as session:
            self.lease.release(session)
