"""`deskhand settings`: hours, closing days, and whose public holidays are kept."""

from typing import Annotated, Any

import typer

from entrypoints.cli.output import finish, office_of

settings = typer.Typer(help="Hours, closing days and holidays.", no_args_is_help=True, rich_markup_mode=None)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]


def register(app: typer.Typer) -> None:
    app.add_typer(settings, name="settings")


def _submit(context: typer.Context, tool: str, arguments: dict[str, Any], *, as_json: bool) -> None:
    from schemas.effects import Call

    with office_of(context) as office:
        finish(office.gate.submit(office.desk("cli"), Call(tool=tool, arguments=arguments)), as_json=as_json)


@settings.command("show")
def show(
    context: typer.Context,
    day: Annotated[
        str, typer.Argument(help="A day such as 2026-11-26; all that is to come if left out.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Whether a day is worked, or the hours and closing days to come."""
    _submit(context, "show_business_days", {"date": day} if day else {}, as_json=as_json)


@settings.command("hours")
def hours(
    context: typer.Context,
    hours: Annotated[str, typer.Argument(help="Such as Mon-Fri 8:00-17:00.")],
    as_json: AsJson = False,
) -> None:
    """Set the days and hours of the week."""
    _submit(context, "set_business_hours", {"hours": hours}, as_json=as_json)


@settings.command("close")
def close(
    context: typer.Context,
    first: Annotated[str, typer.Argument(help="The day, such as 2026-12-24.")],
    last: Annotated[str, typer.Argument(help="The last day, where there are several.")] = "",
    why: Annotated[str, typer.Option(help="Such as vacation.")] = "",
    as_json: AsJson = False,
) -> None:
    """Close on a day, or from one day to another."""
    until = {"until": last} if last else {}
    _submit(context, "add_closing_day", {"date": first, "why": why, **until}, as_json=as_json)


@settings.command("open")
def open_on(
    context: typer.Context,
    day: Annotated[str, typer.Argument(help="The day, such as 2026-11-27.")],
    as_json: AsJson = False,
) -> None:
    """Work on a day that would be a holiday, a weekend or a closing day."""
    _submit(context, "add_opening_day", {"date": day}, as_json=as_json)


@settings.command("place")
def place(
    context: typer.Context,
    country: Annotated[str, typer.Argument(help="Two letters, such as US.")],
    region: Annotated[str, typer.Argument(help="State or province, such as TX.")] = "",
    as_json: AsJson = False,
) -> None:
    """Set the country and region whose public holidays are kept."""
    _submit(context, "set_business_place", {"country": country, "region": region}, as_json=as_json)
