"""`deskhand connect PROVIDER`: signs in to a mailbox, asks how far back to read, and reads; the same for every provider."""

import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrypoints.cli.output import office_of, say

if TYPE_CHECKING:
    from entrypoints.bootstrap import Office
    from schemas.mail_providers import MailProvider, MailService, SignedIn, SignInOption

USUAL_DAYS = "30"

Back = Annotated[str, typer.Option("--back", help="How many days back to read, or: all.", metavar="DAYS")]
Remove = Annotated[bool, typer.Option("--remove", help="Forget the sign-in.")]


class Terminal:
    """The owner at the terminal; see `SignInDialogue`."""

    def say(self, text: str) -> None:
        say(text)

    def ask(self, question: str) -> str:
        return str(typer.prompt(question))

    def ask_secret(self, question: str) -> str:
        """Return what is typed unseen; a script hands it over on the standard input."""
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\r\n")
        return str(typer.prompt(question, hide_input=True))


def providers() -> "Mapping[str, MailProvider]":
    """Return the mail providers by name."""
    from entrypoints.bootstrap import mail_providers

    return mail_providers()


def app_of(provider: "MailProvider") -> typer.Typer:
    """Return the command of a provider."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(provider.service.name, help=provider.service.connects)(_command(provider))
    return app


def _command(provider: "MailProvider") -> Callable[..., None]:
    """Return what connects a mailbox, with the provider's own options before those that all have."""

    def connect(context: typer.Context, *, back: Back = "", remove: Remove = False, **given: Any) -> None:
        reach = _reach(back) if back else None
        with office_of(context) as office:
            if remove:
                _remove(office, provider.service)
                return
            account = _signed_in(office, provider, given)
            if not back:
                reach = _asked_reach()
            from entrypoints.mail_rounds import begin_to_follow

            begin_to_follow(office, provider.service, account, reach)
        say("Reading what is there; Ctrl-C stops, and deskhand intake goes on where it was.")
        from entrypoints.cli.intake import read_connected

        with office_of(context) as office:
            read_connected(office, as_json=False)

    context, back, remove, _ = signature(connect).parameters.values()
    own = [_parameter(option) for option in provider.options]
    connect.__signature__ = signature(connect).replace(parameters=[context, *own, back, remove])  # type: ignore[attr-defined]
    return connect


def _parameter(option: "SignInOption") -> Parameter:
    """Return an option as the command line reads it: a switch, or one with a value."""
    told = typer.Option(f"--{option.name}", help=option.help, metavar=option.metavar or None)
    kind, default = (str, "") if option.metavar else (bool, False)
    return Parameter(option.name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, told])


def _signed_in(office: "Office", provider: "MailProvider", given: "Mapping[str, Any]") -> "SignedIn":
    service = provider.service
    _refuse_second(office, service)
    account = provider.sign_in(office.desk("cli").unit, office.settings, given, Terminal())
    say(
        f"{service.called} {account.address} is connected. Mail is read there, and sent from there after your yes."
    )
    if account.remark:
        say(account.remark)
    return account


def _refuse_second(office: "Office", service: "MailService") -> None:
    """Refuse a mailbox of another provider than the connected one: one is read and sent from at a time."""
    from schemas.errors import AgainstTheRules

    if office.connected is None or office.connected[0].service == service:
        return
    other, address = office.connected
    raise AgainstTheRules(
        f"{other.service.called} {address} is connected, and one mailbox at a time is read and sent from. Take it "
        f"away first: deskhand connect {other.service.name} --remove. Nothing was changed."
    )


def _remove(office: "Office", service: "MailService") -> None:
    from entrypoints.bootstrap import forget_sign_in

    address = forget_sign_in(office, service.name)
    if not address:
        say(f"{service.called} is not connected; nothing was changed.")
        return
    say(f"{service.called} {address} is no longer connected; what was taken in stays.")
    if service.stays_behind:
        say(service.stays_behind)


def _asked_reach() -> timedelta | None:
    while sys.stdin.isatty():
        answer = typer.prompt("How many days back shall mail be read (or: all)", default=USUAL_DAYS)
        try:
            return _reach(answer)
        except typer.BadParameter as error:
            say(error.message)
    return _reach(USUAL_DAYS)


def _reach(said: str) -> timedelta | None:
    """Read a number of days; None for everything there is."""
    if said.strip().casefold() == "all":
        return None
    if not said.strip().isdigit() or int(said) > 36_500:
        raise typer.BadParameter(f"{said[:40]!r} is no number of days; write it like 30, or all.")
    return timedelta(days=int(said))
