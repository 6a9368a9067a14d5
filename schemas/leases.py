"""Leases: until when somebody alone may do a thing, on the machine's time; what a dead process held is free at its end.

All of ours mean the same: a conversation's lock, who leads the watch, a row of the outbox, a job's run, a delivery, a sign-in
that is being renewed. From its end on a lease holds no more. One that ends later than twice its own length from now was written
while the clock was ahead: it is broken and holds nothing, for nobody could take it for years. Twice, and not once, since two
machines' clocks differ and one is put back a little now and then, which must not take a lease from a holder that is alive.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_

from schemas.database import ScopedSession
from schemas.identity import Clock
from schemas.records import Lease


def holds(until: datetime | None, now: datetime, length: timedelta) -> bool:
    """Return whether a lease of a length, which ends at `until`, still holds."""
    return until is not None and now < until <= now + 2 * length


def is_free(until: Any, now: datetime, length: timedelta) -> ColumnElement[bool]:
    """Return the condition that a column of lease ends holds nothing now: `holds`, turned round, for a query."""
    return or_(until.is_(None), until <= now, until > now + 2 * length)


class NamedLease:
    """One worker's lease in the table of leases; everything happens inside an open writing transaction.

    Args:
        name: of what is held.
        worker: the holder's own name for itself.
        machine: the machine's time.
        length: how long it holds unless it is renewed.
    """

    def __init__(self, name: str, worker: str, machine: Clock, length: timedelta) -> None:
        self.name = name
        self.worker = worker
        self.machine = machine
        self.length = length

    def take(self, session: ScopedSession) -> bool:
        """Take or renew the lease; return False while somebody else has it."""
        now, row = self.machine.now(), self._row(session)
        if row is None:
            row = Lease(business_id=session.business_id, lease=self.name, worker="", taken_at=now, until=now)
            session.add(row)
        if row.worker != self.worker:
            if holds(row.until, now, self.length):
                return False
            row.worker, row.taken_at = self.worker, now
        row.until = now + self.length
        return True

    def is_mine(self, session: ScopedSession) -> bool:
        """Return whether nobody else has taken the lease since."""
        row = self._row(session)
        return row is not None and row.worker == self.worker

    def renew(self, session: ScopedSession) -> None:
        """Make it hold for its length from now, unless somebody else has taken it since."""
        if self.is_mine(session):
            self.take(session)

    def release(self, session: ScopedSession) -> None:
        """Give it up, so that the next need not wait; does nothing where somebody else has taken it since."""
        row = self._row(session)
        if row is not None and row.worker == self.worker:
            row.until = self.machine.now()

    def _row(self, session: ScopedSession) -> Lease | None:
        return session.get(Lease, (session.business_id, self.name))
