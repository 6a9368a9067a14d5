"""Offices with a practice company: on each kind of database, and on SQLite alone for what no database matters to."""

from collections.abc import Iterator

import pytest
from quickbooks_practice import Practising, bench_for

from entrypoints.bootstrap import Office


@pytest.fixture
def books(office: Office) -> Iterator[Practising]:
    """Connect the books, on each kind of database."""
    yield from bench_for(office)


@pytest.fixture
def sqlite_books(sqlite_office: Office) -> Iterator[Practising]:
    """Connect the books, on SQLite alone."""
    yield from bench_for(sqlite_office)
