"""`deskhand tone`: how drafted messages to customers sound."""

from typing import Annotated

import typer

from entrypoints.cli.output import AsJson, finish, office_of, say, say_json


def register(app: typer.Typer) -> None:
    app.command("tone")(tone)


def tone(
    context: typer.Context,
    word: Annotated[
        str, typer.Argument(help="friendly, plain or formal; left out, it says which is set.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show or set the tone of drafted messages to customers; every draft is still shown before it is sent."""
    from agent.tone import tone_of
    from schemas.effects import Call, OutcomeKind
    from schemas.tone import tone_from

    with office_of(context) as office:
        desk = office.desk("cli")
        if word:
            call = Call(tool="set_tone", arguments={"tone": tone_from(word).value})
            outcome = office.gate.submit(desk, call)
            if outcome.kind != OutcomeKind.DONE:
                finish(outcome, as_json=as_json)
        found = tone_of(desk)
    if as_json:
        say_json({"tone": found})
    else:
        say(f"Drafts are {found}.")
