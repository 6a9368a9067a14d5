"""A turn of two model calls and one write, gate, audit and history included, against the bare client making the same two
requests; and how many bytes a request has with 5, 50 and 200 tools installed."""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from agent.conversation.prompt import Prompt
from agent.conversation.state import ConversationState
from agent.models.endpoint import Asked, Said
from agent.models.language import LanguageModel
from agent.models.port import TurnSoFar
from agent.models.scripted import ScriptedEndpoint
from agent.procedures.library import Library
from agent.procedures.load import load
from entrypoints.bootstrap import Office, open_office
from entrypoints.founding import NewBusiness, set_up
from schemas.effects import Answer, Call, Effect
from tools.desk import Desk
from tools.registry import Registry, tool

STUB = Path(__file__).parent / "_stub_endpoint.py"
SAID = "log a call with Maria Lopez, she wants a quote by Friday"
MARIA = {"first_name": "Maria", "last_name": "Lopez", "phone": "512-555-0142"}
TOOLS_A_PROCEDURE = 5
INSTALLED = (5, 50, 200)


@contextmanager
def stub() -> Iterator[str]:
    """Run the endpoint, and yield its URL."""
    process = subprocess.Popen([sys.executable, str(STUB)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def office(url: str) -> Iterator[Office]:
    """Open a business with one customer, driven by the endpoint."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        environment = {"OPENAI_API_KEY": "sk-bench", "OPENAI_BASE_URL": url, "DESKHAND_MODEL": "stub"}
        set_up(NewBusiness(time_zone="America/Chicago"), home, "", environment)
        opened = open_office(home, "", environment)
        opened.gate.submit(opened.desk("cli"), Call(tool="add_contact", arguments=MARIA))
        yield opened
        opened.close()


def two_requests(client: Any, bodies: list[dict[str, Any]]) -> float:
    """Return the seconds that the bare client needs for the two requests of a turn, read to their ends."""
    began = time.perf_counter()
    for body in bodies:
        for _ in client.chat.completions.create(**body):
            pass
    return time.perf_counter() - began


def measured(rounds: int) -> dict[str, Any]:
    """Measure both sides, turn about, over one server."""
    from openai import OpenAI

    with stub() as url, office(url) as opened:
        client = OpenAI(api_key="sk-bench", base_url=url, max_retries=0)
        sent: list[dict[str, Any]] = []
        orchestrator = opened.orchestrator()
        endpoint = orchestrator.driver.model.endpoint  # type: ignore[attr-defined]
        body_of = endpoint._body

        def kept(asked: Asked) -> dict[str, Any]:
            sent.append(body_of(asked))
            return sent[-1]

        endpoint._body = kept
        orchestrator.turn(opened.desk("chat"), SAID)
        endpoint._body = body_of
        two_requests(client, sent)
        ours, bare = [], []
        for _ in range(rounds):
            began = time.perf_counter()
            reply = orchestrator.turn(opened.desk("chat"), SAID)
            ours.append(time.perf_counter() - began)
            assert [outcome.kind.value for _, outcome in reply.calls] == ["done"], reply
            bare.append(two_requests(client, sent))
    turn, requests = statistics.median(ours), statistics.median(bare)
    return {
        "turn_ms": round(turn * 1e3, 2),
        "bare_ms": round(requests * 1e3, 2),
        "ratio": round(turn / requests, 2),
        "rounds": rounds,
    }


def made_tool(number: int) -> Any:
    """Return a tool with three arguments, as tools usually have."""

    def made(desk: Desk, about: str, count: int = 5, note: str = "") -> Answer:
        """Do one of the many things that somebody may have installed, to somebody or something on record.

        Args:
            about: whom or what it is about, as people say it.
            count: how many, at most 50.
            note: what to write down with it.
        """
        return Answer(text="")

    made.__name__ = f"installed_tool_{number}"
    return tool(Effect.READ)(made)


def installed(number: int, folder: Path) -> tuple[Registry, Library]:
    """Return a registry and a library of so many tools, five to a procedure, each procedure with a trigger of
    its own.
    """
    module = ModuleType("installed")
    for index in range(number):
        made = made_tool(index)
        made.__module__ = "installed"
        setattr(module, made.__name__, made)
    registry = Registry([module])
    names = list(registry.tools)
    folder.mkdir()
    for first in range(0, number, TOOLS_A_PROCEDURE):
        listed = ", ".join(names[first : first + TOOLS_A_PROCEDURE])
        front = f"name: area-{first}\ntitle: Area {first}\nversion: '1'\ntriggers: {{keywords: [area{first}]}}\ntools: [{listed}]"
        body = "How this area of the work is done. " * 20
        (folder / f"area-{first}.md").write_text(f"---\n{front}\n---\n{body}\n")
    procedures, mistakes = load([folder])
    return registry, Library(procedures, names, mistakes)


def request_bytes(opened: Office, number: int) -> tuple[int, int]:
    """Return the bytes of a request that one procedure's trigger met, and of one that would send every tool."""

    def size(registry: Registry, library: Library, text: str) -> int:
        endpoint = ScriptedEndpoint([Said("Yes.")])
        LanguageModel(endpoint, Prompt(library), registry).step(
            TurnSoFar(opened.desk("chat"), text, ConversationState())
        )
        asked: Asked = endpoint.asked[0]
        return len(json.dumps([asked.messages, asked.tools]).encode())

    registry, library = installed(number, opened.settings.home / f"installed-{number}")
    every = " ".join(f"area{first}" for first in range(0, number, TOOLS_A_PROCEDURE))
    return size(registry, library, "do the area0 thing"), size(registry, library, every)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--rounds", type=int, default=60, help="turns a side")
    options = parser.parse_args(arguments)
    found = measured(options.rounds)
    with office("http://127.0.0.1:9/v1") as opened:
        found["bytes"] = {str(number): request_bytes(opened, number) for number in INSTALLED}
    if options.json:
        print(json.dumps(found, indent=2))
        return
    print(f"a turn of two requests and one write: {found['turn_ms']} ms, median of {found['rounds']}")
    print(f"the bare client, the same requests:   {found['bare_ms']} ms ({found['ratio']}x, aim 2.0x)")
    for number, (met, every) in found["bytes"].items():
        print(f"{number:>4} tools installed: a request has {met:,} bytes; with every tool in it {every:,}")


if __name__ == "__main__":
    main()
