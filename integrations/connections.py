"""Connected accounts: their tokens, sealed, renewed by one process at a time.

A provider that rotates its refresh token kills the old one when it hands out the new; two processes that renew side by
side would leave one of them, and at worst the record, with a dead token. So one takes a short lease in the row, asks the
provider without any transaction held, and writes the new token before anybody uses it; others wait for that.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from integrations.sealing import Seal, SealOfHome
from schemas.database import UnitOfWork
from schemas.enums import ConnectionStatus
from schemas.errors import NotConnected, OutsideUnavailable
from schemas.identity import Clock, MachineClock
from schemas.leases import holds
from schemas.records import Connection
from schemas.settings import Settings

LEASE = timedelta(seconds=60)
"""The length of a process's lease to ask the provider for a new token before another tries."""

PAUSE_SECONDS = 0.05


class ConsentLost(NotConnected):
    """The provider no longer accepts the token; only the owner can connect again."""


@dataclass(frozen=True)
class Account:
    """A connected account as it stands.

    Args:
        service: as in `deskhand connect SERVICE`.
        account: the mailbox's address, or the company's id there.
        token: as the provider gave it, opened.
        version: goes up by one with each renewal.
        scopes: what the owner agreed to.
    """

    service: str
    account: str
    token: dict[str, Any]
    version: int
    scopes: tuple[str, ...] = ()


class Connections:
    """The connected accounts of one business.

    Args:
        unit: to read and write the rows.
        seal: opens and closes tokens.
        machine: the machine's time, for leases.
        pause: waits between two looks at another process's renewal, in seconds.
    """

    def __init__(
        self, unit: UnitOfWork, seal: Seal, machine: Clock, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self.unit = unit
        self.seal = seal
        self.machine = machine
        self.pause = pause

    def row(self, service: str) -> Connection | None:
        """Return the row of a service, its token still sealed."""
        with self.unit.reading() as session:
            found = session.get(Connection, (self.unit.business_id, service))
            if found is not None:
                session.expunge(found)
            return found

    def account(self, service: str) -> Account:
        """Return the account, ready to be used.

        Raises:
            NotConnected: it was never connected, or its consent is lost; says what to do.
            BadConfiguration: the key of this home does not open it.
        """
        found = self.row(service)
        if found is None or found.status == ConnectionStatus.REMOVED:
            raise NotConnected(f"{service} is not connected. Connect it with: deskhand connect {service}")
        if found.status == ConnectionStatus.LOST:
            raise ConsentLost(found.problem)
        return self._opened(found)

    def connect(self, service: str, account: str, token: dict[str, Any], scopes: tuple[str, ...]) -> Account:
        """Keep a token that the owner has just consented to, in place of an earlier one."""
        with self.unit.writing() as session:
            row = session.get(Connection, (self.unit.business_id, service))
            if row is None:
                row = Connection(
                    business_id=self.unit.business_id, service=service, version=0, account=account,
                    status=ConnectionStatus.CONNECTED, connected_at=self.machine.now(),
                )  # fmt: skip
                session.add(row)
            row.account, row.scopes = account, list(scopes)
            row.connected_at, row.renewed_at = self.machine.now(), None
            self._write(row, token)
            session.flush()
            return self._opened(row)

    def renew(self, account: Account, ask: Callable[[dict[str, Any]], dict[str, Any]]) -> Account:
        """Renew a token under a lease: return another process's newer one, or the one that is asked for here.

        Args:
            account: whose token has run out.
            ask: given the old token, gets the new one from the provider; raises `ConsentLost` if it refuses for good,
                another `DeskhandError` if it can't be reached. No transaction is held while it runs.

        Raises:
            ConsentLost: noted in the row, so that everybody hears it.
            OutsideUnavailable: another process has been asking for longer than its lease.
        """
        for _ in range(int(LEASE.total_seconds() / PAUSE_SECONDS) + 1):
            newer = self._taken(account)
            if newer is not None:
                return newer
            if self._leased(account):
                return self._asked(account, ask)
            self.pause(PAUSE_SECONDS)
        raise OutsideUnavailable(f"{account.service}: another process is renewing the sign-in. Try again.")

    def lose(self, service: str, problem: str) -> None:
        """Record that the provider no longer accepts the token.

        Args:
            service: which.
            problem: in plain words, with what the owner can do.
        """
        with self.unit.writing() as session:
            row = session.get(Connection, (self.unit.business_id, service))
            if row is not None:
                row.status, row.problem, row.renewing_until = ConnectionStatus.LOST, problem, None

    def remove(self, service: str) -> str:
        """Forget the token; the row says that there was one. Return whose it was, empty where there was none."""
        with self.unit.writing() as session:
            row = session.get(Connection, (self.unit.business_id, service))
            if row is None or row.status == ConnectionStatus.REMOVED:
                return ""
            row.status, row.sealed, row.problem = ConnectionStatus.REMOVED, "", ""
            return row.account

    def _taken(self, account: Account) -> Account | None:
        """Return the account if another process has renewed its token in the meantime."""
        now = self.account(account.service)
        return now if now.version > account.version else None

    def _leased(self, account: Account) -> bool:
        """Take the lease to renew the token, unless another process has it."""
        with self.unit.writing() as session:
            row = session.get_one(Connection, (self.unit.business_id, account.service))
            now = self.machine.now()
            if row.version != account.version or holds(row.renewing_until, now, LEASE):
                return False
            row.renewing_until = now + LEASE
            return True

    def _asked(self, account: Account, ask: Callable[[dict[str, Any]], dict[str, Any]]) -> Account:
        try:
            token = ask(account.token)
        except ConsentLost as error:
            self.lose(account.service, error.message)
            raise
        except BaseException:
            self._give_back(account)
            raise
        with self.unit.writing() as session:
            row = session.get_one(Connection, (self.unit.business_id, account.service))
            row.renewed_at = self.machine.now()
            self._write(row, token)
            session.flush()
            return self._opened(row)

    def _give_back(self, account: Account) -> None:
        with self.unit.writing() as session:
            row = session.get_one(Connection, (self.unit.business_id, account.service))
            if row.version == account.version:
                row.renewing_until = None

    def _write(self, row: Connection, token: dict[str, Any]) -> None:
        row.sealed, row.version = self.seal.close(token), row.version + 1
        row.status, row.problem, row.renewing_until = ConnectionStatus.CONNECTED, "", None

    def _opened(self, row: Connection) -> Account:
        token = self.seal.open(row.sealed)
        return Account(row.service, row.account, token, row.version, tuple(row.scopes))


def connections_of(unit: UnitOfWork, settings: Settings) -> Connections:
    """Return the connected accounts of one business, with the seal of its home and on the machine's time."""
    return Connections(
        unit, SealOfHome(settings.home, settings.sealing_key.get_secret_value()), MachineClock()
    )
