"""`python -m evals paraphrases`: how many ways of saying each request are taken rightly."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import AsJson, say, say_json

if TYPE_CHECKING:
    from evals.phrasing import Score

SETS = {
    "used to write the grammar": ("seen", "more", "third", "fourth"),
    "never used to write it": ("unseen",),
}


def register(evaluate: typer.Typer) -> None:
    evaluate.command("paraphrases")(paraphrases)


def paraphrases(
    show: Annotated[
        bool, typer.Option("--show", help="List what failed, of the sets used to write the grammar.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Score ways of saying each request: how many the built-in interpreter takes rightly, in a home of its own."""
    with TemporaryDirectory() as folder:
        scores = score_paraphrases(Path(folder))
    if as_json:
        say_json(
            {
                name: {
                    "right": one.right,
                    "total": one.total,
                    "wrong_actions": one.wrong_actions,
                    "accuracy": one.accuracy,
                }
                for name, one in scores.items()
            }
        )
        return
    for name, one in scores.items():
        wrong = one.wrong_actions / one.total if one.total else 0.0
        say(
            f"{name:28} {one.right:4} of {one.total:4} right ({one.accuracy:.3f}), wrong action {one.wrong_actions} ({wrong:.3f})"
        )
        if show and name != "never used to write it":
            for said, problem in one.failures.items():
                say(f"   {said}\n      {problem}")


def score_paraphrases(home: Path, each: Mapping[str, int] | None = None) -> "dict[str, Score]":
    """Return both sets' scores, the blind one's failures left out of sight.

    Args:
        home: where the business of the paraphrases is made.
        each: name of a set → 4 for every fourth of its messages; all of a set that it leaves out.
    """
    from agent.models.builtin.grammar import grammar_of
    from entrypoints.bootstrap import open_office
    from entrypoints.founding import NewBusiness, set_up
    from evals import phrasing
    from schemas.effects import Call, Outcome
    from schemas.identity import FixedClock

    environment = {"DESKHAND_HOME": str(home)}
    now = "2026-11-18T10:00:00-06:00"
    set_up(NewBusiness(name="Rivera Plumbing", time_zone="America/Chicago"), now=now, environment=environment)
    office = open_office(now=now, environment=environment)
    clock = office.clock
    assert isinstance(clock, FixedClock)

    def submit(call: Call, at: datetime) -> Outcome:
        clock.instant = at
        return office.gate.submit(office.desk("eval"), call)

    try:
        clock.instant = phrasing.build_world(submit)
        grammar = grammar_of(office.library.loaded.layers, office.registry.reads)
        desk = office.desk("eval")
        return {
            name: phrasing.score(
                desk, grammar, office.registry, phrasing.paraphrases(sets)[:: (each or {}).get(name, 1)]
            )
            for name, sets in SETS.items()
        }
    finally:
        office.close()
