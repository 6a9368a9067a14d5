"""`deskhand connect gmail`: signs in to Gmail, asks how far back to read, and reads."""

import sys
import webbrowser
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import office_of, say

if TYPE_CHECKING:
    from entrypoints.bootstrap import Office

WAIT_SECONDS = 600.0
USUAL_DAYS = "30"


def register(app: typer.Typer) -> None:
    app.command("gmail")(gmail)


def gmail(
    context: typer.Context,
    client: Annotated[
        Path | None,
        typer.Option("--client", help="The file that Google's console gave you.", metavar="FILE"),
    ] = None,
    paste: Annotated[
        bool, typer.Option("--paste", help="The browser is on another machine: paste its address here.")
    ] = False,
    back: Annotated[
        str, typer.Option("--back", help="How many days back to read, or: all.", metavar="DAYS")
    ] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Forget the sign-in.")] = False,
) -> None:
    """Connect a Gmail account: mail is read there, and what you approve is sent from there."""
    reach = _reach(back) if back else None
    with office_of(context) as office:
        if remove:
            _remove(office)
            return
        address, ends = _sign_in(office, client, paste=paste)
        if not back:
            reach = _asked_reach()
        from entrypoints.mail_rounds import begin_to_follow

        begin_to_follow(office, address, reach, ends)
    say("Reading what is there; Ctrl-C stops, and deskhand intake goes on where it was.")
    from entrypoints.cli.intake import read_connected

    with office_of(context) as office:
        read_connected(office, as_json=False)


def _sign_in(office: "Office", file: Path | None, *, paste: bool) -> tuple[str, datetime | None]:
    from entrypoints.bootstrap import gmail_connecting

    connecting = gmail_connecting(office)
    client = connecting.client(file)
    if paste:
        asking = connecting.asking(client)
        say(f"Open this address in a browser, and allow what it asks:\n\n{asking.address}\n")
        say("The last page can't be shown. Copy its address from the browser and paste it here.")
        answer = typer.prompt("Address")
    else:
        receiver = connecting.receiver()
        asking = connecting.asking(client, receiver.redirect)
        say(f"Your browser opens. If it does not, open this address on this machine:\n\n{asking.address}\n")
        webbrowser.open(asking.address)
        answer = receiver.wait(WAIT_SECONDS)
    address, ends = connecting.finish(asking, answer)
    say(f"Gmail {address} is connected. Mail is read there, and sent from there after your yes.")
    if ends:
        say(
            f"Google ends this sign-in by itself on {ends:%Y-%m-%d}, as it does for a project that is still in Testing; "
            "docs/gmail.md says how to publish it."
        )
    return address, ends


def _remove(office: "Office") -> None:
    from entrypoints.bootstrap import gmail_connecting

    address = gmail_connecting(office).remove()
    if not address:
        say("Gmail is not connected; nothing was changed.")
        return
    say(f"Gmail {address} is no longer connected; what was taken in stays.")
    say("Google still lists Deskhand under myaccount.google.com/permissions; remove it there too.")


def _asked_reach() -> timedelta | None:
    while sys.stdin.isatty():
        answer = typer.prompt("How many days back shall mail be read (or: all)", default=USUAL_DAYS)
        try:
            return _reach(answer)
        except typer.BadParameter as error:
            say(error.message)
    return _reach(USUAL_DAYS)


def _reach(said: str) -> timedelta | None:
    """A number of days; None for everything there is."""
    if said.strip().casefold() == "all":
        return None
    if not said.strip().isdigit() or int(said) > 36_500:
        raise typer.BadParameter(f"{said[:40]!r} is no number of days; write it like 30, or all.")
    return timedelta(days=int(said))
