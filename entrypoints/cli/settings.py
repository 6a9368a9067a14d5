"""`deskhand settings`: hours, closing days, and whose public holidays are kept."""

from typing import Annotated

import typer

from entrypoints.cli.output import AsJson, submit

settings = typer.Typer(help="Hours, closing days and holidays.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    app.add_typer(settings, name="settings")


@settings.command("show")
def show(
    context: typer.Context,
    day: Annotated[
        str, typer.Argument(help="A day such as 2026-11-26; all that is to come if left out.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show whether a day is worked, or the hours and closing days to come."""
    submit(context, "show_business_days", {"date": day} if day else {}, as_json=as_json)


@settings.command("hours")
def hours(
    context: typer.Context,
    hours: Annotated[str, typer.Argument(help="Such as Mon-Fri 8:00-17:00.")],
    as_json: AsJson = False,
) -> None:
    """Set the days and hours of the week."""
    submit(context, "set_business_hours", {"hours": hours}, as_json=as_json)


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
    submit(context, "add_closing_day", {"date": first, "why": why, **until}, as_json=as_json)


@settings.command("open")
def open_on(
    context: typer.Context,
    day: Annotated[str, typer.Argument(help="The day, such as 2026-11-27.")],
    as_json: AsJson = False,
) -> None:
    """Work on a day that would be a holiday, a weekend or a closing day."""
    submit(context, "add_opening_day", {"date": day}, as_json=as_json)


@settings.command("own")
def own(
    context: typer.Context,
    phone: Annotated[str, typer.Option(help="A phone number of the business.")] = "",
    street: Annotated[str, typer.Option(help="A street address of the business.")] = "",
    name: Annotated[str, typer.Option(help="A name that signs the business's mail.")] = "",
    drop: Annotated[bool, typer.Option("--drop", help="It is not the business's own after all.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show, say or take back what is the business's own, and so no customer's."""
    said = {key: value for key, value in (("phone", phone), ("place", street), ("name", name)) if value}
    tool = "show_own_details" if not said else "drop_own_detail" if drop else "add_own_detail"
    submit(context, tool, said, as_json=as_json)


@settings.command("place")
def place(
    context: typer.Context,
    country: Annotated[str, typer.Argument(help="Two letters, such as US.")],
    region: Annotated[str, typer.Argument(help="State or province, such as TX.")] = "",
    as_json: AsJson = False,
) -> None:
    """Set the country and region whose public holidays are kept."""
    submit(context, "set_business_place", {"country": country, "region": region}, as_json=as_json)
