"""What the tests share: homes on real SQLite and PostgreSQL databases, and a clock that stands still."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import left_out
import pytest
from postgresql_server import EndsTheRunWithoutIt, running
from rivera import NOW, RIVERA, Do

from entrypoints.bootstrap import Office, open_office
from entrypoints.founding import set_up
from schemas.database import Database
from schemas.effects import Call, Outcome
from schemas.migrations import ensure_current

IN_MEMORY = Path("/dev/shm")
ROOM_NEEDED = 4 * 1024**3


def pytest_configure(config: pytest.Config) -> None:
    """Puts the tests' homes into memory where there is room: every commit waits for the disk otherwise.

    What a killed process leaves behind is the same there; what a power cut would leave is not tested at all.
    """
    if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM_NEEDED:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))
    config.pluginmanager.register(left_out)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database, to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    ensure_current(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgresql_server(pytestconfig: pytest.Config) -> Iterator[str]:
    """A real PostgreSQL server of this test run; the URL of its first database."""
    with running() as server:
        pytestconfig.pluginmanager.register(EndsTheRunWithoutIt(server))
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a migrated, empty PostgreSQL database, to copy."""
    _run_on(postgresql_server, "CREATE DATABASE template_desk")
    database = Database(_database_url(postgresql_server, "template_desk"))
    ensure_current(database)
    database.close()
    return "template_desk"


def _database_url(server: str, name: str) -> str:
    return server.replace("/postgres?", f"/{name}?")


def _run_on(server: str, statement: str) -> None:
    from sqlalchemy import create_engine

    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a home with an empty database, once on each kind of database.

    The database goes when the test does: thousands of copies would fill the machine's memory.
    """
    if request.param == "sqlite":
        (tmp_path / "home").mkdir()
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "home" / "deskhand.db")
        yield {"DESKHAND_HOME": str(tmp_path / "home")}
        return
    server: str = request.getfixturevalue("postgresql_server")
    template: str = request.getfixturevalue("postgresql_template")
    name = f"desk_{uuid4().hex[:12]}"
    _run_on(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield {"DESKHAND_HOME": str(tmp_path / "home"), "DESKHAND_DATABASE_URL": _database_url(server, name)}
    _run_on(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_postgresql(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    """The address of a migrated, empty PostgreSQL database of the test's own."""
    name = f"empty_{uuid4().hex[:12]}"
    _run_on(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
    yield _database_url(postgresql_server, name)
    _run_on(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_environment(sqlite_template: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a home with an empty SQLite database, for what no database matters to."""
    (tmp_path / "home").mkdir()
    shutil.copy(sqlite_template, tmp_path / "home" / "deskhand.db")
    return {"DESKHAND_HOME": str(tmp_path / "home")}


@pytest.fixture
def office(environment: dict[str, str]) -> Iterator[Office]:
    """Rivera Plumbing at 10:00 on Wednesday, 2026-11-18, on each kind of database."""
    yield from _opened(environment)


@pytest.fixture
def sqlite_office(sqlite_environment: dict[str, str]) -> Iterator[Office]:
    """Rivera Plumbing on SQLite alone."""
    yield from _opened(sqlite_environment)


def _opened(environment: dict[str, str]) -> Iterator[Office]:
    set_up(RIVERA, now=NOW, environment=environment)
    opened = open_office(now=NOW, environment=environment)
    yield opened
    opened.close()


@pytest.fixture
def do(office: Office) -> Do:
    """Submits a call by the owner's hand: `do("add_contact", first_name="Maria")`."""
    return _submitter(office)


@pytest.fixture
def sqlite_do(sqlite_office: Office) -> Do:
    """As `do`, on SQLite alone."""
    return _submitter(sqlite_office)


def _submitter(office: Office) -> Do:
    def submit(tool: str, **arguments: Any) -> Outcome:
        return office.gate.submit(office.desk("cli"), Call(tool=tool, arguments=arguments))

    return submit
