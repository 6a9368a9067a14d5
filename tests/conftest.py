"""The common fixtures: homes on real SQLite and PostgreSQL databases, and a clock that stands still."""

import gc
import os
import platform
import re
import shutil
import subprocess
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import left_out
import pytest
from postgresql_server import EndsTheRunWithoutIt, running
from rivera import NOW, Do, OpenFurnished

from agent.models.reader.threads import keep_to_one_thread
from entrypoints.bootstrap import Office, open_office
from entrypoints.demo.premises import RIVERA
from entrypoints.founding import set_up
from schemas.database import Database
from schemas.effects import Call, Outcome
from schemas.migrations import ensure_current

IN_MEMORY = Path("/dev/shm")
ROOM_NEEDED = 4 * 1024**3
COPIED = "STRATEGY FILE_COPY"
"""The way in which PostgreSQL copies a database for a test: file by file, not page by page through its log, in half the time."""


def pytest_configure(config: pytest.Config) -> None:
    """Put the tests' homes into memory where there is room: every commit waits for the disk otherwise.

    What a killed process leaves behind is the same there; what a power cut would leave is not tested at all.
    """
    keep_to_one_thread()  # A test may have numpy loaded before it opens an office.
    platform.platform()  # The OpenAI client asks for it, and the first to ask in a process starts `uname`.
    if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM_NEEDED:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))
    config.pluginmanager.register(left_out)


NOT_AT_THE_DESK = {"postgresql_server", "chromium_running", "emulator", "processes"}
"""Fixtures that start something beside the test's own process."""
ON_EACH_DATABASE = {"environment", "pinned"}
"""Fixtures that stand for a home on each kind of database."""
OF_THE_DESK = set(
    re.findall(r"^DESK := (.+)$", (Path(__file__).parents[1] / "Makefile").read_text(encoding="utf-8"), re.M)[
        0
    ].split()
)
"""The folders of tests that `make quick` runs: of what is asked for and said, and of what comes of it."""
EACH_AT_THE_DESK = 4
"""Of a test's cases, `make quick` takes each fourth."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by what it asks for, so that `make quick` and `make long` need no list.

    What runs on each kind of database runs on PostgreSQL in `make long` alone, unless it is marked `databases`; of a test's
    cases that are marked `sampled(n)`, every run takes each n-th and `make long` the others.
    """
    sampled: Counter[str] = Counter()
    at_the_desk: Counter[str] = Counter()
    for item in items:
        assert isinstance(item, pytest.Function)
        function = item.nodeid.split("[")[0]
        asked = set(item.fixturenames)
        values = item.callspec.params.values() if hasattr(item, "callspec") else ()
        on_postgresql = "postgresql" in values
        if on_postgresql and asked & ON_EACH_DATABASE and item.get_closest_marker("databases") is None:
            item.add_marker(pytest.mark.long)
        sample = item.get_closest_marker("sampled")
        if sample is not None:
            if sampled[function] % sample.args[0]:
                item.add_marker(pytest.mark.long)
            sampled[function] += 1
        if (
            OF_THE_DESK & set(item.nodeid.split("::")[0].split("/"))
            and not on_postgresql
            and not asked & NOT_AT_THE_DESK
            and item.get_closest_marker("long") is None
            and item.get_closest_marker("broad") is None
        ):
            if at_the_desk[function] % EACH_AT_THE_DESK == 0:
                item.add_marker(pytest.mark.desk)
            at_the_desk[function] += 1


def pytest_collection_finish() -> None:
    """Look for garbage less often, and never among what was collected: that stands for the whole run."""
    gc.freeze()
    gc.set_threshold(20_000, 20)


@pytest.fixture(scope="session")
def processes() -> None:
    """Mark a test that starts programs of its own; `make quick` leaves it out."""


@pytest.fixture(autouse=True)
def starts_nothing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test of the desk that starts a program: it has to ask for `processes`."""
    if request.node.get_closest_marker("desk"):
        monkeypatch.setattr(subprocess, "Popen", _refused)


@pytest.fixture(autouse=True)
def leaves_nothing_traced() -> Iterator[None]:
    """Fail a test that leaves Python's tracing on: everything after it in that process would take five times as
    long.
    """
    yield
    if tracemalloc.is_tracing():
        tracemalloc.stop()
        pytest.fail("left tracemalloc on")


def _refused(*command: Any, **_options: Any) -> None:
    pytest.fail(f"started {command[0]} without asking for the fixture `processes`")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated, empty SQLite database, to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    ensure_current(database)
    _into_one_file(database)
    return path


@pytest.fixture(scope="session")
def sqlite_founded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite database that holds Rivera Plumbing and nothing else, to copy."""
    home = tmp_path_factory.mktemp("founded")
    shutil.copy(sqlite_template, home / "deskhand.db")
    set_up(RIVERA, now=NOW, environment={"DESKHAND_HOME": str(home)})
    _into_one_file(Database(f"sqlite:///{home / 'deskhand.db'}"))
    return home / "deskhand.db"


def _into_one_file(database: Database) -> None:
    """Close a database with nothing left in its log, so that its file alone can be copied."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


@pytest.fixture(scope="session")
def postgresql_server(pytestconfig: pytest.Config) -> Iterator[str]:
    """Run a real PostgreSQL server for this test run, and yield the URL of its first database."""
    with running() as server:
        pytestconfig.pluginmanager.register(EndsTheRunWithoutIt(server))
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """Return the name of a migrated, empty PostgreSQL database, to copy."""
    _run_on(postgresql_server, "CREATE DATABASE template_desk")
    database = Database(_database_url(postgresql_server, "template_desk"))
    ensure_current(database)
    database.close()
    return "template_desk"


@pytest.fixture(scope="session")
def postgresql_founded(
    postgresql_server: str, postgresql_template: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Return the name of a PostgreSQL database that holds Rivera Plumbing and nothing else, to copy."""
    _run_on(postgresql_server, f"CREATE DATABASE founded_desk TEMPLATE {postgresql_template} {COPIED}")
    home = str(tmp_path_factory.mktemp("founded"))
    url = _database_url(postgresql_server, "founded_desk")
    set_up(RIVERA, now=NOW, environment={"DESKHAND_HOME": home, "DESKHAND_DATABASE_URL": url})
    return "founded_desk"


def _database_url(server: str, name: str) -> str:
    return server.replace("/postgres?", f"/{name}?")


def _run_on(server: str, statement: str) -> None:
    from sqlalchemy import create_engine

    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which the home of each test stands, one after the other.

    A database that is opened again at the same address finds its statements compiled, which takes longer than most tests.
    """
    return tmp_path_factory.mktemp("place") / "home"


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, place: Path) -> Iterator[dict[str, str]]:
    """Yield the environment of a home, once on each kind of database: Rivera Plumbing's where the test asks for
    its office.

    Else the database is empty. It goes when the test does: thousands of copies would fill the machine's memory.
    """
    founded = bool({"office", "furnished_office"} & set(request.fixturenames))
    if request.param == "sqlite":
        yield _home_of(place, request.getfixturevalue("sqlite_founded" if founded else "sqlite_template"))
        return
    server: str = request.getfixturevalue("postgresql_server")
    template: str = request.getfixturevalue("postgresql_founded" if founded else "postgresql_template")
    home, url = _emptied(place), _database_url(server, "desk")
    _run_on(server, f"CREATE DATABASE desk TEMPLATE {template} {COPIED}")
    yield {"DESKHAND_HOME": str(home), "DESKHAND_DATABASE_URL": url}
    Database(url).close()
    _run_on(server, "DROP DATABASE desk WITH (FORCE)")


@pytest.fixture
def empty_postgresql(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    """Yield the address of a migrated, empty PostgreSQL database of the test's own."""
    name = f"empty_{uuid4().hex[:12]}"
    _run_on(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {postgresql_template} {COPIED}")
    yield _database_url(postgresql_server, name)
    _run_on(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_environment(request: pytest.FixtureRequest, place: Path) -> dict[str, str]:
    """Return the environment on SQLite alone, for tests to which no database matters."""
    founded = "sqlite_office" in request.fixturenames
    return _home_of(place, request.getfixturevalue("sqlite_founded" if founded else "sqlite_template"))


FurnishOnce = Callable[[Callable[[Office], Any]], tuple[Path, Any]]


@pytest.fixture(scope="session")
def furnished_once(sqlite_founded: Path, tmp_path_factory: pytest.TempPathFactory) -> FurnishOnce:
    """Make an SQLite database to copy: Rivera Plumbing's, with what a function puts into it, and what that returned.

    Each function puts it in once a session.
    """

    @cache
    def furnished(furnish: Callable[[Office], Any]) -> tuple[Path, Any]:
        home = tmp_path_factory.mktemp("furnished")
        shutil.copy(sqlite_founded, home / "deskhand.db")
        office = open_office(now=NOW, environment={"DESKHAND_HOME": str(home)})
        returned = furnish(office)
        office.close()
        _into_one_file(Database(f"sqlite:///{home / 'deskhand.db'}"))
        return home / "deskhand.db", returned

    return furnished


@pytest.fixture
def furnished_office(
    request: pytest.FixtureRequest, environment: dict[str, str], furnished_once: FurnishOnce
) -> Iterator[OpenFurnished[Any]]:
    """Open Rivera Plumbing with what a function puts into it, on each kind of database; on SQLite, a copy."""
    with ExitStack() as opened:

        def open_furnished(furnish: Callable[[Office], Any]) -> tuple[Office, Any]:
            if "DESKHAND_DATABASE_URL" not in environment:
                return _copied(furnish, furnished_once, environment, opened)
            office = opened.enter_context(closing(open_office(now=NOW, environment=environment)))
            return office, furnish(office)

        yield open_furnished


@pytest.fixture
def sqlite_furnished_office(
    sqlite_environment: dict[str, str], furnished_once: FurnishOnce
) -> Iterator[OpenFurnished[Any]]:
    """Open as `furnished_office`, on SQLite alone."""
    with ExitStack() as opened:
        yield lambda furnish: _copied(furnish, furnished_once, sqlite_environment, opened)


def _copied(
    furnish: Callable[[Office], Any], once: FurnishOnce, environment: dict[str, str], opened: ExitStack
) -> tuple[Office, Any]:
    database, returned = once(furnish)
    shutil.copy(database, Path(environment["DESKHAND_HOME"]) / "deskhand.db")
    return opened.enter_context(closing(open_office(now=NOW, environment=environment))), returned


def _home_of(place: Path, template: Path) -> dict[str, str]:
    """Return the environment of a new home with a copy of an SQLite database."""
    Database(f"sqlite:///{place / 'deskhand.db'}").close()
    shutil.copy(template, _emptied(place) / "deskhand.db")
    return {"DESKHAND_HOME": str(place)}


def _emptied(place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    return place


@pytest.fixture
def office(environment: dict[str, str]) -> Iterator[Office]:
    """Open Rivera Plumbing at 10:00 on Wednesday, 2026-11-18, on each kind of database."""
    yield from _opened(environment)


@pytest.fixture
def sqlite_office(sqlite_environment: dict[str, str]) -> Iterator[Office]:
    """Open Rivera Plumbing on SQLite alone."""
    yield from _opened(sqlite_environment)


def _opened(environment: dict[str, str]) -> Iterator[Office]:
    opened = open_office(now=NOW, environment=environment)
    yield opened
    opened.close()


@pytest.fixture
def do(office: Office) -> Do:
    """Submit a call by the owner's hand: `do("add_contact", first_name="Maria")`."""
    return _submitter(office)


@pytest.fixture
def sqlite_do(sqlite_office: Office) -> Do:
    """Submit as `do`, on SQLite alone."""
    return _submitter(sqlite_office)


def _submitter(office: Office) -> Do:
    def submit(tool: str, **arguments: Any) -> Outcome:
        return office.gate.submit(office.desk("cli"), Call(tool=tool, arguments=arguments))

    return submit
