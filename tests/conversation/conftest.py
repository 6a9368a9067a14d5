"""Offices with two customers to talk about: Maria Lopez with a leaky faucet, Tom Becker with a sewer line."""

from collections.abc import Iterator

import pytest
from talk import Talk, furnished

from entrypoints.bootstrap import Office


@pytest.fixture
def talk(sqlite_office: Office) -> Talk:
    return furnished(sqlite_office)


@pytest.fixture
def talk_on_both(office: Office) -> Iterator[Talk]:
    """Furnish as `talk`, once on each kind of database."""
    yield furnished(office)
