"""Plays cases in this process and in others side by side, and hands on each trial as it is done."""

import hashlib
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from evals.case import Person, case_from, name_of, parsed
from evals.harness.door import EvaluatedDoor
from evals.harness.offices import Offices
from evals.judge import BUILTIN
from evals.runner import CannotPlay, play, prepare
from evals.self_test import SelfTest, self_test
from evals.trial import Trial, trial_of
from schemas.settings import ModelSettings

if TYPE_CHECKING:
    from agent.models.port import Model

OURS = ("agent", "entrypoints", "evals", "integrations", "procedures", "scheduler", "schemas", "tools")
ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Task:
    """One trial to be made.

    Args:
        path: of the case.
        number: of the trial, from 1.
        key: by which a later run knows it again.
        model: that is tried; the built-in interpreter where None.
    """

    path: Path
    number: int
    key: str
    model: ModelSettings | None


def tasks_for(paths: Iterable[Path], trials: int, model: ModelSettings | None) -> list[Task]:
    """Return every trial of a run; the first ones of all cases come before the second ones."""
    files = list(paths)
    keys = {path: key_of(path, model) for path in files}
    return [Task(path, number, keys[path], model) for number in range(1, trials + 1) for path in files]


def key_of(path: Path, model: ModelSettings | None) -> str:
    """Return the key of a trial's result: this case, this code, this model at this address."""
    asked = BUILTIN if model is None else f"{model.name} at {model.base_url}"
    return hashlib.sha256(b"\0".join([path.read_bytes(), code_digest(), asked.encode()])).hexdigest()[:20]


@cache
def code_digest() -> bytes:
    """Return a digest of everything that takes part in a trial, but for the cases."""
    found = hashlib.sha256()
    for folder in OURS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".md", ".yaml"} and "cases" not in path.parts:
                found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return found.digest()


def bench_for(task: Task) -> "Bench":
    """Return a bench for trials of the same model as this one."""
    return Bench(task.model)


class Bench:
    """The bench on which this process plays.

    Args:
        model: the language model; the built-in interpreter where None.
    """

    def __init__(self, model: ModelSettings | None) -> None:
        self.model = model
        self.offices = Offices(model)

    def close(self) -> None:
        self.offices.__exit__()

    def play(self, task: Task) -> Trial:
        """Make one trial.

        Raises:
            CannotPlay: the case itself does not fit; names its file.
        """
        case = case_from(parsed(task.path), str(task.path))
        with self.offices.office() as office:
            door = EvaluatedDoor(office, case.books)
            try:
                names = prepare(case, door)
                began = time.perf_counter()
                played = play(case, door, names)
            except CannotPlay as error:
                raise CannotPlay(f"{task.path} can't be played: {error.message}") from None
            finally:
                door.close()
            return trial_of(
                name_of(task.path),
                case,
                played,
                model=BUILTIN if self.model is None else self.model.name,
                number=task.number,
                meter=office.meter,
                seconds=time.perf_counter() - began,
                key=task.key,
            )

    def self_test(self, path: Path) -> SelfTest:
        """Test one case itself."""
        return self_test(parsed(path), str(path), self.opens)

    @contextmanager
    def opens(self, books: list[Person] | None, subject: "Model | None") -> Iterator[EvaluatedDoor]:
        """Open a desk of its own."""
        with self.offices.office(subject) as office:
            door = EvaluatedDoor(office, books)
            try:
                yield door
            finally:
                door.close()
