"""The documents say what is there: links lead somewhere, commands exist, examples work, every tool and row is named."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from test_architecture import KEPT
from typer.main import get_command

import tools
from agent.gate import Gate
from agent.procedures.library import Library
from agent.procedures.load import Procedure, load, read_procedure
from entrypoints.bootstrap import OUR_PROCEDURES, Office, open_office
from entrypoints.cli.main import app
from entrypoints.founding import NewBusiness, set_up
from evals.commands.cases import evaluate
from schemas.discovery import modules_of
from schemas.effects import Call
from schemas.enums import ApprovalStatus
from schemas.procedure import FrontMatter, SlotKind
from tools.registry import Registry, discover

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
NOW = "2026-11-18T10:00:00-06:00"


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchor_of(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_link_between_documents_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    wrong = []
    for target in targets:
        path, _, heading = target.partition("#")
        found = document.parent / path if path else document
        headings = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), re.M) if found.exists() else []
        if not found.exists() or (heading and heading not in map(anchor_of, headings)):
            wrong.append(target)
    assert wrong == []


def test_every_document_is_linked_from_the_readme() -> None:
    linked = set(re.findall(r"\]\(([^)#\s]+)\)", text_of("README.md")))
    assert {name_of(path) for path in DOCUMENTS} - {"README.md"} <= linked


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    floors = "schemas|tools|integrations|procedures|agent|entrypoints|evals|bench|tests|requirements|docs"
    named = re.findall(rf"`((?:{floors})/[\w./-]+)`", document.read_text(encoding="utf-8"))
    kept = {*KEPT, *(str(folder) for name in KEPT for folder in Path(name).parents)}
    assert [one for one in named if one.rstrip("/") not in kept] == []


def is_group(command: Any) -> bool:
    return hasattr(command, "list_commands")


def commands(command: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Return every command of the app by its words."""
    found = {path: command}
    if is_group(command):
        for name in command.list_commands(None):
            found |= commands(command.get_command(None, name), (*path, name))
    return found


COMMANDS = commands(get_command(app)) | commands(get_command(evaluate), ("evals",))
SHARED_OPTIONS = {"--help", *(opt for one in COMMANDS[()].params for opt in one.opts)}


RUN = re.compile(r"(?:^|[ |/])(?:deskhand|python -m(?= evals\b)) ([^|\n]+)", re.M)


def named_commands(text: str) -> list[str]:
    """Return every command of a document's code, continued lines joined; the transcript is what the desk said."""
    text = re.sub(r"<!-- transcript -->.*<!-- /transcript -->", "", text, flags=re.S)
    joined = text.replace("\\\n", " ").replace("\\|", "|")
    code = re.findall(r"^```[^\n]*\n(.*?)^```", joined, re.M | re.S)
    code += re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", joined, flags=re.M | re.S))
    return [line for block in code for line in RUN.findall(block)]


def problem_with(said: str) -> str | None:
    """Return why a command is wrong as a document names it; None if the app has it."""
    words = said.split()
    while words and (words[0] in {"--home", "--now"} or words[0].startswith("[")):
        words = words[1:] if words[0].endswith("]") else words[2:]
    path: tuple[str, ...] = ()
    while words and (*path, words[0]) in COMMANDS:
        path, words = (*path, words[0]), words[1:]
    if not path and words and words[0] not in {"COMMAND", "command"}:
        return f"there is no command {words[0]!r}"
    command = COMMANDS[path]
    if is_group(command) and not command.invoke_without_command and path and not words:
        return None
    if is_group(command) and words and re.fullmatch(r"[a-z]+", words[0]) and path:
        return f"{' '.join(path)} has no command {words[0]!r}"
    options = {opt for one in command.params for opt in one.opts} | SHARED_OPTIONS
    given = [word.split("=")[0] for word in words if re.fullmatch(r"--[a-z][a-z-]*", word.split("=")[0])]
    return next((f"{' '.join(path)} has no option {one}" for one in given if one not in options), None)


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("init --name X", True),
        ("--home DIR status", True),
        ("intake --from PATH", True),
        ("approvals settle 12 done", True),
        ("evals --cases H1", True),
        ("evals injection --model NAME", True),
        ("conquer", False),
        ("evals --conquer", False),
        ("init --rename X", False),
        ("approvals forge 12", False),
    ],
)
def test_the_check_of_commands_tells_right_from_wrong(said: str, right: bool) -> None:
    assert (problem_with(said) is None) == right


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_command_that_a_document_names_is_there(document: Path) -> None:
    named = named_commands(document.read_text(encoding="utf-8"))
    assert [(one, wrong) for one in named if (wrong := problem_with(one))] == []


def test_every_command_is_described_with_an_example() -> None:
    text = text_of("docs/command-line.md") + text_of("docs/evals.md")
    leaves = [" ".join(path) for path, one in COMMANDS.items() if not is_group(one)]
    assert len(leaves) > 10
    told = {leaf: f"python -m {leaf}" if leaf.startswith("evals ") else f"deskhand {leaf}" for leaf in leaves}
    assert [leaf for leaf in leaves if told[leaf] not in text] == []


def test_every_make_target_that_a_document_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.M))
    named = {one for path in DOCUMENTS for one in re.findall(r"(?:`|^)make ([a-z]+)", path.read_text(), re.M)}
    assert named >= {"demo", "test", "check"}
    assert named - targets == set()


def test_every_tool_is_named() -> None:
    named = set(re.findall(r"`(\w+)`", text_of("docs/command-line.md")))
    assert set(discover(tools).tools) - named == set()


def test_every_row_of_the_core_is_covered() -> None:
    rows = re.findall(r"^\| ([CH]\d+) \|", text_of("docs/rows.md"), re.M)
    assert rows == [*(f"C{n}" for n in range(1, 22)), *(f"H{n}" for n in range(1, 6))]
    assert set(re.findall(r"^\| ([PMTG]) \|", text_of("docs/rows.md"), re.M)) == set("PMTG")


def test_every_row_that_has_cases_says_so() -> None:
    text = text_of("docs/rows.md")
    having = {path.name for path in (ROOT / "evals" / "cases").iterdir() if path.is_dir()}
    assert {row for row in having if f"`evals/cases/{row}`" not in text} == set()


def test_every_slot_kind_and_every_key_of_a_procedure_is_described() -> None:
    described = set(re.findall(r"`(\w+)[`:]", text_of("docs/procedures.md")))
    assert {str(kind) for kind in SlotKind} - described == set()
    assert set(FrontMatter.model_fields) - described == set()


def test_every_package_is_named_with_a_reason() -> None:
    import tomllib

    project = tomllib.loads(text_of("pyproject.toml"))
    wanted = [*project["project"]["dependencies"]]
    wanted += [
        one for group in project["dependency-groups"].values() for one in group if isinstance(one, str)
    ]
    names = {re.match(r"[\w-]+", one)[0] for one in wanted}  # type: ignore[index]
    described = set(re.findall(r"`([\w-]+)(?:\[\w+\])?`", text_of("docs/dependencies.md")))
    assert names - described == set()


def test_the_readmes_transcript_fits_a_terminal_and_stands_between_its_marks() -> None:
    shown = text_of("README.md").split("<!-- transcript -->")[1].split("<!-- /transcript -->")[0]
    assert shown.count("\n> ") >= 5
    assert [line for line in shown.splitlines() if len(line) >= 80] == []


def example(document: str, kind: str) -> str:
    found = re.search(rf"<!-- example: {kind} -->\n```\w*\n(.*?)```\n", text_of(document), re.S)
    assert found is not None
    return found[1]


def test_the_example_of_a_tool_works(sqlite_office: Office, tmp_path: Path) -> None:
    module = ModuleType("example_tool")
    (tmp_path / "example_tool.py").write_text(example("CONTRIBUTING.md", "tool"), encoding="utf-8")
    module.__file__ = str(tmp_path / "example_tool.py")
    sys.modules["example_tool"] = module
    exec(compile(example("CONTRIBUTING.md", "tool"), module.__file__, "exec"), module.__dict__)
    with_it = Registry([*modules_of(tools), module])
    gate = Gate(with_it, sqlite_office.gate.queue, sqlite_office.gate.outbox)
    desk = sqlite_office.desk("cli")
    gate.submit(desk, Call(tool="add_contact", arguments={"first_name": "Maria"}))
    star = Call(tool="star_contact", arguments={"contact": "Maria"})
    first, again = gate.submit(desk, star), gate.submit(desk, star)
    assert first.result is not None
    assert first.result.text == "Maria has a star."
    assert again.problem is not None
    assert "has a star already" in again.problem["message"]


def loaded_example(document: str, folder: Path) -> Procedure:
    folder.mkdir(exist_ok=True)
    file = folder / "example.md"
    file.write_text(example(document, "procedure"), encoding="utf-8")
    found = read_procedure(file)
    assert isinstance(found, Procedure), found
    return found


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "docs/procedures.md"])
def test_the_example_of_a_procedure_is_right(document: str, tmp_path: Path) -> None:
    ours, mistakes = load([OUR_PROCEDURES])
    found = loaded_example(document, tmp_path)
    assert Library([*ours, found], discover(tools).tools, mistakes).mistakes == []


def said_to(office: Office, text: str) -> str:
    return office.orchestrator().turn(office.desk("chat"), text).whole()


@contextmanager
def office_with(document: str, home: Path, trade: str) -> Iterator[Office]:
    """Open a business of that trade, with a document's example among its own procedures."""
    set_up(NewBusiness(name="Bright", trade=trade), home=home, now=NOW, environment={})
    loaded_example(document, home / "procedures")
    opened = open_office(home=home, now=NOW, environment={})
    desk = opened.desk("cli")
    opened.gate.submit(desk, Call(tool="add_contact", arguments={"first_name": "Maria"}))
    lead = {"title": "Leaky faucet", "contact": "Maria"}
    opened.gate.submit(desk, Call(tool="open_lead", arguments=lead))
    try:
        yield opened
    finally:
        opened.close()


def test_the_worked_example_does_what_the_document_says(tmp_path: Path) -> None:
    with office_with("docs/procedures.md", tmp_path, "cleaning") as opened:
        assert "Who is moving out?" in said_to(opened, "move out clean, three bedrooms")
        assert "nobody has seen" in said_to(opened, "quote it without looking")
        assert "Opened Move-out clean for Maria" in said_to(opened, "move out clean for Maria")


def test_the_worked_example_is_left_out_in_another_trade(tmp_path: Path) -> None:
    with office_with("docs/procedures.md", tmp_path, "plumbing") as opened:
        assert "nobody has seen" not in said_to(opened, "quote it without looking")


def test_the_example_that_tightens_a_write_turns_it_into_a_card(tmp_path: Path) -> None:
    with office_with("CONTRIBUTING.md", tmp_path, "plumbing") as opened:
        assert "#1" in said_to(opened, "shelve the faucet lead, no budget")
        desk = opened.desk("cli")
        with desk.unit.reading():
            assert opened.gate.queue.find(desk, 1).status == ApprovalStatus.PENDING


@pytest.mark.usefixtures("processes")
def test_the_build_script_is_executable_and_says_nothing_wrong_to_bash() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
