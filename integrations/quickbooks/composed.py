"""QuickBooks Online as the composition root takes it: reader, writer, connecting, and the practice company."""

from pathlib import Path
from typing import TYPE_CHECKING

from integrations.connections import Connections
from integrations.quickbooks.adapter import QuickBooksReader, QuickBooksWriter
from integrations.quickbooks.client import Client
from integrations.quickbooks.connecting import Connecting
from integrations.quickbooks.sandbox.practice import Practice
from integrations.quickbooks.sign_in import SERVICE, SignIn
from integrations.sealing import SealOfHome
from schemas.database import Database, UnitOfWork
from schemas.enums import ConnectionStatus
from schemas.identity import Clock, NewId

if TYPE_CHECKING:
    from integrations.loopback import Receiver


class QuickBooksOnline:
    """Everything of QuickBooks for one business of one home; nothing is asked until it is used.

    Args:
        database, business_id, clock, new_id: of the business's records.
        home: its folder.
        key: that seals tokens, from the environment; empty for the home's own.
        machine: the machine's time, for tokens and leases.
    """

    def __init__(
        self,
        database: Database,
        business_id: str,
        clock: Clock,
        new_id: NewId,
        home: Path,
        key: str,
        machine: Clock,
    ) -> None:
        self.database = database
        self.business_id = business_id
        self.clock = clock
        self.new_id = new_id
        self.seal = SealOfHome(home, key)
        self.machine = machine
        self.sign_in = SignIn(machine)
        self.practice = Practice(home)
        client = Client(self.connections, self.sign_in)
        self.reader = QuickBooksReader(client)
        self.writer = QuickBooksWriter(client)

    def connections(self) -> Connections:
        """Return the connected accounts, through a unit of work of their own."""
        unit = UnitOfWork(self.database, self.business_id, self.clock, self.new_id)
        return Connections(unit, self.seal, self.machine)

    def connecting(self) -> Connecting:
        """Return the object that connects and disconnects."""
        return Connecting(self.connections(), self.sign_in)

    def receiver(self, port: int) -> "Receiver":
        """Return the receiver of the browser's redirect on this machine. Intuit takes no IP address, so the
        host is named.
        """
        from integrations.loopback import Receiver

        return Receiver("QuickBooks", port, "localhost", "/quickbooks")

    def status(self) -> str:
        """Return the state of the connection, in a sentence."""
        row = self.connections().row(SERVICE)
        if row is None or row.status == ConnectionStatus.REMOVED:
            return "not connected"
        if row.status == ConnectionStatus.LOST:
            return row.problem
        kind = next((one for one in ("practice", "sandbox") if one in row.scopes), "")
        return (
            f"connected to {f'a {kind} company, not your real books' if kind else f'company {row.account}'}"
        )
