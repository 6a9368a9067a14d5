"""A bench for the approvals tests: an office on each kind of database whose mail goes to a sandbox."""

from collections.abc import Iterator

import pytest
from sandbox import Bench
from undo_world import furnished

from entrypoints.bootstrap import Office, open_office
from schemas.identity import FixedClock

NOW = "2026-11-18T10:00:00-06:00"


@pytest.fixture
def bench(office: Office) -> Bench:
    return Bench.at(office)


@pytest.fixture
def sqlite_bench(sqlite_office: Office) -> Bench:
    return Bench.at(sqlite_office)


@pytest.fixture
def sqlite_world(sqlite_bench: Bench) -> Bench:
    """Return the bench as `world`, on SQLite alone."""
    return furnished(sqlite_bench)


@pytest.fixture
def world(bench: Bench) -> Bench:
    """See `furnished`."""
    return furnished(bench)


@pytest.fixture
def other(bench: Bench, environment: dict[str, str]) -> Iterator[Bench]:
    """Open a second worker on the same database, the same mailbox and the same machine clock."""
    office = open_office(now=NOW, environment=environment)
    assert isinstance(bench.machine, FixedClock)
    yield Bench.at(office, bench.sender, bench.machine)
    office.close()
