"""`deskhand connect`: what can be connected, a file a service (`connect_*.py`)."""

import typer

from entrypoints.cli import connect_model, connect_quickbooks
from schemas.errors import NotConnected

INSTEAD = {
    "gmail": "Mail is read from files (deskhand intake --from PATH), and approved mail goes to a folder in your home.",
}


def register(app: typer.Typer) -> None:
    connecting = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    connect_model.register(connecting)
    connecting.command("gmail")(gmail)
    connect_quickbooks.register(connecting)
    app.add_typer(connecting, name="connect", help="Connect a service.")


def gmail() -> None:
    """Connect Gmail (not possible in this version: says what happens instead)."""
    raise NotConnected(f"This version can't connect Gmail yet. {INSTEAD['gmail']}")
