"""One process leads: a lease row on the machine's time, taken over when its holder has died."""

from datetime import datetime, timedelta

from schemas.database import UnitOfWork
from schemas.identity import Clock
from schemas.records import Lease

WATCH = "watch"
SPAN = timedelta(seconds=45)
"""How long a dead leader is waited for. Renewed when half of it is over."""


class Leadership:
    """This process's hold on a lease.

    Args:
        unit: of the business.
        machine: the machine's time.
        worker: this process's own name for itself.
        lease: which.
    """

    def __init__(self, unit: UnitOfWork, machine: Clock, worker: str, lease: str = WATCH) -> None:
        self.unit = unit
        self.machine = machine
        self.worker = worker
        self.lease = lease
        self._until: datetime | None = None

    def hold(self) -> bool:
        """Takes, keeps or renews the lease; False while somebody else has it."""
        now = self.machine.now()
        if self._until is not None and self._until - now > SPAN / 2:
            return True
        with self.unit.writing() as session:
            row = session.get(Lease, (self.unit.business_id, self.lease))
            if row is None:
                session.add(self._taken(now))
            elif row.worker == self.worker:
                row.until = now + SPAN
            elif row.until <= now:
                row.worker, row.taken_at, row.until = self.worker, now, now + SPAN
            else:
                self._until = None
                return False
        self._until = now + SPAN
        return True

    def release(self) -> None:
        """Gives the lease up, so that the next process need not wait."""
        self._until = None
        now = self.machine.now()
        with self.unit.writing() as session:
            row = session.get(Lease, (self.unit.business_id, self.lease))
            if row is not None and row.worker == self.worker:
                row.until = now

    def _taken(self, now: datetime) -> Lease:
        return Lease(
            business_id=self.unit.business_id,
            lease=self.lease,
            worker=self.worker,
            taken_at=now,
            until=now + SPAN,
        )
