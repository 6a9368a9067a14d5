"""Every case of evals/cases: it passes in this process on both databases, each row's first also through the real
command line, and none of its expectations is idle (rows C7 to C20, H1 to H5)."""

from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import yaml
from doors import CommandLine, InProcess
from mutations import mutations

import evals
from entrypoints.bootstrap import Office
from evals.case import Case, case_files, case_from, load
from evals.judge import judge
from evals.runner import Played, play, prepare
from schemas.errors import BadConfiguration

CASES = Path(evals.__file__).parent / "cases"
FILES = case_files(CASES)
CALLS = [path for path in FILES if not path.stem.startswith("talk-")]
FIRST = [next(files) for _, files in groupby(CALLS, key=lambda path: path.parent.name)]
ROWS = {f"C{number}" for number in range(7, 21)} | {f"H{number}" for number in range(1, 6)}
TALKED = {f"C{number}" for number in range(12, 21)} | {f"H{number}" for number in range(1, 6)}
TALKED_CASES = [path for path in FILES if path.stem.startswith("talk-")]
TALKS = [path for path in FILES if path.stem == "talk-plain"]
ALWAYS = {"C13", "H1"}
"""Rows whose talk goes through the command line in every run; the others' with `make long`."""


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def played_in_process(case: Case, office: Office) -> Played:
    door = InProcess(office)
    return play(case, door, prepare(case, door))


def test_every_row_of_the_ground_floor_has_a_case_and_lies_in_its_folder() -> None:
    assert {path.parent.name for path in FILES} >= ROWS
    assert {name_of(path) for path in FILES if load(path).row != path.parent.name} == set()


@pytest.mark.parametrize("way", ["plain", "interrupted", "corrected"])
def test_every_row_of_talking_has_a_case(way: str) -> None:
    assert {path.parent.name for path in FILES if path.stem == f"talk-{way}"} >= TALKED


def noticed(mutated: dict[str, Any], played: Played) -> bool:
    """Whether a wrong oracle fails, or is refused because what it left out bound a name that is used."""
    try:
        return bool(judge(case_from(mutated, "the mutation"), played))
    except BadConfiguration as error:
        assert "nothing binds" in error.message
        return True


@pytest.mark.parametrize("path", CALLS, ids=name_of)
def test_the_case_passes_and_none_of_its_expectations_is_idle(path: Path, office: Office) -> None:
    """Played once; each single expectation made wrong is noticed in what was played."""
    passes_and_none_is_idle(path, office)


@pytest.mark.parametrize("path", TALKED_CASES, ids=name_of)
def test_the_talked_case_passes_and_none_of_its_expectations_is_idle(
    path: Path, sqlite_office: Office
) -> None:
    """As the cases of calls; those are what both databases are tried with."""
    passes_and_none_is_idle(path, sqlite_office)


@pytest.mark.long
@pytest.mark.parametrize("path", TALKED_CASES, ids=name_of)
def test_the_talked_case_passes_on_both_databases(path: Path, office: Office) -> None:
    passes_and_none_is_idle(path, office)


def passes_and_none_is_idle(path: Path, office: Office) -> None:
    played = played_in_process(load(path), office)
    assert judge(load(path), played) == []
    tried = list(mutations(yaml.safe_load(path.read_text(encoding="utf-8"))))
    assert len(tried) >= 2
    assert [key for key, mutated in tried if not noticed(mutated, played)] == []


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
    names = prepare(case, InProcess(sqlite_office))
    door = CommandLine.of(sqlite_office.settings.home, sqlite_office.business.business_id)
    door.time(case.clock)
    sqlite_office.close()
    try:
        assert judge(case, play(case, door, names)) == []
    finally:
        door.place.database.close()
    assert door.commands
