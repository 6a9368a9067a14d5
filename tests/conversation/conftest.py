"""Offices with two customers to talk about: Maria Lopez with a leaky faucet, Tom Becker with a sewer line."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rivera import NOW
from talk import Talk, furnished

from entrypoints.bootstrap import Office, open_office


@pytest.fixture(scope="session")
def two_customers(furnished_once: Callable[[Callable[[Office], object]], Path]) -> Path:
    """Return the database of an office with the two customers, to copy."""
    return furnished_once(furnished)


@pytest.fixture
def talk(two_customers: Path, sqlite_environment: dict[str, str]) -> Iterator[Talk]:
    shutil.copy(two_customers, Path(sqlite_environment["DESKHAND_HOME"]) / "deskhand.db")
    office = open_office(now=NOW, environment=sqlite_environment)
    yield Talk(office)
    office.close()


@pytest.fixture
def talk_on_both(office: Office) -> Iterator[Talk]:
    """Furnish as `talk`, once on each kind of database."""
    yield furnished(office)
