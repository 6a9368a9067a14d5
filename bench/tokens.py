"""The tokens of a request to a language model: of the core's turns, and with 5, 50 and 200 tools installed beside ours.

Counted by a plain rule: four characters a token, of what the client sends (messages and strict schemas, without blanks).
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import tools
from agent.conversation.prompt import Prompt
from agent.conversation.state import ConversationState
from agent.models.endpoint import Asked, Requested, Said
from agent.models.language import LanguageModel
from agent.models.port import TurnSoFar
from agent.models.scripted import ScriptedEndpoint
from agent.models.tool_schemas import strictly
from agent.procedures.library import Library
from agent.procedures.load import load
from entrypoints.bootstrap import Office, open_office
from entrypoints.founding import NewBusiness, set_up
from entrypoints.lazy_library import OUR_PROCEDURES
from schemas.discovery import modules_of
from schemas.effects import COLLECTED, Answer, Call, Effect
from tools.desk import Desk
from tools.registry import Registry, tool

CHARACTERS_A_TOKEN = 4
AIM = 6_000
TOOLS_A_PROCEDURE = 5
INSTALLED = (5, 50, 200)
MARIA = {"first_name": "Maria", "last_name": "Lopez", "phone": "512-555-0142", "email": "maria@example.com"}
TURNS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("open a lead for Maria, leaky tap, about 300", "open_lead", {"contact": "Maria", "title": "Leaky tap"}),
    (
        "log a call with Maria, she wants a quote by Friday",
        "log_interaction",
        {"about": "Maria", "summary": "wants a quote"},
    ),
    ("who are my leads?", "list_leads", {}),
    ("follow up with her", "draft_follow_up", {"lead": "Maria"}),
    ("what's our pipeline", "show_pipeline", {}),
    ("good morning, the morning list please", "show_morning_list", {}),
    ("we're closed Friday", "add_closing_day", {"date": "2026-11-27"}),
    ("Maria has a new number, 512-555-0143", "update_contact", {"contact": "Maria", "phone": "512-555-0143"}),
    ("show me everything about Maria", "show_contact", {"contact": "Maria"}),
)
"""Sentences of an owner in one conversation, and the call that a model answers each with."""


def tokens(asked: Asked) -> int:
    """Return the tokens of a request as it is sent."""
    sent = [asked.messages, [strictly(one) for one in asked.tools]]
    return len(json.dumps(sent, ensure_ascii=False, separators=(",", ":"))) // CHARACTERS_A_TOKEN


def core_turns(office: Office) -> dict[str, tuple[int, int]]:
    """Return the tokens of the first and the last request of each turn of one conversation."""
    from agent.conversation.orchestrator import Orchestrator

    found: dict[str, tuple[int, int]] = {}
    conversation = ""
    office.gate.submit(office.desk("cli"), Call(tool="add_contact", arguments=MARIA))
    for said, name, arguments in TURNS:
        sizes: list[int] = []
        answers = (Said(calls=[Requested("a", name, json.dumps(arguments))]), Said("There you are."))
        endpoint = ScriptedEndpoint([_weighing(answer, sizes) for answer in answers])
        model = LanguageModel(endpoint, Prompt(office.library.loaded), office.registry)
        reply = Orchestrator(office.gate, model).turn(office.desk("chat"), said, conversation)
        conversation = reply.conversation
        assert (reply.calls[0][1].problem or {}).get("kind") in {None, COLLECTED}, reply
        found[said] = sizes[0], sizes[1]
    return found


def _weighing(answer: Said, sizes: list[int]) -> Callable[[Asked], Said]:
    """Return an answer that notes the size of the request at the time it came: its messages grow later."""

    def weighed(asked: Asked) -> Said:
        sizes.append(tokens(asked))
        return answer

    return weighed


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
    """Return a registry and a library of ours and so many tools more, five to a procedure, each with a trigger of its own."""
    module = ModuleType("installed")
    for index in range(number):
        made = made_tool(index)
        made.__module__ = "installed"
        setattr(module, made.__name__, made)
    registry = Registry([*modules_of(tools), module])
    folder.mkdir()
    for first in range(0, number, TOOLS_A_PROCEDURE):
        listed = ", ".join(f"installed_tool_{index}" for index in range(first, first + TOOLS_A_PROCEDURE))
        front = f"name: area-{first}\ntitle: Area {first}\nversion: '1'\ntriggers: {{keywords: [area{first}]}}\ntools: [{listed}]"
        body = "How this area of the work is done. " * 20
        (folder / f"area-{first}.md").write_text(f"---\n{front}\n---\n{body}\n")
    procedures, mistakes = load([OUR_PROCEDURES, folder])
    return registry, Library(procedures, registry.tools, mistakes)


def with_installed(office: Office, number: int) -> tuple[int, int]:
    """Return the tokens of a request that one installed procedure's trigger met, and of one that met all of them."""
    registry, library = installed(number, office.settings.home / f"installed-{number}")

    def size(text: str) -> int:
        endpoint = ScriptedEndpoint([Said("Yes.")])
        LanguageModel(endpoint, Prompt(library), registry).step(
            TurnSoFar(office.desk("chat"), text, ConversationState())
        )
        return tokens(endpoint.asked[0])

    every = " ".join(f"area{first}" for first in range(0, number, TOOLS_A_PROCEDURE))
    return size("do the area0 thing"), size(every)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tokens of each request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        set_up(NewBusiness(time_zone="America/Chicago"), home, "", {})
        office = open_office(home, "", {})
        turns = core_turns(office)
        beside = {str(number): with_installed(office, number) for number in INSTALLED}
        office.close()
    if options.json:
        print(json.dumps({"turns": turns, "installed": beside, "aim": AIM}, indent=2))
        return
    for said, (first, last) in turns.items():
        print(f"{first:>6,} {last:>6,}  {said}")
    longest = max(max(each) for each in turns.values())
    print(
        f"above: the first and the last request of each turn; the longest: {longest:,} tokens (aim {AIM:,})"
    )
    for name, (met, every) in beside.items():
        print(
            f"{name:>4} tools installed: {met:,} tokens where one procedure is met, {every:,} where all are"
        )


if __name__ == "__main__":
    main()
