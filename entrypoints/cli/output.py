"""The output of the command line, and the opening of the office."""

import gc
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from schemas.visible import hidden_in, visible

if TYPE_CHECKING:
    from entrypoints.bootstrap import Office
    from schemas.effects import Card, Outcome

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]
EXIT_CODES = {"done": 0, "waiting": 0, "failed": 1, "refused": 2}


@contextmanager
def office_of(context: typer.Context) -> "Iterator[Office]":
    """Open the office of the home that the command line names, and close it at the end."""
    with _collector_paused():
        from entrypoints.bootstrap import open_office

        office = open_office(context.obj.home, context.obj.now)
    try:
        yield office
    finally:
        office.close()


@contextmanager
def _collector_paused() -> "Iterator[None]":
    """Pause the garbage collector: what is imported stays until the process ends, and collecting took a tenth
    of a start.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def say(text: str) -> None:
    """Print text with control characters spelled out: nobody's words reach the terminal as a control sequence."""
    sys.stdout.write(f"{visible(text)}\n")


def complain(text: str) -> None:
    """Print text as `say` does, on standard error."""
    sys.stderr.write(f"deskhand: {visible(text)}\n")


def say_json(value: Any) -> None:
    """Print JSON for a script: one document, whole, and valid whatever the screen can show."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=2, default=str)
    if hidden_in(text):
        text = json.dumps(value, indent=2, default=str)
    sys.stdout.write(f"{text}\n")


def finish(outcome: "Outcome", *, as_json: bool) -> NoReturn:
    """Print an outcome and exit with its code."""
    if as_json:
        say_json(outcome.as_json())
    else:
        say(as_text(outcome))
    raise typer.Exit(EXIT_CODES[outcome.kind.value])


def submit(
    context: typer.Context, tool: str, arguments: "dict[str, Any] | None" = None, *, as_json: bool
) -> NoReturn:
    """Submit one call by the owner's own hand, print its outcome and exit with its code.

    Where it makes a card and somebody is at the terminal, they are asked at once.
    """
    from schemas.effects import Call

    with office_of(context) as office:
        outcome = office.gate.submit(office.desk("cli"), Call(tool=tool, arguments=arguments or {}))
        if outcome.card is not None:
            confirm_card(office, outcome.card, as_json=as_json)
        finish(outcome, as_json=as_json)


def at_a_terminal() -> bool:
    """Return whether somebody is at a terminal to be asked."""
    return sys.stdin.isatty()


def confirm_card(office: "Office", card: "Card", *, as_json: bool) -> None:
    """Show a card just proposed and take the answer at the terminal; elsewhere the card waits.

    Ends the command where an answer was taken, or the card was left to wait.
    """
    if as_json or not at_a_terminal():
        return
    say(card.text())
    if not typer.confirm("Do this?", default=False):
        say(f"Left as it is; card #{card.approval} stays open.")
        raise typer.Exit(0)
    finish(office.gate.decide(office.desk("cli"), card.approval, card.digest), as_json=as_json)


def as_text(outcome: "Outcome") -> str:
    """Return an outcome in plain lines, with those of its follow-ons."""
    lines = []
    if outcome.result is not None:
        lines += outcome.told()
        lines += [offer.text for offer in outcome.result.offers]
    if outcome.card is not None:
        lines.append(f"Waiting for your yes:\n{outcome.card.text()}")
        lines.append(f"    deskhand approvals approve {outcome.card.approval}")
    if outcome.problem is not None:
        lines.append(str(outcome.problem["message"]))
    after = [one for one in outcome.followed_by if one.tool != outcome.tool]
    lines += [as_text(one) for one in after if one.card is not None or one.problem is not None]
    return "\n".join(lines)
