"""`deskhand connect`: what can be connected, a file a service (`connect_*.py`), and all mail providers by one of them."""

from typing import Any

import typer
from typer.core import TyperGroup

from entrypoints.cli import connect_mailbox, connect_model, connect_quickbooks


class Services(TyperGroup):
    """The services; mail providers are looked for only when it is asked what can be connected."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*connect_mailbox.providers(), *super().list_commands(ctx)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        found = super().get_command(ctx, cmd_name)
        provider = connect_mailbox.providers().get(cmd_name) if found is None else None
        return found if provider is None else typer.main.get_command(connect_mailbox.app_of(provider))


def register(app: typer.Typer) -> None:
    connecting = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    for service in (connect_model, connect_quickbooks):
        service.register(connecting)
    app.add_typer(connecting, name="connect", cls=Services, help="Connect an outside service.")
