"""Each compare-and-swap wins once and by its own condition: with any one left out of the query, a test here fails."""

from datetime import timedelta

import pytest
from sandbox import Bench

from agent.approvals import queries
from schemas.enums import ApprovalStatus as S
from schemas.records import Approval, OutboxRow

pytestmark = pytest.mark.databases


@pytest.fixture
def row(bench: Bench) -> OutboxRow:
    """Return the outbox row of an approved mail that nobody has begun to send."""
    card = bench.waiting_mail()
    bench.leave_undrained(card)
    return bench.outbox_row(card)


def test_a_card_moves_only_from_the_status_that_is_expected(bench: Bench) -> None:
    card = bench.waiting_mail()
    other = bench.waiting_mail("Another")
    desk = bench.desk()
    with desk.unit.writing() as session:
        stale = session.get_one(Approval, (desk.business_id, card.approval_id))
        assert not queries.move(session, stale, S.EXECUTING, S.DONE)
        assert queries.move(session, stale, S.PENDING, S.REJECTED)
        assert not queries.move(session, stale, S.PENDING, S.EXPIRED)
        assert not queries.move(session, stale, S.PENDING, S.REJECTED)
    assert (bench.status(card), bench.status(other)) == (S.REJECTED, S.PENDING)


def test_of_two_results_for_one_card_the_first_counts(bench: Bench, other: Bench) -> None:
    """Check that a worker that read the card before another one finished it moves nothing."""
    card = bench.waiting_mail()
    bench.leave_undrained(card)
    read_earlier = bench.approval(card.number)
    desk, theirs = bench.desk(), other.desk()
    with theirs.unit.writing() as session:
        assert queries.move(session, read_earlier, S.EXECUTING, S.DONE, why="the first")
    with desk.unit.writing() as session:
        assert not queries.move(session, read_earlier, S.EXECUTING, S.DONE, why="the second")
    assert bench.approval(card.number).why == "the first"


def test_a_row_is_leased_once_at_a_time(bench: Bench, row: OutboxRow) -> None:
    now = bench.machine.now()
    until = now + timedelta(minutes=3)
    desk = bench.desk()
    with desk.unit.writing() as session:
        assert queries.lease(session, row.outbox_id, "one", now, until)
        assert not queries.lease(session, row.outbox_id, "two", now, until)
        assert not queries.lease(session, row.outbox_id, "two", until - timedelta(seconds=1), until)
        assert queries.lease(session, row.outbox_id, "two", until, until)
        assert queries.finish_row(session, row.outbox_id, now)
        assert not queries.finish_row(session, row.outbox_id, now)
        assert not queries.lease(session, row.outbox_id, "three", until + timedelta(days=1), until)


def test_only_the_last_try_gives_a_row_back(bench: Bench, row: OutboxRow) -> None:
    now = bench.machine.now()
    later = now + timedelta(minutes=4)
    desk = bench.desk()
    with desk.unit.writing() as session:
        queries.lease(session, row.outbox_id, "one", now, now)
        queries.lease(session, row.outbox_id, "two", later, later)
        queries.put_off(session, row.outbox_id, 1, later, "the first gives up")
        kept = session.get_one(OutboxRow, (desk.business_id, row.outbox_id), populate_existing=True)
        assert (kept.lease_owner, kept.problem) == ("two", "")
        queries.put_off(session, row.outbox_id, 2, later, "the second gives up")
        session.refresh(kept)
        assert (kept.lease_owner, kept.problem) == (None, "the second gives up")
        queries.finish_row(session, row.outbox_id, now, "done")
        queries.put_off(session, row.outbox_id, 2, later, "too late")
        session.refresh(kept)
        assert kept.problem == "done"
