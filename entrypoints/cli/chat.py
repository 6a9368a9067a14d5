"""`deskhand chat`: talking to the desk, one message or a conversation."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import office_of, say, say_json

if TYPE_CHECKING:
    from agent.conversation.orchestrator import Orchestrator, Reply
    from entrypoints.bootstrap import Office

ENDING = frozenset({"bye", "quit", "exit", "goodbye"})


def register(app: typer.Typer) -> None:
    app.command("chat")(chat)


def chat(
    context: typer.Context,
    text: Annotated[
        str, typer.Argument(help="What you say; - reads standard input; nothing begins a conversation.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a script.")] = False,
    conversation: Annotated[str, typer.Option(help="Go on with this conversation.")] = "",
) -> None:
    """Talk to the desk."""
    with office_of(context) as office:
        orchestrator = office.orchestrator()
        if text == "-":
            text = sys.stdin.buffer.read().decode("utf-8", "replace")
        if text:
            _print(orchestrator.turn(office.desk("chat"), text, conversation), as_json=as_json)
        else:
            converse(office, orchestrator, conversation, as_json=as_json)


def _print(reply: "Reply", *, as_json: bool) -> None:
    if as_json:
        say_json(reply.as_json())
    else:
        say(reply.whole())


def converse(office: "Office", orchestrator: "Orchestrator", conversation: str, *, as_json: bool) -> None:
    """Reads messages until the input ends; in a terminal with history, name completion and what waits in the prompt."""
    if not sys.stdin.isatty():
        for line in sys.stdin:
            if line.strip():
                reply = orchestrator.turn(office.desk("chat"), line.strip(), conversation)
                conversation = reply.conversation
                _print(reply, as_json=as_json)
        return
    from entrypoints.cli.prompting import session_for, waiting_line

    session = session_for(office)
    while True:
        try:
            text = session.prompt(waiting_line(office)).strip()
        except (EOFError, KeyboardInterrupt):
            return
        if text.casefold() in ENDING:
            return
        if text:
            reply = orchestrator.turn(office.desk("chat"), text, conversation)
            conversation = reply.conversation
            _print(reply, as_json=as_json)
            say("")
