"""The world that the mails of `tests/mail/` were written for, on record, and mails taken in by the real intake."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rivera import OpenFurnished
from sqlmodel import select

from agent.intake.receive import Intake, Receipt
from entrypoints.bootstrap import Office
from schemas.effects import Call, Outcome
from schemas.enums import ActorKind, MailDirection
from schemas.identity import FixedClock
from schemas.records import Contact, Email, Interaction, Lead, MailMessage, Notice, Phone

SEEN = Path(__file__).parent.parent / "mail" / "seen"
MARIAS_THREAD = "out-maria-1@riveraplumbing.example.com"
MARKS_THREAD = "out-mark-1@riveraplumbing.example.com"


@dataclass
class World:
    """An office with its people: name → contact id, name → the id of their open lead.

    Args:
        office: open.
    """

    office: Office
    people: dict[str, str] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)

    def do(self, tool: str, kind: ActorKind = ActorKind.MEMBER, **arguments: Any) -> Outcome:
        """Submit a call by the owner's hand, unless another is said."""
        return self.office.gate.submit(self.office.desk("cli", kind), Call(tool=tool, arguments=arguments))

    def done(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Submit as `do`; return the answer's data."""
        outcome = self.do(tool, **arguments)
        assert outcome.result is not None, outcome.problem
        return outcome.result.data

    def person(self, name: str, job: str = "", **details: str) -> None:
        first, _, last = name.partition(" ")
        added = self.done("add_contact", first_name=first, last_name=last, **details)
        self.people[name] = added["contact_id"]
        if job:
            self.leads[name] = self.done("open_lead", title=job, contact=added["contact_id"])["lead_id"]

    def sent(self, name: str, message_id: str, subject: str) -> None:
        """Put a mail to somebody on record, as it was sent earlier."""
        self.done(
            "log_sent_mail",
            about=self.leads[name],
            contact=self.people[name],
            address="someone@example.com",
            subject=subject,
            text="Hello!",
            message_id=message_id,
        )

    def intake(self, mailbox: str = "test") -> Intake:
        return self.office.intake(mailbox)

    def receive(self, raw: bytes, own_id: str = "1", mailbox: str = "test") -> Receipt:
        return self.intake(mailbox).receive(own_id, raw)

    def all(self, kind: Any) -> list[Any]:
        """Return every row of a kind that stands."""
        with self.office.desk("cli").unit.reading() as session:
            found = list(session.exec(select(kind)))
            session.expunge_all()
            return found

    def mails(self) -> list[MailMessage]:
        """Return the received mails on record."""
        return [one for one in self.all(MailMessage) if one.direction == MailDirection.INBOUND]

    def mail(self, number: int) -> MailMessage:
        return next(one for one in self.all(MailMessage) if one.number == number)

    def name(self, contact_id: str | None) -> str:
        found = next(one for one in self.all(Contact) if one.contact_id == contact_id)
        return f"{found.first_name} {found.last_name}".strip()

    def numbers(self, contact_id: str | None) -> set[str]:
        return {one.number for one in self.all(Phone) if one.contact_id == contact_id}

    def addresses(self, contact_id: str | None) -> set[str]:
        return {one.address for one in self.all(Email) if one.contact_id == contact_id}

    def lead(self, lead_id: str | None) -> Lead:
        return next(one for one in self.all(Lead) if one.lead_id == lead_id)

    def interaction(self, interaction_id: str | None) -> Interaction:
        return next(one for one in self.all(Interaction) if one.interaction_id == interaction_id)

    def interactions_of(self, lead_id: str) -> list[Interaction]:
        """Return the interactions on a lead, the earliest first."""
        found = [one for one in self.all(Interaction) if one.lead_id == lead_id]
        return sorted(found, key=lambda one: (one.timestamp, one.interaction_id))

    def all_notices(self) -> list[Notice]:
        return list(self.all(Notice))

    def notices(self, kind: str) -> list[Notice]:
        return [one for one in self.all(Notice) if one.kind == kind]

    def count(self) -> dict[str, int]:
        """Return how many rows there are of each kind that a mail can lead to."""
        kinds = (Contact, Lead, Interaction, Notice, Phone, Email)
        return {kind.__name__: len(self.all(kind)) for kind in kinds}


def furnished(office: Office) -> World:
    """Add Maria, Mark, Priya, Linda and Bill, with two mails of ours on the way to an answer."""
    world = World(office)
    world.person(
        "Maria Lopez", "Leaky faucet at 123 Main", phone="512-555-0142", email="maria.lopez@example.com"
    )
    world.person("Mark Johnson", "Water heater replacement", phone="512-555-0118", email="mark@example.com")
    world.person("Priya Patel", "Toilet running nonstop", phone="512-555-0195", email="priya@example.com")
    world.person("Linda Johnson", phone="512-555-0119")
    world.person("Bill Carter", phone="512-555-0109", email="bill.carter@example.org")
    clock = office.clock
    assert isinstance(clock, FixedClock)
    clock.instant -= timedelta(days=3)
    world.sent("Maria Lopez", MARIAS_THREAD, "Your leaky faucet")
    world.sent("Mark Johnson", MARKS_THREAD, "Estimate for your water heater")
    clock.instant += timedelta(days=3)
    return world


@pytest.fixture
def world(furnished_office: OpenFurnished[World]) -> World:
    """Furnish the world on each kind of database."""
    return of_its_own(*furnished_office(furnished))


@pytest.fixture
def sqlite_world(sqlite_furnished_office: OpenFurnished[World]) -> World:
    """Furnish the world on SQLite alone."""
    return of_its_own(*sqlite_furnished_office(furnished))


def of_its_own(office: Office, world: World) -> World:
    return World(office, dict(world.people), dict(world.leads))


def letter(
    sender: str = "Jane Doe <jane@example.net>",
    subject: str = "Toilet",
    text: str = "My toilet leaks, can you come? Jane Doe, 512-555-0177",
    message_id: str = "a1@example.net",
    date: str = "Tue, 17 Nov 2026 19:00:00 -0600",
    **headers: str,
) -> bytes:
    """Return a plain mail; an empty Message-ID leaves the header out."""
    lines = [f"From: {sender}", f"Subject: {subject}", f"Date: {date}"]
    lines += [f"Message-ID: <{message_id}>"] if message_id else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + text).encode()


def answer(text: str = "Thursday works for me.", **changes: Any) -> bytes:
    """Return Maria's answer in the thread that we began."""
    headers = {"In_Reply_To": f"<{MARIAS_THREAD}>", "References": f"<{MARIAS_THREAD}>"}
    known = {
        "sender": "Maria Lopez <maria.lopez@example.com>",
        "subject": "Re: Your leaky faucet",
        "message_id": "maria-2@example.com",
        "date": "Wed, 18 Nov 2026 09:12:00 -0600",
    }
    return letter(text=text, **{**known, **headers, **changes})


def each(folder: Path) -> Iterator[tuple[str, bytes]]:
    yield from ((path.name, path.read_bytes()) for path in sorted(folder.glob("*.eml")))


Make = Callable[[int], bytes]


def conversation_of_many(number: int) -> bytes:
    """Return one of a thousand mails of all kinds; the same number, the same mail."""
    message_id = f"many-{number}@example.net"
    match number % 6:
        case 0:
            return answer(f"Answer number {number}.", message_id=message_id)
        case 1:
            return letter(List_Id="<news.example.net>", text=f"News {number}", message_id=message_id)
        case 2:
            form = f"Name: Form Person{number}\nPhone: 512-555-01{number % 100:02d}\nMessage: Sink {number} leaks.\n"
            sender = "Site <noreply@forms.example.net>"
            return letter(sender, "New form submission", form, message_id)
        case 3:
            return b"\x00\xff\x01" * 50 + str(number).encode()
        case _:
            sender = f"Pat Number{number} <pat{number}@example.net>"
            return letter(sender, f"Leak {number}", f"My sink {number} leaks. Can you come?", message_id)
