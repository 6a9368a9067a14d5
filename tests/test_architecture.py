"""The house of docs/design.md: which floor may import which, where SQL may live, what no file may hold."""

import ast
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from tree import KEPT, ROOT, imported, text_of

import integrations
from agent.models.reader.weights import FILES
from schemas.discovery import file_of
from schemas.errors import BadConfiguration
from schemas.mail_providers import providers_in
from tools.registry import Registry

FLOORS = {
    "schemas": {"schemas"},
    "tools": {"tools", "schemas"},
    "integrations": {"integrations", "schemas"},
    "procedures": set(),
    "agent": {"agent", "tools", "schemas"},
    "scheduler": {"scheduler", "agent", "tools", "schemas"},
    "entrypoints": {"entrypoints", "scheduler", "agent", "tools", "schemas"},
    "evals": {"evals", "entrypoints", "scheduler", "agent", "tools", "schemas"},
}
"""Package → what it may import of ours."""

AREAS = (
    *("matters", "business", "notices", "duplicates", "people", "promises", "leads", "sites", "search"),
    *("importing", "reports", "mail", "cadences", "books", "privacy", "undo", "procedures"),
)
"""The folders of `tools/`, each of which may import those before it."""

BESIDE_THE_PRODUCT = {"bench", "docs", "tests"}
"""The folders that import the product, and are imported by nothing in it."""

COMPOSITION_ROOT = "entrypoints/bootstrap.py"

SQL_ALLOWED = {
    "agent/approvals/queries.py": {"update"},
    "evals/adversary/queries.py": {"text"},
    "entrypoints/made_up/queries.py": {"insert", "update"},
    "schemas/bulk_rows.py": {"insert"},
    "schemas/copying.py": {"exec_driver_sql", "driver_connection", "insert", "sqlite3"},
    "schemas/database.py": {"exec_driver_sql"},
    # The predicate of a partial index: a part of the table, never run by itself.
    "schemas/records/crm.py": {"text"},
}
"""Named query module → the Core statements that it may make; migrations may make any."""

TOO_BIG_ON_PURPOSE = {
    "requirements/run.lock": "generated",
    "requirements/dev.lock": "generated",
    "requirements/train.lock": "generated",
    **{f"agent/models/reader/trained/{name}": "weights" for name in FILES},
    "evals/reading/voices/v13.tsv": "data: messages, a line each",
    "tests/models/reader/recorded.json": "recorded",
    "README.md": "a third of it is the transcript that a command writes",
    "agent/models/builtin/slots/english.txt": "data: words of everyday English",
    "procedures/crm-requests.md": "data: the requests of the core, one after the other",
    "agent/models/reader/trained/reader.json": "weights",
    "evals/reading/sentences.tsv": "data: sentences, a line each",
    "evals/reading/kept_back/second.txt": "data: labels, a line each",
    "schemas/migrations/versions/0001_core.py": "a migration is one step, and is never changed once released",
    "entrypoints/web/static/htmx.min.js": "vendored as it was published",
    "tests/web/axe/axe.min.js": "vendored as it was published",
    "tests/pins/answers/commands.txt": "recorded answers",
    "tests/pins/answers/exports.txt": "recorded answers",
    "tests/pins/answers/tools.txt": "recorded answers",
    "tests/pins/home-postgresql.sql": "a home of an earlier version",
    "tests/pins/home-sqlite.sql": "a home of an earlier version",
    "tests/pins/outcomes/cards.json": "recorded outcomes",
    "tests/pins/outcomes/open_ends.json": "recorded outcomes",
    "tests/pins/outcomes/undos.json": "recorded outcomes",
    "tests/mail/seen/37-very-long-meter-diary.eml": "a long mail is what it is for",
}

SOURCES = [name for name in KEPT if name.endswith(".py") and name.split("/")[0] in FLOORS]


def test_every_package_of_ours_stands_on_a_known_floor() -> None:
    packages = {name.split("/")[0] for name in KEPT if name.endswith("/__init__.py")}
    assert packages - {"tests", "bench"} == set(FLOORS)


def test_no_import_arrow_runs_up() -> None:
    wrong = [
        f"{name}:{line} imports {module}"
        for name in SOURCES
        for line, module in imported(name)
        if module.split(".")[0] in BESIDE_THE_PRODUCT | set(FLOORS)
        and module.split(".")[0] not in FLOORS[name.split("/")[0]]
        and not (name == COMPOSITION_ROOT and module.split(".")[0] == "integrations")
    ]
    assert wrong == []


def test_an_area_imports_only_areas_before_it() -> None:
    folders = {Path(name).parts[1] for name in SOURCES if name.startswith("tools/") and name.count("/") > 1}
    assert folders == set(AREAS)
    wrong = [
        f"{name}:{line} imports {module}"
        for name in SOURCES
        for line, module in imported(name)
        if name.startswith("tools/") and name.count("/") > 1 and module.startswith("tools.")
        for own, other in [(Path(name).parts[1], module.split(".")[1])]
        if other in AREAS and AREAS.index(other) > AREAS.index(own)
    ]
    assert wrong == []


def test_the_composition_root_is_where_the_outside_is_touched() -> None:
    assert any(module.startswith("integrations") for _, module in imported(COMPOSITION_ROOT))


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"util", "utils", "manager", "managers", "helper", "helpers", "misc", "common"}
    parts = {name: set(re.split(r"[/_.]", name.lower())) for name in KEPT if name.endswith(".py")}
    assert [name for name, words in parts.items() if words & empty] == []


NO_PROVIDERS_NAME = {
    "schemas/settings.py": ("gmail_url", "Gmail", "DESKHAND_GMAIL_URL"),
    "agent/intake/classify.py": ("gmail.com",),
    "agent/intake/extract/person.py": (" gmail ",),
    "agent/intake/quotes.py": ("sent from gmail",),
    "tools/mail/recipients.py": ("gmail.com",),
}
"""File → what there is a setting, or words of people's mail: a domain that anybody may have an address at, what names nobody
before an @, what a program writes below a mail."""


def test_a_mail_provider_is_known_by_name_in_its_own_folder_alone() -> None:
    product = [name for name in KEPT if name.split("/")[0] in FLOORS.keys() - {"evals"}]
    providers = {file_of(type(one)): name for name, one in providers_in(integrations).items()}
    assert "gmail" in providers.values()
    known = []
    for file, provider in providers.items():
        own = f"{Path(file).parent.relative_to(ROOT)}/"
        called = re.compile("|".join({provider, provider.capitalize(), provider.upper()}))
        for name in product:
            text = text_of(name)
            for words in NO_PROVIDERS_NAME.get(name, ()):
                assert words in text, f"{name} no longer holds {words!r}"
                text = text.replace(words, "")
            known += [name] if called.search(f"{name}\n{text}") and not name.startswith(own) else []
    assert known == []


STATEMENTS = {"text", "insert", "update", "delete", "literal_column", "TextClause"}
RAW_ACCESS = {
    "exec_driver_sql",
    "raw_connection",
    "bulk_save_objects",
    "bulk_insert_mappings",
    "bulk_update_mappings",
    "driver_connection",
}


def sql_used(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and name of what a source takes from SQLAlchemy that no session's scope narrows."""
    tree = ast.parse(source)
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] in {"sqlalchemy", "sqlmodel"}:
                    modules.add((alias.asname or alias.name).split(".")[0])
                if alias.name.split(".")[0] in {"sqlite3", "psycopg"}:
                    yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            source_package = (node.module or "").split(".")[0]
            if source_package in {"sqlite3", "psycopg"}:
                yield node.lineno, source_package
            if source_package in {"sqlalchemy", "sqlmodel"}:
                yield from ((node.lineno, a.name) for a in node.names if a.name in STATEMENTS)
                modules |= {a.asname or a.name for a in node.names}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        owner = node.value.id if isinstance(node.value, ast.Name) else ""
        if node.attr in RAW_ACCESS or (node.attr in STATEMENTS and owner in modules):
            yield node.lineno, node.attr


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from sqlalchemy import text, select", {"text"}),
        ("def f():\n    from sqlmodel import update as change", {"update"}),
        ("import sqlalchemy as sa\nsa.delete(1)", {"delete"}),
        ("from sqlalchemy.dialects import postgresql\npostgresql.insert(1)", {"insert"}),
        ("from sqlalchemy.dialects.sqlite import insert", {"insert"}),
        ("connection.exec_driver_sql('x')", {"exec_driver_sql"}),
        ("import sqlite3", {"sqlite3"}),
        ("text = path.read_text()\nchanges.update({})", set()),
    ],
)
def test_the_search_for_sql_finds_every_way_to_make_it(source: str, found: set[str]) -> None:
    assert {name for _, name in sql_used(source)} == found


def test_sql_that_no_session_narrows_lives_in_named_query_modules_only() -> None:
    wrong = [
        f"{name}:{line} uses {used}"
        for name in SOURCES
        if not name.startswith("schemas/migrations/")
        for line, used in sql_used((ROOT / name).read_text(encoding="utf-8"))
        if used not in SQL_ALLOWED.get(name, set())
    ]
    assert wrong == []


def test_the_list_of_query_modules_names_nothing_that_makes_no_sql() -> None:
    for name, allowed in SQL_ALLOWED.items():
        assert {used for _, used in sql_used((ROOT / name).read_text(encoding="utf-8"))} == allowed, name


def test_tables_are_asked_for_as_records_so_that_the_scope_holds() -> None:
    """Allow a look at a table's columns; a statement on the bare table would see every business."""
    wrong = []
    for name in SOURCES:
        if name.startswith("schemas/"):
            continue
        tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            inner = [node.value] if isinstance(node, ast.Attribute) else []
            inner += node.args if isinstance(node, ast.Call) else []
            looked_at = getattr(node, "attr", "") in {"columns", "primary_key", "foreign_key_constraints"}
            wrong += [
                f"{name}:{one.lineno}"
                for one in inner
                if isinstance(one, ast.Attribute) and one.attr in {"__table__", "metadata"} and not looked_at
            ]
    assert wrong == []


def test_no_file_is_over_16_kilobytes_but_those_listed() -> None:
    big = {name for name in KEPT if (ROOT / name).stat().st_size > 16 * 1024 and not name.endswith(".png")}
    assert big == set(TOO_BIG_ON_PURPOSE)


MACHINE_PATH = re.compile(r"(?<![\w./*-])/(?:home|root|Users|work|farm|mnt)/[A-Za-z0-9]")
REGISTRY_HOST = re.compile(r"pypi\.org|pythonhosted\.org|pypi\.python|registry\.npmjs|--(?:extra-)?index-url")


def texts() -> Iterator[tuple[str, int, str]]:
    """Yield file, line number and line of everything kept but the mails, which are other people's words."""
    for name in KEPT:
        if not name.startswith("tests/mail/"):
            lines = (ROOT / name).read_text(encoding="utf-8", errors="replace").splitlines()
            yield from ((name, number, line) for number, line in enumerate(lines, 1))


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY_HOST], ids=["path", "registry"])
def test_no_file_names_a_path_of_a_machine_or_a_registry(pattern: re.Pattern[str]) -> None:
    found = [f"{name}:{number} {line}" for name, number, line in texts() if pattern.search(line)]
    assert found == []


def test_the_locks_name_no_address() -> None:
    locks = [name for name in KEPT if name.endswith(".lock")]
    assert len(locks) >= 2
    assert [name for name in locks if re.search(r"https?:/{2}", (ROOT / name).read_text())] == []


IMPORT_ALL = """
import importlib, json, os, sys
seen = []
def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        writes = isinstance(mode, str) and set(mode) & set("wax+")
        opened = flags or 0
        if writes or opened & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            seen.append(f"open {path!r} {mode}")
    elif event.split(".")[0] in {"socket", "sqlite3", "subprocess"} or event in {
        "os.mkdir", "os.remove", "os.rename", "os.system", "os.putenv", "os.fork", "os.posix_spawn"
    }:
        seen.append(f"{event} {arguments!r}"[:200])
sys.addaudithook(watch)
for name in json.loads(sys.argv[1]):
    before = len(seen)
    importlib.import_module(name)
    for one in seen[before:]:
        print(f"{name}: {one}")
from tools.registry import Registry
"""


@pytest.mark.usefixtures("processes")
def test_nothing_happens_at_import(tmp_path: Path) -> None:
    """Import every module in an empty home: no file, no database, no process, no socket."""
    import json

    modules = [
        name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name in SOURCES
        if not name.startswith("schemas/migrations/")
        or name.endswith(("__init__.py", "guards.py", "own_yes_guards.py"))
    ]
    ran = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, json.dumps(modules)],
        cwd=tmp_path,
        env={
            "HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PATH": "/usr/bin:/bin",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == ""
    assert list(tmp_path.iterdir()) == []


def module_from(path: Path, source: str) -> ModuleType:
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


TOOL = '''
from schemas.effects import Effect
from tools.acts import LocalAct
from tools.registry import tool

@tool(Effect.READ)
def look(desk, name: str = ""):
    """Looks."""
'''
ACT = """
from tools.acts import LocalAct

class Paint(LocalAct):
    pass
"""


@pytest.mark.parametrize(("source", "called"), [(TOOL, "look"), (ACT, "Paint")], ids=["tool", "act"])
def test_a_duplicate_name_is_a_startup_error_that_names_both_files(
    tmp_path: Path, source: str, called: str
) -> None:
    modules = [module_from(tmp_path / f"fake_{called}_{n}.py", source) for n in ("first", "second")]
    with pytest.raises(BadConfiguration) as refused:
        Registry(modules)
    assert called in refused.value.message
    assert str(tmp_path / f"fake_{called}_first.py") in refused.value.message
    assert str(tmp_path / f"fake_{called}_second.py") in refused.value.message


def test_a_tool_without_words_is_a_startup_error_that_names_its_file(tmp_path: Path) -> None:
    silent = module_from(tmp_path / "fake_silent.py", TOOL.replace('    """Looks."""', "    return None"))
    with pytest.raises(BadConfiguration, match=r"look in .*fake_silent\.py has no docstring"):
        Registry([silent])


def test_a_stored_act_that_this_version_does_not_know_is_named(tmp_path: Path) -> None:
    registry = Registry([module_from(tmp_path / "fake_known.py", ACT)])
    assert type(registry.revive({"act": "Paint", "payload": {}})).__name__ == "Paint"
    with pytest.raises(BadConfiguration, match=r"'Plaster'.*[Rr]eject it"):
        registry.revive({"act": "Plaster", "payload": {}})


def test_the_acts_that_the_database_lets_win_are_acts_of_ours() -> None:
    """Compare the acts that the guard on `won` names: a renamed act would be locked out of its own rule."""
    import tools
    from schemas.migrations.versions import __path__ as versions
    from tools.registry import discover

    source = (Path(next(iter(versions))) / "0001_core.py").read_text(encoding="utf-8")
    named = set(re.findall(r'"(\w+)"', re.search(r"won_needs_a_yes\(\((.*?)\)\)", source).group(1)))  # type: ignore[union-attr]
    assert {"Win", "ImportPastWins"} <= named <= set(discover(tools).acts)
