"""A bench for the approvals tests: an office on each kind of database whose mail goes to a sandbox."""

from collections.abc import Iterator

import pytest
from rivera import OpenFurnished
from sandbox import Bench
from undo_world import furnish

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
def sqlite_world(sqlite_furnished_office: OpenFurnished[None]) -> Bench:
    """Return the bench as `world`, on SQLite alone."""
    return the_day_after(*sqlite_furnished_office(furnish))


@pytest.fixture
def world(furnished_office: OpenFurnished[None]) -> Bench:
    """Return a bench at what `furnish` puts on record, the day after."""
    return the_day_after(*furnished_office(furnish))


def the_day_after(office: Office, _furnished: None) -> Bench:
    bench = Bench.at(office)
    bench.tomorrow()
    return bench


@pytest.fixture
def other(bench: Bench, environment: dict[str, str]) -> Iterator[Bench]:
    """Open a second worker on the same database, the same mailbox and the same machine clock."""
    office = open_office(now=NOW, environment=environment)
    assert isinstance(bench.machine, FixedClock)
    yield Bench.at(office, bench.sender, bench.machine)
    office.close()
