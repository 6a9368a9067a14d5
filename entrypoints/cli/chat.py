"""`deskhand chat`: talking to the desk, one message or a conversation."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import AsJson, office_of, say, say_json

if TYPE_CHECKING:
    from agent.conversation.orchestrator import Orchestrator
    from agent.conversation.reply import Reply
    from entrypoints.bootstrap import Office

ENDING = frozenset({"bye", "quit", "exit", "goodbye"})


def register(app: typer.Typer) -> None:
    app.command("chat")(chat)


def chat(
    context: typer.Context,
    text: Annotated[
        str, typer.Argument(help="What you say; - reads standard input; nothing begins a conversation.")
    ] = "",
    as_json: AsJson = False,
    conversation: Annotated[str, typer.Option(help="Go on with this conversation.")] = "",
) -> None:
    """Talk to the desk."""
    with office_of(context) as office:
        orchestrator = office.orchestrator()
        if text == "-":
            text = sys.stdin.buffer.read().decode("utf-8", "replace")
        if text:
            _turn(office, orchestrator, text, conversation, as_json=as_json)
        else:
            converse(office, orchestrator, conversation, as_json=as_json)


def _turn(
    office: "Office", orchestrator: "Orchestrator", text: str, conversation: str, *, as_json: bool
) -> "Reply":
    """Return the reply to one message; a language model's words are shown as they come, unless a script reads
    them.
    """
    from agent.conversation.stopping import Stop
    from entrypoints.cli.listening import Terminal, ctrl_c

    stop, desk = Stop(), office.desk("chat")
    with ctrl_c(stop):
        if office.settings.model is not None and not as_json:
            terminal = Terminal()
            reply = orchestrator.turn(desk, text, conversation, terminal, stop)
            terminal.finish(reply)
            return reply
        reply = orchestrator.turn(desk, text, conversation, stop=stop)
    if as_json:
        say_json(reply.as_json())
    else:
        say(reply.whole())
    return reply


def converse(office: "Office", orchestrator: "Orchestrator", conversation: str, *, as_json: bool) -> None:
    """Read messages until the input ends; in a terminal with history, name completion and the number of waiting
    cards.
    """
    if not sys.stdin.isatty():
        for line in sys.stdin:
            if line.strip():
                reply = _turn(office, orchestrator, line.strip(), conversation, as_json=as_json)
                conversation = reply.conversation
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
            reply = _turn(office, orchestrator, text, conversation, as_json=as_json)
            conversation = reply.conversation
            say("")
