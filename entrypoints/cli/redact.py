"""`deskhand redact`: takes a person off the records at their request, after a yes, and off the files of their mails."""

from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import AsJson, at_a_terminal, finish, office_of, say, say_json

if TYPE_CHECKING:
    from entrypoints.bootstrap import Office


def register(app: typer.Typer) -> None:
    app.command("redact")(redact)


def redact(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="Who: a name, phone or e-mail.")] = "",
    files: Annotated[
        bool, typer.Option("--files", help="Blank the mails of those whose card was approved elsewhere.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take a person's name, numbers and words off everything, for good; rows and figures stay."""
    from schemas.effects import Call
    from schemas.errors import BadArguments

    with office_of(context) as office:
        if files:
            _blank(office, as_json=as_json)
            return
        if not person:
            raise BadArguments('Say whom: deskhand redact "Maria Lopez". Nothing was changed.')
        desk = office.desk("cli")
        outcome = office.gate.submit(desk, Call(tool="redact_person", arguments={"contact": person}))
        if outcome.card is None or as_json or not at_a_terminal():
            finish(outcome, as_json=as_json)
        assert outcome.card is not None
        say(outcome.card.text())
        if not typer.confirm("Do this? It can't be undone.", default=False):
            say(f"Left as it is; card #{outcome.card.approval} stays open.")
            return
        decided = office.gate.decide(desk, outcome.card.approval, outcome.card.digest)
        if decided.problem is not None:
            finish(decided, as_json=as_json)
        say(decided.result.text if decided.result else "")
        _blank(office, as_json=False)


def _blank(office: "Office", *, as_json: bool) -> None:
    from agent.redacted_files import blank_files

    count = blank_files(office.desk("cli"), office.settings.home)
    if as_json:
        say_json({"blanked": count})
        return
    say(
        f"{count} files of redacted people blanked. Copies elsewhere (the mailbox, QuickBooks, backups) are not touched."
    )
