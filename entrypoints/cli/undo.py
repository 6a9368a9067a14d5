"""`deskhand undo`: takes back what you did last, after showing what that is; `deskhand redo` takes that back."""

from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import AsJson, at_a_terminal, confirm_card, finish, office_of, say

if TYPE_CHECKING:
    from entrypoints.bootstrap import Office


def register(app: typer.Typer) -> None:
    app.command("undo")(undo)
    app.command("redo")(redo)


def undo(
    context: typer.Context,
    steps: Annotated[int, typer.Argument(help="How many, newest first.", min=1, max=50)] = 1,
    last: Annotated[int, typer.Option("--last", help="The same, as an option.", min=0, max=50)] = 0,
    yes: Annotated[bool, typer.Option("--yes", help="Without asking at the terminal.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take back the last change, or the last few. What took a yes is shown as a card first."""
    from schemas.effects import Call
    from schemas.errors import BadArguments

    wanted = last or steps
    with office_of(context) as office:
        if not yes:
            say(_shown(office, wanted))
            if not at_a_terminal():
                raise BadArguments(
                    f"Nobody is there to confirm it. Having read this: deskhand undo {wanted} --yes. Nothing was changed."
                )
            if not typer.confirm("Take this back?", default=False):
                say("Left as it is.")
                raise typer.Exit(0)
        call = Call(tool="undo", arguments={"steps": wanted})
        outcome = office.gate.submit(office.desk("cli"), call)
        if outcome.card is not None:
            confirm_card(office, outcome.card, as_json=as_json)
        finish(outcome, as_json=as_json)


def redo(context: typer.Context, as_json: AsJson = False) -> None:
    """Take your last undo back. What took a yes is shown as a card first."""
    from schemas.effects import Call

    with office_of(context) as office:
        outcome = office.gate.submit(office.desk("cli"), Call(tool="redo"))
        if outcome.card is not None:
            confirm_card(office, outcome.card, as_json=as_json)
        finish(outcome, as_json=as_json)


def _shown(office: "Office", steps: int) -> str:
    from schemas.effects import Call

    call = Call(tool="list_last_changes", arguments={"count": steps})
    result = office.gate.submit(office.desk("cli"), call).result
    return result.text if result is not None else ""
