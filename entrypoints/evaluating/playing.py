"""Plays cases in this process and in others side by side, and hands on each trial as it is done."""

import hashlib
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from entrypoints.evaluating.door import EvaluatedDoor
from entrypoints.evaluating.offices import Offices
from evals.case import Person, case_from, name_of, parsed
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
    """

    path: Path
    number: int
    key: str


def tasks_for(paths: Iterable[Path], trials: int, model: ModelSettings | None) -> list[Task]:
    """Every trial of a run; the first ones of all cases come before the second ones."""
    files = list(paths)
    keys = {path: key_of(path, model) for path in files}
    return [Task(path, number, keys[path]) for number in range(1, trials + 1) for path in files]


def key_of(path: Path, model: ModelSettings | None) -> str:
    """What a trial's result holds for: this case, this code, this model at this address."""
    asked = BUILTIN if model is None else f"{model.name} at {model.base_url}"
    return hashlib.sha256(b"\0".join([path.read_bytes(), code_digest(), asked.encode()])).hexdigest()[:20]


@cache
def code_digest() -> bytes:
    """A digest of everything that takes part in a trial, but for the cases."""
    found = hashlib.sha256()
    for folder in OURS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".md", ".yaml"} and "cases" not in path.parts:
                found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return found.digest()


class Bench:
    """Where this process plays.

    Args:
        model: the language model; the built-in interpreter where None.
    """

    def __init__(self, model: ModelSettings | None) -> None:
        self.model = model
        self.offices = Offices(model)

    def close(self) -> None:
        self.offices.__exit__()

    def play(self, task: Task) -> Trial:
        """Makes one trial.

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
        """Tests one case itself."""
        return self_test(parsed(path), str(path), self.opens)

    @contextmanager
    def opens(self, books: list[Person] | None, subject: "Model | None") -> Iterator[EvaluatedDoor]:
        """A desk of its own."""
        with self.offices.office(subject) as office:
            door = EvaluatedDoor(office, books)
            try:
                yield door
            finally:
                door.close()


class SideBySide:
    """Several processes that play, each at a bench of its own.

    Args:
        model: see `Bench`.
        processes: how many; with one, this process plays.
    """

    def __init__(self, model: ModelSettings | None, processes: int) -> None:
        self.model = model
        self.processes = processes

    def trials(self, tasks: list[Task]) -> Iterator[Trial]:
        """Each trial as it is done, in any order.

        Whoever stops asking stops the run: what was handed on is all that was done.
        """
        if self.processes == 1 or len(tasks) < 2:
            bench = Bench(self.model)
            try:
                yield from map(bench.play, tasks)
            finally:
                bench.close()
            return
        with ProcessPoolExecutor(
            self.processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(self.model,)
        ) as pool:
            yield from _in_flight(pool, iter(tasks), self.processes * 2)


def _in_flight(pool: ProcessPoolExecutor, tasks: Iterator[Task], most: int) -> Iterator[Trial]:
    """Keeps a few tasks waiting for each process, so that little is thrown away when the run is stopped."""
    waiting: set[Future[Trial]] = set()
    try:
        while True:
            while len(waiting) < most and (task := next(tasks, None)) is not None:
                waiting.add(pool.submit(_play, task))
            if not waiting:
                return
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (one.result() for one in done)
    finally:
        for one in waiting:
            one.cancel()


_benches: list[Bench] = []
"""The one bench of a process that plays for another."""


def _begin(model: ModelSettings | None) -> None:
    import atexit
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _benches.append(Bench(model))
    atexit.register(_benches[0].close)


def _play(task: Task) -> Trial:
    return _benches[0].play(task)
