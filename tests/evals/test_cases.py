"""The cases of evals/cases are passed by their oracles, and some rows' firsts are sound: whoever does not do the work fails.

Each row's first and each eighth of the others is played in every run, each row's first through the real command line too (rows C1
to C21, H1 to H5), and some on PostgreSQL. The rest, and the soundness of the others, are of `make long`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from doors import CommandLine, in_process

import evals
from agent.models.port import Model
from entrypoints.bootstrap import Office
from evals.case import Case, Person, case_files, load, name_of
from evals.events import CallEvent, DecideEvent, EditEvent, GivenMail, RejectEvent, SayEvent, TimeEvent
from evals.harness.door import EvaluatedDoor
from evals.harness.offices import evaluated
from evals.harness.playing import Bench
from evals.judge import judge
from evals.runner import play, prepare
from evals.self_test import oracle_play

pytestmark = pytest.mark.databases

CASES = Path(evals.__file__).parent / "cases"
FILES = case_files(CASES)
OF_THE_COMMAND_LINE = (CallEvent, SayEvent, DecideEvent, RejectEvent, EditEvent, TimeEvent)
ALWAYS = {"C13", "H1"}
"""Rows whose talk goes through the command line in every run; the others' with `make long`."""

ROWS = {f"C{number}" for number in range(1, 22)} | {f"H{number}" for number in range(1, 6)}
TALKED = {f"C{number}" for number in range(12, 21)} | {f"H{number}" for number in range(1, 6)}


def is_of_calls(case: Case) -> bool:
    return not case.says()


def fits_the_command_line(case: Case) -> bool:
    """Return whether a real command line has all that happens, and needs nothing around it."""
    plain = all(isinstance(event, OF_THE_COMMAND_LINE) for event in case.events)
    given = not any(isinstance(step, GivenMail) for step in case.given)
    return plain and given and not case.not_builtin and case.books is None


LOADED = {path: load(path) for path in FILES}
CALLS = [path for path in FILES if is_of_calls(LOADED[path])]
FIRST = [
    next(files)
    for _, files in groupby(
        (path for path in CALLS if fits_the_command_line(LOADED[path])), key=lambda path: path.parent.name
    )
]
TALKED_CASES = [path for path in FILES if not is_of_calls(LOADED[path])]
TALKS = [path for path in FILES if path.stem == "talk-plain"]


def firsts(paths: list[Path]) -> list[Any]:
    """Return each row's first in every run, and the others with `make long`."""
    every_run = {next(files) for _, files in groupby(paths, key=lambda path: path.parent.name)}
    return [path if path in every_run else pytest.param(path, marks=pytest.mark.long) for path in paths]


def firsts_and_each_eighth(paths: list[Path]) -> list[Any]:
    """Return each row's first and each eighth of the others in every run, and the rest with `make long`."""
    of_firsts = firsts(paths)
    others = [path for path in of_firsts if not isinstance(path, Path)]
    taken = {id(other) for other in others[::8]}
    return [other.values[0] if id(other) in taken else other for other in of_firsts]


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """Open the bench on which cases are played, as `python -m evals` does."""
    made = Bench(None)
    yield made
    made.close()


def test_every_row_of_the_ground_floor_has_a_case_and_lies_in_its_folder() -> None:
    assert {path.parent.name for path in FILES} >= ROWS
    assert {name_of(path) for path, case in LOADED.items() if case.row != path.parent.name} == set()


@pytest.mark.parametrize("way", ["plain", "interrupted", "corrected"])
def test_every_row_of_talking_has_a_case(way: str) -> None:
    assert {path.parent.name for path in FILES if path.stem == f"talk-{way}"} >= TALKED


@pytest.mark.parametrize("path", firsts_and_each_eighth(FILES), ids=name_of)
def test_the_case_is_passed_by_who_does_it_right(path: Path, sqlite_office: Office) -> None:
    passes_at(sqlite_office, LOADED[path])


@pytest.mark.sampled(8)
@pytest.mark.parametrize("path", firsts(FILES), ids=name_of)
def test_the_case_is_sound(path: Path, bench: Bench) -> None:
    """Check that the oracle passes, that nobody does who does nothing, refuses or approves everything, and that
    each expectation is noticed when it is wrong.
    """
    assert bench.self_test(path).problems() == []


@pytest.mark.sampled(8)
@pytest.mark.parametrize("environment", ["postgresql"], indirect=True)
@pytest.mark.parametrize("path", firsts(CALLS), ids=name_of)
def test_the_case_of_calls_passes_on_postgresql(path: Path, office: Office) -> None:
    passes_at(office, LOADED[path])


@pytest.mark.long
@pytest.mark.parametrize("environment", ["postgresql"], indirect=True)
@pytest.mark.parametrize("path", TALKED_CASES, ids=name_of)
def test_the_talked_case_passes_on_postgresql(path: Path, office: Office) -> None:
    passes_at(office, LOADED[path])


def passes_at(office: Office, case: Case) -> None:
    @contextmanager
    def opens(books: list[Person] | None, subject: Model | None) -> Iterator[EvaluatedDoor]:
        door = EvaluatedDoor(evaluated(office, subject=subject), books)
        yield door
        door.close()

    assert judge(case, oracle_play(case, opens)) == []


@pytest.mark.parametrize(
    "path",
    [
        *FIRST,
        *(
            path if path.parent.name in ALWAYS else pytest.param(path, marks=pytest.mark.long)
            for path in TALKS
        ),
    ],
    ids=name_of,
)
def test_the_rows_first_case_passes_through_the_command_line(path: Path, sqlite_office: Office) -> None:
    case = load(path)
    prepared_at = in_process(sqlite_office)
    names = prepare(case, prepared_at)
    prepared_at.close()
    door = CommandLine.of(sqlite_office.settings.home, sqlite_office.business.business_id)
    door.time(case.clock)
    sqlite_office.close()
    try:
        assert judge(case, play(case, door, names)) == []
    finally:
        door.place.database.close()
    assert door.commands


def test_the_document_counts_the_cases_that_there_are() -> None:
    """Compare with what `python -m evals --document docs/evals.md` writes."""
    text = (Path(__file__).parent.parent.parent / "docs" / "evals.md").read_text(encoding="utf-8")
    counted = dict(re.findall(r"^\| ([A-Z]+\d+) \| (\d+) \|", text, re.M))
    there = Counter(case.row for case in LOADED.values())
    assert {row: int(number) for row, number in counted.items() if int(number)} == there
