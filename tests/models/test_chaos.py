"""Hundreds of turns through a server that fails a fifth of the time: each answered, each done once. The server is
`@copilotkit/aimock`, which nobody here wrote; what it lacks, streams that break in the middle, comes from our own."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback_endpoint import KEY, Answer, Server, calls, delta, refusal, words
from peer_programs import command, free_port, running
from sqlmodel import select

from agent.conversation.orchestrator import Orchestrator
from agent.conversation.prompt import Prompt
from agent.models.builtin.grammar import grammar_of
from agent.models.builtin.model import BuiltinModel
from agent.models.language import LanguageModel
from agent.models.openai import OpenAIEndpoint
from entrypoints.bootstrap import Office
from schemas.records import Contact, ModelUse, Turn

pytestmark = pytest.mark.usefixtures("processes")

FIRST = "Ada Ben Carl Dora Emil Fay Gus Hana Ivan Jane Karl Lena Mark Nora Otto Paul Rita Sam Tess Ugo Vera Walt Yves Zoe Ian"
LAST = "Abel Boyd Cole Dunn East Ford Gray Hale Ives Judd Kerr Lamb Moss Nash Oden Pope Reed Shaw Todd Webb"
AREAS = (512, 210, 713, 214, 817)
ASKING = "add a new customer "
SAID_WITHOUT_DOING = {
    "Added.",
    "Added.\n\nNothing was changed.",
    "cut … (The answer was longer than it may be, and was cut off here.)",
}
"""The server's own words although no call of its was done; it is the reply, as the model gave it."""

CHAOS = {"dropRate": 0.05, "malformedRate": 0.05, "disconnectRate": 0.05, "rateLimitRate": 0.05}


def customers(number: int) -> list[tuple[str, str, str]]:
    """Return so many people, no two of one name or phone."""
    found = [(first, last) for last in LAST.split() for first in FIRST.split()]
    return [(*found[i], f"{AREAS[i // 100]}-555-01{i % 100:02d}") for i in range(number)]


def message(customer: tuple[str, str, str]) -> str:
    return f"{ASKING}{' '.join(customer)}"


def arguments(customer: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip(("first_name", "last_name", "phone"), customer, strict=True))


def talk(office: Office, url: str, number: int) -> list[str]:
    """Hold the turns, one a customer, in one conversation; return which model answered each."""
    endpoint = OpenAIEndpoint("test-model", KEY, url, pause=lambda seconds: None)
    library = office.library.loaded
    model = LanguageModel(endpoint, Prompt(library), office.registry)
    orchestrator = Orchestrator(
        office.gate, model, BuiltinModel(grammar_of(library.layers, office.registry.reads))
    )
    conversation, answered = "", []
    for customer in customers(number):
        reply = orchestrator.turn(office.desk("chat"), message(customer), conversation)
        conversation = reply.conversation
        assert reply.text, customer
        answered.append(reply.model)
    return answered


def each_once(office: Office, number: int) -> None:
    with office.desk("cli").unit.reading() as session:
        people = sorted((one.first_name, one.last_name) for one in session.exec(select(Contact)))
        said = [turn.said for turn in session.exec(select(Turn).order_by(Turn.turn_id))]  # type: ignore[arg-type]
    assert people == sorted(customer[:2] for customer in customers(number))
    assert said == [message(customer) for customer in customers(number)]


@pytest.fixture
def aimock(tmp_path: Path) -> Iterator[str]:
    """Run the peer, which knows every customer and fails a fifth of its requests; yield its URL."""
    fixtures: list[dict[str, Any]] = []
    for customer in customers(500):
        tool_call = {"name": "add_contact", "arguments": arguments(customer)}
        match = {"userMessage": message(customer)}
        fixtures.append(
            {
                "match": {**match, "hasToolResult": False},
                "response": {"toolCalls": [tool_call]},
                "chaos": CHAOS,
            }
        )
        fixtures.append(
            {"match": {**match, "hasToolResult": True}, "response": {"content": "Added."}, "chaos": CHAOS}
        )
    file = tmp_path / "fixtures.json"
    file.write_text(json.dumps({"fixtures": fixtures}))
    port = free_port()
    with running([*command("llmock"), "-p", str(port), "-f", str(file)], port, "/v1/models"):
        yield f"http://127.0.0.1:{port}/v1"


@pytest.mark.parametrize("number", [20, pytest.param(500, marks=pytest.mark.long)])
def test_turns_through_a_peer_that_fails_a_fifth_of_the_time(
    sqlite_office: Office, aimock: str, number: int
) -> None:
    answered = talk(sqlite_office, aimock, number)
    each_once(sqlite_office, number)
    with sqlite_office.desk("cli").unit.reading() as session:
        given_up = [use.trouble for use in session.exec(select(ModelUse)) if use.trouble]
    assert len(given_up) == answered.count("builtin") + _summed_up(sqlite_office)


def _summed_up(office: Office) -> int:
    """Return how many turns lost the endpoint after the write."""
    with office.desk("cli").unit.reading() as session:
        return sum("This was done:" in turn.reply for turn in session.exec(select(Turn)))


def chaotic(seed: int) -> Any:
    """Return a server that answers rightly four times of five, and in every wrong way else."""
    rng = random.Random(seed)

    def answer(body: dict[str, Any]) -> Answer:
        said = [m["content"] for m in body["messages"] if m["role"] == "user"]
        customer = next(text for text in reversed(said) if ASKING in text).rsplit(ASKING, 1)[1].split()
        right = calls(("add_contact", arguments((customer[0], customer[1], customer[2]))))
        if body["messages"][-1]["role"] == "tool":
            right = words("Added.")
        if rng.random() >= 0.2:
            return right
        cut = list(right.chunks)[: rng.randrange(len(right.chunks) - 1)]
        return rng.choice([
            refusal(500), refusal(503), refusal(429, retry_after="1"), refusal(401), Answer(200, "{not json"),
            Answer(chunks=cut or [delta(role="assistant")], ends=False), Answer(raw=b"data: {oops\n\n"), words(""),
            calls(("add_contact", "{oops")), calls(("no_such_tool", {})),
            words("cut", finish="length"), words("", finish="content_filter"),
        ])  # fmt: skip

    return answer


@pytest.mark.parametrize("number", [15, pytest.param(500, marks=pytest.mark.long)])
def test_turns_through_a_server_that_fails_in_every_way(
    sqlite_office: Office, server: Server, number: int
) -> None:
    server.plays(chaotic(7))
    talk(sqlite_office, server.url, number)
    with sqlite_office.desk("cli").unit.reading() as session:
        turns = list(session.exec(select(Turn).order_by(Turn.turn_id)))  # type: ignore[arg-type]
        people = [(one.first_name, one.last_name) for one in session.exec(select(Contact))]
        done = [sum(call["outcome"] == "done" for call in turn.calls) for turn in turns]
        undone = {turn.reply for turn, times in zip(turns, done, strict=True) if not times}
        said = [turn.said for turn in turns]
    assert said == [message(customer) for customer in customers(number)]
    assert len(people) == len(set(people)) == sum(times > 0 for times in done)
    assert undone <= SAID_WITHOUT_DOING
