"""An office connected to a practice company of its own; the real client library talks to it over HTTP on loopback."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import select

from agent.approvals.outbox import Outbox
from agent.gate import Gate
from entrypoints.bootstrap import Office
from integrations.quickbooks.composed import QuickBooksOnline
from integrations.quickbooks.sandbox.answers import Request
from integrations.quickbooks.sandbox.server import Sandbox
from schemas.effects import Call, Card, Outcome
from schemas.identity import FixedClock
from schemas.ports import NewCustomer, Readers
from schemas.records import Approval, Contact

MACHINE = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
NEVER_LONG = (5.0, 5.0)


class Crash(BaseException):
    """The process ends here: nothing after it runs."""


@dataclass
class CrashingWriter:
    """The real writer, in a process that ends right after QuickBooks has acted, as often as it is told."""

    writer: Any
    crashes: int = 0

    def create_customer(self, customer: NewCustomer, effect_key: str) -> dict[str, Any]:
        created: dict[str, Any] = self.writer.create_customer(customer, effect_key)
        if self.crashes:
            self.crashes -= 1
            raise Crash
        return created

    def change_customer(self, change: Any, effect_key: str) -> dict[str, Any]:
        changed: dict[str, Any] = self.writer.change_customer(change, effect_key)
        return changed


@dataclass
class Practising:
    """The bench: an office, the practice company, and one clock for the machine and the company."""

    office: Office
    sandbox: Sandbox
    machine: FixedClock
    online: QuickBooksOnline
    writer: CrashingWriter

    @classmethod
    def at(cls, office: Office, sandbox: Sandbox, machine: FixedClock) -> "Practising":
        settings = office.settings
        online = QuickBooksOnline(
            office.database, office.business.business_id, office.clock, office.new_id, settings.home, "", machine
        )  # fmt: skip
        online.sign_in.time_out = NEVER_LONG
        writer = CrashingWriter(online.writer)
        outbox = Outbox(
            office.registry, replace(office.gate.outbox.writers, books=writer), machine, office.new_id
        )
        gate = Gate(office.registry, office.gate.queue, outbox, office.gate.tightened)
        readers = Readers(mail=office.readers.mail, books=online.reader)
        return cls(
            replace(office, gate=gate, readers=readers, quickbooks=online), sandbox, machine, online, writer
        )

    def connect(self) -> None:
        self.online.connecting().try_practice(self.sandbox.base)

    def restart(self) -> None:
        """Start a new process on the same database: nothing of the old one's memory is left."""
        fresh = Practising.at(self.office, self.sandbox, self.machine)
        self.office, self.online, self.writer = fresh.office, fresh.online, fresh.writer

    def do(self, tool: str, **arguments: Any) -> Outcome:
        return self.office.gate.submit(self.office.desk("cli"), Call(tool=tool, arguments=arguments))

    def maria(self, **details: str) -> str:
        """Put Maria Lopez on record; return her id."""
        usual = {
            "first_name": "Maria", "last_name": "Lopez", "phone": "512-555-0142", "email": "maria@example.com",
            "address": "123 Main St, Austin",
        }  # fmt: skip
        result = self.do("add_contact", **{**usual, **details}).result
        assert result is not None
        return str(result.data["contact_id"])

    def card(self, tool: str = "create_quickbooks_customer", **arguments: Any) -> Card:
        """Return the card of a call that waits."""
        usual = {"contact": "Maria"} if tool.endswith("quickbooks_customer") else {}
        outcome = self.do(tool, **{**usual, **arguments})
        assert outcome.card is not None, outcome.problem
        return outcome.card

    def decide(self, card: Card, answer: str = "") -> Outcome:
        return self.office.gate.decide(self.office.desk("cli"), card.approval, card.digest, answer)

    def sweep(self, **later: float) -> list[Outcome]:
        """Let time pass for the machine, and sweep the outbox."""
        self.machine.instant += timedelta(**later)
        return self.office.gate.sweep(self.office.desk("cli"))

    def rows(self, kind: type[Any]) -> list[Any]:
        desk = self.office.desk("cli")
        with desk.unit.reading() as session:
            found = list(session.exec(select(kind)))
            session.expunge_all()
            return found

    def contact(self, contact_id: str) -> Contact:
        return next(row for row in self.rows(Contact) if row.contact_id == contact_id)

    def approval(self, number: int) -> Approval:
        return next(row for row in self.rows(Approval) if row.number == number)

    def entities(self, kind: str = "Customer") -> list[dict[str, Any]]:
        """Return the entities in the practice company's books."""
        return self.sandbox.company.of(kind)

    def put(self, kind: str, name: str, phone: str = "", email: str = "", **more: Any) -> str:
        """Put somebody into the books there by hand; return their number."""
        reach = {"PrimaryPhone": {"FreeFormNumber": phone}, "PrimaryEmailAddr": {"Address": email}}
        return str(self.sandbox.company.add(kind, {"DisplayName": name, **reach, **more})["Id"])

    def asked(self, wanted: Callable[[Request], bool]) -> list[Request]:
        """Return the requests that came to the company."""
        return [one for one in self.sandbox.requests if wanted(one)]

    def writes(self) -> list[Request]:
        """Return the creates and changes that came in, repeated ones included."""
        return self.asked(lambda one: one.method == "POST" and one.path.endswith("/customer"))

    def reads(self) -> list[Request]:
        return self.asked(lambda one: "/v3/" in one.path and one not in self.writes())

    def sent(self) -> list[dict[str, Any]]:
        """Return the bodies of the writes."""
        return [json.loads(one.body) for one in self.writes()]


def fields_of(card: Card) -> dict[str, str]:
    """Return the lines of a card by name; the last of each name."""
    return {field.name: field.value for field in card.fields}


def bench_for(office: Office) -> Iterator[Practising]:
    """Connect a bench, for as long as a test runs."""
    machine = FixedClock(MACHINE)

    def now() -> float:
        return machine.instant.timestamp()

    sandbox = Sandbox(now=now).start()
    bench = Practising.at(office, sandbox, machine)
    bench.connect()
    yield bench
    sandbox.stop()
