"""A mail sender of the port for tests: it does as it is told, and keeps what it accepted and how often it was asked."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlmodel import select

from agent.approvals.outbox import Outbox
from agent.gate import Gate
from entrypoints.bootstrap import Office
from schemas.effects import Call, Outcome
from schemas.enums import ActorKind, ApprovalStatus, Role
from schemas.errors import OutsideRefused, OutsideUnavailable, OutsideUncertain
from schemas.identity import FixedClock
from schemas.ports import OutgoingMail, ReadBack, Readers, Writers
from schemas.records import Approval, AuditRow, Interaction, OutboxRow
from tools.desk import Actor, Desk

Way = Literal[
    "accept", "refuse", "unavailable", "uncertain", "accept, then time out", "accept, then crash", "crash"
]
MACHINE = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)


class Crash(BaseException):
    """The process ends here: nothing after it runs."""


def nothing() -> None:
    """Do nothing while the mail is with the sender, unless a test says otherwise."""


@dataclass
class Sandbox:
    """Args: ways: what to do with the next mails, the rest is accepted; blind: can't tell what was sent."""

    ways: list[Way] = field(default_factory=list)
    blind: bool = False
    asked: list[str] = field(default_factory=list)
    accepted: list[tuple[str, OutgoingMail]] = field(default_factory=list)
    meanwhile: Callable[[], None] = nothing

    def send(self, mail: OutgoingMail, effect_key: str) -> dict[str, Any]:
        self.asked.append(effect_key)
        way = self.ways.pop(0) if self.ways else "accept"
        meanwhile, self.meanwhile = self.meanwhile, nothing
        meanwhile()
        if way.startswith("accept"):
            self.accepted.append((effect_key, mail))
        match way:
            case "refuse":
                raise OutsideRefused("The mailbox refused it: no such recipient.")
            case "unavailable":
                raise OutsideUnavailable("The mail server can't be reached.")
            case "uncertain":
                raise OutsideUncertain("The connection broke while sending.")
            case "accept, then time out":
                raise TimeoutError("no answer in 30 seconds")
            case "crash" | "accept, then crash":
                raise Crash
        return {"message_id": f"{effect_key}@sandbox"}

    def sent_with(self, effect_key: str) -> ReadBack:
        if self.blind:
            return ReadBack.CANNOT_TELL
        return ReadBack.DONE if effect_key in dict(self.accepted) else ReadBack.NOT_DONE

    def identity_of(self, effect_key: str) -> dict[str, Any]:
        return {"message_id": f"{effect_key}@sandbox"} if effect_key in dict(self.accepted) else {}


@dataclass
class Bench:
    """An office whose mail goes to a sandbox, on a machine clock of its own."""

    office: Office
    sender: Sandbox
    machine: FixedClock

    @classmethod
    def at(cls, office: Office, sender: Sandbox | None = None, machine: FixedClock | None = None) -> "Bench":
        sender, machine = sender or Sandbox(), machine or FixedClock(MACHINE)
        outbox = Outbox(office.registry, Writers(mail=sender), machine, office.new_id)
        gate = Gate(office.registry, office.gate.queue, outbox, office.gate.tightened)
        return cls(replace(office, gate=gate, readers=Readers(mail=sender)), sender, machine)

    @property
    def gate(self) -> Gate:
        return self.office.gate

    def desk(self) -> Desk:
        return self.office.desk("cli")

    def desk_of(self, kind: ActorKind, role: Role) -> Desk:
        return self.desk().acting_as(
            Actor(kind=kind, role=role, door="test", member_id=self.office.owner.member_id)
        )

    def do(self, tool: str, **arguments: Any) -> Outcome:
        return self.gate.submit(self.desk(), Call(tool=tool, arguments=arguments))

    def waiting_mail(self, text: str = "Does Friday at 9 suit you?") -> Approval:
        """Return a card for a mail to Maria, who is added if she isn't there."""
        if not self.rows(Approval):
            assert self.do("add_contact", first_name="Maria", email="maria@example.com").result
        outcome = self.do("send_message", to="Maria", subject="Your repipe", text=text)
        assert outcome.card is not None, outcome.problem
        return self.approval(outcome.card.approval)

    def deal(self) -> str:
        """Add a job of Maria's that can be won; return its id."""
        self.do(
            "add_contact",
            first_name="Maria",
            phone="512-555-0142",
            address="123 Main St",
            email="m@example.com",
        )
        self.do("open_lead", title="Repipe", contact="Maria", estimated_value=8000)
        result = self.do("convert_lead", lead="Repipe").result
        assert result is not None
        return str(result.data["opportunity_id"])

    def decide(self, approval: Approval, answer: str = "") -> Outcome:
        return self.gate.decide(self.desk(), approval.number, approval.digest, answer)

    def leave_undrained(self, approval: Approval, answer: str = "") -> None:
        """Decide, as if the process ended between the decision and its carrying out."""
        self.gate.queue.decide(self.desk(), approval.number, approval.digest, answer)

    def later(self, **span: float) -> None:
        """Move the machine's clock."""
        self.machine.instant += timedelta(**span)

    def tomorrow(self, days: int = 1) -> None:
        """Move the desk's clock."""
        assert isinstance(self.office.clock, FixedClock)
        self.office.clock.instant += timedelta(days=days)

    def approval(self, number: int) -> Approval:
        return next(row for row in self.rows(Approval) if row.number == number)

    def status(self, approval: Approval) -> ApprovalStatus:
        return self.approval(approval.number).status

    def rows(self, kind: type[Any]) -> list[Any]:
        desk = self.desk()
        with desk.unit.reading() as session:
            found = list(session.exec(select(kind)))
            session.expunge_all()
            return found

    def logged_mails(self) -> list[str]:
        return [row.body for row in self.rows(Interaction) if row.type == "email_outbound"]

    def events(self, approval: Approval) -> list[str]:
        rows = sorted(self.rows(AuditRow), key=lambda row: row.audit_id)
        return [row.event for row in rows if row.approval_id == approval.approval_id]

    def outbox_row(self, approval: Approval) -> OutboxRow:
        return next(row for row in self.rows(OutboxRow) if row.approval_id == approval.approval_id)
