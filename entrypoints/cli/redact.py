"""`deskhand redact`: takes a person off the records at their request, after a yes, and off the files of their mails."""

from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import AsJson, at_a_terminal, finish, office_of, say, say_json
from tools import wording

if TYPE_CHECKING:
    from entrypoints.bootstrap import Office
    from tools.privacy.identifiers import Identity


def register(app: typer.Typer) -> None:
    app.command("redact")(redact)


def redact(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="Who: a name, phone or e-mail.")] = "",
    files: Annotated[
        bool,
        typer.Option(
            "--files",
            help="Where the card was approved elsewhere: blank the mails; with a name, take it out of the prompt's history.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take a person's name, numbers and words off everything, for good; rows and figures stay."""
    from agent.redacted_files import names_as_said, names_on_record
    from schemas.effects import Call
    from schemas.errors import BadArguments

    with office_of(context) as office:
        desk = office.desk("cli")
        if files:
            _files(office, names_as_said(desk, person) if person else None, as_json=as_json)
            return
        if not person:
            raise BadArguments('Say whom: deskhand redact "Maria Lopez". Nothing was changed.')
        outcome = office.gate.submit(desk, Call(tool="redact_person", arguments={"contact": person}))
        if outcome.card is None or as_json or not at_a_terminal():
            finish(outcome, as_json=as_json)
        assert outcome.card is not None
        say(outcome.card.text())
        names = names_on_record(desk, person)
        if not typer.confirm("Do this? It can't be undone.", default=False):
            say(f"Left as it is; card #{outcome.card.approval} stays open.")
            return
        decided = office.gate.decide(desk, outcome.card.approval, outcome.card.digest)
        if decided.problem is not None:
            finish(decided, as_json=as_json)
        say(decided.result.text if decided.result else "")
        _files(office, names, as_json=False)


def _files(office: "Office", names: "Identity | None", *, as_json: bool) -> None:
    """Blank the files of the redacted, and take the names of this one out of what was typed at the prompt."""
    from agent.redacted_files import blank_files, take_out_of_typed

    home = office.settings.home
    count = blank_files(office.desk("cli"), home)
    typed = take_out_of_typed(home, names) if names is not None else 0
    if as_json:
        say_json({"blanked": count, "typed": typed})
        return
    said = f" {wording.count(typed, 'line')} typed at the prompt no longer {'says' if typed == 1 else 'say'} who it was."
    say(
        f"{wording.count(count, 'file')} of redacted people blanked.{said if names is not None else ''} "
        "Copies elsewhere (the mailbox, QuickBooks, exports, backups) are not touched."
    )
