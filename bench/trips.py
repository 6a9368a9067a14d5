"""The parts of the product that its usual trips enter: files, functions and lines, and the templates of a page.

Counted on a second trip of the same kind, so that what is only imported or cached the first time is no part of it. Beside each
trip stands how far it may go, where that is decided (docs/design.md).
"""

import argparse
import asyncio
import json
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from agent.conversation.orchestrator import Orchestrator
from agent.conversation.prompt import Prompt
from agent.models.endpoint import Requested, Said
from agent.models.language import LanguageModel
from agent.models.scripted import ScriptedEndpoint
from entrypoints.bootstrap import Office, open_office
from entrypoints.clockwork import Clockwork
from entrypoints.founding import NewBusiness, set_up
from entrypoints.web.access import sessions
from entrypoints.web.application import make_app, make_site
from entrypoints.web.endpoints import cookie_name
from schemas.effects import Call, OutcomeKind
from schemas.identity import FixedClock

ROOT = Path(__file__).parent.parent
PRODUCT = ("agent", "entrypoints", "integrations", "scheduler", "schemas", "tools")
NOW = "2026-11-18T10:00:00-06:00"
PEOPLE = ("Maria", "Nora")
"""The person of the first, uncounted trip, and that of the counted one."""
AIMED_FILES = {
    "log a call, interpreter": 45,
    "log a call, model": 32,
    "a mail becomes a lead": 60,
    "the list of leads": 16,
}

Trip = Callable[[Office, str], Iterator[None]]
"""Prepares until it yields; what comes after that is the trip, which is counted."""


@dataclass
class Entered:
    """The entered part of the product.

    Args:
        files, functions, lines: each once, however often it was entered.
        templates: of pages.
    """

    files: set[str] = field(default_factory=set)
    functions: set[tuple[str, str]] = field(default_factory=set)
    lines: set[tuple[str, int]] = field(default_factory=set)
    templates: set[str] = field(default_factory=set)
    known: dict[CodeType, str] = field(default_factory=dict)

    def frame(self, frame: FrameType, event: str, argument: object) -> Any:
        """Count a function that is called; what it returns then hears of each of its lines."""
        name = self.known.get(frame.f_code)
        if name is None:
            name = self.known[frame.f_code] = self._name(frame.f_code)
        if name.endswith(".html"):
            self.templates.add(name)
        if not name.endswith(".py"):
            return None
        self.files.add(name)
        self.functions.add((name, frame.f_code.co_qualname))
        return self._line

    def _line(self, frame: FrameType, event: str, argument: object) -> Any:
        if event == "line":
            self.lines.add((self.known[frame.f_code], frame.f_lineno))
        return self._line

    def _name(self, code: CodeType) -> str:
        """Return the file of the product that some code is from; empty for others, and for what only runs at
        import.
        """
        path = Path(code.co_filename)
        if code.co_name == "<module>" or not path.is_relative_to(ROOT):
            return ""
        inside = path.relative_to(ROOT)
        return str(inside) if inside.parts[0] in PRODUCT else ""

    def counts(self) -> dict[str, int]:
        return {
            "files": len(self.files),
            "functions": len(self.functions),
            "lines": len(self.lines),
            "templates": len(self.templates),
        }


@contextmanager
def watched() -> Iterator[Entered]:
    """Watch this thread and those that begin meanwhile."""
    entered = Entered()
    threading.settrace(entered.frame)
    sys.settrace(entered.frame)
    try:
        yield entered
    finally:
        sys.settrace(None)
        threading.settrace(None)


def log_a_call(office: Office, who: str) -> Iterator[None]:
    """Log a call by the owner's words, heard by the built-in interpreter."""
    yield
    reply = office.orchestrator().turn(office.desk("chat"), f"log a call with {who} Lopez, she wants a quote")
    assert [outcome.kind for _, outcome in reply.calls] == [OutcomeKind.DONE], reply.text


def log_a_call_by_a_model(office: Office, who: str) -> Iterator[None]:
    """Log a call as `log_a_call` does, with a language model in the interpreter's place."""
    asked = Requested(
        "1", "log_interaction", json.dumps({"about": f"{who} Lopez", "summary": "Wants a quote"})
    )
    endpoint = ScriptedEndpoint([Said(calls=[asked]), Said("Logged.")])
    yield
    model = LanguageModel(endpoint, Prompt(office.library.loaded), office.registry)
    reply = Orchestrator(office.gate, model).turn(office.desk("chat"), f"log a call with {who}")
    assert [outcome.kind for _, outcome in reply.calls] == [OutcomeKind.DONE], reply.text


def take_in_a_mail(office: Office, who: str) -> Iterator[None]:
    """Take in a mail from somebody new; the reply is drafted as a card."""
    text = f"My sink leaks, can you come on Friday? Jane {who}, 512-555-018{PEOPLE.index(who)}"
    head = f"From: Jane {who} <jane.{who.lower()}@example.net>\r\nSubject: Sink\r\nMessage-ID: <{who}@example.net>"
    yield
    receipt = office.intake("bench").receive(who, f"{head}\r\n\r\n{text}\r\n".encode())
    assert receipt.outcome == "lead", receipt


def write_a_mail(office: Office, who: str) -> Iterator[None]:
    """Have a mail written by the owner's words; it waits as a card."""
    yield
    reply = office.orchestrator().turn(office.desk("chat"), f'write to {who} Lopez: "We come on Friday."')
    assert reply.cards, reply.text


def approve_a_mail(office: Office, who: str) -> Iterator[None]:
    """Approve a card that a reply showed, and send the mail."""
    talks = office.orchestrator()
    shown = talks.turn(office.desk("chat"), f'write to {who} Lopez: "We come on Monday."')
    yield
    reply = talks.turn(office.desk("chat"), "yes", shown.conversation)
    assert [outcome.kind for _, outcome in reply.calls] == [OutcomeKind.DONE], reply.text


def show_the_leads(office: Office, who: str) -> Iterator[None]:
    """Show the list of leads to a browser that is signed in."""
    site = make_site(office)
    desk, token = site.at_the_door(), site.new_token()
    with desk.unit.writing():
        sessions.begin(desk, office.owner, token, "bench/trips.py", "127.0.0.1")
    app = make_app(site)
    yield
    status = asyncio.run(_asked(app, "/leads", f"{cookie_name(site)}={token}"))
    assert status == 200, status


def run_a_morning(office: Office, who: str) -> Iterator[None]:
    """Run a morning by the clock, which tells the morning list."""
    clockwork = Clockwork(office, FixedClock(office.clock.now()))
    yield
    produced = clockwork.runner.routines.find("morning_list").run(clockwork.work(), f"for {who}")
    assert produced, "nothing was told"


TRIPS: dict[str, Trip] = {
    "log a call, interpreter": log_a_call,
    "log a call, model": log_a_call_by_a_model,
    "a mail becomes a lead": take_in_a_mail,
    "a mail is proposed": write_a_mail,
    "its yes, and it is sent": approve_a_mail,
    "the list of leads": show_the_leads,
    "a morning by the clock": run_a_morning,
}


async def _asked(app: Any, path: str, cookie: str) -> int:
    """Return the status that a page answers with; no socket is opened."""
    found: list[int] = []
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
        "headers": [(b"host", b"127.0.0.1"), (b"cookie", cookie.encode())],
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        found.append(int(message.get("status", found[-1] if found else 0)))

    await app(scope, receive, send)
    return found[0]


def measured() -> dict[str, Entered]:
    """Return each trip's second run, in one business."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        business = NewBusiness(name="Rivera Plumbing", trade="plumbing", time_zone="America/Chicago")
        set_up(business, home, NOW, {})
        office = open_office(home, NOW, {})
        for number, who in enumerate(PEOPLE):
            person = {"first_name": who, "last_name": "Lopez", "phone": f"512-555-014{number}"}
            mail = {"email": f"{who.lower()}@example.com"}
            office.gate.submit(office.desk("cli"), Call(tool="add_contact", arguments={**person, **mail}))
            lead = {"title": f"{who}'s faucet", "contact": f"{who} Lopez"}
            office.gate.submit(office.desk("cli"), Call(tool="open_lead", arguments=lead))
        found = {}
        for name, trip in TRIPS.items():
            list(trip(office, PEOPLE[0]))
            counted = trip(office, PEOPLE[1])
            next(counted)
            with watched() as entered:
                list(counted)
            found[name] = entered
        office.close()
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table, or with --json also which files each trip entered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    options = parser.parse_args(arguments)
    found = measured()
    if options.json:
        told = {
            name: {**one.counts(), "entered": sorted(one.files | one.templates)}
            for name, one in found.items()
        }
        print(json.dumps(told, indent=2))
        return
    print(f"{'trip':26} {'files':>6} {'functions':>10} {'lines':>7} {'templates':>10}")
    for name, one in found.items():
        counts = one.counts()
        aimed = AIMED_FILES.get(name)
        over = f"  over {aimed}" if aimed is not None and counts["files"] > aimed else ""
        print(
            f"{name:26} {counts['files']:6} {counts['functions']:10} {counts['lines']:7} "
            f"{counts['templates']:10}{over}"
        )


if __name__ == "__main__":
    main()
