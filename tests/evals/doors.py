"""The doors that cases are played through besides that of `python -m evals`: the command line."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cli.command import deskhand

from entrypoints.bootstrap import Office
from evals.case import Person
from evals.harness.door import EvaluatedDoor
from evals.harness.offices import evaluated
from evals.observe import Place, State, observe
from evals.played import Heard
from schemas.database import Database


def place_of(office: Office) -> Place:
    return Place(office.database, office.business.business_id, office.settings.outgoing_mail)


def in_process(office: Office, books: list[Person] | None = None) -> EvaluatedDoor:
    """Return the door of `python -m evals`, at an office that a test has opened."""
    return EvaluatedDoor(evaluated(office), books)


EXIT_CODES = {"done": 0, "waiting": 0, "failed": 1, "refused": 2}


@dataclass
class CommandLine:
    """`deskhand` typed anew for every step, with the home opened each time; what came of it is read from the database."""

    home: Path
    place: Place
    now: str = ""
    conversation: str = ""
    surroundings: None = None
    commands: list[list[str]] = field(default_factory=list)

    @classmethod
    def of(cls, home: Path, business_id: str) -> "CommandLine":
        place = Place(Database(f"sqlite:///{home / 'deskhand.db'}"), business_id, home / "mail" / "sent")
        return cls(home, place)

    def state(self) -> State:
        return observe(self.place)

    def _run(self, *arguments: str) -> Heard:
        ran = deskhand("--home", self.home, "--now", self.now, *arguments)
        self.commands.append(list(arguments))
        assert ran.out, f"{arguments} printed nothing: {ran.err}"
        heard: Heard = json.loads(ran.out)
        expected = EXIT_CODES[heard["outcome"]] if "outcome" in heard else 0
        assert ran.code == expected, (ran.code, heard, ran.err)
        assert not ran.err, ran.err
        return heard

    def call(self, tool: str, arguments: dict[str, Any]) -> Heard:
        return self._run("tool", tool, json.dumps(arguments, default=str))

    def decide(self, number: int, digest: str, answer: str) -> Heard:
        chosen = ["--answer", answer] if answer else []
        return self._run("approvals", "approve", str(number), "--digest", digest, *chosen, "--json")

    def edit(self, number: int, changes: dict[str, Any]) -> Heard:
        return self._run("approvals", "edit", str(number), json.dumps(changes, default=str), "--json")

    def reject(self, number: int, why: str) -> Heard:
        return self._run("approvals", "reject", str(number), "--why", why, "--json")

    def settle(self, number: int, status: str) -> Heard:
        return self._run("approvals", "settle", str(number), status, "--json")

    def say(self, text: str) -> Heard:
        going_on = ["--conversation", self.conversation] if self.conversation else []
        heard = self._run("chat", "--json", *going_on, "--", text)
        self.conversation = heard["conversation"]
        return {"outcome": "said", **heard}

    def time(self, now: datetime) -> None:
        self.now = now.isoformat()
