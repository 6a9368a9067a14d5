"""An office whose clock is moved from morning to morning, and what its morning list says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.conversation.orchestrator import Orchestrator, Reply
from entrypoints.bootstrap import Office
from schemas.effects import Call, Outcome, OutcomeKind
from schemas.enums import ActorKind
from schemas.identity import FixedClock

CHICAGO = ZoneInfo("America/Chicago")
ANSWER = b"""From: Maria Lopez <maria@example.com>
To: office@riveraplumbing.example.com
Subject: Re: Leaky faucet
Message-ID: <%(number)d.maria@example.com>
Date: %(date)s

%(text)s
"""


@dataclass
class Mornings:
    """The office, its people and their leads by first name."""

    office: Office
    conversation: str = ""
    orchestrator: Orchestrator | None = None
    mails: int = 0
    people: int = 0

    def at(self, local: str) -> "Mornings":
        """Move the clock to a time in Chicago, such as "2026-11-23T07:00"."""
        clock = self.office.clock
        assert isinstance(clock, FixedClock)
        clock.instant = datetime.fromisoformat(local).replace(tzinfo=CHICAGO).astimezone(ZoneInfo("UTC"))
        return self

    def call(self, tool: str, kind: ActorKind = ActorKind.MEMBER, **arguments: Any) -> Outcome:
        return self.office.gate.submit(self.office.desk("cli", kind), Call(tool=tool, arguments=arguments))

    def done(self, tool: str, **arguments: Any) -> dict[str, Any]:
        outcome = self.call(tool, **arguments)
        assert outcome.kind == OutcomeKind.DONE, outcome.problem
        assert outcome.result is not None
        return outcome.result.data

    def lead(self, first: str, title: str, email: str = "", **lead: Any) -> str:
        """Add a person with an open lead; return its id."""
        self.people += 1
        phone = f"512-555-01{self.people:02d}"
        person = self.done(
            "add_contact", first_name=first, last_name="Lopez", phone=phone, email=email, address="1 Main St"
        )
        return str(self.done("open_lead", title=title, contact=person["contact_id"], **lead)["lead_id"])

    def deal(self, first: str, title: str, amount: str) -> str:
        """Add a deal whose proposal is out; return its id."""
        lead = self.lead(first, title)
        deal = self.done("convert_lead", lead=lead)["opportunity_id"]
        self.done("update_opportunity", opportunity=deal, stage="proposal_sent", amount=amount)
        return str(deal)

    def maria_writes(self, text: str = "Thursday works for me.") -> None:
        """Take in a mail of Maria's through the real intake, at the clock's time."""
        self.mails += 1
        at = self.office.clock.now().strftime("%a, %d %b %Y %H:%M:%S +0000")
        raw = ANSWER % {b"number": self.mails, b"date": at.encode(), b"text": text.encode()}
        self.office.intake("test").receive(str(self.mails), raw)

    def shown(self, kind: ActorKind = ActorKind.MEMBER) -> Outcome:
        return self.call("show_morning_list", kind)

    def lines(self, kind: ActorKind = ActorKind.MEMBER) -> list[tuple[str, str]]:
        """Return the lines of the list: each one's kind and person."""
        outcome = self.shown(kind)
        assert outcome.result is not None, outcome.problem
        return [(line["kind"], line["about"]) for line in outcome.result.data["lines"]]

    def kinds(self, kind: ActorKind = ActorKind.MEMBER) -> list[str]:
        return [found for found, _ in self.lines(kind)]

    def deliver(self) -> Outcome:
        """Deliver the list as the job of a morning does: read it, tell it, and submit what is to follow."""
        outcome = self.shown(ActorKind.ROUTINE)
        assert outcome.result is not None, outcome.problem
        for call in outcome.result.once_delivered:
            kept = self.office.gate.submit(self.office.desk("job", ActorKind.ROUTINE), call)
            assert kept.kind == OutcomeKind.DONE, kept.problem
        return outcome

    def say(self, text: str) -> Reply:
        self.orchestrator = self.orchestrator or self.office.orchestrator()
        reply = self.orchestrator.turn(self.office.desk("chat"), text, self.conversation)
        self.conversation = reply.conversation
        return reply

    def called(self, text: str) -> list[tuple[str, str]]:
        """Return the calls of a message: each tool with its outcome."""
        return [(call.tool, outcome.kind.value) for call, outcome in self.say(text).calls]
