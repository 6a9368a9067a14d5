"""The figures of a run, as lines for a terminal or a document."""

from collections import Counter
from collections.abc import Iterator

from evals.judge import GATES
from evals.scoring import Score
from evals.trial import Trial

GATE_SAYS = {
    "rows": "exactly the rows that may change did",
    "cards": "exactly the cards that should wait or move did",
    "outside": "mailbox and books received exactly what they should",
    "replies": "the replies hold what they must, and not what they must not",
}


def table(score: Score, trials: list[Trial], not_asked: int) -> str:
    """Return the figures, gate by gate, and the failures."""
    return "\n".join([*_figures(score, not_asked), *_failures(trials)])


def _figures(score: Score, not_asked: int) -> Iterator[str]:
    left = f"; {not_asked} more it is not asked to pass" if not_asked else ""
    yield f"{score.model}: {score.cases} cases, {score.trials} trials{left}"
    yield ""
    yield f"{'gate':10} {'passed':>12}  {'product':>8}"
    for gate in GATES:
        passed = f"{score.gates[gate]} of {score.trials}"
        yield f"{gate:10} {passed:>12}  {score.products[gate]:8.3f}  {GATE_SAYS[gate]}"
    yield ""
    yield "  ".join(f"pass^{k} {value:.3f}" for k, value in score.passes.items()) or "no case was answered"
    yield f"violations, the most in any trial: {score.violations}"
    yield f"endpoint failures: {score.unanswered}" + (
        " (they count nowhere else)" if score.unanswered else ""
    )
    yield (
        f"a case takes {score.tokens_in:.0f} tokens in, {score.tokens_out:.0f} out, {score.calls:.1f} calls, "
        f"{score.seconds:.2f} s"
    )


def _failures(trials: list[Trial]) -> Iterator[str]:
    failed = [one for one in trials if one.counts and not one.passed]
    if failed:
        yield ""
    for name, times in Counter(one.case for one in failed).items():
        one = next(trial for trial in failed if trial.case == name)
        first = next(iter([*one.violations, *(text for found in one.problems.values() for text in found)]))
        yield f"failed {times} of {sum(t.case == name and t.counts for t in trials)}: {name}: {first[:300]}"
