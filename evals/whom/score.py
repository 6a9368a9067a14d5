"""Saying the sentences, and counting what they came to."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from agent.conversation.orchestrator import Orchestrator
from agent.conversation.reply import Reply
from agent.conversation.state import Question
from evals.whom.crowd import crowd
from evals.whom.judge import RIGHT, Result, judge
from evals.whom.office import Furnished, furnish
from evals.whom.sentences import Spoken, spoken, written
from schemas.records import Conversation

PEOPLE = 80


@dataclass
class Tally:
    """The ends of some sentences.

    Args:
        results: kind of naming → result → how many.
        labels: the same by what is asked for.
        failures: what was said and what came of it, of those that are not right.
    """

    results: dict[str, Counter[Result]] = field(default_factory=dict)
    labels: dict[str, Counter[Result]] = field(default_factory=dict)
    failures: list[tuple[Spoken, Result, str]] = field(default_factory=list)

    def add(self, spoken: Spoken, result: Result, reply: str) -> None:
        self.results.setdefault(spoken.said.kind, Counter())[result] += 1
        self.labels.setdefault(spoken.label, Counter())[result] += 1
        if result not in RIGHT:
            self.failures.append((spoken, result, reply))

    @property
    def counts(self) -> Counter[Result]:
        return sum(self.results.values(), Counter())

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def right(self) -> int:
        return sum(self.counts[one] for one in RIGHT)

    def as_json(self) -> dict[str, Any]:
        return {
            "total": self.total,
            "right": self.right,
            "share": round(self.right / self.total, 3) if self.total else 0.0,
            "results": {one.value: self.counts[one] for one in Result},
            "kinds": {kind: dict(counts) for kind, counts in self.results.items()},
            "labels": {label: dict(counts) for label, counts in self.labels.items()},
        }


def score(
    writers: Iterable[str], seed: int, every: int = 1, said: Callable[[], None] = lambda: None
) -> Tally:
    """Say the sentences of some writers in a home of their own.

    Args:
        writers: whose.
        seed: of the crowd, and of whom each sentence is said.
        every: 4 for every fourth sentence, 1 for all.
        said: is called after each.
    """
    random, tally = Random(seed), Tally()  # noqa: S311 (repeatable, not secret)
    people = crowd(random, PEOPLE)
    sentences = written(writers)[::every]
    with TemporaryDirectory(prefix="deskhand-whom-") as room:
        there = furnish(Path(room) / "home", random, people)
        try:
            orchestrator = there.office.orchestrator()
            for one in spoken(random, people, sentences):
                tally.add(one, *_say(there, orchestrator, one))
                said()
        finally:
            there.office.close()
    return tally


def _say(there: Furnished, orchestrator: Orchestrator, one: Spoken) -> tuple[Result, str]:
    """Say one sentence where nothing of those before it has been; returns what it came to, and the reply."""
    there.put_back()
    conversation = ""
    if one.before:
        conversation = orchestrator.turn(there.office.desk("chat"), one.before, conversation).conversation
    reply = orchestrator.turn(there.office.desk("chat"), one.text, conversation)
    result = judge(there, one, there.seen(), reply, _open_question(there, reply))
    return result, reply.whole()


def _open_question(there: Furnished, reply: Reply) -> Question | None:
    with there.office.desk("eval").unit.reading() as session:
        row = session.get_one(Conversation, (there.office.business.business_id, reply.conversation))
        asked = row.state.get("question")
    return Question.model_validate(asked) if asked else None
