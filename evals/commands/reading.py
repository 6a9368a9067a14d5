"""`python -m evals reading`: how often the requests of messages are read rightly, by voices that nothing was trained on."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from entrypoints.cli.output import AsJson, say, say_json


def register(evaluate: typer.Typer) -> None:
    evaluate.command("reading")(reading)


def reading(
    trained: Annotated[
        bool,
        typer.Option("--trained", help="The voices that the reader was trained on, in place of the others."),
    ] = False,
    kept_back: Annotated[
        bool,
        typer.Option(
            "--kept-back", help="Ten voices that were labelled twice, and are for a release's figure."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Count what messages of invented owners are read as, those with one request and those with two."""
    with TemporaryDirectory() as folder:
        scores = score_voices(Path(folder), _files(trained=trained, kept_back=kept_back))
    if as_json:
        say_json(scores)
        return
    for several, counts in scores.items():
        total = counts.total()
        shares = ", ".join(f"{name} {count / total:.3f}" for name, count in counts.most_common())
        say(f"{several:4} {total:5}: {shares}")


def _files(*, trained: bool, kept_back: bool) -> list[Path]:
    from evals.reading.labelled import HELD, KEPT_BACK, voices

    return voices() if trained else sorted((KEPT_BACK if kept_back else HELD).glob("*.tsv"))


def score_voices(home: Path, files: list[Path]) -> dict[str, Counter[str]]:
    """Return the scores of some voices.

    Args:
        home: an empty folder, for a home of their own.
        files: of the voices.
    """
    from agent.models.builtin.grammar import grammar_of
    from entrypoints.bootstrap import open_office
    from entrypoints.demo.premises import RIVERA
    from entrypoints.founding import set_up
    from evals.reading.scoring import score

    now, environment = "2026-11-18T10:00:00-06:00", {"DESKHAND_HOME": str(home)}
    set_up(RIVERA, now=now, environment=environment)
    office = open_office(now=now, environment=environment)
    try:
        grammar = grammar_of(office.library.loaded.layers, office.registry.reads)
        return score(office.desk("chat"), grammar, files)
    finally:
        office.close()
