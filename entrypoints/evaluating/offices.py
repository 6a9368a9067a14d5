"""Offices for cases: founded once a process, copied for each case, so that a case costs milliseconds."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from entrypoints.bootstrap import Office, open_office
from entrypoints.founding import NewBusiness, set_up
from evals.judge import BUILTIN
from evals.metered import Meter, Metered
from schemas.errors import BadConfiguration
from schemas.settings import ModelSettings, settings_from

if TYPE_CHECKING:
    from agent.conversation.orchestrator import Orchestrator
    from agent.models.endpoint import Endpoint
    from agent.models.port import Model
    from entrypoints.lazy_library import LazyLibrary

FOUNDED_AT = "2026-11-18T10:00:00-06:00"
RIVERA = NewBusiness(
    name="Rivera Plumbing",
    owner="Sam Rivera",
    trade="plumbing",
    country="US",
    region="TX",
    time_zone="America/Chicago",
    own_addresses=("sam@riveraplumbing.example.com", "office@riveraplumbing.example.com"),
)
"""The business of every case."""


@dataclass
class EvaluatedOffice(Office):
    """An office whose language model is metered, or is another model altogether.

    Args:
        meter: of what the trial takes.
        subject: answers in the place of the office's own model, where one is given.
    """

    meter: Meter = field(default_factory=Meter)
    subject: "Model | None" = None

    def endpoint(self) -> "Endpoint | None":
        """See `Office.endpoint`."""
        own = super().endpoint()
        return None if own is None else Metered(own, self.meter)

    def orchestrator(self) -> "Orchestrator":
        """See `Office.orchestrator`."""
        from agent.conversation.orchestrator import Orchestrator

        return super().orchestrator() if self.subject is None else Orchestrator(self.gate, self.subject)


class Offices:
    """Makes an office for each case from one that was founded once.

    Args:
        model: the language model that drives them; the built-in interpreter where None.
    """

    def __init__(self, model: ModelSettings | None = None) -> None:
        self.model = model
        self._room = TemporaryDirectory(prefix="deskhand-eval-")
        self.room = Path(self._room.name)
        self._environment = {"DESKHAND_HOME": str(self.room / "founded")}
        set_up(RIVERA, now=FOUNDED_AT, environment=self._environment)
        self._library: LazyLibrary | None = None
        self._count = 0

    def __enter__(self) -> "Offices":
        return self

    def __exit__(self, *_: object) -> None:
        self._room.cleanup()

    @contextmanager
    def office(self, subject: "Model | None" = None) -> Iterator[EvaluatedOffice]:
        """An office of its own, gone afterwards."""
        self._count += 1
        home = self.room / f"home-{self._count}"
        shutil.copytree(self.room / "founded", home)
        opened = open_office(now=FOUNDED_AT, environment={"DESKHAND_HOME": str(home)})
        office = evaluated(opened, self.model, subject)
        # The procedures are the same for all; reading them anew took longer than most cases.
        self._library = office.library = self._library or office.library
        try:
            yield office
        finally:
            office.close()
            shutil.rmtree(home, ignore_errors=True)


def evaluated(
    office: Office, model: ModelSettings | None = None, subject: "Model | None" = None
) -> EvaluatedOffice:
    """An open office as one that is evaluated."""
    settings = office.settings if model is None else office.settings.model_copy(update={"model": model})
    return EvaluatedOffice(**{**vars(office), "settings": settings}, subject=subject)


def language_model(name: str) -> ModelSettings | None:
    """The language model of a name, with the key and address of the environment; None for the built-in interpreter.

    Raises:
        BadConfiguration: neither a key nor an address is set.
    """
    if name in {"", BUILTIN}:
        return None
    found = settings_from({**os.environ, "DESKHAND_MODEL": name}).model
    if found is None:
        raise BadConfiguration(
            f"{name} can't be asked: set OPENAI_API_KEY, or OPENAI_BASE_URL for a server that wants no key."
        )
    return found
