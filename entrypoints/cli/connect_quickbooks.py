"""`deskhand connect quickbooks`: real books, Intuit's sandbox, or a practice company on this machine."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import AsJson, office_of, say, say_json

if TYPE_CHECKING:
    from entrypoints.bootstrap import Office

USUAL_PORT = 8765
WAIT_SECONDS = 600.0
TOOL = "create_quickbooks_customer"

Port = Annotated[int, typer.Option(help="With --sandbox: where the browser comes back on this machine.")]


def register(app: typer.Typer) -> None:
    app.command("quickbooks")(quickbooks)


def quickbooks(
    context: typer.Context,
    practise: Annotated[
        bool, typer.Option("--try", help="A practice company on this machine; needs no account.")
    ] = False,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="A sandbox company at Intuit, with development keys.")
    ] = False,
    redirect: Annotated[
        str, typer.Option(help="For real books: an https address that is registered for your app.")
    ] = "",
    port: Port = USUAL_PORT,
    remove: Annotated[bool, typer.Option("--remove", help="End the connection, here and at Intuit.")] = False,
    as_json: AsJson = False,
) -> None:
    """Connect QuickBooks Online. Nothing is created there without your yes to each customer."""
    from schemas.errors import BadArguments

    if practise + sandbox + remove + bool(redirect) > 1:
        raise BadArguments(
            "Choose one of --try, --sandbox, --redirect ADDRESS and --remove. Nothing was changed."
        )
    with office_of(context) as office:
        online = office.quickbooks
        if remove:
            told = online.connecting().remove()
        elif practise:
            _practise(office)
        else:
            _connect(office, "sandbox" if sandbox else "production", redirect, port)
        replaced = [] if remove else _asked_again(office)
        status = online.status()
        if as_json:
            say_json({"status": status, "cards": replaced})
            return
        say(f"QuickBooks: {status}.")
        if remove and not told:
            say("Intuit could not be told. Remove the app there as well: Settings, Manage apps.")
        for number in replaced:
            say(f"Card #{number} was made before; now it has been looked whether they are there already.")


def _practise(office: "Office") -> None:
    """Connect the practice company, which runs in the background and consents by itself."""
    command = [sys.executable, "-m", "entrypoints.cli.main", "--home", str(office.settings.home)]
    base = office.quickbooks.practice.start([*command, "sandbox", "quickbooks"])
    office.quickbooks.connecting().try_practice(base)
    sys.stderr.write(
        f"A practice company runs in the background at {base}: made-up people, and nothing reaches your real books. "
        "To end it: deskhand sandbox quickbooks --stop\n"
    )


def _connect(office: "Office", environment: str, redirect: str, port: int) -> None:
    """Connect through a browser: back on this machine where Intuit allows it, else by an address that the owner
    copies.
    """
    from schemas.errors import BadArguments

    if environment == "production" and not redirect.startswith("https://"):
        raise BadArguments(
            "For real books Intuit sends the browser only to an https address that is registered for your app. Name it: "
            "--redirect https://example.com/quickbooks (any page of yours; docs/quickbooks.md has the steps). To try "
            "without an account: deskhand connect quickbooks --try. Nothing was changed.",
            {"redirect": "must be an https address"},
        )
    client_id, client_secret = _keys(office)
    connecting = office.quickbooks.connecting()
    if environment == "production":
        consent = connecting.consent(environment, client_id, client_secret, redirect)
        _show(consent.address)
        sys.stderr.write("When the browser shows your page, copy its whole address and paste it here:\n")
        connecting.finish(consent, sys.stdin.readline())
        return
    receiver = office.quickbooks.receiver(port)
    consent = connecting.consent(environment, client_id, client_secret, receiver.redirect)
    _show(consent.address)
    sys.stderr.write("Waiting for the browser to come back (Ctrl-C to leave it)…\n")
    connecting.finish(consent, receiver.wait(WAIT_SECONDS))


def _show(address: str) -> None:
    sys.stderr.write(f"Open this address in a browser and agree there:\n\n{address}\n\n")


def _keys(office: "Office") -> tuple[str, str]:
    """Return the app's keys, from the environment or typed; a secret never stands on a command line."""
    from schemas.errors import BadConfiguration

    client_id = office.settings.quickbooks_client_id
    client_secret = office.settings.quickbooks_client_secret.get_secret_value()
    if not (client_id and client_secret):
        if not sys.stdin.isatty():
            raise BadConfiguration(
                "The keys of your app at Intuit are needed: set DESKHAND_QUICKBOOKS_CLIENT_ID and "
                "DESKHAND_QUICKBOOKS_CLIENT_SECRET, or run this in a terminal. docs/quickbooks.md has the steps."
            )
        client_id = client_id or typer.prompt("Client ID of your app at Intuit", err=True)
        client_secret = client_secret or typer.prompt("Client secret", hide_input=True, err=True)
    return client_id.strip(), client_secret.strip()


def _asked_again(office: "Office") -> list[int]:
    """Offer the cards anew that were made while nobody could look into the books; return their numbers."""
    from schemas.effects import Call

    desk = office.desk("cli")
    waiting = office.gate.submit(desk, Call(tool="list_approvals", arguments={"status": "pending"}))
    cards = waiting.result.data["approvals"] if waiting.result is not None else []
    unlooked = [card for card in cards if card["tool"] == TOOL and _made_before(card)]
    anew = [office.gate.edit(desk, card["approval"], {}) for card in unlooked]
    return [outcome.card.approval for outcome in anew if outcome.card is not None]


def _made_before(card: dict[str, list[dict[str, str]]]) -> bool:
    return any(field["name"] == "Before" for field in card["fields"])
