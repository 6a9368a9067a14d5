"""`deskhand auto-send`: which drafted mails go out without a card to say yes to; off unless you turn it on."""

from typing import Annotated

import typer

from entrypoints.cli.output import AsJson, submit

auto_send = typer.Typer(
    help="Which drafted mails go out by themselves.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    app.add_typer(auto_send, name="auto-send")


@auto_send.command("show")
def show(context: typer.Context, as_json: AsJson = False) -> None:
    """Show what goes out by itself, and how much did today."""
    submit(context, "show_auto_send", as_json=as_json)


@auto_send.command("on")
def turn_on(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="Which draft: inquiry, estimate_sent or awaiting_schedule.")],
    limit: Annotated[int, typer.Option("--limit", help="How many at most on one day.", min=1, max=200)] = 5,
    as_json: AsJson = False,
) -> None:
    """Let one kind of mail go out by itself; show the card and ask."""
    submit(context, "turn_on_auto_send", {"kind": kind, "daily_limit": limit}, as_json=as_json)


@auto_send.command("off")
def turn_off(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="Which kind; all of them if left out.")] = "",
    as_json: AsJson = False,
) -> None:
    """Let everything, or one kind, wait for your yes again."""
    submit(context, "turn_off_auto_send", {"kind": kind}, as_json=as_json)


@auto_send.command("leave-out")
def leave_out(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="Who wants no automatic mail.")],
    as_json: AsJson = False,
) -> None:
    """Leave somebody out: they get nothing by itself."""
    submit(context, "leave_out_of_auto_send", {"contact": person}, as_json=as_json)
