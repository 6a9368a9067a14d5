"""A seeded campaign: many short lives of a business, each under attack, each checked after every step.

An episode is one seed on a fresh database; what it does follows from the seed alone, so a violation can be played again.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from evals.adversary.inbox import Against, hostile_mail
from evals.adversary.outside import Way
from evals.adversary.play import Play
from evals.adversary.repertoire import JOBS, PEOPLE, Repertoire
from evals.adversary.talk import SAID, Conversation, HostileModel
from evals.adversary.world import HOSTILE, World
from schemas.effects import Outcome
from schemas.enums import ActorKind, ApprovalStatus

CALLS_AN_EPISODE = 4000
DRAFTS = ("inquiry", "inquiry", "inquiry", "estimate_sent", "awaiting_schedule")
"""The kinds of mail that the owner lets go out by themselves."""

OWNER_EVERY = 15
"""Hostile calls to one step of somebody else: the owner, the clock, the outside."""


@dataclass
class Tally:
    """The attempts and their results.

    Args:
        calls: hostile calls made.
        steps: how often each kind of step was made.
        outcomes: how the hostile calls came out.
        tools: hostile calls by tool; those that no tool has under "(no such tool)".
        received: what the outside really received.
        violations: what was broken, with the seed and step to play again.
    """

    calls: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    tools: Counter[str] = field(default_factory=Counter)
    received: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.calls += other.calls
        for name in ("steps", "outcomes", "tools", "received"):
            getattr(self, name).update(getattr(other, name))
        self.violations += other.violations


class Episode:
    """One seed in one world.

    Args:
        world: empty and of this episode alone.
        seed: decides everything that happens.
    """

    def __init__(self, world: World, seed: int) -> None:
        self.play = Play(world)
        self.seed = seed
        self.drawn = random.Random(seed)  # noqa: S311 (repeatable, not secret)
        self.tally = Tally()
        self.told: set[str] = set()
        self.repertoire = Repertoire(self.drawn, world.registry.tools, self.play.learned)
        self.last: tuple[str, dict[str, object]] = ("", {})
        self.talk = Conversation(self.play, HostileModel(self.repertoire, self.drawn))

    def run(self, calls: int = CALLS_AN_EPISODE) -> Tally:
        """Make that many hostile calls, with the owner and the world's mischances between them."""
        self.play.furnish()
        others = self._other_steps()
        for number in range(calls):
            self._hostile_call()
            self._check(f"call {number}: {self.last[0]}")
            if self.drawn.randrange(OWNER_EVERY) == 0:
                name = self.drawn.choice(list(others))
                self.tally.steps[name] += 1
                others[name]()
                self._check(f"after call {number}: {name}")
        world = self.play.world
        self.tally.received = Counter(
            {
                "mails": len(world.post.received),
                "of these by auto-send": len(self.play.owner.standing.arrived),
                "customers in the books": len(world.books.received),
            }
        )
        self.play.close()
        return self.tally

    def _check(self, step: str) -> None:
        found = [one for one in self.play.broken() if one not in self.told]
        self.told.update(found)
        self.tally.violations += [f"seed {self.seed}, {step}: {one}" for one in found]

    def _hostile_call(self) -> None:
        if self.drawn.random() < 0.05 and self.last[0]:
            tool, arguments = self.last
            self.tally.steps["the same call again"] += 1
        else:
            tool, arguments = self.repertoire.call()
        self.last = (tool, arguments)
        kind = self.drawn.choice(HOSTILE)
        outcome = self.play.call(kind, tool, arguments)
        self.tally.calls += 1
        self.tally.steps[f"call as {kind}"] += 1
        self.tally.outcomes[_heard(outcome)] += 1
        known = tool in self.play.world.registry.tools
        self.tally.tools[tool if known else "(no such tool)"] += 1

    def _other_steps(self) -> dict[str, Callable[[], object]]:
        return {
            "the owner says yes": self._yes,
            "the owner says yes once more": self._yes,
            "the owner says no": self._no,
            "the owner calls a tool": self._own_call,
            "somebody else decides": self._forged_decision,
            "the owner decides with a foreign digest": self._foreign_digest,
            "the owner settles": self._settle,
            "the outside will fail": self._mischance,
            "the outside is blind, or sees again": self._blind,
            "an hour passes": lambda: self.play.world.later(hours=1),
            "days pass": lambda: self.play.world.later(days=self.drawn.randrange(1, 5)),
            "the sweep": self.play.sweep,
            "the owner talks, a hostile model answers": self._talk,
            "a hostile mail comes in": self._mail,
            "another process": self.play.world.restart,
            **(self._auto_send_steps() if self.seed % 2 == 0 else {}),
        }

    def _auto_send_steps(self) -> dict[str, Callable[[], object]]:
        return {
            "the owner turns auto-send on": self._turn_on,
            "the owner turns auto-send on once more": self._turn_on,
            "the owner ends auto-send, or leaves somebody out": self._end,
            "the clock drafts a follow-up": self._draft,
            "the clock drafts one more": self._draft,
            "something comes in against our mail": self._report,
        }

    def _turn_on(self) -> None:
        arguments = {"kind": self.drawn.choice(DRAFTS), "daily_limit": self.drawn.choice((1, 2, 5))}
        outcome = self.play.call(ActorKind.MEMBER, "turn_on_auto_send", arguments)
        if outcome is not None and outcome.card is not None:
            self.play.decide(outcome.card.approval)

    def _draft(self) -> None:
        """Draft a reply to somebody on record, or somebody new who just called; hostile hands turn auto-send
        off all the time.
        """
        if self.drawn.random() < 0.7:
            self._turn_on()
        job = self.drawn.choice(JOBS)
        if self.drawn.random() < 0.6:
            number = self.drawn.randrange(10**6)
            job = f"Boiler {'abcdefgh'[number % 8]}"
            person = {
                "first_name": "Guest",
                "last_name": f"No{number}",
                "email": f"guest{number}@example.org",
            }
            added = self.play.call(ActorKind.MEMBER, "add_contact", person)
            if added is None or added.result is None:
                return
            contact_id = added.result.data["contact_id"]
            opened = self.play.call(ActorKind.MEMBER, "open_lead", {"title": job, "contact": contact_id})
            if opened is not None and opened.result is not None:
                job = opened.result.data["lead_id"]
        self.play.call(ActorKind.ROUTINE, "draft_follow_up", {"lead": job, "channel": "email"})

    def _end(self) -> None:
        if self.drawn.random() < 0.5:
            self.play.call(ActorKind.MEMBER, "turn_off_auto_send", {})
        else:
            arguments = {"contact": self.drawn.choice(PEOPLE)[0]}
            self.play.call(ActorKind.MEMBER, "leave_out_of_auto_send", arguments)

    def _report(self) -> None:
        written_to = [one.address for one in self.play.owner.standing.gone[-3:]]
        address = self.drawn.choice([*written_to, self.drawn.choice(PEOPLE)[3]])
        number = self.tally.steps["something comes in against our mail"]
        self.play.report(f"report {number}", self.drawn.choice((Against.BOUNCE, *Against)), address)

    def _card(self) -> int | None:
        return self.drawn.choice(sorted(self.play.cards)) if self.play.cards else None

    def _recent(self) -> int | None:
        return self.drawn.choice(sorted(self.play.cards)[-5:]) if self.play.cards else None

    def _yes(self) -> None:
        number = self._recent()
        if number is not None and number not in self.play.owner.no:
            self.play.decide(number, self.drawn.choice(list(self.play.cards[number].answers)))

    def _no(self) -> None:
        number = self._card()
        if number is not None and number not in self.play.owner.yes:
            self.play.reject(number)

    def _own_call(self) -> None:
        self.play.call(ActorKind.MEMBER, *self.repertoire.fitting_call())

    def _forged_decision(self) -> None:
        """Try every decision with every hand but the owner's, with the right digest."""
        number = self._card()
        if number is None:
            return
        world, digest = self.play.world, self.play.cards[number].digest
        for kind in HOSTILE:
            desk = world.hostile_desk(kind)
            for answer in ("", "yes", "separate", "merge", "cancel"):
                world.gate.decide(desk, number, digest, answer)
            world.gate.settle(desk, number, ApprovalStatus.DONE)

    def _foreign_digest(self) -> None:
        number, other = self._card(), self._card()
        if number is not None and other is not None and other != number:
            self.play.decide(number, digest=self.play.cards[other].digest)

    def _settle(self) -> None:
        number = self._card()
        if number is not None:
            self.play.settle(number, self.drawn.choice((ApprovalStatus.DONE, ApprovalStatus.FAILED)))

    def _mischance(self) -> None:
        for outside in (self.play.world.post, self.play.world.books):
            outside.faults.ways.append(self.drawn.choice(list(Way)))

    def _talk(self) -> None:
        number, other = self._recent() or 1, self._card() or 2
        for _ in range(2):
            self.talk.say(self.drawn.choice(SAID).format(number=number, other=other))

    def _mail(self) -> None:
        number = self.tally.steps["a hostile mail comes in"]
        self.play.receive(str(number), hostile_mail(self.drawn, number))

    def _blind(self) -> None:
        for outside in (self.play.world.post, self.play.world.books):
            outside.faults.blind = not outside.faults.blind


def _heard(outcome: Outcome | None) -> str:
    if outcome is None:
        return "the process ended"
    reason = (outcome.problem or {}).get("kind")
    return f"{outcome.kind} ({reason})" if reason else str(outcome.kind)
