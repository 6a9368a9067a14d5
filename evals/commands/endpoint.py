"""`python -m evals play` and `record`: being the model by hand, and keeping what another one answers."""

import json
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from entrypoints.cli.output import AsJson, complain, say

if TYPE_CHECKING:
    from agent.models.endpoint import Endpoint

A_DAY = 24 * 60
ENDED_BY = (signal.SIGINT, signal.SIGTERM)

Minutes = Annotated[
    float, typer.Option(help="It ends by itself after so long; Ctrl-C ends it before.", min=0.01, max=A_DAY)
]
Port = Annotated[int, typer.Option(help="On loopback; any that is free if left out.", min=0, max=65_535)]


def register(evaluate: typer.Typer) -> None:
    evaluate.command("play")(play)
    evaluate.command("record")(record)


def play(
    folder: Annotated[
        Path | None,
        typer.Option(help="Requests are written here, and answers waited for; the terminal if left out."),
    ] = None,
    port: Port = 0,
    minutes: Minutes = 60.0,
    as_json: AsJson = False,
) -> None:
    """Be the language model: read each request and type the answer, in words or as calls of tools."""
    from evals.endpoint.by_hand import FolderPlayer, PlayedByHand, TerminalPlayer

    over = threading.Event()
    tell = _teller("request", as_json=as_json)
    player = (
        TerminalPlayer(sys.stdin, tell, complain, over.set)
        if folder is None
        else FolderPlayer(folder, tell, complain)
    )
    endpoint = PlayedByHand(player, over)
    _serve(endpoint, port, over, minutes, as_json=as_json)
    _end({"asked": endpoint.asked, "answered": endpoint.answered}, as_json=as_json)


def record(
    model: Annotated[str, typer.Option(help="The model's name at OPENAI_BASE_URL, with OPENAI_API_KEY.")],
    folder: Annotated[Path, typer.Option(help="A transcript of each conversation is written here.")],
    port: Port = 0,
    minutes: Minutes = 60.0,
    as_json: AsJson = False,
) -> None:
    """Pass requests on to an endpoint, and keep what was said as transcripts."""
    from agent.models.openai import OpenAIEndpoint
    from evals.endpoint.recording import Recorded
    from evals.harness.offices import language_model
    from schemas.errors import BadArguments

    settings = language_model(model)
    if settings is None:
        raise BadArguments(
            "Name the model that is to be recorded. Nothing was begun.", {"model": "is needed"}
        )
    real = OpenAIEndpoint(settings.name, settings.key.get_secret_value(), settings.base_url)
    endpoint = Recorded(real, folder, _teller("transcript", as_json=as_json))
    _serve(endpoint, port, threading.Event(), minutes, as_json=as_json)
    _end({"answered": endpoint.answered, "conversations": len(endpoint.talks)}, as_json=as_json)


def _serve(endpoint: "Endpoint", port: int, over: threading.Event, minutes: float, *, as_json: bool) -> None:
    """Serve until it is over, the time is up, or somebody ends it."""
    from evals.endpoint.serving import served

    with served(endpoint, port) as url, _ended_by_signals(over):
        export = f"export OPENAI_BASE_URL={url} OPENAI_API_KEY=none DESKHAND_MODEL_SECONDS=900"
        _tell({"url": url} if as_json else f"In another terminal, then talk to the desk:\n    {export}")
        over.wait(minutes * 60)
        over.set()


@contextmanager
def _ended_by_signals(over: threading.Event) -> Iterator[None]:
    """Let Ctrl-C, and being told to end, only say that it is over: what is being answered is answered."""
    before = {one: signal.signal(one, lambda _number, _frame: over.set()) for one in ENDED_BY}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _teller(kind: str, *, as_json: bool) -> Callable[[str], None]:
    return lambda text: _tell({kind: text} if as_json else text)


def _end(counts: dict[str, int], *, as_json: bool) -> None:
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    _tell(dict(counts) if as_json else f"Ended: {told}.")


def _tell(told: str | dict[str, object]) -> None:
    """Print a text, or a line of JSON for a script, at once."""
    if isinstance(told, str):
        say(told)
    else:
        sys.stdout.write(f"{json.dumps(told)}\n")
    sys.stdout.flush()
