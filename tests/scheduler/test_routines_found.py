"""Routines are found, not listed: one file each, and the schedules of procedures."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from rivera import NOW
from station import Station, routine

from agent.procedures.library import Library
from agent.procedures.load import load
from entrypoints.bootstrap import OUR_PROCEDURES, open_office
from entrypoints.clockwork import Clockwork
from scheduler.registry import Routines, routines_in
from scheduler.reports import scheduled_routines
from schemas.errors import BadConfiguration
from schemas.procedure import FrontMatter
from schemas.records import Notice

GREETING = '''
from scheduler.registry import routine
from scheduler.work import Work


@routine("every day at 8:00")
def greeting(work: Work, period: str) -> list[str]:
    """Say good morning."""
    work.tell(f"greeting {period}", "greeting", "Good morning", "Good morning!")
    return ["said good morning"]
'''
OWN = """---
name: mine
title: Mine
version: "1.0"
extends: crm
schedules:
  morning_list: {{tool: show_follow_ups, when: {when}}}
  evening_cards: {{tool: list_approvals, when: weekdays at 17:00, only_if: approvals}}
---

# Mine
"""


def module_from(path: Path, source: str) -> ModuleType:
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def test_one_file_with_a_marked_function_is_a_job(sqlite_station: Station, tmp_path: Path) -> None:
    (greeting,) = routines_in([module_from(tmp_path / "job_greeting.py", GREETING)])
    sqlite_station.with_routines(greeting).at("2026-11-17T08:00")
    assert [one.text for one in sqlite_station.told("greeting")] == ["Good morning!"]


def test_two_jobs_of_one_name_are_a_startup_error_that_names_both_files(tmp_path: Path) -> None:
    found = [*routines_in([module_from(tmp_path / f"job_{n}.py", GREETING) for n in ("first", "second")])]
    with pytest.raises(BadConfiguration, match=r"greeting: .*job_first\.py and .*job_second\.py"):
        Routines(found)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('    """Say good morning."""\n', ""), r"greeting in .*job_wrong\.py has no docstring"),
        (("every day at 8:00", "at dawn"), r"greeting in .*job_wrong\.py: 'at dawn' does not say when"),
    ],
)
def test_a_job_that_cannot_be_is_a_startup_error_that_names_its_file(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    with pytest.raises(BadConfiguration, match=said):
        list(routines_in([module_from(tmp_path / "job_wrong.py", GREETING.replace(*change))]))


def own_procedure(station: Station, when: str) -> Station:
    """Open the same home anew with a procedure of the owner's own."""
    folder = station.office.settings.home / "procedures"
    folder.mkdir()
    (folder / "mine.md").write_text(OWN.format(when=when))
    office = open_office(station.office.settings.home, NOW, {})
    office.clock = station.times.desk
    return Station.on(office, station.times)


def test_the_owners_own_schedule_takes_the_place_of_ours(sqlite_station: Station) -> None:
    own = own_procedure(sqlite_station, "mon-sat at 5:30")
    own.at("2026-11-17T05:30")
    assert [one.period for one in own.runs("morning_list")] == ["2026-11-17"]
    own.at("2026-11-22T12:00")
    assert [one.period for one in own.runs("morning_list")][1:] == ["2026-11-21"]
    own.office.close()


def test_a_schedule_that_says_no_time_is_a_mistake_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text(OWN.format(when="7 sharp"))
    _, mistakes = load([tmp_path])
    assert [(one.line, "does not say when" in one.text) for one in mistakes] == [(7, True)]


def test_our_own_procedures_schedules_are_right(sqlite_station: Station) -> None:
    library = Library(*load([OUR_PROCEDURES])[:1], sqlite_station.office.registry.tools, [])
    assert library.mistakes == []
    clockwork = Clockwork(sqlite_station.office, sqlite_station.times.machine)
    scheduled = {name for front in library.layered for name in front.schedules}
    assert scheduled <= set(clockwork.routines.by_name)


def test_a_schedule_of_a_tool_that_writes_is_refused_and_nothing_is_written(sqlite_station: Station) -> None:
    schedules = {"undoing": {"tool": "undo", "when": "every day at 7:00"}}
    front = FrontMatter.model_validate({"name": "x", "title": "x", "version": "1", "schedules": schedules})
    sqlite_station.with_routines(*scheduled_routines([front]).values()).at("2026-11-17T07:00")
    assert "which is no read" in sqlite_station.runs("undoing")[0].problem
    assert sqlite_station.rows(Notice) == []


def test_jobs_run_in_the_order_of_their_times(sqlite_station: Station) -> None:
    ran: list[str] = []
    early = routine(lambda work, period: ran.append("early") or [], "every day at 6:45")
    late = routine(lambda work, period: ran.append("late") or [], "every day at 7:00")
    sqlite_station.with_routines(replace(late, name="a"), replace(early, name="b")).at("2026-11-17T09:00")
    assert ran == ["early", "late"]


def test_the_example_of_a_job_in_contributing_works(sqlite_station: Station, tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    source = text.split("<!-- example: routine -->\n```python\n")[1].split("```\n")[0]
    (example,) = routines_in([module_from(tmp_path / "job_example.py", source)])
    sqlite_station.do("add_contact", first_name="Maria", email="maria@example.com")
    sqlite_station.do("send_message", to="Maria", text="Does Monday suit you?")
    sqlite_station.with_routines(example)
    assert sqlite_station.at("2026-11-19T17:00") == []
    sqlite_station.at("2026-11-20T16:00")
    assert [one.text for one in sqlite_station.told("waiting_cards")] == [
        "1 cards wait for your yes before the weekend."
    ]
