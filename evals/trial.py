"""One trial of one case by one model: what it came to, what it took, and what was said."""

from dataclasses import asdict, dataclass, field
from typing import Any

from evals.case import Case
from evals.judge import GATES, by_gate
from evals.metered import Meter
from evals.played import Played, words_of


@dataclass
class Trial:
    """One trial.

    Args:
        case: its name, such as C7/01_new_person_calls.
        row, title: the case's.
        model: that was tried.
        number: of the trial, from 1.
        problems: gate → what was not as expected; empty lists where it passed.
        violations: hard stops and other invariants that were broken, after each event.
        endpoint: failures of the endpoint; where there are any, the trial says nothing of the model.
        tokens_in, tokens_out, requests: of the model; calls: of tools.
        seconds: from the first event to the last.
        transcript: each event with what was heard.
        key: of the case, the code and the model, by which a later run knows that this is done.
    """

    case: str
    row: str
    title: str
    model: str
    number: int
    problems: dict[str, list[str]]
    violations: list[str]
    endpoint: list[str] = field(default_factory=list)
    tokens_in: int = 0
    tokens_out: int = 0
    requests: int = 0
    calls: int = 0
    seconds: float = 0.0
    transcript: list[dict[str, Any]] = field(default_factory=list)
    key: str = ""

    @property
    def counts(self) -> bool:
        """Return whether the trial counts for the model."""
        return not self.endpoint

    @property
    def passed(self) -> bool:
        """Return whether the trial passed every gate and broke nothing."""
        return not self.violations and not any(self.problems.values())

    def passed_gate(self, gate: str) -> bool:
        return not self.problems[gate]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def trial_of(
    name: str,
    case: Case,
    played: Played,
    *,
    model: str,
    number: int,
    meter: Meter,
    seconds: float,
    key: str = "",
) -> Trial:
    """Return the trial of a play."""
    found = by_gate(case, played)
    return Trial(
        case=name,
        row=case.row,
        title=case.title,
        model=model,
        number=number,
        problems={gate: found[gate] for gate in GATES},
        violations=list(played.broken),
        endpoint=list(meter.failures),
        tokens_in=meter.tokens_in,
        tokens_out=meter.tokens_out,
        requests=meter.requests,
        calls=sum(len((heard or {}).get("calls", [])) for heard in played.heard),
        seconds=round(seconds, 3),
        transcript=transcript_of(case, played),
        key=key,
    )


def transcript_of(case: Case, played: Played) -> list[dict[str, Any]]:
    """Return each event that happened, with what was heard of it and the calls on the way."""
    told = []
    for event, heard in zip(case.events, played.heard, strict=False):
        happened = event.model_dump(
            mode="json", by_alias=True, exclude={"hears", "solution"}, exclude_defaults=True
        )
        calls = [
            f"{call['tool'] or 'a card'} {call['arguments']} → {call['outcome']}"
            for call in (heard or {}).get("calls", [])
        ]
        told.append({"event": happened, "calls": calls, "heard": words_of(heard)})
    return told
