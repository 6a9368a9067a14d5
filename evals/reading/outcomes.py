"""Messages said at a desk where what they speak of is on record, and what each really came to."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from math import sqrt
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

from evals.harness.door import EvaluatedDoor
from evals.harness.offices import Offices
from evals.reading.changed import Heard
from evals.reading.judging import NEWCOMER, Result, Verdict, judge
from evals.reading.labelled import KEPT_BACK, Message, messages, second_labels
from evals.reading.on_record import OnRecord
from schemas.records import Conversation

NEAR = 1.96
"""Standard deviations on either side that hold 95 % of what may be."""


@dataclass
class Tally:
    """The ends of some messages.

    Args:
        results: number of requests in a message ("one", "two") → end → count.
        failures: message, how it ended, and the reply, of those that are not right.
    """

    results: dict[str, Counter[Result]] = field(default_factory=lambda: {"one": Counter(), "two": Counter()})
    failures: list[tuple[Message, Verdict, str]] = field(default_factory=list)

    def add(self, message: Message, verdict: Verdict, reply: str) -> None:
        self.results["two" if len(message.clauses) > 1 else "one"][verdict.result] += 1
        if verdict.result != Result.RIGHT:
            self.failures.append((message, verdict, reply))

    @property
    def counts(self) -> Counter[Result]:
        return self.results["one"] + self.results["two"]

    def as_json(self) -> dict[str, Any]:
        groups = {"all": self.counts, **self.results}
        return {name: _figures(counts) for name, counts in groups.items()}


def _figures(counts: Counter[Result]) -> dict[str, Any]:
    total = counts.total()
    shares = {result.value: counts[result] for result in Result}
    shares["right or sensibly asked"] = counts[Result.RIGHT] + counts[Result.ASKED]
    return {
        "total": total,
        **{name: {"count": count, "share": share_of(count, total)} for name, count in shares.items()},
    }


def share_of(count: int, total: int) -> tuple[float, float, float]:
    """Return a share and both ends of its 95 % interval (Wilson)."""
    if not total:
        return 0.0, 0.0, 1.0
    share, square = count / total, NEAR**2
    middle = share + square / (2 * total)
    reach = NEAR * sqrt(share * (1 - share) / total + square / (4 * total**2))
    low, high = ((middle + sign * reach) / (1 + square / total) for sign in (-1, 1))
    return round(share, 3), round(max(low, 0.0), 3), round(min(high, 1.0), 3)


def score(files: Iterable[Path], said: Callable[[], None] = lambda: None) -> Tally:
    """Say every message of some voices, each in a home of its own.

    Args:
        files: of the voices.
        said: is called after each.
    """
    tally = Tally()
    with TemporaryDirectory(prefix="deskhand-eval-") as room, Offices() as offices:
        furnish(offices, Path(room) / "furnished")
        for file in files:
            also = second_labels() if file.parent == KEPT_BACK else {}
            for message in messages([file]):
                ends = [play(offices, message)]
                others = also.get((file.stem, message.number), set()) - {message.requests}
                ends += [
                    play(offices, _labelled(message, other)) for other in others if _fits(message, other)
                ]
                tally.add(message, *next((one for one in ends if one[0].result == Result.RIGHT), ends[0]))
                said()
    return tally


def _fits(message: Message, requests: tuple[str, ...]) -> bool:
    return len(requests) == len(message.clauses)


def _labelled(message: Message, requests: tuple[str, ...]) -> Message:
    """Return a message as somebody else labelled it."""
    pairs = zip(message.clauses, requests, strict=True)
    return replace(message, clauses=tuple(replace(clause, request=request) for clause, request in pairs))


def furnish(offices: Offices, home: Path) -> None:
    """Let every office from now on have people on record whom no message speaks of.

    Args:
        offices: that copy the home.
        home: to be made.
    """
    with offices.office() as office:
        door = EvaluatedDoor(office, books=[])
        OnRecord(door).others()
        door.close()
        office.close()
        copytree(offices.home, home)
    offices.founded = home


def play(offices: Offices, message: Message) -> tuple[Verdict, str]:
    """Say one message where what it speaks of is on record; returns how it ended, and the reply."""
    with offices.office() as office:
        door = EvaluatedDoor(office, books=[])
        try:
            meant = OnRecord(door).put(message)
            before = door.state()
            reply = door.say(message.said)
            whole = "\n".join([reply["reply"], *(card["text"] for card in reply["cards"])])
            asked = _asked(door)
            heard = Heard(before, door.state(), whole, reply["calls"], asked, office.registry.reads)
            return judge(heard, meant), whole
        finally:
            door.close()


def _asked(door: EvaluatedDoor) -> list[tuple[dict[str, Any], str]]:
    """Return the calls that the desk would make after an answer, each with the argument that it asks for."""
    office = door.office
    with office.desk("eval").unit.reading() as session:
        state = session.get_one(Conversation, (office.business.business_id, door.conversation)).state
    question = state.get("question")
    found = [(offer["call"], "") for offer in state.get("offers", [])]
    if question:
        argument = NEWCOMER if question["newcomer"] else question["argument"]
        found += [(call, argument) for call in (question["call"], *question["then"])]
    return found
