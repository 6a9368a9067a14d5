"""The doors that cases are played through: in this process, and the real command line."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from agent.conversation.orchestrator import Orchestrator
from entrypoints.bootstrap import Office
from evals.observe import Place
from evals.runner import Heard
from schemas.database import Database
from schemas.effects import Call, Outcome
from schemas.identity import FixedClock


def place_of(office: Office) -> Place:
    return Place(office.database, office.business.business_id, office.settings.outgoing_mail)


class InProcess:
    """The owner's own hand at an open office; outcomes take the way through JSON that a script sees."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.place = place_of(office)
        self.conversation = ""
        self.orchestrator: Orchestrator | None = None

    def _heard(self, outcome: Outcome) -> Heard:
        heard: Heard = json.loads(json.dumps(outcome.as_json(), default=str))
        return heard

    def call(self, tool: str, arguments: dict[str, Any]) -> Heard:
        arguments = json.loads(json.dumps(arguments, default=str))
        return self._heard(
            self.office.gate.submit(self.office.desk("cli"), Call(tool=tool, arguments=arguments))
        )

    def decide(self, number: int, digest: str, answer: str) -> Heard:
        return self._heard(self.office.gate.decide(self.office.desk("cli"), number, digest, answer))

    def edit(self, number: int, changes: dict[str, Any]) -> Heard:
        return self._heard(self.office.gate.edit(self.office.desk("cli"), number, changes))

    def reject(self, number: int, why: str) -> Heard:
        return self._heard(self.office.gate.reject(self.office.desk("cli"), number, why))

    def say(self, text: str) -> Heard:
        self.orchestrator = self.orchestrator or self.office.orchestrator()
        reply = self.orchestrator.turn(self.office.desk("chat"), text, self.conversation)
        self.conversation = reply.conversation
        heard: Heard = json.loads(json.dumps(reply.as_json(), default=str))
        return heard

    def time(self, now: datetime) -> None:
        assert isinstance(self.office.clock, FixedClock)
        self.office.clock.instant = FixedClock(now).now()


EXIT_CODES = {"done": 0, "waiting": 0, "failed": 1, "refused": 2}


@dataclass
class CommandLine:
    """`deskhand` in a process of its own for every step; what came of it is read from the database."""

    home: Path
    place: Place
    now: str = ""
    conversation: str = ""
    commands: list[list[str]] = field(default_factory=list)

    @classmethod
    def of(cls, home: Path, business_id: str) -> "CommandLine":
        place = Place(Database(f"sqlite:///{home / 'deskhand.db'}"), business_id, home / "mail" / "sent")
        return cls(home, place)

    def _run(self, *arguments: str) -> Heard:
        command = [
            str(Path(sys.executable).with_name("deskhand")),
            "--home",
            str(self.home),
            "--now",
            self.now,
        ]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("DESKHAND_")}
        ran = subprocess.run(
            [*command, *arguments], capture_output=True, text=True, timeout=60, env=environment, check=False
        )
        self.commands.append(list(arguments))
        assert ran.stdout, f"{arguments} printed nothing: {ran.stderr}"
        heard: Heard = json.loads(ran.stdout)
        expected = EXIT_CODES[heard["outcome"]] if "outcome" in heard else 0
        assert ran.returncode == expected, (ran.returncode, heard, ran.stderr)
        assert not ran.stderr, ran.stderr
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

    def say(self, text: str) -> Heard:
        going_on = ["--conversation", self.conversation] if self.conversation else []
        heard = self._run("chat", "--json", *going_on, "--", text)
        self.conversation = heard["conversation"]
        return heard

    def time(self, now: datetime) -> None:
        self.now = now.isoformat()
