"""Offices with two customers to talk about: Maria Lopez with a leaky faucet, Tom Becker with a sewer line."""

import pytest
from rivera import OpenFurnished
from talk import Talk, furnished


@pytest.fixture
def talk(sqlite_furnished_office: OpenFurnished[Talk]) -> Talk:
    office, _ = sqlite_furnished_office(furnished)
    return Talk(office)


@pytest.fixture
def talk_on_both(furnished_office: OpenFurnished[Talk]) -> Talk:
    """Furnish as `talk`, once on each kind of database."""
    office, _ = furnished_office(furnished)
    return Talk(office)
