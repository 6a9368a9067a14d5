"""Every record has a version, which each change raises by one; a change of what is no longer so is refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from furnished import CLOCK, NOW, Two, of_kind
from sqlalchemy import event
from sqlalchemy.orm.exc import StaleDataError

from entrypoints.bootstrap import Office
from schemas.database import ScopedSession, UnitOfWork
from schemas.effects import Call, OutcomeKind
from schemas.identity import TimeOrderedIds
from schemas.records import Contact, PermanentRow

pytestmark = pytest.mark.databases


@pytest.fixture(params=["sqlite", "postgresql"])
def two(request: pytest.FixtureRequest) -> Iterator[Two]:
    yield from of_kind(request)


def kept(session: ScopedSession, kind: Any, key: str) -> PermanentRow:
    found: PermanentRow = session.get_one(kind, (session.business_id, key))
    return found


def test_each_change_of_any_record_raises_its_version_by_one(two: Two) -> None:
    work = UnitOfWork(two.database, two.own, CLOCK, TimeOrderedIds())
    for kind in PermanentRow.__subclasses__():
        table = str(kind.__tablename__)
        for expected in (1, 2, 3):
            with work.writing() as session:
                row = kept(session, kind, two.mine[table])
                assert row.version == expected, table
                row.created_at = NOW.replace(hour=expected)
        with work.writing() as session:
            row = kept(session, kind, two.mine[table])
            row.created_at = NOW.replace(hour=3)
        with work.reading() as session:
            assert kept(session, kind, two.mine[table]).version == 4, f"{table}: nothing was changed"


def test_a_row_that_is_changed_beside_the_session_is_not_written_over(two: Two) -> None:
    work = UnitOfWork(two.database, two.own, CLOCK, TimeOrderedIds())
    with pytest.raises(StaleDataError), work.writing() as session:
        row = kept(session, Contact, two.mine["contacts"])
        session.connection().exec_driver_sql("UPDATE contacts SET notes = 'theirs', version = version + 1")
        assert isinstance(row, Contact)
        row.notes = "mine"
        session.flush()
    with work.reading() as session:
        row = kept(session, Contact, two.mine["contacts"])
        assert isinstance(row, Contact)
        assert row.notes not in {"mine", "theirs"}


@contextmanager
def changed_by_another_hand(office: Office, table: str) -> Iterator[None]:
    """Raise the version of a table's rows right before a statement that changes one."""
    engine = office.database.engine

    def before(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(f"UPDATE {table} SET"):
            cursor.execute(f"UPDATE {table} SET version = version + 1")

    event.listen(engine, "before_cursor_execute", before)
    yield
    event.remove(engine, "before_cursor_execute", before)


def test_whoever_comes_too_late_hears_so_and_changes_nothing(office: Office) -> None:
    def submit(tool: str, **arguments: Any) -> Any:
        return office.gate.submit(office.desk("cli"), Call(tool=tool, arguments=arguments))

    submit("add_contact", first_name="Maria", last_name="Lopez", phone="512-555-0142")
    with changed_by_another_hand(office, "contacts"):
        outcome = submit("update_contact", contact="Maria", address="12 Oak St")
    assert outcome.kind == OutcomeKind.REFUSED
    assert outcome.problem["message"].startswith("Somebody else changed it at the same moment.")
    assert submit("show_contact", contact="Maria").result.data["address"] is None
    assert submit("update_contact", contact="Maria", address="12 Oak St").kind == OutcomeKind.DONE
    assert submit("show_contact", contact="Maria").result.data["address"] == "12 Oak St"
