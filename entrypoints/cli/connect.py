"""`deskhand connect`: what can be connected, one command a service; of what can't be yet it says what happens instead."""

from collections.abc import Callable

import typer

from entrypoints.cli import connect_gmail
from schemas.errors import NotConnected

INSTEAD = {
    "quickbooks": (
        "Cards for QuickBooks stay open. You can enter the customer there by hand and note the number here: "
        'deskhand tool link_quickbooks_customer \'{"contact": "Maria Lopez", "quickbooks_customer_id": "123"}\''
    ),
    "model": "The built-in interpreter answers; it needs no key and no network.",
}
connect = typer.Typer(help="Connect an outside service.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    connect_gmail.register(connect)
    for service in INSTEAD:
        connect.command(service, help=f"Say what happens while {service} is not connected.")(_told(service))
    app.add_typer(connect, name="connect")


def _told(service: str) -> Callable[[], None]:
    def tell() -> None:
        raise NotConnected(f"This version can't connect {service} yet. {INSTEAD[service]}")

    return tell
