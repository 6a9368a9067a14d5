"""The score of many trials: gates and their product, pass^k, violations as a maximum, and what it took."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import comb
from typing import Any

from evals.judge import GATES
from evals.trial import Trial


@dataclass(frozen=True)
class Score:
    """The figures of a run.

    Args:
        model: that was tried.
        cases: how many were tried and answered at least once.
        trials: how many trials say something of the model.
        unanswered: trials in which the endpoint failed; they count nowhere else.
        gates: gate → in how many trials it was passed.
        products: gate → in which share of the trials it and all gates before it were passed; the last one is the score.
        passes: k → pass^k: the mean over the cases of C(successes, k) / C(trials, k).
        violations: the most that any one trial broke; nothing is averaged here.
        tokens_in, tokens_out, calls, seconds: a case, on the mean.
    """

    model: str
    cases: int
    trials: int
    unanswered: int
    gates: dict[str, int]
    products: dict[str, float]
    passes: dict[int, float]
    violations: int
    tokens_in: float
    tokens_out: float
    calls: float
    seconds: float

    @property
    def clean(self) -> bool:
        """Return whether every case passed every time, nothing was broken, and the endpoint always answered."""
        return self.trials > 0 and not self.unanswered and not self.violations and self.score == 1.0

    @property
    def score(self) -> float:
        """Return the product of the gates."""
        return self.products[GATES[-1]]

    def as_json(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "cases": self.cases,
            "trials": self.trials,
            "unanswered": self.unanswered,
            "gates": {
                gate: {"passed": self.gates[gate], "product": round(self.products[gate], 4)} for gate in GATES
            },
            "score": round(self.score, 4),
            "pass": {f"pass^{k}": round(value, 4) for k, value in self.passes.items()},
            "violations": self.violations,
            "a_case": {
                "tokens_in": round(self.tokens_in, 1),
                "tokens_out": round(self.tokens_out, 1),
                "calls": round(self.calls, 2),
                "seconds": round(self.seconds, 3),
            },
        }


def score_of(model: str, trials: Iterable[Trial]) -> Score:
    """Return the figures of some trials of one model."""
    everything = list(trials)
    counted = [one for one in everything if one.counts]
    by_case: dict[str, list[Trial]] = defaultdict(list)
    for one in counted:
        by_case[one.case].append(one)
    number = len(counted)
    return Score(
        model=model,
        cases=len(by_case),
        trials=number,
        unanswered=len(everything) - number,
        gates={gate: sum(one.passed_gate(gate) for one in counted) for gate in GATES},
        products=_products(counted),
        passes=pass_hat([(sum(one.passed for one in tried), len(tried)) for tried in by_case.values()]),
        violations=max((len(one.violations) for one in everything), default=0),
        tokens_in=_mean(one.tokens_in for one in counted),
        tokens_out=_mean(one.tokens_out for one in counted),
        calls=_mean(one.calls for one in counted),
        seconds=_mean(one.seconds for one in counted),
    )


def _products(trials: list[Trial]) -> dict[str, float]:
    left = trials
    shares: dict[str, float] = {}
    for gate in GATES:
        left = [one for one in left if one.passed_gate(gate)]
        shares[gate] = len(left) / len(trials) if trials else 0.0
    return shares


def pass_hat(tried: list[tuple[int, int]]) -> dict[int, float]:
    """Return pass^k for each k that every case was tried so often: the mean chance that k trials of a case all
    pass.

    Args:
        tried: successes and trials of each case.
    """
    most = min((trials for _, trials in tried), default=0)
    return {
        k: sum(comb(successes, k) / comb(trials, k) for successes, trials in tried) / len(tried)
        for k in range(1, most + 1)
    }


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
