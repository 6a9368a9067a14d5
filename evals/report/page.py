"""One self-contained page: the figures, the rows against their cases, and the transcript of every failure.

Nothing is fetched and nothing runs: every value is escaped where it is written, hidden characters are shown.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.case import Case
from evals.judge import GATES
from evals.report.coverage import coverage, traits
from evals.report.table import GATE_SAYS
from evals.scoring import Score
from evals.trial import Trial
from schemas.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
MOST_SHOWN = 400
"""Failures whose transcripts are on the page; the record has all of them."""


@lru_cache(maxsize=1)
def environment() -> "Environment":
    """Return the environment of templates, which escapes everything and refuses names that aren't there."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["visible"] = visible
    made.filters["happened"] = happened
    return made


def happened(event: Mapping[str, Any]) -> str:
    """Return an event as one line: the owner's words as they are, everything else by its keys."""
    if "say" in event:
        return f"Owner: {event['say']}"
    return visible(json.dumps(event, ensure_ascii=False))


def page(
    score: Score, cases: Mapping[str, Case], trials: Sequence[Trial], left: Sequence[tuple[str, str]]
) -> str:
    """Return one HTML document.

    Args:
        score: of the trials.
        cases: all, by name.
        trials: that were made.
        left: cases that the model is not asked to pass, each with the reason.
    """
    failed = [one for one in trials if one.counts and not one.passed]
    return environment().get_template("report.html").render(
        score=score,
        gates=[(gate, score.gates[gate], score.products[gate], GATE_SAYS[gate]) for gate in GATES],
        rows=coverage(cases, list(trials)),
        traits=traits(cases),
        failed=failed[:MOST_SHOWN],
        more=max(0, len(failed) - MOST_SHOWN),
        unanswered=[one for one in trials if not one.counts],
        left=left,
    )  # fmt: skip


def write_page(
    folder: Path,
    score: Score,
    cases: Mapping[str, Case],
    trials: Sequence[Trial],
    left: Sequence[tuple[str, str]],
) -> Path:
    """Write `report.html` beside the record."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "report.html"
    path.write_text(page(score, cases, trials, left), encoding="utf-8")
    return path
