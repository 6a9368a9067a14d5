"""`deskhand connect`: what can be connected. Nothing can yet; it says what happens instead."""

from typing import Annotated

import typer

from schemas.errors import BadArguments, NotConnected

INSTEAD = {
    "gmail": "Mail is read from files (deskhand intake --from PATH), and approved mail goes to a folder in your home.",
    "quickbooks": (
        "Cards for QuickBooks stay open. You can enter the customer there by hand and note the number here: "
        'deskhand tool link_quickbooks_customer \'{"contact": "Maria Lopez", "quickbooks_customer_id": "123"}\''
    ),
    "model": "The built-in interpreter answers; it needs no key and no network.",
}


def register(app: typer.Typer) -> None:
    app.command("connect")(connect)


def connect(service: Annotated[str, typer.Argument(help="gmail, quickbooks or model.")]) -> None:
    """Connect a service (not possible in this version: says what happens instead)."""
    if service not in INSTEAD:
        raise BadArguments(f"There is nothing called {service!r} to connect; there is {', '.join(INSTEAD)}.")
    raise NotConnected(f"This version can't connect {service} yet. {INSTEAD[service]}")
