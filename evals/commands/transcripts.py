"""`python -m evals transcripts`: conversations whose answers stand written, played at the real door."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import AsJson, say, say_json

if TYPE_CHECKING:
    from evals.harness.transcribed import Playing


def register(evaluate: typer.Typer) -> None:
    evaluate.command("transcripts")(transcripts)


def transcripts(
    folder: Annotated[
        Path | None, typer.Option(help="Where they are; our own if left out.", metavar="DIR")
    ] = None,
    pattern: Annotated[
        str, typer.Option("--only", help="Only those with this in their title.", metavar="WORDS")
    ] = "",
    show: Annotated[bool, typer.Option("--show", help="Print what was said, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Play the transcripts: does each end as it has to, does a card wait that the owner thought settled?"""
    from evals.harness.transcribed import stage
    from evals.transcript import FOLDER, transcripts_in
    from schemas.errors import BadArguments

    chosen = [one for one in transcripts_in(folder or FOLDER) if pattern.casefold() in one.title.casefold()]
    if not chosen:
        raise BadArguments(
            f"No transcript in {folder or FOLDER} fits. Nothing was played.", {"only": "fits nothing"}
        )
    with stage() as played_on:
        done = [played_on.play(one) for one in chosen]
    if as_json:
        say_json(_figures(done))
    else:
        for one in done:
            _tell(one, said=show)
        say(_summary(done))
    raise typer.Exit(1 if any(one.problems for one in done) else 0)


def _figures(done: "list[Playing]") -> dict[str, object]:
    turns = sum(len(one.transcript.talk) for one in done)
    return {
        "conversations": len(done),
        "end_right": sum(not one.wrong for one in done),
        "as_written": sum(not one.off for one in done),
        "left_over": sum(len(one.left_over) for one in done),
        "turns_per_task": round(turns / len(done), 2),
        "models": dict(Counter(one.transcript.model for one in done)),
        "problems": {one.transcript.title: one.problems for one in done if one.problems},
    }


def _summary(done: "list[Playing]") -> str:
    figures = _figures(done)
    return (
        f"{figures['end_right']} of {len(done)} end right, {figures['as_written']} were talked as they are written; "
        f"{figures['left_over']} cards left over that the owner thought settled; {figures['turns_per_task']} turns per task."
    )


def _tell(one: "Playing", *, said: bool) -> None:
    if one.problems or said:
        say(one.transcript.title)
    if said:
        for spoken, heard in zip(one.transcript.talk, one.heard, strict=False):
            say(f"   > {spoken.owner}")
            say("\n".join(f"     {line}" for line in heard["whole"].splitlines()))
    for problem in one.problems:
        say(f"   {problem}")
