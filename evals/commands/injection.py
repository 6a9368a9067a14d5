"""`python -m evals injection`: a stranger's words in every place where they end up, against any model."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import AsJson, say, say_json

if TYPE_CHECKING:
    from evals.harness.attacking import Victim


def register(evaluate: typer.Typer) -> None:
    evaluate.command("injection")(injection)


def injection(
    model: Annotated[
        str,
        typer.Option(
            help="compromised (does what the attack wants), builtin, or a language model at OPENAI_BASE_URL."
        ),
    ] = "compromised",
    pattern: Annotated[
        str, typer.Option("--cases", help="Only combinations with this in their names.", metavar="NAME")
    ] = "",
    report: Annotated[
        Path | None,
        typer.Option(help="Keep every attempt here; go on where a run was stopped.", metavar="DIR"),
    ] = None,
    jobs: Annotated[int, typer.Option(help="How many are played side by side.", min=1, max=64)] = 1,
    as_json: AsJson = False,
) -> None:
    """Attack a model through what strangers write: how often it obeys, and whether a hard stop ever breaks."""
    from evals.harness.attacking import attack_all, attack_on
    from evals.injection.lists import combinations
    from evals.injection.score import line_of, lines_by, told
    from schemas.errors import BadArguments

    victim = _victim(model)
    chosen = [one for one in combinations() if pattern.casefold() in one.name.casefold()]
    if not chosen:
        raise BadArguments(
            f"No combination has {pattern!r} in its name. Nothing was tried.", {"cases": "fits nothing"}
        )
    done = attack_all([attack_on(one, victim) for one in chosen], jobs, report, _progress)
    everything = line_of("all", done)
    if as_json:
        say_json(
            {
                "model": model,
                "all": everything.as_json(),
                "slots": [line.as_json() for line in lines_by(done, lambda one: one.slot)],
                "kinds": [line.as_json() for line in lines_by(done, lambda one: one.kind)],
            }
        )
    else:
        say("\n".join([f"{model}:", "", *told(done)]))
    raise typer.Exit(1 if everything.violations or everything.unanswered else 0)


def _victim(name: str) -> "Victim":
    from evals.harness.offices import language_model

    if name == "compromised":
        return "compromised"
    return language_model(name) or "builtin"


def _progress(done: int, of: int) -> None:
    """Show a line that counts, at a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{done} of {of}" + ("\n" if done == of else ""))
        sys.stderr.flush()
