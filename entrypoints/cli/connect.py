"""`deskhand connect`: the accounts outside. What can't be connected yet says what happens instead."""

import typer

from entrypoints.cli import connect_quickbooks
from schemas.errors import NotConnected

INSTEAD = {
    "gmail": "Mail is read from files (deskhand intake --from PATH), and approved mail goes to a folder in your home.",
    "model": "The built-in interpreter answers; it needs no key and no network.",
}

connect = typer.Typer(
    help="Connect an account: gmail, quickbooks or model.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    app.add_typer(connect, name="connect")


@connect.command("gmail")
def gmail() -> None:
    """Connect Gmail (not possible in this version: says what happens instead)."""
    raise NotConnected(f"This version can't connect gmail yet. {INSTEAD['gmail']}")


@connect.command("model")
def model() -> None:
    """Connect a language model (not possible in this version: says what happens instead)."""
    raise NotConnected(f"This version can't connect model yet. {INSTEAD['model']}")


connect_quickbooks.register(connect)
