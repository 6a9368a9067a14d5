"""Paraphrases: many ways of saying each request, and how many of them the built-in interpreter takes rightly.

Scored on what would be called: the tool, the arguments that the paraphrase names, or the question that it must ask.
`wrong action` counts the messages after which something other than asked would be written or proposed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import select

from agent.models.builtin.grammar import Grammar
from agent.models.builtin.interpreter import Understood, interpret
from evals.case import parsed
from schemas.effects import Call, Effect, Outcome, OutcomeKind
from schemas.errors import BadConfiguration
from schemas.records import Contact, Lead, Opportunity
from tools.desk import Desk
from tools.registry import Registry

FOLDER = Path(__file__).parent / "paraphrases"
PEOPLE_AND_JOBS = frozenset({"about", "contact", "lead", "opportunity", "to", "keep", "other"})
AMOUNTS = frozenset({"amount", "estimated_value"})
SAME_AS_LEFT_OUT = {"month": "2026-11", "date": "2026-11-18"}
"""Values that a tool takes by itself in the paraphrases' world when they are left out."""


class Expected(BaseModel):
    """One call that a paraphrase must lead to, or the question that it must ask first."""

    model_config = ConfigDict(extra="forbid")

    tool: str
    args: dict[str, str] = Field(default_factory=dict)
    contains: dict[str, list[str | int]] = Field(default_factory=dict)
    asks: list[str] = Field(default_factory=list)
    ambiguous: list[str] = Field(default_factory=list)


class Paraphrase(BaseModel):
    model_config = ConfigDict(extra="forbid")

    say: str
    expect: list[Expected]


class World(BaseModel):
    """The desk at which every paraphrase is said: calls through the gate, each at its time."""

    model_config = ConfigDict(extra="forbid")

    now: datetime
    given: list[dict[str, Any]]


@dataclass
class Score:
    """The score of one set of paraphrases.

    Args:
        right, total: messages.
        wrong_actions: messages after which something else than asked would be written.
        failures: message → what was wrong with it.
    """

    right: int = 0
    total: int = 0
    wrong_actions: int = 0
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def accuracy(self) -> float:
        return self.right / self.total if self.total else 0.0


def paraphrases(sets: Iterable[str]) -> list[Paraphrase]:
    """Return every paraphrase of some sets (folders of `evals/paraphrases`)."""
    found = []
    for name in sets:
        for file in sorted((FOLDER / name).glob("*.yaml")):
            listed = parsed(file)["paraphrases"]
            found += [Paraphrase.model_validate(one) for one in listed]
    return found


def build_world(submit: Callable[[Call, datetime], Outcome]) -> datetime:
    """Build the records; return the time at which the paraphrases are said.

    Args:
        submit: makes one call at a given time.
    """
    world = World.model_validate(parsed(FOLDER / "world.yaml"))
    for step in world.given:
        outcome = submit(
            Call(tool=step["tool"], arguments=step["arguments"]),
            datetime.fromisoformat(step["at"]).astimezone(UTC),
        )
        if outcome.kind != OutcomeKind.DONE:
            raise BadConfiguration(f"The world of the paraphrases can't be made: {step} → {outcome.problem}")
    return world.now.astimezone(UTC)


def score(desk: Desk, grammar: Grammar, registry: Registry, said: Iterable[Paraphrase]) -> Score:
    """Read every paraphrase and compare what it would lead to with what it must."""
    names = _Names(desk)
    result = Score()
    for one in said:
        understood = interpret(desk, grammar, one.say).understood
        problems = names.problems(one.expect, understood)
        result.total += 1
        if not problems:
            result.right += 1
            continue
        result.failures[one.say] = "; ".join(problems)
        acted = [
            each
            for each in understood
            if not each.missing and registry.tools[each.request.tool].effect != Effect.READ
        ]
        result.wrong_actions += bool(acted) and names.acts_otherwise(one.expect, acted)
    return result


class _Names:
    """The names for the ids of the world."""

    def __init__(self, desk: Desk) -> None:
        with desk.unit.reading() as session:
            self.people = {
                one.contact_id: f"{one.first_name} {one.last_name}".strip()
                for one in session.exec(select(Contact))
            }
            self.jobs: dict[str, set[str]] = {}
            for lead in session.exec(select(Lead)):
                self.jobs[lead.lead_id] = {lead.title, self.people.get(lead.contact_id or "", "")}
            for deal in session.exec(select(Opportunity)):
                self.jobs[deal.opportunity_id] = {deal.title, self.people.get(deal.contact_id or "", "")}

    def _called(self, value: Any) -> set[str]:
        """Return all names of an argument: the person, their jobs' titles, or the job and its person."""
        if value is None:
            return set()
        if value in self.jobs:
            return self.jobs[value]
        person = self.people.get(str(value), str(value))
        return {person} | {title for held in self.jobs.values() if person in held for title in held}

    def problems(self, expected: list[Expected], found: list[Understood]) -> list[str]:
        if len(expected) != len(found):
            return [
                f"expected {[one.tool for one in expected]}, understood {[one.request.tool for one in found]}"
            ]
        return [
            line for wanted, got in zip(expected, found, strict=True) for line in self._compared(wanted, got)
        ]

    def _compared(self, wanted: Expected, got: Understood) -> list[str]:
        if got.request.tool != wanted.tool:
            return [f"expected {wanted.tool}, understood {got.request.tool}"]
        arguments = got.filling.arguments
        lines = [
            f"{name}: expected {value!r}, got {arguments.get(name)!r}"
            for name, value in wanted.args.items()
            if not self._same(name, value, arguments.get(name))
        ]
        for name, words in wanted.contains.items():
            there = str(arguments.get(name) or "").casefold()
            lines += [f"{name} lacks {word!r}" for word in words if str(word).casefold() not in there]
        choices = {choice["name"] for choice in got.choices}
        if wanted.asks and got.missing not in wanted.asks:
            lines.append(f"must ask for {wanted.asks}, asks for {got.missing or 'nothing'}")
        elif len(wanted.ambiguous) > 1 and not set(wanted.ambiguous) <= choices:
            lines.append(f"must offer {wanted.ambiguous}, offers {sorted(choices)}")
        elif not wanted.asks and not wanted.ambiguous and got.missing:
            lines.append(f"needlessly asks for {got.missing}")
        return lines

    def _same(self, name: str, wanted: str, got: Any) -> bool:
        if name in PEOPLE_AND_JOBS:
            return wanted in self._called(got) or (got == "{just added}")
        if name in AMOUNTS:
            try:
                return got is not None and Decimal(str(got)) == Decimal(wanted)
            except InvalidOperation:
                return False
        return str(got) == wanted or (got is None and SAME_AS_LEFT_OUT.get(name) == wanted)

    def acts_otherwise(self, expected: list[Expected], acted: list[Understood]) -> bool:
        """Return whether something would be written that was not asked for: another tool, or about somebody
        else.
        """
        for got in acted:
            match = next((one for one in expected if one.tool == got.request.tool), None)
            if match is None or match.asks or match.ambiguous:
                return True
            named = {name: value for name, value in match.args.items() if name in PEOPLE_AND_JOBS}
            if any(
                not self._same(name, value, got.filling.arguments.get(name)) for name, value in named.items()
            ):
                return True
        return False
