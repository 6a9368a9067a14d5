"""Bad input at the command line: a clear sentence on what to do, the documented exit code, nothing half-written.

Exit codes are those of entrypoints/cli/main.py: 0 done or waiting, 1 failed outside, 2 refused or typed wrongly,
3 the machine, its settings or its database need somebody's hand.
"""

import json
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from command import (
    command,
    deskhand,
    deskhand_process,
    environment,
    files,
    is_one_clear_sentence,
    rows,
)
from rivera import NOW

from entrypoints.bootstrap import open_office
from entrypoints.founding import NewBusiness, set_up
from schemas.effects import Call


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with Maria Lopez in it, and card #1: a second person on her phone."""
    folder = tmp_path_factory.mktemp("command-line") / "home"
    set_up(NewBusiness(name="Rivera Plumbing", time_zone="America/Chicago"), folder, NOW, {})
    office = open_office(folder, NOW, {})
    for name in ("Maria", "Rosa"):
        person = {"first_name": name, "last_name": "Lopez", "phone": "512-555-0142"}
        office.gate.submit(office.desk("cli"), Call(tool="add_contact", arguments=person))
    office.close()
    return folder


@pytest.mark.parametrize(
    ("arguments", "given", "told"),
    [
        (["tool", "nonsense"], b"", ["no tool 'nonsense'", "deskhand tool --list"]),
        (
            ["tool", "add_contact", '{"first_name": 7, "nick": "Z"}'],
            b"",
            ["must be text, not 7", "last_name"],
        ),
        (
            ["tool", "add_contact", "first_name=Ana"],
            b"",
            ["not JSON", "Write them like", "Nothing was changed"],
        ),
        (["tool", "add_contact", "[1]"], b"", ["JSON object", "Nothing was changed"]),
        (["tool", "open_lead", '{"title": "Roof", "estimated_value": NaN}'], b"", ["NaN is no number"]),
        (["tool", "add_contact", "-"], b'\xff{"first_name": "\xfe"}', ["not JSON", "Nothing was changed"]),
        (["approvals", "approve", "99"], b"", ["no card #99", "deskhand approvals list"]),
        (["approvals", "approve", "1", "--digest", "0" * 64], b"", ["digest", "deskhand approvals show 1"]),
        (["--now", "yesterday", "status"], b"", ["is not a time", "2026-11-18T10:00"]),
    ],
)
def test_a_call_typed_wrongly_is_refused_with_what_would_be_right(
    home: Path, arguments: list[str], given: bytes, told: list[str]
) -> None:
    before = rows(home)
    ran = deskhand("--home", home, *arguments, given=given)
    assert ran.code == 2, ran
    assert is_one_clear_sentence(ran), ran
    assert [words for words in told if words not in ran.said] == []
    assert rows(home) == before


@pytest.mark.usefixtures("processes")
def test_what_the_screen_cannot_show_is_escaped_and_the_json_still_json(home: Path) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii:strict"}
    ran = deskhand_process("--home", home, "tool", "find_contact", '{"query": "Seán ☂"}', **ascii_only)
    assert ran.code == 0, ran
    assert "'Seán ☂'" in json.loads(ran.out)["result"]["text"]
    shown = deskhand_process("--home", home, "audit", "show", "--about", "Zoë ☂", **ascii_only)
    assert shown.code == 2, shown
    assert "\\u2602" in shown.err
    assert is_one_clear_sentence(shown)


def corrupt(home: Path) -> None:
    (home / "deskhand.db").write_bytes(b"SQLite format 3\x00" + bytes(range(256)) * 40)


def newer(home: Path) -> None:
    connection = sqlite3.connect(home / "deskhand.db")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()


def folder_for_database(home: Path) -> None:
    (home / "deskhand.db").unlink()
    (home / "deskhand.db").mkdir()


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (corrupt, ["is damaged, or not a database", "Put back your last copy"]),
        (newer, ["newer Deskhand", "update Deskhand"]),
        (folder_for_database, ["can't be opened", "Check that the folder"]),
    ],
)
def test_a_database_that_cannot_be_used_is_named_with_what_to_do_and_left_as_it_is(
    home: Path, tmp_path: Path, harm: object, told: list[str]
) -> None:
    shutil.copytree(home, tmp_path / "home")
    assert callable(harm)
    harm(tmp_path / "home")
    before = files(tmp_path)
    ran = deskhand("--home", tmp_path / "home", "tool", "add_contact", '{"first_name": "Ana"}')
    assert ran.code == 3, ran
    assert is_one_clear_sentence(ran), ran
    assert [words for words in [*told, str(tmp_path / "home")] if words not in ran.err] == []
    after = files(tmp_path)
    assert {name: kept for name, kept in after.items() if not name.endswith(("-wal", "-shm"))} == before


def test_without_a_home_the_way_to_one_is_told_and_none_is_made(tmp_path: Path) -> None:
    ran = deskhand("--home", tmp_path / "none", "tool", "find_contact", '{"query": "Maria"}')
    assert ran.code == 3
    assert f"deskhand --home {tmp_path / 'none'} init" in ran.err
    assert is_one_clear_sentence(ran)
    assert files(tmp_path) == {}


def test_a_home_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    """Put a file in the way, which holds for root too, whom permissions don't stop."""
    (tmp_path / "file").write_text("mine")
    ran = deskhand("--home", tmp_path / "file" / "home", "init")
    assert ran.code == 3
    assert "can't be made" in ran.err
    assert "--home" in ran.err
    assert is_one_clear_sentence(ran)
    assert files(tmp_path) == {"file": b"mine"}


def test_a_database_address_that_means_nothing_is_said_so(tmp_path: Path) -> None:
    ran = deskhand("--home", tmp_path, "status", DESKHAND_DATABASE_URL="mysql://me:secret@host/desk")
    assert ran.code == 3
    assert "DESKHAND_DATABASE_URL" in ran.err
    assert "secret" not in ran.said
    assert is_one_clear_sentence(ran)


@pytest.mark.usefixtures("processes")
def test_two_processes_on_one_home_are_both_served(home: Path) -> None:
    calls = [
        subprocess.Popen(
            command("--home", home, "tool", "add_contact", json.dumps({"first_name": name})),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        for name in ("Ben", "Cora")
    ]
    told = [call.communicate(timeout=60) for call in calls]
    assert [call.returncode for call in calls] == [0, 0], told
    assert all(json.loads(out)["outcome"] == "done" and not err for out, err in told)
    kept = "\n".join(rows(home))
    assert "'Ben'" in kept
    assert "'Cora'" in kept
