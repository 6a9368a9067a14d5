"""`deskhand demo`: a made-up business and a morning in it, by the real path; then the owner's prompt."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from entrypoints.demo.transcript import Transcript

HOME = ".deskhand-demo"


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(
    context: typer.Context,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Stop after the transcript, without a prompt.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Another seed makes another business.")] = 7,
    transcript: Annotated[
        Path | None,
        typer.Option(
            "--transcript", help="Put the transcript between the marks of this document.", metavar="FILE"
        ),
    ] = None,
) -> None:
    """Show a morning in a made-up business, in a home of its own that is made anew each time."""
    start = time.perf_counter()
    if transcript is not None:
        _write(transcript, seed)
        return
    home = (context.obj.home or Path.home() / HOME).expanduser().absolute()
    say("Making up a business…\n")
    sys.stdout.flush()
    from entrypoints.demo.transcript import played_anew

    played = played_anew(home, seed)
    try:
        _show(played, start)
        if not no_serve and sys.stdin.isatty() and sys.stdout.isatty():
            _go_on(played)
    finally:
        played.office.close()
    if played.failed:
        raise typer.Exit(1)


def _show(played: "Transcript", start: float) -> None:
    from entrypoints.demo.premises import NOW

    for line in played.lines(_heading()):
        say(line)
        sys.stdout.flush()
    home = played.office.settings.home
    say(f"Took {time.perf_counter() - start:.1f} s. All of this stays in {home}")
    say("until the next demonstration. To go on talking there:")
    say(f"    deskhand --home {home} --now {NOW} chat")
    say("To look at it as a page, in your browser:")
    say(f"    deskhand --home {home} --now {NOW} serve")
    say("For your own business: deskhand init")


def _heading() -> "Callable[[str], str]":
    """Return the style of headings: bold in a terminal, plain everywhere else."""
    if not sys.stdout.isatty():
        return str
    return lambda text: typer.style(text, bold=True)


def _go_on(played: "Transcript") -> None:
    from entrypoints.cli.chat import converse

    say('\nNow you: say anything, or "bye".\n')
    converse(played.office, played.orchestrator, played.conversation, as_json=False)


def _write(document: Path, seed: int) -> None:
    from entrypoints.demo.transcript import transcript_for_a_document, with_transcript
    from schemas.errors import BadArguments

    try:
        before = document.read_text(encoding="utf-8")
        after = with_transcript(before, transcript_for_a_document(seed))
        document.write_text(after, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadArguments(
            f"{document} can't be read or written as text ({error}). Nothing was changed."
        ) from None
    say(f"{document}: {'the transcript is as it was' if after == before else 'the transcript is new'}.")
