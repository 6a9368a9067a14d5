"""`deskhand undo` and `deskhand auto-send`: shown first, confirmed by hand, and as JSON for a script."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import entrypoints.demo
from entrypoints.bootstrap import Office, open_office
from entrypoints.cli import output, undo
from entrypoints.cli.main import app
from schemas.errors import BadArguments

NOW = "2026-11-18T10:00:00-06:00"


@pytest.fixture
def home(sqlite_office: Office) -> Path:
    sqlite_office.close()
    return sqlite_office.settings.home


def run(home: Path, *arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(app, ["--home", str(home), "--now", NOW, *arguments], input=given)


def add(home: Path, name: str) -> None:
    assert run(home, "tool", "add_contact", json.dumps({"first_name": name})).exit_code == 0


def people_at(home: Path) -> set[str]:
    office = open_office(home, NOW)
    with office.desk("cli").unit.reading() as session:
        from sqlmodel import select

        from schemas.records import Contact

        found = {row.first_name for row in session.exec(select(Contact))}
    office.close()
    return found


def test_with_nobody_at_the_terminal_undo_says_what_it_would_do_and_does_nothing(home: Path) -> None:
    add(home, "Ana")
    ran = run(home, "undo")
    assert isinstance(ran.exception, BadArguments)
    assert "1. Add Ana as a new person" in ran.output
    assert "deskhand undo 1 --yes" in ran.exception.message
    assert people_at(home) == {"Ana"}


@pytest.mark.parametrize("arguments", [["2"], ["--last", "2"]])
def test_undo_takes_back_the_last_few(home: Path, arguments: list[str]) -> None:
    for name in ("Ana", "Ben", "Cat"):
        add(home, name)
    ran = run(home, "undo", *arguments, "--yes", "--json")
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.output)["outcome"] == "done"
    assert people_at(home) == {"Ana"}


@pytest.mark.parametrize(("said", "left"), [("y\n", set()), ("n\n", {"Ana"})])
def test_at_a_terminal_undo_asks(
    home: Path, monkeypatch: pytest.MonkeyPatch, said: str, left: set[str]
) -> None:
    add(home, "Ana")
    monkeypatch.setattr(undo, "at_a_terminal", lambda: True)
    ran = run(home, "undo", given=said)
    assert ran.exit_code == 0
    assert people_at(home) == left


def test_auto_send_is_on_after_the_card_was_confirmed_at_the_terminal(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "at_a_terminal", lambda: True)
    assert "inquiry: off" in run(home, "auto-send", "show").output
    left = run(home, "auto-send", "on", "inquiry", "--limit", "3", given="n\n")
    assert "stays open" in left.output
    assert "inquiry: off" in run(home, "auto-send", "show").output
    ran = run(home, "auto-send", "on", "inquiry", "--limit", "3", given="y\n")
    assert "without asking you" in ran.output
    assert "Auto-send of inquiry mails is on, at most 3 a day." in ran.output
    assert "inquiry: on since Wed, Nov 18, 10 am, 0 of 3 gone today" in run(home, "auto-send", "show").output
    assert "is off" in run(home, "auto-send", "off").output
    assert "inquiry: off" in run(home, "auto-send", "show").output


def test_for_a_script_turning_it_on_leaves_a_card_that_waits(home: Path) -> None:
    ran = run(home, "auto-send", "on", "inquiry", "--json")
    shown = json.loads(ran.output)
    assert shown["outcome"] == "waiting"
    number, digest = shown["card"]["approval"], shown["card"]["digest"]
    assert run(home, "approvals", "approve", str(number), "--digest", digest).exit_code == 0
    told = json.loads(run(home, "approvals", "show", str(number), "--json").output)
    assert (told["status"], told["decided_by"]) == ("done", "Sam Rivera")


def test_a_card_that_the_setting_decided_says_so(home: Path) -> None:
    shown = json.loads(run(home, "auto-send", "on", "inquiry", "--json").output)["card"]
    run(home, "approvals", "approve", str(shown["approval"]), "--digest", shown["digest"])
    mail = Path(entrypoints.demo.__file__).parent / "mails" / "01-enquiry.eml"
    run(home, "intake", "--from", str(mail))
    number = shown["approval"] + 1
    assert (
        json.loads(run(home, "approvals", "show", str(number), "--json").output)["decided_by"] == "auto-send"
    )


def test_redo_takes_the_last_undo_back(home: Path) -> None:
    add(home, "Ana")
    run(home, "undo", "--yes")
    assert people_at(home) == set()
    assert "Done again: Add Ana as a new person" in run(home, "redo").output
    assert people_at(home) == {"Ana"}
