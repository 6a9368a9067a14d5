"""Procedures: loaded, checked with file and line, layered by the owner's own, routed by trigger."""

import json
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from agent.procedures.library import Library
from agent.procedures.load import Mistake, Procedure, load, read_procedure
from entrypoints.bootstrap import OUR_PROCEDURES, Office, open_office
from entrypoints.cli.main import app
from entrypoints.lazy_library import LazyLibrary
from schemas.effects import Call, OutcomeKind
from schemas.errors import BadConfiguration

NOW = "2026-11-18T10:00:00-06:00"
TOOLS = ("add_contact", "log_interaction", "mark_won", "set_reminder")


def written(folder: Path, name: str = "mine", body: str = "# Mine\n", **front: Any) -> Path:
    """Write a procedure file as an owner would; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.md"
    values = {"name": name, "title": "Mine", "version": "1.0", **front}
    file.write_text(f"---\n{yaml.safe_dump(values, sort_keys=False)}---\n\n{body}", encoding="utf-8")
    return file


def read(file: Path) -> Procedure:
    loaded = read_procedure(file)
    assert isinstance(loaded, Procedure), loaded
    return loaded


def library_of(*files: Path) -> Library:
    return Library([read(file) for file in files], TOOLS, [])


def own(home: Path) -> Path:
    return home / "procedures"


def opened(environment: dict[str, str]) -> Office:
    return open_office(now=NOW, environment=environment)


def test_ours_are_right(sqlite_office: Office) -> None:
    library = sqlite_office.library.loaded
    assert library.mistakes == []
    assert {one.front.name for one in library.procedures} >= {"crm", "plumbing"}


def test_every_slot_of_ours_is_an_argument_of_its_tool(sqlite_office: Office) -> None:
    wrong = [
        f"{request.tool}.{slot}"
        for front in sqlite_office.library.loaded.layered
        for request in front.requests
        for slot in (*request.slots, *request.fixed)
        if slot not in sqlite_office.registry.tools[request.tool].arguments.model_fields
    ]
    assert wrong == []


WRONG: list[tuple[str, int, str]] = [
    ("title: x\n", 1, "must begin with front matter"),
    ("---\ntitle: x\n", 1, "must begin with front matter"),
    ("", 1, "must begin with front matter"),
    ("---\n- a\n- b\n---\n", 2, "must hold keys and values"),
    ("---\nname: x\ntitle: [a\nversion: '1'\n---\n", 4, "is not YAML"),
    ("---\nname: x\ntitle: X\n---\n", 2, "`version` is missing"),
    (
        "---\nname: x\ntitle: X\nversion: '1'\ncolour: red\n---\n",
        5,
        "`colour` is not a key that a procedure has",
    ),
    ("---\nname: Big Name\ntitle: X\nversion: '1'\n---\n", 2, "`name`"),
    (
        "---\nname: x\ntitle: X\nversion: '1'\nrequests:\n  - tool: add_contact\n    does: x\n    slots:\n"
        "      first_name: {kind: nose}\n---\n",
        9,
        "'person'",
    ),
    (
        "---\nname: x\ntitle: X\nversion: '1'\nrequests:\n  - tool: add_contact\n    does: x\n    shout: x\n---\n",
        8,
        "`requests.0.shout` is not a key",
    ),
]


@pytest.mark.parametrize(("text", "line", "said"), WRONG, ids=[said for _, _, said in WRONG])
def test_what_is_wrong_in_a_file_is_told_with_its_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    (tmp_path / "x.md").write_text(text)
    found = read_procedure(tmp_path / "x.md")
    assert isinstance(found, Mistake)
    assert (found.file.name, found.line) == ("x.md", line), str(found)
    assert said in found.text
    assert str(found) == f"{tmp_path / 'x.md'}:{line}: {found.text}"


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"---\n\xff\xfe\n---\n")
    found = read_procedure(tmp_path / "x.md")
    assert isinstance(found, Mistake)
    assert "can't be read" in found.text


@pytest.mark.parametrize(
    ("front", "line", "said"),
    [
        ({"tools": ["add_contact", "add_cat"]}, 7, "there is no tool `add_cat`"),
        ({"tightens": ["add_cat"]}, 6, "there is no tool `add_cat`"),
        ({"extends": "nothing"}, 5, "there is no procedure `nothing` to extend"),
        ({"requires": ["nothing"]}, 6, "there is no procedure `nothing`"),
        ({"events": {"rain": "add_cat"}}, 6, "there is no tool `add_cat`"),
        ({"requests": [{"does": "x", "tool": "add_cat"}]}, 7, "there is no tool `add_cat`"),
        (
            {"schedules": {"daily": {"when": "daily at 7:00", "tool": "add_cat"}}},
            8,
            "there is no tool `add_cat`",
        ),
    ],
)
def test_what_names_nothing_is_told_with_its_line(
    tmp_path: Path, front: dict[str, Any], line: int, said: str
) -> None:
    library = library_of(written(tmp_path, **front))
    assert [(one.line, one.text) for one in library.mistakes] == [(line, said)]
    assert library.procedures == []


def test_extending_each_other_in_a_circle_ends(tmp_path: Path) -> None:
    library = library_of(written(tmp_path, "one", extends="two"), written(tmp_path, "two", extends="one"))
    assert {front.name for front in library.layered} == {"one", "two"}
    assert {one.front.name for one in library.with_required([library.procedures[0]])} == {"one", "two"}


def test_an_own_procedure_of_the_same_name_takes_the_place_of_ours(
    sqlite_environment: dict[str, str], sqlite_office: Office
) -> None:
    written(own(sqlite_office.settings.home), "plumbing", extends="crm-requests", title="Our way of plumbing")
    office = opened(sqlite_environment)
    found = office.library.loaded.find("plumbing")
    assert found is not None
    assert found.front.title == "Our way of plumbing"
    assert found.digest != read(OUR_PROCEDURES / "plumbing.md").digest
    office.close()


def test_an_own_procedure_changes_a_draft(sqlite_environment: dict[str, str], sqlite_office: Office) -> None:
    sqlite_office.gate.submit(
        sqlite_office.desk("cli"),
        Call(
            tool="add_contact",
            arguments={"first_name": "Maria", "phone": "512-555-0142", "email": "m@example.com"},
        ),
    )
    sqlite_office.gate.submit(
        sqlite_office.desk("cli"), Call(tool="open_lead", arguments={"title": "Faucet", "contact": "Maria"})
    )
    drafts = {"inquiry": {"subject": "Howdy", "text": "Howdy {first_name}, about {job}."}}
    written(own(sqlite_office.settings.home), extends="plumbing", drafts=drafts)
    office = opened(sqlite_environment)
    outcome = office.gate.submit(
        office.desk("cli"), Call(tool="draft_follow_up", arguments={"lead": "Maria"})
    )
    assert outcome.card is not None
    assert "Howdy Maria, about the faucet." in outcome.card.text()
    office.close()


def test_a_new_file_teaches_the_interpreter_a_new_request(
    sqlite_environment: dict[str, str], sqlite_office: Office
) -> None:
    request = {
        "tool": "add_company",
        "does": "take in a wholesaler",
        "say": "wholesaler Ferguson\nnew wholesaler",
        "slots": {
            "name": {"kind": "rest_after", "after": ["wholesaler"], "ask": "Which one?", "needed": True}
        },
    }
    said = "wholesaler Ferguson Supply"
    before = sqlite_office.orchestrator().turn(sqlite_office.desk("chat"), said)
    assert [call.tool for call, _ in before.calls] == []
    written(own(sqlite_office.settings.home), extends="crm-requests", requests=[request])
    office = opened(sqlite_environment)
    question = office.orchestrator().turn(office.desk("chat"), said)
    assert "take in a wholesaler" in question.text and not question.calls
    reply = office.orchestrator().turn(office.desk("chat"), "yes", question.conversation)
    assert [(call.tool, outcome.kind) for call, outcome in reply.calls] == [("add_company", OutcomeKind.DONE)]
    assert reply.calls[0][0].arguments["name"] == "Ferguson Supply"
    asked = office.orchestrator().turn(office.desk("chat"), "new wholesaler")
    assert asked.text == "Which one?"
    office.close()


def test_what_is_like_an_owners_example_is_asked_about_and_a_yes_does_it(
    sqlite_environment: dict[str, str], sqlite_office: Office
) -> None:
    request = {
        "tool": "log_interaction",
        "does": "keep a chlorine reading",
        "fixed": {"type": "note"},
        "say": "chlorine at Maria's was 3.2\n<who>'s pool reads 2.8\nreading for <who>, free chlorine 1.5\n<who> chlorine 4",
        "slots": {
            "about": {"kind": "person", "ask": "Whose pool?", "needed": True},
            "summary": {"kind": "whole"},
        },
    }
    sqlite_office.gate.submit(
        sqlite_office.desk("cli"),
        Call(tool="add_contact", arguments={"first_name": "Maria", "phone": "512-555-0142"}),
    )
    written(own(sqlite_office.settings.home), extends="crm-requests", requests=[request])
    office = opened(sqlite_environment)
    orchestrator = office.orchestrator()
    asked = orchestrator.turn(office.desk("chat"), "took a chlorine sample over there, Maria is at 2.1")
    assert "Do you want me to keep a chlorine reading (Maria" in asked.text
    assert asked.calls == []
    done = orchestrator.turn(office.desk("chat"), "yes", asked.conversation)
    assert [(call.tool, outcome.kind) for call, outcome in done.calls] == [
        ("log_interaction", OutcomeKind.DONE)
    ]
    other = orchestrator.turn(office.desk("chat"), "what's our pipeline?", asked.conversation)
    assert [call.tool for call, _ in other.calls] == ["show_pipeline"]
    office.close()


def test_cues_of_an_older_file_are_right_and_said_to_be_read_no_longer(
    sqlite_office: Office,
) -> None:
    request = {
        "tool": "show_pipeline",
        "does": "show how it stands",
        "say": "how do we stand",
        "cues": "how ... stand",
    }
    file = written(own(sqlite_office.settings.home), requests=[request])
    home = str(sqlite_office.settings.home)
    done = CliRunner().invoke(app, ["--home", home, "--now", NOW, "procedures", "check", str(file)])
    assert done.exit_code == 0
    assert "are no longer read" in done.output
    assert "Every procedure is right." in done.output


@pytest.mark.parametrize(
    "text",
    ["---\nname: [\n---\n", "no fence", "---\nname: mine\ntitle: x\nversion: '1'\ntools: [add_cat]\n---\n"],
)
def test_a_mistake_never_stops_the_desk(
    sqlite_environment: dict[str, str], sqlite_office: Office, text: str
) -> None:
    file = own(sqlite_office.settings.home) / "mine.md"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    office = opened(sqlite_environment)
    assert [one.file for one in office.library.loaded.mistakes] == [file]
    reply = office.orchestrator().turn(office.desk("chat"), "what's our pipeline?")
    assert [call.tool for call, _ in reply.calls] == ["show_pipeline"]
    office.close()


def test_a_mistake_in_an_own_file_leaves_ours_of_that_name_standing(
    sqlite_environment: dict[str, str], sqlite_office: Office
) -> None:
    file = own(sqlite_office.settings.home) / "plumbing.md"
    file.parent.mkdir(parents=True)
    file.write_text("---\nname: plumbing\ntitle: x\nversion: '1'\ntools: [add_cat]\n---\n")
    office = opened(sqlite_environment)
    library = office.library.loaded
    assert [one.file for one in library.mistakes] == [file]
    found = library.find("plumbing")
    assert found is not None
    assert found.file == OUR_PROCEDURES / "plumbing.md"
    office.close()


def test_a_mistake_in_a_core_file_is_told_and_does_not_leave_the_desk_deaf(
    tmp_path: Path, sqlite_office: Office
) -> None:
    ours = copytree(OUR_PROCEDURES, tmp_path / "ours")
    (ours / "crm-requests.md").write_text("cut off")
    with pytest.raises(BadConfiguration, match=r"crm-requests\.md:1: must begin with front matter"):
        _ = LazyLibrary([ours], sqlite_office.registry.tools).loaded


def test_tightens_turns_a_write_into_a_card(environment: dict[str, str], office: Office) -> None:
    written(own(Path(environment["DESKHAND_HOME"])), tightens=["add_contact"])
    tight = opened(environment)
    outcome = tight.gate.submit(
        tight.desk("cli"),
        Call(tool="add_contact", arguments={"first_name": "Maria", "phone": "512-555-0142"}),
    )
    assert outcome.kind == OutcomeKind.WAITING
    assert outcome.card is not None
    decided = tight.gate.decide(tight.desk("cli"), outcome.card.approval, outcome.card.digest)
    assert decided.kind == OutcomeKind.DONE
    tight.close()


@pytest.mark.parametrize("key", ["loosens", "effects", "auto_approve", "permissions"])
def test_no_key_loosens_anything(tmp_path: Path, key: str) -> None:
    found = read_procedure(written(tmp_path, **{key: ["mark_won"]}))
    assert isinstance(found, Mistake)
    assert f"`{key}` is not a key" in found.text


def test_an_own_procedure_that_tightens_less_does_not_loosen_another(tmp_path: Path) -> None:
    library = library_of(
        written(tmp_path, "one", tightens=["add_contact"]),
        written(tmp_path, "two", extends="one", tightens=[]),
    )
    assert library.tightened == {"add_contact"}


def test_a_trigger_chooses_what_a_turn_sees_with_all_that_it_needs(tmp_path: Path) -> None:
    core = written(tmp_path, "crm", requires=["words"], triggers={"keywords": ["customer"]})
    words = written(tmp_path, "words")
    roofs = written(tmp_path, "roofs", extends="crm", triggers={"keywords": ["roof", "gutter guard"]})
    library = library_of(core, words, roofs)

    def seen(text: str) -> set[str]:
        return {one.front.name for one in library.with_required(library.met(text))}

    assert seen("the ROOF leaks!") == {"roofs", "crm", "words"}
    assert seen("about gutter-guard") == {"roofs", "crm", "words"}
    assert seen("a new customer") == {"crm", "words"}
    assert seen("new roofs") == {"roofs", "crm", "words"}
    assert seen("nothing of the kind") == set()
    assert seen("roofer") == set()


def test_a_later_folder_goes_over_an_earlier_one_and_files_are_read_in_order(tmp_path: Path) -> None:
    written(tmp_path / "ours", "a", title="Ours")
    written(tmp_path / "own", "a", title="Own")
    (tmp_path / "own" / "notes.txt").write_text("not a procedure")
    found, mistakes = load([tmp_path / "ours", tmp_path / "own", tmp_path / "missing"])
    assert [one.front.title for one in found] == ["Ours", "Own"]
    assert mistakes == []
    [taken] = Library(found, TOOLS, mistakes).procedures
    assert taken.front.title == "Own"


def test_the_commands_list_show_and_check(sqlite_office: Office) -> None:
    from typer.testing import CliRunner

    from entrypoints.cli.main import app

    home = sqlite_office.settings.home

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(app, ["--home", str(home), "--now", NOW, "procedures", *arguments])

    listed = json.loads(run("list", "--json").stdout)
    assert {"crm", "plumbing"} <= {one["name"] for one in listed}
    assert run("show", "crm").stdout.startswith("# Customers, leads and jobs")
    assert (run("check").exit_code, run("check").stdout) == (0, "Every procedure is right.\n")
    file = written(own(home), tools=["add_cat"])
    checked = run("check", "--json")
    assert checked.exit_code == 2
    assert json.loads(checked.stdout) == [
        {"file": str(file), "line": 6, "text": "there is no tool `add_cat`"}
    ]
    alone = run("check", str(file))
    assert (alone.exit_code, alone.stdout) == (2, f"{file}:6: there is no tool `add_cat`\n")
