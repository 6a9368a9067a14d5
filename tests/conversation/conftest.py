"""Offices with two customers to talk about: Maria Lopez with a leaky faucet, Tom Becker with a sewer line."""

from collections.abc import Iterator

import pytest
from talk import Talk

from entrypoints.bootstrap import Office


def furnished(office: Office) -> Talk:
    talk = Talk(office)
    maria = {
        "first_name": "Maria",
        "last_name": "Lopez",
        "phone": "512-555-0142",
        "email": "maria@example.com",
    }
    tom = {"first_name": "Tom", "last_name": "Becker", "phone": "512-555-0163", "email": "tom@example.com"}
    for person, address, title in (
        (maria, "123 Main St", "Leaky faucet"),
        (tom, "31 Elm St", "Sewer line repair"),
    ):
        added = talk.do("add_contact", **person, address=address)
        assert added.result is not None
        talk.do("open_lead", title=title, contact=added.result.data["contact_id"], estimated_value="300")
    return talk


@pytest.fixture
def talk(sqlite_office: Office) -> Talk:
    return furnished(sqlite_office)


@pytest.fixture
def talk_on_both(office: Office) -> Iterator[Talk]:
    """As `talk`, once on each kind of database."""
    yield furnished(office)
