"""`python -m evals whom`: sentences about somebody, and whether it was ever the wrong person."""

from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import AsJson, say, say_json

if TYPE_CHECKING:
    from evals.whom.score import Tally

SEED = 20


def register(evaluate: typer.Typer) -> None:
    evaluate.command("whom")(whom)


def whom(
    seed: Annotated[int, typer.Option(help="Of the crowd, and of whom each sentence is said.")] = SEED,
    kept_back: Annotated[
        bool, typer.Option("--kept-back", help="The sentences that were kept back, in place of the others.")
    ] = False,
    show: Annotated[
        bool, typer.Option("--show", help="List what was not right; never of those that were kept back.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say sentences about somebody among people with near names: is it ever the wrong person?"""
    from evals.whom.score import score
    from evals.whom.sentences import KEPT_BACK, MENDED_ON

    tally = score(KEPT_BACK if kept_back else MENDED_ON, seed)
    if as_json:
        say_json({"seed": seed, **tally.as_json()})
        return
    _tell(tally)
    if show and not kept_back:
        for spoken, result, reply in tally.failures:
            say(f"   {spoken.label}, {spoken.said.kind}: {spoken.text}\n      {result.value}: {reply[:200]}")


def _tell(tally: "Tally") -> None:
    from evals.whom.judge import RIGHT, Result

    share = tally.right / tally.total if tally.total else 0.0
    say(f"{tally.right} of {tally.total} right ({share:.3f})")
    for result in Result:
        say(f"   {tally.counts[result]:4} {result.value}")
    for kind, counts in tally.results.items():
        say(f"   {kind:12} {sum(counts[one] for one in RIGHT)} of {counts.total()}")
