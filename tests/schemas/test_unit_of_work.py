"""Transactions begin and end in one place, and a refused commit leaves no lock behind."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from furnished import CLOCK, NOW, Two, of_kind
from sqlalchemy.exc import IntegrityError

from schemas.database import Database, UnitOfWork, explained
from schemas.enums import InteractionType
from schemas.errors import Bug
from schemas.identity import TimeOrderedIds
from schemas.records import Contact, Interaction

pytestmark = pytest.mark.databases


@pytest.fixture(params=["sqlite", "postgresql"])
def two(request: pytest.FixtureRequest) -> Iterator[Two]:
    yield from of_kind(request)


def unit(two: Two) -> UnitOfWork:
    return UnitOfWork(two.database, two.own, CLOCK, TimeOrderedIds())


def contact(two: Two, **values: str) -> Contact:
    return Contact(business_id=two.own, contact_id=str(uuid4()), **values)


def test_a_commit_that_a_key_refuses_leaves_nothing_open(two: Two) -> None:
    work = unit(two)
    with pytest.raises(IntegrityError), work.writing() as session:
        session.add(contact(two, company_id="no-such-company"))
    assert not work.is_open
    other = Database(two.database.url.render_as_string(hide_password=False))
    elsewhere = UnitOfWork(other, two.own, CLOCK, TimeOrderedIds())
    for one in (elsewhere, work, elsewhere):
        with one.writing() as session:
            session.add(contact(two, first_name="Maria"))
    other.close()


def test_an_error_inside_leaves_nothing_written(two: Two) -> None:
    work = unit(two)
    with pytest.raises(ZeroDivisionError), work.writing() as session:
        made = contact(two, first_name="Maria")
        session.add(made)
        session.flush()
        raise ZeroDivisionError
    with work.reading() as session:
        assert session.get(Contact, (two.own, made.contact_id)) is None


def test_what_a_reader_changes_is_not_kept(two: Two) -> None:
    work = unit(two)
    with work.reading() as session:
        session.get_one(Contact, (two.own, two.mine["contacts"])).notes = "scribbled"
        session.flush()
    with work.reading() as session:
        assert session.get_one(Contact, (two.own, two.mine["contacts"])).notes != "scribbled"


def test_records_are_not_to_be_had_outside_of_a_transaction_nor_writers_inside_one(two: Two) -> None:
    work = unit(two)
    with pytest.raises(Bug, match="outside of a transaction"):
        _ = work.session
    with work.reading(), pytest.raises(Bug, match="inside another"), work.writing():
        pass


@pytest.mark.parametrize("words", ["the shed is locked", "no such table", "disk is full", "does not exist"])
def test_a_refused_row_is_not_mistaken_for_a_broken_database_by_the_words_it_holds(
    two: Two, words: str
) -> None:
    """Check it with PostgreSQL, which quotes the row that it refuses."""
    with pytest.raises(IntegrityError), unit(two).writing() as session:
        session.add(
            Interaction(
                business_id=two.own,
                interaction_id=str(uuid4()),
                type=InteractionType.NOTE,
                timestamp=NOW,
                body=words,
            )
        )


def test_what_nobody_foresaw_is_passed_on_as_it_is(two: Two) -> None:
    with pytest.raises(ZeroDivisionError), explained(two.database):
        raise ZeroDivisionError
