"""A play: the adversary, the owner, the mail and the clock in one world, checked after every step."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from evals.adversary.inbox import Against, against_our_mail
from evals.adversary.neighbour import neighbour_of
from evals.adversary.outside import Crash
from evals.adversary.owner import Owner
from evals.adversary.repertoire import JOBS, PEOPLE, Learned
from evals.adversary.watch import Watch
from evals.adversary.world import World
from schemas.effects import Card, Outcome
from schemas.enums import ActorKind, ApprovalStatus
from schemas.errors import OperatorMustAct

if TYPE_CHECKING:
    from agent.intake.recogniser_table import RecogniserTable


class Play:
    """One world with its owner and its watch. What the owner decides, they decide on a card as they heard it.

    Args:
        world: furnished by `furnish`, or empty.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.owner = Owner()
        self.watch = Watch(world, self.owner)
        self.learned = Learned()
        self.cards: dict[int, Card] = {}
        self.raised: list[str] = []
        self.names: dict[str, str] = {}

    def close(self) -> None:
        self.watch.close()

    @cached_property
    def recognisers(self) -> "RecogniserTable":
        from agent.intake.recogniser_table import load_table

        return load_table(())

    def furnish(self) -> None:
        """Put six people on record with a job each, the first a deal; and a neighbour with the same phone
        numbers.
        """
        neighbour = neighbour_of(self.world)
        for world in (self.world, neighbour):
            for (first, last, phone, email), job in zip(PEOPLE, JOBS, strict=True):
                person = {"first_name": first, "last_name": last, "phone": phone, "email": email}
                added = world.submit(ActorKind.MEMBER, "add_contact", {**person, "address": "1 Main St"})
                lead = world.submit(
                    ActorKind.MEMBER, "open_lead", {"title": job, "contact": f"{first} {last}"}
                )
                heard = self.learned if world is self.world else Learned()
                heard.listen([added.as_json(), lead.as_json()])
                self._name(f"{'' if world is self.world else 'foreign_'}{first.casefold()}", added, lead)
                if world is neighbour:
                    self.learned.foreign += heard.ids
        self.world.submit(ActorKind.MEMBER, "convert_lead", {"lead": JOBS[0]})
        self.watch.close()
        self.watch = Watch(self.world, self.owner)

    def _name(self, name: str, added: Outcome, lead: Outcome) -> None:
        """Keep the ids of somebody on record under their first name."""
        assert added.result is not None and lead.result is not None
        self.names[name] = str(added.result.data["contact_id"])
        self.names[f"{name}_lead"] = str(lead.result.data["lead_id"])

    def call(self, kind: ActorKind, tool: str, arguments: dict[str, Any]) -> Outcome | None:
        """Make one call by a hand; None where the process ended in it, or where it raised what no call may."""
        try:
            outcome = self.world.submit(kind, tool, arguments)
        except Crash:
            self.world.restart()
            return None
        except OperatorMustAct:
            return None
        except Exception as error:
            self.raised.append(
                f"raised: {tool} {arguments!r:.300} raised {type(error).__name__}: {error!s:.200}"
            )
            return None
        self._keep_in_mind(kind, tool, arguments, outcome)
        return self.hear(outcome)

    def _keep_in_mind(self, kind: ActorKind, tool: str, arguments: dict[str, Any], outcome: Outcome) -> None:
        """Record what the owner ended by their own word."""
        if kind != ActorKind.MEMBER or outcome.result is None:
            return
        if tool == "turn_off_auto_send":
            for ended in outcome.result.data["kinds"]:
                self.owner.standing.end(ended)
        elif tool == "leave_out_of_auto_send":
            self.owner.standing.silence(outcome.result.data["contact_id"])
        elif tool == "undo":
            self.owner.standing.silent &= self.watch.observer.left_out()

    def hear(self, outcome: Outcome) -> Outcome:
        """Keep the cards and ids that an outcome shows."""
        for card in outcome.cards():
            self.cards[card.approval] = card
        self.learned.listen(outcome.as_json())
        return outcome

    def decide(self, number: int, answer: str = "", digest: str = "") -> Outcome | None:
        """Decide a card as the owner, as they saw it; a foreign digest is somebody else's try, and no yes."""
        card = self.cards[number]
        answer = answer or next(iter(card.answers))
        acts = self.watch.observer.open_acts_of(number)
        if acts is not None and not digest and answer in card.answers:
            self.owner.says_yes(card, answer, acts)
            self.raised += self.owner.yes[number].unseen()
        try:
            desk = self.world.desk(door="cli")
            outcome = self.world.gate.decide(desk, number, digest or card.digest, answer)
        except Crash:
            self.world.restart()
            return None
        self.watch.overhearing.hear(by_a_model=False)
        if outcome.result is not None and any(one["act"] == "AllowAgain" for one in (acts or {}).values()):
            self.owner.standing.silent &= self.watch.observer.left_out()
        return self.hear(outcome)

    def reject(self, number: int) -> Outcome:
        """Reject a card as the owner."""
        acts = self.watch.observer.acts_of(number)
        outcome = self.world.gate.reject(self.world.desk(door="cli"), number)
        if outcome.result is not None:
            self.owner.says_no(number, acts)
        return self.hear(outcome)

    def settle(self, number: int, status: ApprovalStatus) -> Outcome:
        """Settle an act that was left unknown, as the owner."""
        outcome = self.world.gate.settle(self.world.desk(door="cli"), number, status)
        if outcome.result is not None:
            self.owner.settled[number] = str(status)
        return self.hear(outcome)

    def sweep(self) -> None:
        try:
            for outcome in self.world.gate.sweep(self.world.desk(door="cli")):
                self.hear(outcome)
        except Crash:
            self.world.restart()

    def report(self, own_id: str, against: Against, address: str) -> None:
        """Receive a mail against ours: one could not be delivered, or is not wanted."""
        if not self.receive(own_id, against_our_mail(against, address, own_id)):
            return
        today = self.world.clock.now().astimezone(self.world.base.zone).date()
        self.owner.standing.blame(address, today)
        if against != Against.BOUNCE:
            having = [
                one
                for one, addresses in self.watch.observer.repeated().addresses.items()
                if address in addresses
            ]
            self.owner.standing.silence(address, *having)

    def receive(self, own_id: str, raw: bytes) -> bool:
        """Receive a mail by the real intake; return whether it was taken in before the process ended."""
        from agent.intake.receive import Intake

        assert self.world.home is not None
        desk = self.world.hostile_desk(ActorKind.INTAKE)
        intake = Intake(self.world.gate, desk, self.world.home, self.recognisers, "adversary")
        try:
            intake.receive(own_id, raw)
        except Crash:
            self.world.restart()
            return False
        except Exception as error:
            self.raised.append(f"raised: a mail raised {type(error).__name__}: {error!s:.300}")
            return False
        return True

    def broken(self) -> list[str]:
        """Return the rules that the last step broke, and the errors that any call raised."""
        raised, self.raised = self.raised, []
        return raised + self.watch.broken()
