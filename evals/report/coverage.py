"""The cases for each row of docs/rows.md, and how a model did on them."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from evals.case import Case
from evals.scoring import pass_hat
from evals.trial import Trial

MISSION = [*(f"C{number}" for number in range(1, 22)), *(f"H{number}" for number in range(1, 6))]
"""Rows that are to have cases; further ones are shown after them."""


@dataclass
class RowOfCases:
    """One row's line.

    Args:
        row: such as C7.
        cases: whose own row it is; also: that show it besides.
        talked: of `cases`, how many a language model can be asked to pass.
        builtin: of `cases`, how many the built-in interpreter is asked to pass.
        tried, passed: trials that say something of the model, and those that passed.
        pass_1: pass^1 over the row's cases; None where none was tried.
        violations: the most in any trial.
    """

    row: str
    cases: int = 0
    also: int = 0
    talked: int = 0
    builtin: int = 0
    tried: int = 0
    passed: int = 0
    violations: int = 0
    pass_1: float | None = None
    names: list[str] = field(default_factory=list)


def coverage(cases: Mapping[str, Case], trials: list[Trial]) -> list[RowOfCases]:
    """Return a line a row, those of docs/rows.md first, each in its order; rows without a case too.

    Args:
        cases: by name.
        trials: of them; may be none.
    """
    rows = {row: RowOfCases(row) for row in MISSION}
    for name, case in cases.items():
        line = rows.setdefault(case.row, RowOfCases(case.row))
        line.cases += 1
        line.talked += bool(case.says())
        line.builtin += not case.not_builtin
        line.names.append(name)
        for row in case.also:
            rows.setdefault(row, RowOfCases(row)).also += 1
    for line in rows.values():
        own = [one for one in trials if one.row == line.row and one.counts]
        line.tried, line.passed = len(own), sum(one.passed for one in own)
        line.violations = max((len(one.violations) for one in trials if one.row == line.row), default=0)
        tried = Counter(one.case for one in own)
        passed = Counter(one.case for one in own if one.passed)
        line.pass_1 = pass_hat([(passed[name], times) for name, times in tried.items()]).get(1)
    return sorted(rows.values(), key=lambda line: _order(line.row))


def _order(row: str) -> tuple[bool, int, str, int]:
    letters, number = re.fullmatch(r"([A-Z]+)(\d+)", row).groups()  # type: ignore[union-attr]
    place = MISSION.index(row) if row in MISSION else len(MISSION)
    return row not in MISSION, place, letters, int(number)


def traits(cases: Mapping[str, Case]) -> dict[str, int]:
    """Return how many cases have each trait besides their row, most first."""
    counted = Counter(trait for case in cases.values() for trait in case.traits)
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))
