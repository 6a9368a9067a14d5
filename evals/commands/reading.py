"""`python -m evals reading`: how often the requests of messages are read rightly, by voices that nothing was trained on."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import AsJson, say, say_json

if TYPE_CHECKING:
    from entrypoints.bootstrap import Office


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
    owners: Annotated[
        bool,
        typer.Option("--owners", help="Requests of ten owners' own, taught by eight examples each."),
    ] = False,
    outcomes: Annotated[
        bool,
        typer.Option(
            "--outcomes",
            help="What each message comes to, where what it speaks of is on record, in place of what it is read as.",
        ),
    ] = False,
    show: Annotated[
        bool,
        typer.Option("--show", help="List the outcomes that are not right; never of the voices kept back."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Count what messages of invented owners are read as, those with one request and those with two."""
    if outcomes:
        _tell_outcomes(
            _files(trained=trained, kept_back=kept_back), show=show and not kept_back, as_json=as_json
        )
        return
    with TemporaryDirectory() as folder:
        scores = (
            owners_of(Path(folder))
            if owners
            else score_voices(Path(folder), _files(trained=trained, kept_back=kept_back))
        )
    if as_json:
        say_json(scores)
        return
    for several, counts in scores.items():
        total = counts.total()
        shares = ", ".join(f"{name} {count / total:.3f}" for name, count in counts.most_common())
        say(f"{several:4} {total:5}: {shares}")


def _tell_outcomes(files: list[Path], *, show: bool, as_json: bool) -> None:
    """Say messages at a desk and tell what they came to: rows, cards, or what was asked."""
    from evals.reading.judging import Result
    from evals.reading.outcomes import score

    tally = score(files)
    if as_json:
        say_json(tally.as_json())
        return
    for group, figures in tally.as_json().items():
        say(f"{group} {figures.pop('total')}")
        for name, one in figures.items():
            share, low, high = one["share"]
            say(f"   {one['count']:5} {name}: {share:.3f} ({low:.3f}–{high:.3f})")
    if show:
        for message, verdict, reply in sorted(tally.failures, key=lambda one: one[1].result != Result.WRONG):
            say(
                f"{verdict.result}, {verdict.why}\n   {message.said}\n   → {' / '.join(reply.split(chr(10)))[:300]}"
            )


def _files(*, trained: bool, kept_back: bool) -> list[Path]:
    from evals.reading.labelled import HELD, KEPT_BACK, voices

    return voices() if trained else sorted((KEPT_BACK if kept_back else HELD).glob("*.tsv"))


def owners_of(home: Path) -> dict[str, Counter[str]]:
    """Return the score of owners' own requests.

    Args:
        home: an empty folder, for a home of their own.
    """
    from evals.reading.owners import score_owners

    with _office(home) as office:
        return {"own": score_owners(office.desk("chat"), office.library.loaded, office.registry.reads)}


def score_voices(home: Path, files: list[Path]) -> dict[str, Counter[str]]:
    """Return the scores of some voices.

    Args:
        home: an empty folder, for a home of their own.
        files: of the voices.
    """
    from agent.models.builtin.grammar import grammar_of
    from evals.reading.scoring import score

    with _office(home) as office:
        grammar = grammar_of(office.library.loaded.layers, office.registry.reads)
        return score(office.desk("chat"), grammar, files)


@contextmanager
def _office(home: Path) -> Iterator["Office"]:
    """Open a business with nobody on record in an empty folder."""
    from entrypoints.bootstrap import open_office
    from entrypoints.demo.premises import RIVERA
    from entrypoints.founding import set_up

    now, environment = "2026-11-18T10:00:00-06:00", {"DESKHAND_HOME": str(home)}
    set_up(RIVERA, now=now, environment=environment)
    office = open_office(now=now, environment=environment)
    try:
        yield office
    finally:
        office.close()
