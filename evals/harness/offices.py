"""Offices for cases: founded once a process, and put back to that for each case."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from entrypoints.bootstrap import Office, open_office
from entrypoints.demo.premises import RIVERA
from entrypoints.founding import clock_from, set_up
from evals.judge import BUILTIN
from evals.metered import Meter, Metered
from schemas.errors import BadConfiguration, Bug
from schemas.identity import FixedClock
from schemas.settings import ModelSettings, settings_from

if TYPE_CHECKING:
    from agent.conversation.orchestrator import Orchestrator
    from agent.models.endpoint import Endpoint
    from agent.models.port import Model

FOUNDED_AT = "2026-11-18T10:00:00-06:00"


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


@cache
def _founded() -> "TemporaryDirectory[str]":
    """Return the home of a business just founded, to copy; it stands as long as the process."""
    room = TemporaryDirectory(prefix="deskhand-eval-")
    set_up(RIVERA, now=FOUNDED_AT, environment={"DESKHAND_HOME": room.name})
    return room


class Offices:
    """Makes an office anew for each case, one at a time.

    The database file is put back to what it was when it was founded; the program's side stays open, since opening it and
    compiling its statements took longer than most cases.

    Args:
        model: the language model that drives them; the built-in interpreter where None.
    """

    def __init__(self, model: ModelSettings | None = None) -> None:
        self.model = model
        self._room = TemporaryDirectory(prefix="deskhand-eval-")
        self.founded, self.home = Path(_founded().name), Path(self._room.name) / "home"
        shutil.copytree(self.founded, self.home)
        self.opened = open_office(now=FOUNDED_AT, environment={"DESKHAND_HOME": str(self.home)})
        self._in_use = False

    def __enter__(self) -> "Offices":
        return self

    def __exit__(self, *_: object) -> None:
        self.opened.close()
        self._room.cleanup()

    @contextmanager
    def office(self, subject: "Model | None" = None) -> Iterator[EvaluatedOffice]:
        """Open an office of its own, gone afterwards.

        Raises:
            Bug: another one is open; they would share their database.
        """
        if self._in_use:
            raise Bug("an office for a case was asked for while another one is open")
        self._in_use = True
        self.opened.close()
        shutil.rmtree(self.home)
        shutil.copytree(self.founded, self.home)
        assert isinstance(self.opened.clock, FixedClock)
        self.opened.clock.instant = clock_from(FOUNDED_AT).now()
        self.opened.business = self.opened.database.businesses()[0]
        try:
            yield evaluated(self.opened, self.model, subject)
        finally:
            self._in_use = False


def evaluated(
    office: Office, model: ModelSettings | None = None, subject: "Model | None" = None
) -> EvaluatedOffice:
    """Return an open office as one to be evaluated."""
    settings = office.settings if model is None else office.settings.model_copy(update={"model": model})
    return EvaluatedOffice(**{**vars(office), "settings": settings}, subject=subject)


def language_model(name: str) -> ModelSettings | None:
    """Return a language model by name, with the environment's key and address; None for the built-in interpreter.

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
