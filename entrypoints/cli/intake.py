"""`deskhand intake`: takes mail in, shows what was left out and why, and hears what the owner says of it."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrypoints.cli.output import AsJson, complain, office_of, say, say_json, submit

if TYPE_CHECKING:
    from agent.intake.receive import Intake, Receipt
    from entrypoints.bootstrap import Office

intake = typer.Typer(help="Take mail in.", invoke_without_command=True, rich_markup_mode=None)
Number = Annotated[int, typer.Argument(help="The mail's number, as intake tells it.", min=1)]
MANY = 20


def register(app: typer.Typer) -> None:
    app.add_typer(intake, name="intake")


@intake.callback()
def take_in(
    context: typer.Context,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", help="A Maildir, an mbox file, a folder of .eml files, or one.", metavar="PATH"
        ),
    ] = None,
    audit: Annotated[
        bool, typer.Option("--audit", help="Compare the connected mailbox with the records.")
    ] = False,
    days: Annotated[
        int | None, typer.Option("--days", help="With --audit: how far back; else as far as is read.", min=1)
    ] = None,
    status: Annotated[bool, typer.Option("--status", help="Say how reading mail stands.")] = False,
    skipped: Annotated[
        bool, typer.Option("--skipped", help="List what was skipped or kept, with the reason.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take in every mail that is not on record yet; stopped at any moment, it goes on where it was."""
    if context.invoked_subcommand is not None:
        return
    if skipped:
        submit(context, "list_left_out_mail", {"count": 1000}, as_json=as_json)
    if status:
        submit(context, "mail_status", as_json=as_json)
    with office_of(context) as office:
        if audit:
            _compare(office, days, as_json=as_json)
            return
        if source is None and office.readers.mailbox is not None:
            read_connected(office, as_json=as_json)
            return
        from entrypoints.bootstrap import mails_in
        from entrypoints.mail_rounds import mailbox_in_files

        name, path = mailbox_in_files(office, source)
        own = office.intake(name)
        with _its_troubles_told(own):
            receipts = _followed(own.receive_all(mails_in(path)), quiet=as_json)
    if as_json:
        say_json({"mail": [asdict(one) for one in receipts], **_counts(receipts)})
        return
    say(_summary(receipts))


@contextmanager
def _its_troubles_told(intake: "Intake") -> Iterator[None]:
    """Report the owner's recognisers that can't be used, and at the end whether the language model was given up."""
    for mistake in intake.table.mistakes:
        complain(str(mistake))
    yield
    if intake.reader is not None and intake.reader.given_up is not None:
        complain(f"{intake.reader.given_up.message} From there on mail was read by the rules alone.")


def read_connected(office: "Office", *, as_json: bool) -> None:
    """Take in what is new in the connected mailbox; Ctrl-C stops between two mails."""
    from entrypoints.mail_rounds import following_of

    following = following_of(office)
    assert following is not None
    counted: Counter[str] = Counter()
    stopped = False
    with _its_troubles_told(following.intake):
        try:
            for taken in following.catch_up():
                counted[taken.fate] += 1
                if taken.new and taken.text and not as_json:
                    say(taken.text)
                if taken.reading and sys.stderr.isatty():
                    sys.stderr.write(f"\r{taken.read} of {taken.reading} mails…")
                    sys.stderr.flush()
        except KeyboardInterrupt:
            stopped = True
    if as_json:
        say_json({"mailbox": following.mailbox.name, "new": dict(counted), "stopped": stopped})
        return
    told = ", ".join(f"{number} {fate.replace('_', ' ')}" for fate, number in sorted(counted.items()))
    say(f"{following.mailbox.name}: {told or 'nothing new'}.")
    if stopped:
        say("Stopped; what was taken in stays. Run it again to go on: deskhand intake")


def _compare(office: "Office", days: int | None, *, as_json: bool) -> None:
    from agent.intake.completeness import compare
    from entrypoints.mail_rounds import following_of
    from schemas.errors import NotConnected
    from schemas.mail_providers import how_to_connect

    following = following_of(office)
    if following is None:
        raise NotConnected(
            "There is no connected mailbox to compare with the records. Connect one: "
            + how_to_connect(office.mail_providers)
        )
    for _ in following.catch_up():
        pass
    for compared in compare(following, days):
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{compared.found} compared…")
            sys.stderr.flush()
    if as_json:
        say_json(compared.counts())
        return
    say(compared.text())


def _followed(receipts: "Iterable[Receipt]", *, quiet: bool) -> "list[Receipt]":
    """Return the receipts, each new one told as it comes; Ctrl-C stops between two mails."""
    taken: list[Receipt] = []
    try:
        for receipt in receipts:
            taken.append(receipt)
            if quiet:
                continue
            if receipt.new and receipt.outcome != "skipped":
                say(receipt.text)
            if len(taken) % MANY == 0 and sys.stderr.isatty():
                sys.stderr.write(f"\r{len(taken)} mails…")
                sys.stderr.flush()
    except KeyboardInterrupt:
        sys.stderr.write(
            f"\nStopped after {len(taken)} mails; what was taken in stays. Run it again to go on.\n"
        )
    return taken


def _counts(receipts: "list[Receipt]") -> dict[str, Any]:
    new = Counter(one.outcome for one in receipts if one.new)
    return {"new": dict(new), "on_record_before": sum(not one.new for one in receipts)}


def _summary(receipts: "list[Receipt]") -> str:
    from tools import wording

    counts = _counts(receipts)
    new = counts["new"]
    told = [
        wording.count(new.get("lead", 0), "new lead"),
        f"{new.get('interaction', 0)} logged on people on record",
        f"{new.get('skipped', 0)} skipped",
        f"{new.get('kept', 0)} kept for you to look at",
    ]
    before = counts["on_record_before"]
    lines = [f"{wording.count(len(receipts), 'mail')}: {', '.join(told)}; {before} on record before."]
    if new.get("skipped") or new.get("kept"):
        lines.append("Why: deskhand intake --skipped")
    return "\n".join(lines)


@intake.command("lead")
def lead(context: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Take a mail in as a lead, and its sender's mail from now on."""
    submit(context, "take_in_as_lead", {"mail": number}, as_json=as_json)


@intake.command("skip")
def skip(context: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Leave a mail out that is no lead: disqualify what it opened, and leave its sender's mail out from now on."""
    submit(context, "leave_out_mail", {"mail": number}, as_json=as_json)


@intake.command("show")
def show(context: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Show what was read in a mail, each value with the sentence that it comes from."""
    submit(context, "show_mail", {"mail": number}, as_json=as_json)
