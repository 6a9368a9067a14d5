"""The scope rides on statements as one option; SQLAlchemy's cache of compiled statements must never mix scopes up."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from entrypoints.bootstrap import Office
from entrypoints.founding import NewBusiness
from entrypoints.founding import _add_business as add_business
from schemas.database import SEES_VOIDED, ScopedSession
from schemas.identity import TimeOrderedIds
from schemas.records import Contact, Phone

pytestmark = pytest.mark.databases


def _contact(session: ScopedSession, name: str, **values: Any) -> str:
    contact_id = TimeOrderedIds()()
    session.add(Contact(business_id=session.business_id, contact_id=contact_id, first_name=name, **values))
    return contact_id


def _names(session: ScopedSession) -> list[str]:
    return sorted(session.exec(select(Contact.first_name)).all())


def _names_aliased(session: ScopedSession) -> list[str]:
    other = aliased(Contact)
    return sorted(session.exec(select(other.first_name)).all())


def _names_of_entities(session: ScopedSession) -> list[str]:
    return sorted(one.first_name for one in session.exec(select(Contact)))


def _names_in_subquery(session: ScopedSession) -> list[str]:
    inner = select(Contact.contact_id, Contact.first_name).subquery()
    return sorted(session.exec(select(inner.c.first_name)).all())


def _names_joined(session: ScopedSession) -> list[str]:
    """Return the names of a join of two aliases that has no condition on the business."""
    one, two = aliased(Contact), aliased(Contact)
    joined = select(two.first_name).join(one, col(one.last_name) == col(two.last_name))
    return sorted(set(session.exec(joined).all()))


def _names_joined_to_an_alias(session: ScopedSession) -> list[str]:
    """Return the names where the alias stands beside the table: a criterion on the wrong one of them would
    still run.
    """
    two = aliased(Contact)
    joined = (
        select(two.first_name).select_from(Contact).join(two, col(two.last_name) == col(Contact.last_name))
    )
    return sorted(set(session.exec(joined).all()))


def _names_joined_outside(session: ScopedSession) -> list[str]:
    two = aliased(Contact)
    on = col(two.last_name) == col(Contact.last_name)
    joined = select(two.first_name).select_from(Contact).join(two, on, isouter=True)
    return sorted({name for name in session.exec(joined).all() if name is not None})


def _counted(session: ScopedSession) -> list[str]:
    counted = session.exec(select(func.count()).select_from(Contact)).one()
    return ["?"] * counted


ASKED = [
    _names,
    _names_aliased,
    _names_of_entities,
    _names_in_subquery,
    _names_joined,
    _names_joined_to_an_alias,
    _names_joined_outside,
    _counted,
]


@pytest.fixture
def two(office: Office) -> Callable[[int], ScopedSession]:
    """Return a session of the first or the second business of one database, each with a live and a voided
    contact.
    """
    with Session(office.database.writing_engine) as unscoped:
        second = add_business(unscoped, NewBusiness(name="Other"), "UTC", office.clock).business_id
        unscoped.commit()
    ids = (office.business.business_id, second)

    def session(number: int) -> ScopedSession:
        return ScopedSession(office.database.writing_engine, ids[number], office.clock)

    for number, name in enumerate(("first", "second")):
        with session(number) as opened:
            _contact(opened, name, last_name="Lee")
            _contact(opened, f"voided {name}", last_name="Lee", voided_at=office.clock.now())
            opened.commit()
    return session


@pytest.mark.parametrize("asked", ASKED)
def test_a_statement_compiled_for_one_business_shows_nothing_of_it_to_another(
    two: Callable[[int], ScopedSession], asked: Callable[[ScopedSession], list[str]]
) -> None:
    for number in (0, 1, 0, 1, 1, 0):
        name = ("first", "second")[number]
        with two(number) as session:
            assert asked(session) in ([name], ["?"])


def test_a_statement_that_may_see_voided_rows_opens_nothing_to_the_next_one(
    two: Callable[[int], ScopedSession],
) -> None:
    asked = select(Contact.first_name)
    for _ in range(2):
        with two(1) as session:
            both = session.exec(asked, execution_options={SEES_VOIDED: True}).all()
            assert sorted(both) == ["second", "voided second"]
            assert _names(session) == ["second"]


def test_an_update_compiled_for_one_business_changes_nothing_of_another(
    two: Callable[[int], ScopedSession],
) -> None:
    for number, note in ((0, "a"), (1, "b"), (0, "c")):
        with two(number) as session:
            session.execute(update(Contact).values(notes=note))
            session.commit()
    kept = []
    for number in (0, 1):
        with two(number) as session:
            kept += session.exec(select(Contact.notes)).all()
    assert kept == ["c", "b"]


def test_a_row_of_another_business_is_not_got_by_its_key(two: Callable[[int], ScopedSession]) -> None:
    with two(0) as session:
        theirs = session.exec(select(Contact)).one()
    with two(1) as session:
        assert session.get(Contact, (theirs.business_id, theirs.contact_id)) is None


def test_the_same_look_up_is_compiled_once_a_business(office: Office, do: Callable[..., Any]) -> None:
    """Check what makes the scope cheap: sessions of one business share compiled statements."""
    do("add_contact", first_name="Maria", phone="512-555-0142")
    cache = office.database.engine._compiled_cache
    assert cache is not None
    before = None
    for _ in range(3):
        with ScopedSession(office.database.engine, office.business.business_id, office.clock) as session:
            session.exec(select(Phone).where(col(Phone.number) == "+15125550142")).one()
        after = len(cache)
        assert before in (None, after)
        before = after


def test_a_changed_scope_is_not_taken_from_a_moment_ago(two: Callable[[int], ScopedSession]) -> None:
    """Check that a contact that is voided between two runs of one statement is gone from the second."""
    with two(0) as session:
        found = session.exec(select(Contact)).one()
        found.voided_at = session.clock.now() + timedelta(seconds=1)
        session.commit()
        assert _names(session) == []
