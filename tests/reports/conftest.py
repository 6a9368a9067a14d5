"""Mornings at Rivera Plumbing, on each kind of database and on SQLite alone."""

import pytest
from mornings import Mornings

from entrypoints.bootstrap import Office


@pytest.fixture
def mornings(office: Office) -> Mornings:
    return Mornings(office)


@pytest.fixture
def sqlite_mornings(sqlite_office: Office) -> Mornings:
    return Mornings(sqlite_office)
