"""Copies of the pinned home on each kind of database: its SQL is read once, and brought up to date once."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from pinned_home import Copies, copy_files, load_postgresql, load_sqlite, run_on, url_of

from schemas.database import Database
from schemas.migrations import ensure_current


@pytest.fixture(scope="session")
def pinned_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home's SQLite database, brought up to date."""
    path = tmp_path_factory.mktemp("pinned") / "deskhand.db"
    load_sqlite(path)
    database = Database(f"sqlite:///{path}")
    ensure_current(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def pinned_postgresql(postgresql_server: str) -> str:
    """Return the name of the home's PostgreSQL database, brought up to date."""
    load_postgresql(postgresql_server, "pinned")
    database = Database(url_of(postgresql_server, "pinned"))
    ensure_current(database)
    database.close()
    return "pinned"


@pytest.fixture(params=["sqlite", "postgresql"])
def pinned(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Copies]:
    """Make the environment of one more copy of the home, once on each kind of database."""
    names: list[str] = []
    kind: str = request.param
    template = request.getfixturevalue(f"pinned_{kind}")
    server: str = request.getfixturevalue("postgresql_server") if kind == "postgresql" else ""

    def copied() -> dict[str, str]:
        home = tmp_path / f"home-{len(names)}"
        copy_files(home)
        names.append(f"pinned_{uuid4().hex[:12]}")
        if kind == "sqlite":
            shutil.copy(template, home / "deskhand.db")
            return {"DESKHAND_HOME": str(home)}
        run_on(server, f"CREATE DATABASE {names[-1]} TEMPLATE {template}")
        return {"DESKHAND_HOME": str(home), "DESKHAND_DATABASE_URL": url_of(server, names[-1])}

    yield copied
    for name in names if server else ():
        run_on(server, f"DROP DATABASE {name} WITH (FORCE)")
