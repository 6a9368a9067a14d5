"""`deskhand serve`: the owner's page, with the watch beside it."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import office_of, say

if TYPE_CHECKING:
    from entrypoints.bootstrap import Office
    from entrypoints.web.serving import Listening

PORT = 8480


def register(app: typer.Typer) -> None:
    app.command("serve")(serve)


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The machine's address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port there.", min=1, max=65535)] = PORT,
    public: Annotated[
        str, typer.Option(help="The https address of a server in front of it.", metavar="URL")
    ] = "",
    without_watch: Annotated[
        bool, typer.Option("--without-watch", help="The page alone; deskhand watch runs elsewhere.")
    ] = False,
    link: Annotated[
        bool, typer.Option("--link", help="Only make a one-time link to set the owner's password anew.")
    ] = False,
) -> None:
    """Show the owner's page, and keep the desk going. Ctrl-C stops both."""
    from entrypoints.web.serving import Listening

    with office_of(context) as office:
        listening = Listening(host, port, public)
        if link:
            _make_link(office, listening)
        else:
            _serve(office, listening, watch=not without_watch)


def _make_link(office: "Office", listening: "Listening") -> None:
    from entrypoints.web.application import make_site
    from entrypoints.web.serving import one_time_link

    address = one_time_link(make_site(office), office.owner.member_id, listening.address)
    say(f"{office.owner.name} can set a password here, once, within the hour (the page must be running):")
    say(f"    {address}")


def _serve(office: "Office", listening: "Listening", *, watch: bool) -> None:
    from entrypoints.web.serving import one_time_link, owner_has_password, serve, site_at

    site = site_at(office, listening)
    zone = office.desk("cli").zone

    def tell(line: str) -> None:
        at = office.clock.now().astimezone(zone)
        say(f"{at:%a %H:%M:%S}  {line}")
        sys.stdout.flush()

    def ready() -> None:
        tell(f"{office.business.name} is at {listening.address}; Ctrl-C stops it")
        if not owner_has_password(site):
            say("Set your password there; this link is good once, for an hour:")
            say(f"    {one_time_link(site, office.owner.member_id, listening.address)}")
            sys.stdout.flush()

    serve(site, listening, tell, ready, watch=watch)
    tell("stopped; nothing was left half done")
