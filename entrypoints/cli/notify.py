"""`deskhand notify`: where notices go beside the chat."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import AsJson, office_of, say, say_json, submit

if TYPE_CHECKING:
    from entrypoints.bootstrap import Office

notify = typer.Typer(help="Where notices go beside the chat.", no_args_is_help=True, rich_markup_mode=None)
OnOff = Annotated[str, typer.Argument(help="on or off.")]


def register(app: typer.Typer) -> None:
    app.add_typer(notify, name="notify")


@notify.command("mail")
def mail(
    context: typer.Context,
    state: OnOff,
    to: Annotated[
        str, typer.Option(help="Which of the business's own addresses; the first if left out.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Send notices to your own mail as well, or stop it."""
    submit(context, "set_delivery", {"channel": "mail", "on": _is_on(state), "to": to}, as_json=as_json)


@notify.command("push")
def push(context: typer.Context, state: OnOff, as_json: AsJson = False) -> None:
    """Push notices to your phone, or stop it. The address (apprise's) is asked for, or read from standard input."""
    if _is_on(state):
        with office_of(context) as office:
            _keep_address(office)
    submit(context, "set_delivery", {"channel": "push", "on": _is_on(state)}, as_json=as_json)


@notify.command("quiet")
def quiet(
    context: typer.Context,
    begin: Annotated[str, typer.Argument(help="Such as 21:00; or off.")],
    end: Annotated[str, typer.Argument(help="Such as 6:30.")] = "",
    as_json: AsJson = False,
) -> None:
    """Send nothing between two times of day; what comes meanwhile goes out when they are over."""
    hours = {} if begin == "off" and not end else {"begin": begin, "end": end}
    submit(context, "set_quiet_hours", hours, as_json=as_json)


@notify.command("show")
def show(context: typer.Context, as_json: AsJson = False) -> None:
    """Show where notices go, the quiet hours, and what could not be sent lately."""
    from schemas.effects import Call

    with office_of(context) as office:
        outcome = office.gate.submit(office.desk("cli"), Call(tool="show_delivery"))
        assert outcome.result is not None
        problems = _problems(office)
    if as_json:
        say_json({**outcome.result.data, "not_sent": problems})
        return
    say(outcome.result.text)
    for one in problems:
        say(f"{one['channel']}: {one['state']}: {one['subject']} ({one['problem']})")


@notify.command("test")
def test(context: typer.Context, as_json: AsJson = False) -> None:
    """Send a word to every channel that is on, at once, whatever the quiet hours say."""
    from schemas.errors import DeskhandError, NotConnected
    from schemas.ports import OwnersMessage

    with office_of(context) as office:
        message = OwnersMessage(
            f"{office.business.name}: a test", "If you can read this, notices reach you here."
        )
        results: dict[str, str] = {}
        for channel, notifier in office.notifiers().items():
            try:
                notifier.notify(message, office.new_id())
                results[str(channel)] = "sent"
            except DeskhandError as error:
                results[str(channel)] = error.message
    if not results:
        raise NotConnected(
            "No channel is on. Switch one on: deskhand notify mail on, or deskhand notify push on"
        )
    if as_json:
        say_json(results)
    else:
        for channel, result in results.items():
            say(f"{channel}: {result}")
    if set(results.values()) != {"sent"}:
        raise typer.Exit(1)


def _is_on(state: str) -> bool:
    from schemas.errors import BadArguments

    if state not in {"on", "off"}:
        raise BadArguments(f"Say on or off, not {state[:40]!r}. Nothing was changed.", {"state": "on or off"})
    return state == "on"


def _keep_address(office: "Office") -> None:
    """Ask for an address where a terminal is there, else read standard input; Enter keeps those that are there."""
    if sys.stdin.isatty():
        said = typer.prompt(
            "Push address (not shown; Enter keeps the last)", default="", hide_input=True, show_default=False
        )
    else:
        said = sys.stdin.read()
    office.keep_push_addresses(said.split())


def _problems(office: "Office") -> list[dict[str, str]]:
    """Return the last deliveries that failed or are unknown."""
    from sqlmodel import col, select

    from schemas.enums import DeliveryState
    from schemas.records import Delivery, Notice

    wrong = (DeliveryState.FAILED, DeliveryState.UNKNOWN)
    with office.desk("cli").unit.reading() as session:
        asked = (
            select(Delivery, Notice)
            .join(Notice, col(Notice.notice_id) == col(Delivery.notice_id))
            .where(col(Delivery.state).in_(wrong))
            .order_by(col(Delivery.delivery_id).desc())
            .limit(5)
        )
        return [
            {
                "channel": row.channel,
                "state": row.state.value,
                "subject": notice.subject,
                "problem": row.problem,
            }
            for row, notice in session.exec(asked)
        ]
