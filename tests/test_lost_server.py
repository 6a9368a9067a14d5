"""A run keeps its PostgreSQL server, and says so when it loses it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from test_architecture import ROOT

pytestmark = pytest.mark.usefixtures("processes")

TESTS = """
import os, shutil, signal, time
from pathlib import Path
import pytest
from sqlalchemy import create_engine, text
from urllib.parse import unquote

FOLDER = "SHOW data_directory"

def asked(server, question):
    engine = create_engine(server)
    with engine.connect() as connection:
        answer = connection.execute(text(question)).scalar_one()
    engine.dispose()
    return answer

def test_before(postgresql_server):
    assert asked(postgresql_server, "SELECT 1") == 1

def test_the_server_is_killed(postgresql_server):
    folder = Path(asked(postgresql_server, FOLDER))
    pid = int((folder / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGQUIT)
    ended = time.monotonic() + 30
    while (folder / "postmaster.pid").exists() and time.monotonic() < ended:
        pass

@pytest.mark.parametrize("number", range(20))
def test_after(postgresql_server, number):
    assert asked(postgresql_server, "SELECT 1") == 1
"""


def run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run pytest once more, with what the tests share."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", ROOT / "pyproject.toml", "-p", "conftest", *arguments],
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'tests'}:{os.environ.get('PYTHONPATH', '')}"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("processes", ["0", pytest.param("1", marks=pytest.mark.long)])
def test_a_run_that_loses_its_server_says_so_once_and_stops(tmp_path: Path, processes: str) -> None:
    (tmp_path / "test_lost.py").write_text(TESTS)
    ran = run("-n", processes, tmp_path / "test_lost.py")
    assert ran.returncode == 2, ran.stdout + ran.stderr
    assert ran.stdout.count("The PostgreSQL server of this run is gone") == 1
    assert "immediate shutdown request" in ran.stdout
    assert "1 failed, 2 passed" in ran.stdout


def test_a_run_that_begins_beside_it_leaves_the_server_alone(postgresql_server: str, tmp_path: Path) -> None:
    (tmp_path / "test_beside.py").write_text("def test_it(tmp_path): pass")
    ran = run("-n", "0", tmp_path / "test_beside.py")
    assert ran.returncode == 0, ran.stdout
    engine = create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")
    engine.dispose()
