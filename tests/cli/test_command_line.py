"""The command line's own promises: set-up, schemas, tools for scripts, and the question before a yes."""

import json
import os
import pty
import select
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from command import command, deskhand, environment, rows
from rivera import NOW

import schemas
from entrypoints.bootstrap import open_office
from entrypoints.founding import NewBusiness, set_up
from schemas.effects import Call

KINDS = {"string", "integer", "number", "boolean", "array", "object", "null"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home in which card #1 asks whether Rosa is Maria."""
    folder = tmp_path / "home"
    set_up(NewBusiness(name="Rivera Plumbing", time_zone="America/Chicago"), folder, NOW, {})
    office = open_office(folder, NOW, {})
    for name in ("Maria", "Rosa"):
        person = {"first_name": name, "phone": "512-555-0142"}
        office.gate.submit(office.desk("cli"), Call(tool="add_contact", arguments=person))
    office.close()
    return folder


def test_init_again_changes_nothing(home: Path) -> None:
    before = rows(home)
    ran = deskhand("--home", home, "init", "--name", "Another", "--country", "CA", "--time-zone", "UTC")
    assert ran.code == 0
    assert "Rivera Plumbing is set up already; nothing was changed." in ran.out
    assert rows(home) == before


def test_schema_check_agrees_with_the_files_and_names_one_that_differs(tmp_path: Path) -> None:
    own = Path(schemas.__file__).parent
    assert deskhand("schema", "export", "--check", "--to", own).code == 0
    for name in ("crm.json", "opportunity.json"):
        (tmp_path / name).write_text((own / name).read_text())
    (tmp_path / "crm.json").write_text("{}\n")
    ran = deskhand("schema", "export", "--check", "--to", tmp_path)
    assert ran.code == 1
    assert str(tmp_path / "crm.json") in ran.out
    assert "opportunity.json" not in ran.out
    assert (tmp_path / "crm.json").read_text() == "{}\n"


def test_a_folder_that_is_not_there_gets_no_schemas_and_no_traceback(tmp_path: Path) -> None:
    ran = deskhand("schema", "export", "--to", tmp_path / "none")
    assert ran.code == 3
    assert "can't be written" in ran.err
    assert "Traceback" not in ran.err


def test_every_tool_is_listed_with_a_schema_that_a_program_can_read() -> None:
    ran = deskhand("tool", "--list", "--json")
    assert ran.code == 0
    listed = json.loads(ran.out)
    assert len({one["name"] for one in listed}) == len(listed) > 30
    assert {one["effect"] for one in listed} == {"read", "write", "ask"}
    for one in listed:
        assert one["summary"], one["name"]
        arguments = one["arguments"]
        assert arguments["type"] == "object", one["name"]
        assert arguments["additionalProperties"] is False, one["name"]
        assert set(arguments.get("required", [])) <= set(arguments["properties"]), one["name"]
        for name, shape in arguments["properties"].items():
            assert shape.get("description"), f"{one['name']}.{name} isn't described"
        _is_schema(arguments, arguments, one["name"])


def _is_schema(shape: Any, whole: dict[str, Any], where: str) -> None:
    """Check that a shape is a JSON Schema as far as we use it: known kinds, references that resolve, plain
    values.
    """
    assert isinstance(shape, dict), where
    kind = shape.get("type")
    assert kind is None or kind in KINDS, where
    assert kind or {"anyOf", "$ref", "enum", "const"} & shape.keys(), f"{where} says nothing of its kind"
    if "$ref" in shape:
        assert shape["$ref"].removeprefix("#/$defs/") in whole["$defs"], where
    for part in ("properties", "$defs"):
        for name, inner in shape.get(part, {}).items():
            _is_schema(inner, whole, f"{where}.{name}")
    for inner in shape.get("anyOf", []):
        _is_schema(inner, whole, where)
    if "items" in shape:
        _is_schema(shape["items"], whole, where)
    if "enum" in shape:
        assert shape["enum"], where


def test_approving_without_a_terminal_shows_the_card_and_decides_nothing(home: Path) -> None:
    before = rows(home)
    ran = deskhand("--home", home, "approvals", "approve", "1")
    assert ran.code == 2
    assert "#1" in ran.out
    assert "Is this the same person?" in ran.out
    assert "--answer merge|separate --digest " in ran.err
    assert rows(home) == before


def _at_a_terminal(home: Path, typed: str, *arguments: str) -> tuple[int, str]:
    """Run a command with somebody at the keyboard, who types once they are asked; return the exit code and the
    screen.
    """
    ours, theirs = pty.openpty()
    asked = command("--home", home, "approvals", "approve", "1", *arguments)
    process = subprocess.Popen(
        asked, stdin=theirs, stdout=theirs, stderr=theirs, env=environment(TERM="dumb"), close_fds=True
    )
    os.close(theirs)
    screen, answered, deadline = b"", False, time.monotonic() + 60
    while time.monotonic() < deadline:
        ready, _, _ = select.select([ours], [], [], 1)
        try:
            part = os.read(ours, 4096) if ready else b""
        except OSError:
            break
        screen += part
        if not answered and (b"Do this?" in screen or b"Which?" in screen):
            answered = True
            os.write(ours, typed.encode() + b"\n")
        if process.poll() is not None and not ready:
            break
    code = process.wait(timeout=10)
    os.close(ours)
    assert answered, screen
    return code, screen.decode()


@pytest.mark.usefixtures("processes")
def test_at_a_terminal_the_card_is_shown_and_n_leaves_it(home: Path) -> None:
    before = rows(home)
    code, screen = _at_a_terminal(home, "n", "--answer", "separate")
    assert code == 0, screen
    assert screen.index("#1") < screen.index("Do this?")
    assert "the card stays open" in screen
    assert rows(home) == before


@pytest.mark.usefixtures("processes")
def test_at_a_terminal_one_of_the_answers_decides_the_card(home: Path) -> None:
    code, screen = _at_a_terminal(home, "separate")
    assert code == 0, screen
    assert "Which? merge, separate, or n to leave it" in screen
    assert "Added: Rosa" in screen
    again = deskhand("--home", home, "approvals", "reject", "1")
    assert again.code == 2
    assert "Card #1 is done already" in again.said
