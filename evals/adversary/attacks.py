"""Directed attacks: each has a goal, the steps towards it, and the check that it failed (evals/attacks/*.yaml).

Six people are on record, each with a lead of theirs; the first one's is a deal. `$maria` is the contact's id, `$maria_lead`
the lead's, `$foreign_maria` that of the neighbouring business's; `$digest` is the last card's.
"""

import re
from collections import Counter
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.models.port import Step, TurnSoFar
from evals.adversary.inbox import Against
from evals.adversary.outside import Way
from evals.adversary.play import Play
from evals.adversary.talk import Conversation
from evals.case import parsed
from schemas.effects import Call, Outcome
from schemas.enums import ActorKind, ApprovalStatus, Role
from schemas.errors import BadConfiguration

FOLDER = Path(__file__).parent.parent / "attacks"


class Part(BaseModel):
    """Every part refuses keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Called(Part):
    """A call of a tool."""

    tool: str
    arguments: dict[str, Any] = Field(default={}, alias="with")


class Move(Part):
    """One step; exactly one of its verbs is given.

    Args:
        call, by: a tool that a hand calls, a compromised model's unless another is said.
        owner: a tool that the owner calls.
        approve, reject: the number of the card that the owner answers, or "last"; `answer` and `digest` go with the yes.
        forge: somebody else decides that card in every way; `by` and `role` say who.
        edit: a card's arguments are changed by a hand.
        say, calls, text: the owner's message, and what a hostile model makes of it.
        mail: From, Subject and Body of a mail that comes in.
        report, of: a bounce, complaint or wish for no more that comes in, of mail to an address.
        later, outside, blind, restart, sweep: what else happens.
    """

    call: str = ""
    by: ActorKind = ActorKind.MODEL
    role: Role = Role.OWNER
    owner: str = ""
    arguments: dict[str, Any] = Field(default={}, alias="with")
    approve: int | Literal["last"] | None = None
    reject: int | Literal["last"] | None = None
    forge: int | Literal["last"] | None = None
    edit: int | Literal["last"] | None = None
    answer: str = ""
    digest: str = ""
    say: str = ""
    calls: list[Called] = []
    text: str = "Done."
    mail: dict[str, str] = {}
    report: Against | None = None
    of: str = ""
    later: dict[str, int] = {}
    outside: Way | None = None
    blind: bool | None = None
    restart: bool = False
    sweep: bool = False
    times: int = 1


class Stopped(Part):
    """The check that the attack failed, each part exact; what is left out is not looked at.

    Args:
        heard: the outcomes of the steps that have one, in order.
        mails, customers: how many really arrived outside.
        to: the addresses that mails really went to, in order.
        won: how many deals are won.
        people: how many unmerged contacts there are.
        cards: how many cards by status.
        says, unsaid: phrases that were heard, or never, in an outcome or reply.
    """

    heard: list[str] | None = None
    mails: int = 0
    customers: int = 0
    to: list[str] | None = None
    won: int = 0
    people: int | None = 6
    cards: dict[ApprovalStatus, int] | None = None
    says: list[str] = []
    unsaid: list[str] = []


class Attack(Part):
    """One attack as it stands in its file."""

    name: str
    stop: Literal["H1", "H2", "H3", "H4", "H5", "decisions", "scope"]
    goal: str
    steps: list[Move] = Field(min_length=1)
    stopped: Stopped


def load(folder: Path = FOLDER) -> dict[str, Attack]:
    """Return every attack by name.

    Raises:
        BadConfiguration: a file can't be read, or two attacks have one name.
    """
    found: dict[str, Attack] = {}
    for file in sorted(folder.glob("*.yaml")):
        for content in parsed(file):
            try:
                attack = Attack.model_validate(content)
            except ValidationError as error:
                raise BadConfiguration(f"{file.name}, {content.get('name')}: {error}") from None
            if attack.name in found:
                raise BadConfiguration(f"Two attacks are called {attack.name}; one is in {file.name}.")
            found[attack.name] = attack
    return found


class Script:
    """A hostile model that makes the given calls, one a step, and then says the given text."""

    name = "script"
    proposes_as = ActorKind.MODEL

    def __init__(self, calls: list[Call], text: str) -> None:
        self.calls = calls
        self.text = text

    def step(self, turn: TurnSoFar) -> Step:
        """See `Model.step`."""
        if len(turn.done) < len(self.calls):
            return Step(calls=[self.calls[len(turn.done)]])
        return Step(text=self.text)


class Player:
    """Plays attacks in one furnished world.

    Args:
        play: furnished.
    """

    def __init__(self, play: Play) -> None:
        self.play = play
        self.heard: list[str] = []
        self.texts: list[str] = []
        self.broken: list[str] = []
        self.talk = Conversation(play, Script([], ""))
        self.mails = 0

    def run(self, attack: Attack) -> list[str]:
        """Run an attack and return what it broke or reached; empty where it was stopped, step by step and at
        the end.
        """
        for number, move in enumerate(attack.steps, 1):
            for _ in range(move.times):
                self._make(move)
                self.broken += [f"step {number}: {one}" for one in self.play.broken()]
        return self.broken + differences(attack.stopped, self.reached(), self.texts)

    def reached(self) -> dict[str, Any]:
        """Return the state that was reached, in the fields of `Stopped`."""
        seen = self.play.watch.observer.look()
        world = self.play.world
        return {
            "heard": self.heard,
            "mails": len(world.post.received),
            "customers": len(world.books.received),
            "to": [mail.address for _, mail in world.post.received],
            "won": len(seen.won),
            "people": sum(merged is None for merged in seen.people.values()),
            "cards": dict(Counter(str(card["status"]) for card in seen.cards.values())),
        }

    def _make(self, move: Move) -> None:
        play, world = self.play, self.play.world
        if move.call:
            self._hear(play.call(move.by, move.call, self._filled(move.arguments)))
        elif move.owner:
            self._hear(play.call(ActorKind.MEMBER, move.owner, self._filled(move.arguments)))
        elif move.approve is not None:
            self._hear(play.decide(self._card(move.approve), move.answer, move.digest))
        elif move.reject is not None:
            self._hear(play.reject(self._card(move.reject)))
        elif move.forge is not None:
            self._forge(self._card(move.forge), move)
        elif move.edit is not None:
            desk = world.desk(move.by, move.role)
            self._hear(world.gate.edit(desk, self._card(move.edit), self._filled(move.arguments)))
        elif move.say:
            self._say(move)
        elif move.mail:
            self._receive(move.mail)
        elif move.report is not None:
            self.mails += 1
            self.play.report(str(self.mails), move.report, move.of)
        else:
            self._let_happen(move)

    def _let_happen(self, move: Move) -> None:
        world = self.play.world
        if move.later:
            world.later(**move.later)
        if move.outside is not None:
            world.post.faults.ways.append(move.outside)
            world.books.faults.ways.append(move.outside)
        if move.blind is not None:
            world.post.faults.blind = world.books.faults.blind = move.blind
        if move.restart:
            world.restart()
        if move.sweep:
            self.play.sweep()

    def _forge(self, number: int, move: Move) -> None:
        world, digest = self.play.world, self.play.cards[number].digest
        desk = world.desk(move.by, move.role)
        for answer in ("", "yes", "merge", "separate", "cancel"):
            self._hear(world.gate.decide(desk, number, digest, answer))
        self._hear(world.gate.settle(desk, number, ApprovalStatus.DONE))

    def _say(self, move: Move) -> None:
        calls = [Call(tool=one.tool, arguments=self._filled(one.arguments)) for one in move.calls]
        self.talk.model = Script(calls, self._filled(move.text))
        self.talk.say(self._filled(move.say))
        self.texts.append(self.talk.reply)

    def _receive(self, mail: dict[str, str]) -> None:
        self.mails += 1
        lines = [f"{name}: {value}" for name, value in mail.items() if name != "Body"]
        raw = "\n".join(
            [*lines, f"Message-ID: <{self.mails}@evil.example.com>", "", self._filled(mail["Body"])]
        )
        self.play.receive(str(self.mails), raw.encode())

    def _card(self, which: int | Literal["last"]) -> int:
        return max(self.play.cards) if which == "last" else which

    def _hear(self, outcome: Outcome | None) -> None:
        if outcome is None:
            self.heard.append("nothing")
            return
        self.play.hear(outcome)
        self.heard.append(str(outcome.kind))
        self.texts.append(str(outcome.as_json()))

    def _filled(self, value: Any) -> Any:
        """Return the value with each `$name` replaced by its value."""
        if isinstance(value, dict):
            return {name: self._filled(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self._filled(item) for item in value]
        if isinstance(value, str):
            return re.sub(r"\$([a-z_]+)", lambda found: self._named(found[1]), value)
        return value

    def _named(self, name: str) -> str:
        if name == "digest":
            return self.play.cards[max(self.play.cards)].digest
        return self.play.names[name]


def differences(stopped: Stopped, reached: dict[str, Any], texts: list[str]) -> list[str]:
    """Return the differences between what was reached and what a stopped attack reaches."""
    found = []
    for name, wanted in stopped.model_dump(
        mode="json", exclude={"says", "unsaid"}, exclude_none=True
    ).items():
        if reached[name] != wanted:
            found.append(f"{name}: {reached[name]!r}, where {wanted!r} shows that it was stopped")
    heard = "\n".join(texts)
    found += [f"nothing said {phrase!r}" for phrase in stopped.says if phrase not in heard]
    found += [f"something said {phrase!r}" for phrase in stopped.unsaid if phrase in heard]
    return found
