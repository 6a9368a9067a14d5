"""`python -m evals`: how well the desk does its work, measured."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import AsJson, complain, say, say_json
from evals.commands import capture, endpoint, injection, paraphrases, reading, transcripts, whom
from evals.commands import cards as card_words

if TYPE_CHECKING:
    from evals.trial import Trial
    from schemas.settings import ModelSettings

evaluate = typer.Typer(
    help="How well the desk does its work, measured.",
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for group in (paraphrases, reading, whom, card_words, injection, capture, endpoint, transcripts):
    group.register(evaluate)

OUR_CASES = Path(__file__).parent.parent / "cases"
TRIALS_OF_A_LANGUAGE_MODEL = 4


@evaluate.callback()
def cases(
    context: typer.Context,
    model: Annotated[
        str,
        typer.Option(
            help="A language model at OPENAI_BASE_URL with OPENAI_API_KEY; the built-in interpreter if left out."
        ),
    ] = "",
    pattern: Annotated[
        str, typer.Option("--cases", help="Only cases with this in their names.", metavar="NAME")
    ] = "",
    folder: Annotated[Path, typer.Option("--folder", help="Where the cases are.", metavar="DIR")] = OUR_CASES,
    trials: Annotated[
        int,
        typer.Option(
            help="Of each case; the built-in interpreter always says the same, so once.", min=1, max=100
        ),
    ] = TRIALS_OF_A_LANGUAGE_MODEL,
    report: Annotated[
        Path | None,
        typer.Option(
            help="Keep every trial here, with a page to read; go on where a run was stopped.", metavar="DIR"
        ),
    ] = None,
    document: Annotated[
        Path | None,
        typer.Option(
            "--document", help="Put the figures between the marks of this document.", metavar="FILE"
        ),
    ] = None,
    jobs: Annotated[int, typer.Option(help="How many cases are played side by side.", min=1, max=64)] = 1,
    check: Annotated[
        bool,
        typer.Option(
            "--self-test", help="Test the cases themselves: whoever does not do the work must fail."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Play the cases with a model and say how it did: gate by gate, every time, and never the forbidden thing."""
    if context.invoked_subcommand is not None:
        return
    from evals.harness.offices import language_model
    from evals.harness.running import chosen

    files = chosen(folder, pattern)
    if check:
        _self_test(files, as_json=as_json)
    asked = language_model(model)
    _score(files, asked, trials if asked else 1, jobs, report, document, as_json=as_json)


def _score(
    files: list[Path],
    model: "ModelSettings | None",
    trials: int,
    jobs: int,
    folder: Path | None,
    document: Path | None,
    *,
    as_json: bool,
) -> None:
    from evals.case import load, name_of
    from evals.harness.running import Wanted, for_model, run
    from evals.report.table import table
    from evals.scoring import score_of

    asked, left = for_model(files, model)
    done = run(Wanted(asked, model, trials, jobs, folder), _progress)
    score = score_of(model.name if model else "builtin", done)
    cases = {name_of(path): load(path) for path in files}
    if folder is not None:
        from evals.report.page import write_page

        write_page(folder, score, cases, done, [(name_of(path), why) for path, why in left])
    if document is not None:
        from evals.report.document import figures

        _write(document, figures(score, cases, done))
    if as_json:
        say_json({**score.as_json(), "not_asked": len(left), "failed": _failed(done)})
    else:
        say(table(score, done, len(left)))
        if folder is not None:
            say(f"Every trial, and the page to read: {folder / 'report.html'}")
    raise typer.Exit(0 if score.clean else 1)


def _write(document: Path, figures: str) -> None:
    from evals.report.document import with_figures
    from schemas.errors import BadArguments

    try:
        before = document.read_text(encoding="utf-8")
        document.write_text(with_figures(before, figures), encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadArguments(
            f"{document} can't be read or written as text ({error}). Nothing was changed."
        ) from None


def _failed(done: "list[Trial]") -> list[dict[str, object]]:
    return [
        {
            "case": one.case,
            "trial": one.number,
            "violations": one.violations,
            "problems": {gate: found for gate, found in one.problems.items() if found},
        }
        for one in done
        if one.counts and not one.passed
    ]


def _progress(done: int, of: int, trial: "Trial") -> None:
    """Show a line that counts, at a terminal; failures stay to be read."""
    if not sys.stderr.isatty():
        return
    sys.stderr.write(f"\r\x1b[K{done} of {of}  {trial.case}" + ("\n" if done == of else ""))
    sys.stderr.flush()


def _self_test(files: list[Path], *, as_json: bool) -> None:
    from evals.case import name_of
    from evals.harness.playing import Bench
    from schemas.errors import BadConfiguration

    bench = Bench(None)
    wrong: dict[str, list[str]] = {}
    try:
        for path in files:
            try:
                found = bench.self_test(path).problems()
            except BadConfiguration as error:
                found = [error.message]
            if found:
                wrong[name_of(path)] = found
    finally:
        bench.close()
    if as_json:
        say_json({"cases": len(files), "sound": len(files) - len(wrong), "wrong": wrong})
    else:
        for name, problems in wrong.items():
            complain("\n    ".join([name, *problems]))
        say(f"{len(files) - len(wrong)} of {len(files)} cases are sound.")
    raise typer.Exit(1 if wrong else 0)
