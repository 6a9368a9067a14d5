"""Another business's rows are out of reach, for every table: through the session, the keys, the query modules."""

import inspect
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from furnished import CLOCK, KINDS, NOW, TABLES, UNSET, Two, key_column, links, of_kind, one_row_each
from looping import for_each
from sqlalchemy import delete as orm_delete
from sqlalchemy import exists, func, literal, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from agent.approvals import queries
from schemas.enums import ApprovalStatus
from schemas.errors import Bug
from schemas.records import Approval, OutboxRow

ALL = sorted(TABLES)
OWNED = sorted(set(TABLES) - {"businesses"})


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def two(request: pytest.FixtureRequest) -> Iterator[Two]:
    yield from of_kind(request)


@pytest.fixture(autouse=True)
def nothing_of_theirs_changes(two: Two) -> Iterator[None]:
    before = snapshot(two)
    yield
    assert snapshot(two) == before


def snapshot(two: Two) -> dict[str, Any]:
    with two.database.engine.connect() as connection:
        return {
            name: connection.execute(table.select().order_by(*table.primary_key.columns)).all()
            for name, table in TABLES.items()
        }


def key(two: Two, table: str, *, theirs: bool) -> Any:
    business, ids = (two.other, two.theirs) if theirs else (two.own, two.mine)
    return business if table == "businesses" else (business, ids[table])


@for_each("table", ALL)
def test_a_row_of_another_business_is_not_got_by_its_key(two: Two, table: str) -> None:
    with two.session() as session:
        assert session.get(KINDS[table], key(two, table, theirs=True)) is None
        assert session.get(KINDS[table], key(two, table, theirs=False)) is not None


def asked(table: str) -> list[Any]:
    """Return statements that ask for the business of every row of a table, in every shape that a tool could use."""
    kind = KINDS[table]
    one, other = aliased(kind), aliased(kind)
    inner = select(kind.business_id).subquery()
    cte = select(one.business_id).cte()
    grouped = select(kind.business_id, func.count()).group_by(kind.business_id)
    return [
        select(kind),
        select(kind.business_id),
        select(one),
        select(one.business_id),
        select(other.business_id).join_from(one, other, true()),
        select(other.business_id).join_from(one, other, true(), isouter=True),
        select(other.business_id).join_from(kind, other, true()),
        select(kind.business_id, other.business_id).where(kind.business_id <= other.business_id),
        select(kind.business_id, other.business_id).where(kind.business_id >= other.business_id),
        select(inner.c.business_id),
        select(cte.c.business_id),
        select(kind.business_id).union_all(select(one.business_id)),
        select(select(func.max(other.business_id)).scalar_subquery()),
        select(select(func.min(other.business_id)).scalar_subquery()),
        select(func.max(kind.business_id)),
        select(func.min(one.business_id)),
        grouped,
        select(kind.business_id).distinct(),
        select(kind).where(true()).order_by(kind.business_id.desc()),
        select(kind.business_id).with_for_update(),
    ]


@for_each("table", ALL)
def test_no_shape_of_question_shows_another_business(two: Two, table: str) -> None:
    for statement in asked(table):
        with two.session() as session:
            seen = {
                getattr(value, "business_id", value) for row in session.execute(statement) for value in row
            }
            assert two.other not in seen, str(statement)
            assert two.own in seen, str(statement)


@for_each("table", ALL)
def test_no_question_learns_whether_another_business_has_a_row(two: Two, table: str) -> None:
    kind, other = KINDS[table], aliased(KINDS[table])
    there = exists().where(other.business_id == two.other)
    among = kind.business_id.in_(select(other.business_id).where(other.business_id == two.other))
    with two.session() as session:
        assert session.execute(select(func.count()).select_from(kind)).scalar_one() == 1
        assert session.execute(select(func.count()).select_from(other)).scalar_one() == 1
        assert session.execute(select(literal(1)).where(there)).first() is None
        assert session.execute(select(kind).where(there.correlate(None))).first() is None
        assert session.execute(select(kind).where(among)).first() is None
        assert session.execute(select(kind).where(kind.business_id == two.other)).first() is None


@for_each("table", OWNED)
def test_a_join_across_tables_stays_within_the_business(two: Two, table: str) -> None:
    for target in sorted(set(links(table).values()) - {table}):
        here, there = aliased(KINDS[table]), aliased(KINDS[target])
        with two.session() as session:
            rows = session.execute(
                select(here.business_id, there.business_id).join_from(here, there, true())
            ).all()
            assert rows == [(two.own, two.own)], target


@for_each("table", ALL)
def test_an_update_or_delete_reaches_none_of_another_businesses_rows(two: Two, table: str) -> None:
    kind = KINDS[table]
    column = next(
        c for c in TABLES[table].columns if not c.primary_key and c.name not in {"status", "number"}
    )
    attribute = getattr(kind, column.name)
    for synchronize in (False, "fetch", "evaluate"):
        with two.session() as session:
            changed = session.execute(
                update(kind).where(kind.business_id == two.other).values({column.name: attribute}),
                execution_options={"synchronize_session": synchronize},
            )
            assert changed.rowcount == 0
            removed = session.execute(
                orm_delete(kind).where(kind.business_id == two.other),
                execution_options={"synchronize_session": synchronize},
            )
            assert removed.rowcount == 0
            session.commit()


@for_each("table", ALL)
def test_a_row_of_another_business_is_not_written(two: Two, table: str) -> None:
    """Try a new row, one got hold of elsewhere, one of ours given away and one of theirs taken."""
    kind = KINDS[table]
    with two.session() as session, pytest.raises(Bug, match="another business"):
        session.add(one_row_each(two.other)[table])
        session.flush()
    if table == "businesses":
        return
    with two.session() as session, pytest.raises(Bug, match="another business"):
        session.get_one(kind, key(two, table, theirs=False)).business_id = two.other
        session.flush()
    with Session(two.database.engine, expire_on_commit=False) as unscoped:
        theirs = unscoped.get_one(kind, key(two, table, theirs=True))
    column = next(c.name for c in TABLES[table].columns if not c.primary_key)
    with two.session() as session, pytest.raises(Bug, match="another business"):
        session.add(theirs)
        setattr(theirs, column, getattr(one_row_each(two.own)[table], column, None))
        theirs.business_id = two.own
        session.flush()


@for_each("table", ALL)
def test_no_row_is_deleted_through_the_session(two: Two, table: str) -> None:
    with two.session() as session, pytest.raises(Bug, match="nothing ever is"):
        session.delete(session.get_one(KINDS[table], key(two, table, theirs=False)))
        session.flush()


LINKS = [
    (table, column, target)
    for table in ALL
    for column, target in sorted(links(table).items())
    if column != key_column(table)
]
"""But for the keys that a row shares with its matter, which come with it."""

WITHOUT_A_KEY = {
    # Written from the actor at the desk, and kept even if the member could not be found any more.
    ("audit", "member_id"),
    ("outbox", "member_id"),
    ("moves", "member_id"),
    # Ids of other programs.
    ("contacts", "quickbooks_customer_id"),
    ("companies", "quickbooks_customer_id"),
    ("opportunities", "estimate_id"),
    ("mail_messages", "own_id"),
    ("mailbox_entries", "own_id"),
    ("mail_messages", "message_id"),
    # A person's or a deal's, as the line said.
    ("import_lines", "entered_id"),
}


def test_every_column_that_names_a_row_of_ours_is_a_key_of_the_same_business() -> None:
    named = {
        (table, str(column.name))
        for table in ALL
        for column in TABLES[table].columns
        if column.name.endswith("_id") and not column.primary_key
    }
    assert named - {(table, column) for table, column, _ in LINKS} == WITHOUT_A_KEY
    for table in ALL:
        for constraint in sorted(
            TABLES[table].foreign_key_constraints, key=lambda one: sorted(one.column_keys)
        ):
            names = [column.name for column in constraint.columns]
            assert names[0] == "business_id"
            assert len(names) == 2 or constraint.referred_table.name == "businesses"


@for_each(("table", "column", "target"), LINKS)
def test_a_link_to_another_businesses_row_does_not_commit(
    two: Two, table: str, column: str, target: str
) -> None:
    row: Any = one_row_each(two.own)[table]
    distinct = {"reference": "LEAD7", "address": "x@y.example", "number": "+15125550100"}
    counted = {"approvals", "mail_messages", "import_runs"}
    distinct |= {"number": 7_000} if table in counted else {}  # type: ignore[dict-item]
    distinct |= {"own_id": "mail-7", "message_id": "7@example.com"}
    distinct |= {"period": "7", "notice_key": "7", "cadence": "7"}
    distinct |= {"channel": "7"} if table != "consents" else {}
    for name, value in distinct.items():
        if name in TABLES[table].columns:
            setattr(row, name, value)
    for name, pointed in links(table).items():
        if name == key_column(table):
            continue
        setattr(row, name, None if name in UNSET or table == "outbox" else two.mine[pointed])
    if column != "decided_by":
        setattr(row, column, two.theirs[target])
    with two.session() as session, pytest.raises(IntegrityError) as refused:
        session.add(row)
        session.flush()
        setattr(row, column, two.theirs[target])
        session.commit()
    said = str(refused.value.orig).lower()
    by_a_guard = column in {"won_approval_id", "shared_approval_id"} and "yes" in said
    assert "foreign key" in said or by_a_guard


def own_approval(two: Two, session: Session) -> Approval:
    return session.get_one(Approval, key(two, "approvals", theirs=False))


QUERIES = {"move", "replaced_by", "finish_row", "lease", "put_off", "due_rows", "with_effect_key", "row_of"}


def test_every_function_of_the_query_module_is_tried_below() -> None:
    public = {
        name
        for name, value in inspect.getmembers(queries, inspect.isfunction)
        if value.__module__ == queries.__name__ and not name.startswith("_")
    }
    assert public == QUERIES


def test_no_query_of_the_query_module_reaches_another_businesses_rows(two: Two) -> None:
    with Session(two.database.engine, expire_on_commit=False) as unscoped:
        approval = unscoped.get_one(Approval, key(two, "approvals", theirs=True))
    row = two.theirs["outbox"]
    later = NOW + timedelta(days=1)
    with two.session() as session:
        assert not queries.move(session, approval, ApprovalStatus.PENDING, ApprovalStatus.REJECTED)
        assert not queries.finish_row(session, row, NOW)
        assert not queries.lease(session, row, "me", later, later)
        for attempt in range(10):
            queries.put_off(session, row, attempt, later, "problem")
        assert row not in queries.due_rows(session, later)
        assert queries.with_effect_key(session, approval.effect_key) in (None, own_approval(two, session))
        assert queries.row_of(session, approval.approval_id) is None
        theirs = approval.replaced_by
        queries.replaced_by(session, approval, 7)
        session.commit()
    with Session(two.database.engine) as unscoped:
        assert unscoped.get_one(Approval, key(two, "approvals", theirs=True)).replaced_by == theirs


def test_the_same_queries_reach_our_own_rows(two: Two) -> None:
    later = NOW + timedelta(days=1)
    with two.session() as session:
        row = two.mine["outbox"]
        own = session.get_one(OutboxRow, (two.own, row))
        own.finished_at = own.lease_until = None
        own.not_before = CLOCK.now()
        approval = own_approval(two, session)
        session.flush()
        assert queries.with_effect_key(session, approval.effect_key) is approval
        assert queries.row_of(session, approval.approval_id) is own
        assert row in queries.due_rows(session, later)
        assert queries.lease(session, row, "me", later, later)
        session.refresh(own)
        queries.put_off(session, row, own.attempts, later, "problem")
        assert queries.finish_row(session, row, NOW)
        assert queries.move(session, approval, ApprovalStatus.PENDING, ApprovalStatus.STALE)
        assert not queries.move(session, approval, ApprovalStatus.PENDING, ApprovalStatus.STALE)
        queries.replaced_by(session, approval, 7)
        session.refresh(approval)
        assert approval.replaced_by == 7
        assert session.scalars(select(col(OutboxRow.problem))).all() == [""]
