"""`deskhand report`: the pipeline, today's list and the month, as text, JSON or a page."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrypoints.cli.output import AsJson, finish, office_of, say, say_json, submit

if TYPE_CHECKING:
    from entrypoints.bootstrap import Office
    from schemas.effects import Answer

report = typer.Typer(help="Reports to read, print or send.", no_args_is_help=True, rich_markup_mode=None)


class Format(StrEnum):
    TEXT = "text"
    HTML = "html"
    JSON = "json"


As = Annotated[Format, typer.Option("--format", help="text, html or json.")]
Out = Annotated[Path | None, typer.Option("--out", help="The file to write, in place of the screen.")]


def register(app: typer.Typer) -> None:
    app.add_typer(report, name="report")


@report.command("pipeline")
def pipeline(context: typer.Context, format: As = Format.TEXT, out: Out = None) -> None:
    """Show the pipeline: of last week on Monday, else of this week so far."""
    _report(context, "pipeline", "show_pipeline", {}, format, out)


@report.command("told")
def told(
    context: typer.Context,
    date: Annotated[
        str, typer.Argument(help="Such as 2026-11-16, or a day after it; the last one if left out.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show the pipeline as it was told on an earlier Monday."""
    submit(context, "show_earlier_pipeline", {"date": date} if date else {}, as_json=as_json)


@report.command("today")
def today(context: typer.Context, format: As = Format.TEXT, out: Out = None) -> None:
    """Show the morning list."""
    _report(context, "today", "show_morning_list", {}, format, out)


@report.command("month")
def month(
    context: typer.Context,
    month: Annotated[
        str, typer.Argument(help="Such as 2026-10; this month if left out, on its first day the one before.")
    ] = "",
    format: As = Format.TEXT,
    out: Out = None,
) -> None:
    """Show a month in one page."""
    _report(context, "month", "show_month", {"month": month}, format, out)


def _report(
    context: typer.Context, name: str, tool: str, arguments: dict[str, Any], format: Format, out: Path | None
) -> None:
    from schemas.effects import Call

    with office_of(context) as office:
        outcome = office.gate.submit(office.desk("cli"), Call(tool=tool, arguments=arguments))
        if outcome.result is None:
            finish(outcome, as_json=format == Format.JSON)
        if out is None and format == Format.JSON:
            say_json(outcome.result.as_json())
            return
        text = _written(office, name, outcome.result, format)
    if out is None:
        say(text)
        return
    _write(out, text)
    say(f"Written to {out}.")


def _written(office: "Office", name: str, answer: "Answer", format: Format) -> str:
    if format == Format.HTML:
        from entrypoints.pages.render import page

        business = office.business
        return page(name, answer, business.name, business.currency)
    if format == Format.JSON:
        import json

        return json.dumps(answer.as_json(), ensure_ascii=False, indent=2, default=str)
    return answer.text


def _write(path: Path, text: str) -> None:
    from schemas.errors import BadConfiguration

    try:
        path.write_text(f"{text}\n", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise BadConfiguration(
            f"{path} can't be written ({error.strerror}). Name another file with --out."
        ) from None
