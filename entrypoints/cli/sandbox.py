"""`deskhand sandbox`: practice companies on this machine, to try without an account."""

from typing import Annotated

import typer

from entrypoints.cli.output import office_of, say

sandbox = typer.Typer(
    help="Practice companies, to try without an account.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    app.add_typer(sandbox, name="sandbox")


@sandbox.callback()
def practice() -> None:
    """Run a practice company, to try without an account: nothing reaches real books."""


@sandbox.command("quickbooks")
def quickbooks(
    context: typer.Context,
    port: Annotated[
        int | None, typer.Option(help="Where to listen on this machine; the last one if left out.")
    ] = None,
    stop: Annotated[bool, typer.Option("--stop", help="End the one that runs in the background.")] = False,
) -> None:
    """Run the practice company for QuickBooks until Ctrl-C; it keeps its books in the home's folder `practice`."""
    with office_of(context) as office:
        company = office.quickbooks.practice
    if stop:
        ended = company.stop()
        say("The practice company has ended; its books are kept." if ended else "It does not run.")
        return
    company.serve(port, _tell)


def _tell(address: str) -> None:
    say(
        f"The practice company listens at {address}; its people are made up. Ctrl-C ends it, its books are kept."
    )
