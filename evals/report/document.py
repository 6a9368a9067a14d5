"""The tables of docs/evals.md, written by the program: what there is, and what the built-in interpreter comes to."""

from collections.abc import Iterator, Mapping

from evals.case import Case
from evals.judge import GATES
from evals.report.coverage import coverage, traits
from evals.scoring import Score
from evals.trial import Trial
from schemas.errors import BadArguments

FIRST, LAST = "<!-- figures -->", "<!-- /figures -->"


def with_figures(document: str, figures: str) -> str:
    """Return a markdown document with the figures between its marks.

    Raises:
        BadArguments: the marks are not there, in this order, once each.
    """
    before, first, rest = document.partition(FIRST)
    _, last, after = rest.partition(LAST)
    if not first or not last or FIRST in after or LAST in after or LAST in before:
        raise BadArguments(
            f"The document needs a line {FIRST} and after it a line {LAST}, once each; nothing was changed."
        )
    return f"{before}{FIRST}\n{figures}\n{LAST}{after}"


def figures(score: Score, cases: Mapping[str, Case], trials: list[Trial]) -> str:
    """Return the tables, without what differs from run to run of one code (times)."""
    return "\n".join([*_coverage(cases, trials), "", *_gates(score)])


def _coverage(all_cases: Mapping[str, Case], trials: list[Trial]) -> Iterator[str]:
    yield "| row | cases | of them talked | also shown by | trials passed | violations |"
    yield "| --- | --- | --- | --- | --- | --- |"
    rows = coverage(all_cases, trials)
    for row in rows:
        yield (
            f"| {row.row} | {row.cases} | {row.talked} | {row.also} | {row.passed} of {row.tried} | {row.violations} |"
        )
    cases, talked, passed, tried = (
        sum(getattr(row, name) for row in rows) for name in ("cases", "talked", "passed", "tried")
    )
    worst = max(row.violations for row in rows)
    yield f"| all | {cases} | {talked} |  | {passed} of {tried} | {worst} |"
    besides = ", ".join(f"{number} {trait}" for trait, number in traits(all_cases).items())
    if besides:
        yield ""
        yield f"Besides their row they are: {besides}."


def _gates(score: Score) -> Iterator[str]:
    yield f"The model here is `{score.model}`, {score.trials} trials of {score.cases} cases."
    yield ""
    yield "| gate | passed | product |"
    yield "| --- | --- | --- |"
    for gate in GATES:
        yield f"| {gate} | {score.gates[gate]} of {score.trials} | {score.products[gate]:.3f} |"
    yield ""
    passes = ", ".join(f"pass^{k} {value:.3f}" for k, value in score.passes.items())
    yield f"{passes}; violations, the most in any trial: {score.violations}; endpoint failures: {score.unanswered}."
