"""`python -m evals capture`: a real conversation becomes a case that plays, with nobody's real name in it."""

import json
from pathlib import Path

import pytest
import yaml
from cli.command import Ran
from typed import measured, typed

NOW = "2026-11-18T10:00:00-06:00"


@pytest.fixture
def home(sqlite_environment: dict[str, str]) -> Path:
    return Path(sqlite_environment["DESKHAND_HOME"])


def told(home: Path, *arguments: str) -> str:
    ran = typed("--home", home, "--now", NOW, *arguments)
    assert ran.code == 0, ran.said
    return ran.out


def talked(home: Path, *messages: str) -> str:
    told(home, "init", "--name", "Franklin Pipes", "--time-zone", "America/Chicago")
    person = {
        "first_name": "Rosalind",
        "last_name": "Elsie",
        "phone": "512-555-0177",
        "email": "ros@helix.example.org",
    }
    told(home, "tool", "add_contact", json.dumps({**person, "address": "9 Helix Rd"}))
    told(home, "tool", "open_lead", json.dumps({"title": "Leaky faucet", "contact": "Rosalind"}))
    conversation = ""
    for message in messages:
        going_on = ["--conversation", conversation] if conversation else []
        conversation = json.loads(told(home, "chat", "--json", *going_on, "--", message))["conversation"]
    return conversation


def captured(home: Path, conversation: str, *to: str | Path) -> Ran:
    return measured("capture", conversation, "--row", "C13", "--home", home, *to)


def test_a_captured_conversation_plays_as_it_happened_and_names_nobody(home: Path, tmp_path: Path) -> None:
    conversation = talked(
        home,
        "log a call with Rosalind: she wants brass, call her back friday",
        "tell Rosalind we come at 9",
        "yes",
    )
    told(home, "tool", "add_contact", '{"first_name": "Later", "phone": "512-555-0188"}')
    file = tmp_path / "cases" / "C13" / "captured.yaml"
    assert "what happened" in captured(home, conversation, "--to", file).out
    text = file.read_text(encoding="utf-8")
    for real in ("Rosalind", "Elsie", "0177", "ros@helix", "Helix Rd", "Franklin", "Later"):
        assert real not in text
    ran = measured("--folder", tmp_path / "cases", "--json")
    assert (ran.code, json.loads(ran.out)["failed"]) == (0, [])
    content = yaml.safe_load(text)
    content["expect"]["rows"]["interactions"]["added"][0]["columns"]["follow_up_date"] = "2026-11-27"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    assert measured("--folder", tmp_path / "cases").code == 1


def test_a_file_that_is_there_and_a_conversation_that_is_not_are_refused(home: Path, tmp_path: Path) -> None:
    conversation = talked(home, "what leads do we have")
    there = tmp_path / "there.yaml"
    there.write_text("mine")
    ran = captured(home, conversation, "--to", there)
    assert (ran.code, there.read_text()) == (2, "mine")
    ran = captured(home, "none")
    assert ran.code == 2
    assert "There is no conversation" in ran.err
