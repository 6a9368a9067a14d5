"""`deskhand init`, `status` and `schema`: setting a home up and looking at it."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrypoints.cli.output import AsJson, office_of, say, say_json

if TYPE_CHECKING:
    from entrypoints.bootstrap import Office

schema = typer.Typer(help="The records' schemas.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    app.command("init")(init)
    app.command("status")(status)
    app.add_typer(schema, name="schema")


def init(
    context: typer.Context,
    name: Annotated[str | None, typer.Option(help="What the business is called.")] = None,
    owner: Annotated[str | None, typer.Option(help="The owner's name.")] = None,
    trade: Annotated[str | None, typer.Option(help="plumbing, cleaning, …")] = None,
    country: Annotated[
        str | None, typer.Option(help="Two letters, such as US; guessed from the machine.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="State or province, such as TX.")] = None,
    time_zone: Annotated[
        str | None, typer.Option(help="Such as America/Chicago; the machine's if left out.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(help="Three letters, such as USD; the country's if left out.")
    ] = None,
    hours: Annotated[str | None, typer.Option(help="Working hours, such as Mon-Fri 8:00-17:00.")] = None,
    own_address: Annotated[
        list[str] | None, typer.Option(help="The business's own e-mail address; may be given several times.")
    ] = None,
    own_phone: Annotated[
        list[str] | None, typer.Option(help="The business's own phone number; may be given several times.")
    ] = None,
    own_street: Annotated[
        list[str] | None, typer.Option(help="The business's own street address; may be given several times.")
    ] = None,
    own_name: Annotated[
        list[str] | None,
        typer.Option(help="A name that signs the business's mail; may be given several times."),
    ] = None,
    signature: Annotated[
        str | None, typer.Option(help="What stands below your mails; the business's name if left out.")
    ] = None,
    tone: Annotated[
        str | None, typer.Option(help="Of drafted messages: friendly, plain or formal; friendly if left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Set a business up; run again, it changes nothing. In a terminal it asks for what is left out."""
    import os

    from entrypoints.cli.asking import asked
    from entrypoints.founding import business_there, set_up
    from entrypoints.guesses import guessed

    given = {
        "name": name, "owner": owner, "trade": trade, "country": country, "region": region,
        "time_zone": time_zone, "currency": currency, "hours": hours, "signature": signature,
        "tone": tone,
    }  # fmt: skip
    known = {key: value for key, value in given.items() if value is not None}
    own: dict[str, Any] = {
        field: tuple(values)
        for field, values in (
            ("own_addresses", own_address),
            ("own_phones", own_phone),
            ("own_places", own_street),
            ("own_names", own_name),
        )
        if values is not None
    }
    in_terminal = sys.stdin.isatty() and sys.stdout.isatty() and not as_json
    if in_terminal and business_there(context.obj.home) is None:
        wanted = asked(known, own, os.environ)
    else:
        wanted = replace(guessed(known, os.environ), **own)
    business, new = set_up(wanted, context.obj.home, context.obj.now)
    if as_json:
        say_json({"business_id": business.business_id, "name": business.name, "new": new})
    elif new:
        say(f"{business.name} is set up ({business.time_zone}, {business.country}, {business.currency}).")
        say("Next: deskhand chat")
    else:
        say(f"{business.name} is set up already; nothing was changed.")


def status(
    context: typer.Context,
    as_json: AsJson = False,
) -> None:
    """Show how things stand: records, cards waiting, what is connected."""
    from sqlalchemy import func
    from sqlmodel import col, select

    from schemas.records import Contact, Interaction, Lead, Opportunity, OutboxRow
    from tools.reports.waiting import count_waiting

    with office_of(context) as office:
        desk = office.desk("cli")
        with desk.unit.reading() as session:
            counts = {
                str(kind.__tablename__): session.exec(select(func.count()).select_from(kind)).one()
                for kind in (Contact, Lead, Opportunity, Interaction)
            }
            waiting = count_waiting(desk)
            unfinished = session.exec(
                select(func.count()).select_from(OutboxRow).where(col(OutboxRow.finished_at).is_(None))
            ).one()
        shown = {
            "business": office.business.name,
            "time": office.clock.now().astimezone(desk.zone).isoformat(timespec="seconds"),
            "home": str(office.settings.home),
            "database": office.database.url.render_as_string(hide_password=True),
            "records": counts,
            "cards_waiting": waiting,
            "outbox_unfinished": unfinished,
            "mail": _mail(office),
            "quickbooks": office.quickbooks.status(),
        }
    if as_json:
        say_json(shown)
        return
    for key, value in shown.items():
        told = (
            ", ".join(f"{number} {name}" for name, number in value.items())
            if isinstance(value, dict)
            else value
        )
        say(f"{key.replace('_', ' '):18} {told}")


def _mail(office: "Office") -> str:
    """Return one line that says where mail is read and where it goes."""
    from schemas.effects import Call

    if office.readers.mailbox is None:
        return f"approved mail goes to {office.settings.outgoing_mail}"
    told = office.gate.submit(office.desk("cli"), Call(tool="mail_status")).result
    return " ".join(told.text.splitlines()) if told is not None else "can't be told"


@schema.command("export")
def export(
    folder: Annotated[Path, typer.Option("--to", help="The folder to write to.")] = Path("schemas"),
    check: Annotated[bool, typer.Option("--check", help="Only say whether the files agree.")] = False,
) -> None:
    """Write crm.json and opportunity.json from the records."""
    from schemas.export import documents

    differing = []
    for name, text in documents().items():
        path = folder / name
        if check:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                differing.append(str(path))
        else:
            _write(path, text)
            say(f"wrote {path}")
    if differing:
        say(f"These differ from the records: {', '.join(differing)}. Write them anew: deskhand schema export")
        raise typer.Exit(1)


def _write(path: Path, text: str) -> None:
    from schemas.errors import BadConfiguration

    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadConfiguration(
            f"{path} can't be written ({error.strerror}). Make the folder first, or name another with --to."
        ) from None
