"""`deskhand connect`: what can be connected, a file a service (`connect_*.py`)."""

import typer

from entrypoints.cli import connect_gmail, connect_model, connect_quickbooks


def register(app: typer.Typer) -> None:
    connecting = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    for service in (connect_gmail, connect_model, connect_quickbooks):
        service.register(connecting)
    app.add_typer(connecting, name="connect", help="Connect an outside service.")
