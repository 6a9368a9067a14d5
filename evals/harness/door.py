"""The owner's own hand at an evaluated office, with the clock, the mail, the providers and the process in hand.

Outcomes take the way through JSON that a script sees.
"""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from agent.models.results import result_text
from entrypoints.clockwork import Clockwork
from evals.adversary.outside import Crash, Post, Way
from evals.adversary.world import World
from evals.as_sent import as_sent
from evals.case import Person
from evals.company_books import books_for, received_by
from evals.events import NOTHING, CrashEvent, FaultEvent, Mail
from evals.harness.offices import EvaluatedOffice
from evals.observe import Place, State, observe
from evals.played import Heard
from evals.witness import Witness
from schemas.effects import Call, Card, Outcome
from schemas.enums import ApprovalStatus
from schemas.identity import FixedClock
from schemas.ports import Readers

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.conversation.orchestrator import Orchestrator

WAYS = {
    "refuses": Way.REFUSE,
    "is unavailable": Way.UNAVAILABLE,
    "breaks off": Way.UNCERTAIN,
    "acts, then times out": Way.ACT_THEN_TIME_OUT,
    "acts, then answers 500": Way.ACT_THEN_FAIL,
    "before the next act": Way.CRASH,
    "after the next act": Way.ACT_THEN_CRASH,
}
ENDED: Heard = {
    "outcome": NOTHING, "text": "", "reply": "", "whole": "", "cards": [], "calls": [], "model": "",
}  # fmt: skip


class EvaluatedDoor:
    """A door to one office, for one case.

    Args:
        office: of this case alone, on a clock that stands still.
        books: who is in the books; None where none are connected.

    `shown` holds what a language model is told of each call of the conversation.
    """

    def __init__(self, office: EvaluatedOffice, books: list[Person] | None = None) -> None:
        self.office = office
        base = office.desk("cli")
        assert isinstance(office.clock, FixedClock)
        sender = office.gate.outbox.writers.mail
        reader = office.readers.mail
        assert office.readers.books is not None and office.gate.outbox.writers.books is not None
        self.world = World(
            base,
            office.registry,
            office.library.tightened,
            post=Post(delivery=sender, tells=reader),
            books=books_for(books, office.readers.books, office.gate.outbox.writers.books),
            machine=FixedClock(office.clock.instant),
        )
        office.readers = Readers(mail=self.world.post, books=self.world.books)
        self.witness = Witness(self.world)
        self.conversation = ""
        self.mails = 0
        self.shown: list[str] = []
        self._begin()

    def close(self) -> None:
        self.witness.close()

    def _begin(self) -> None:
        """Begin as a new process."""
        self.office.gate = self.world.gate
        self.orchestrator: Orchestrator = self.office.orchestrator()
        self.clockwork = Clockwork(self.office, self.world.machine)

    @property
    def place(self) -> Place:
        """See `Door.place`."""
        office = self.office
        return Place(
            office.database,
            office.business.business_id,
            office.settings.outgoing_mail,
            lambda: received_by(self.world.books),
        )

    def state(self) -> State:
        """See `Door.state`."""
        return observe(self.place)

    @property
    def surroundings(self) -> "EvaluatedDoor":
        """See `Door.surroundings`."""
        return self

    def _heard(self, act: "Callable[[], Outcome]") -> Heard:
        try:
            outcome = act()
        except Crash:
            return self._ended()
        heard: Heard = json.loads(json.dumps(outcome.as_json(), default=str))
        return heard

    def _ended(self) -> Heard:
        self.world.post.faults.ways.clear()
        self.world.books.faults.ways.clear()
        self.world.restart()
        self._begin()
        return dict(ENDED)

    def call(self, tool: str, arguments: dict[str, Any]) -> Heard:
        """See `Door.call`."""
        given = json.loads(json.dumps(arguments, default=str))
        office = self.office
        return self._heard(lambda: office.gate.submit(office.desk("cli"), Call(tool=tool, arguments=given)))

    def decide(self, number: int, digest: str, answer: str) -> Heard:
        """See `Door.decide`."""
        card = self._card(number)
        if card.digest == digest:
            self.witness.about_to_decide(card, answer)
        office = self.office
        return self._heard(lambda: office.gate.decide(office.desk("cli"), number, digest, answer))

    def _card(self, number: int) -> Card:
        from tools.cards import card_of

        desk = self.office.desk("cli")
        with desk.unit.reading():
            return card_of(self.office.gate.queue.find(desk, number))

    def edit(self, number: int, changes: dict[str, Any]) -> Heard:
        """See `Door.edit`."""
        office = self.office
        return self._heard(lambda: office.gate.edit(office.desk("cli"), number, changes))

    def reject(self, number: int, why: str) -> Heard:
        """See `Door.reject`."""
        self.witness.about_to_reject(number)
        office = self.office
        return self._heard(lambda: office.gate.reject(office.desk("cli"), number, why))

    def settle(self, number: int, status: str) -> Heard:
        """See `Door.settle`."""
        self.witness.settles(number, status)
        office = self.office
        return self._heard(lambda: office.gate.settle(office.desk("cli"), number, ApprovalStatus(status)))

    def say(self, text: str) -> Heard:
        """See `Door.say`."""
        self.witness.about_to_say(text)
        try:
            reply = self.orchestrator.turn(self.office.desk("chat"), text, self.conversation)
        except Crash:
            return self._ended()
        self.conversation = reply.conversation
        self.witness.hears_cards(reply.cards)
        self.shown += [result_text(outcome) for _, outcome in reply.calls]
        heard: Heard = json.loads(json.dumps(reply.as_json(), default=str))
        return {"outcome": "said", **heard, "whole": reply.whole()}

    def time(self, now: datetime) -> None:
        """See `Door.time`."""
        self.world.clock.instant = FixedClock(now).now()
        self.world.machine.instant = max(self.world.machine.instant, self.world.clock.instant)

    def watch(self, until: datetime) -> Heard:
        """See `Surroundings.watch`."""
        said: list[str] = []
        try:
            watched = self.clockwork.watch(said.append)
            watched.tick()
            while self.world.clock.instant < FixedClock(until).now():
                self.time(self._next_round(until))
                watched.tick()
            watched.stop()
        except Crash:
            return self._ended()
        return {"outcome": "watched", "text": "\n".join(said)}

    def _next_round(self, until: datetime) -> datetime:
        """Return the instant at which the next job is due; of steady jobs an hour apart is enough."""
        desk = self.office.desk("job")
        due = [job.when.following(desk.now(), desk.zone) for job in self.clockwork.routines.periodic]
        soonest = min([one for one in due if one is not None], default=until)
        return min(soonest, until, self.world.clock.instant + timedelta(hours=1))

    def mail(self, mail: Mail) -> Heard:
        """See `Surroundings.mail`."""
        self.mails += 1
        to = self.office.business.settings["own_addresses"][0]
        written = as_sent(mail, self.mails, to, self.world.clock.instant)
        try:
            receipt = self.office.intake("inbox").receive(f"case-{self.mails}", written)
        except Crash:
            return self._ended()
        told = [receipt.outcome, receipt.reason, receipt.explanation, receipt.text]
        return {"outcome": receipt.outcome, "text": "\n".join(part for part in told if part)}

    def fault(self, fault: FaultEvent) -> None:
        """See `Surroundings.fault`."""
        if fault.fault == "model":
            self.office.meter.faults_left += fault.times
            return
        faults = self.world.post.faults if fault.fault == "mail" else self.world.books.faults
        faults.ways += [WAYS[fault.way]] * fault.times
        faults.blind = fault.blind

    def crash(self, crash: CrashEvent) -> None:
        """See `Surroundings.crash`."""
        if crash.crash == "now":
            self._ended()
            return
        self.world.post.faults.ways.append(WAYS[crash.crash])
        self.world.books.faults.ways.append(WAYS[crash.crash])

    def broken(self) -> list[str]:
        """See `Surroundings.broken`."""
        return self.witness.broken()

    def decide_unasked(self, card: Card) -> None:
        """Say yes to a card behind the owner's back: a self-test must see that fail."""
        office = self.office
        answer = next(iter(card.answers))
        self._heard(lambda: office.gate.decide(office.desk("cli"), card.approval, card.digest, answer))
