"""A turn of two model calls and one write, gate, audit and history included, against the bare client making the same two
requests. What a request weighs, `bench/tokens.py` says."""

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
from typing import Any

from agent.models.endpoint import Asked
from entrypoints.bootstrap import Office, open_office
from entrypoints.founding import NewBusiness, set_up
from schemas.effects import Call

STUB = Path(__file__).parent / "_stub_endpoint.py"
SAID = "log a call with Maria Lopez, she wants a quote by Friday"
MARIA = {"first_name": "Maria", "last_name": "Lopez", "phone": "512-555-0142"}


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


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--rounds", type=int, default=60, help="turns a side")
    options = parser.parse_args(arguments)
    found = measured(options.rounds)
    if options.json:
        print(json.dumps(found, indent=2))
        return
    print(f"a turn of two requests and one write: {found['turn_ms']} ms, median of {found['rounds']}")
    print(f"the bare client, the same requests:   {found['bare_ms']} ms ({found['ratio']}x, aim 2.0x)")


if __name__ == "__main__":
    main()
