"""Leases, crashes, races and follow-on calls: each thing happens once (docs/parts.md, "Approvals")."""

import threading
from collections.abc import Callable

import pytest
from sandbox import Bench, Crash

from schemas.effects import Call, Outcome, OutcomeKind
from schemas.enums import ActorKind, ApprovalStatus
from schemas.records import Approval, AuditRow, Opportunity, OutboxRow
from tools.desk import Desk

pytestmark = pytest.mark.databases

S = ApprovalStatus


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run each work in a thread of its own, all starting together; return what they returned, or raised."""
    barrier = threading.Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(index: int, work: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[index] = work()
        except Exception as error:
            results[index] = error

    threads = [threading.Thread(target=run, args=one) for one in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def won_card(bench: Bench) -> Approval:
    outcome = bench.do("mark_won", opportunity=bench.deal())
    assert outcome.card is not None
    return bench.approval(outcome.card.approval)


def test_of_two_workers_one_performs(bench: Bench, other: Bench) -> None:
    cards = [bench.waiting_mail(f"Text {number}") for number in range(4)]
    for card in cards:
        bench.leave_undrained(card)
    at_once(lambda: bench.gate.sweep(bench.desk()), lambda: other.gate.sweep(other.desk()))
    assert sorted(bench.sender.asked) == sorted(card.effect_key for card in cards)
    assert {bench.status(card) for card in cards} == {S.DONE}
    assert len(bench.logged_mails()) == 4


def test_a_row_that_another_worker_holds_is_left_to_it(bench: Bench, other: Bench) -> None:
    card = bench.waiting_mail()
    seen: list[object] = []

    def try_it_too() -> None:
        row = other.outbox_row(card)
        other.later(seconds=170)
        seen.append(other.gate.outbox.drain(other.desk(), [row.outbox_id], not_submitted))

    bench.sender.meanwhile = try_it_too
    assert bench.decide(card).kind == OutcomeKind.DONE
    assert seen == [[]]
    assert bench.sender.asked == [card.effect_key]


def not_submitted(desk: Desk, call: Call, outbox_id: str) -> Outcome:
    raise AssertionError("nothing follows before the act is done")


def test_of_two_deciders_one_wins(bench: Bench, other: Bench) -> None:
    for number in range(4):
        card = bench.waiting_mail(f"Text {number}")
        results = at_once(lambda c=card: bench.decide(c), lambda c=card: other.decide(c))
        kinds = [result.kind if isinstance(result, Outcome) else result for result in results]
        assert sorted(kinds, key=str) == [OutcomeKind.DONE, OutcomeKind.REFUSED]
    assert len(bench.sender.accepted) == len(bench.logged_mails()) == 4


def test_a_yes_and_a_no_at_once_are_one_of_the_two(bench: Bench, other: Bench) -> None:
    for number in range(4):
        card = bench.waiting_mail(f"Text {number}")
        at_once(lambda c=card: bench.decide(c), lambda c=card: other.gate.reject(other.desk(), c.number))
        sent = [key for key, _ in bench.sender.accepted if key == card.effect_key]
        assert (bench.status(card), len(sent)) in {(S.DONE, 1), (S.REJECTED, 0)}


def test_a_local_act_is_applied_by_one_of_two_deciders(bench: Bench, other: Bench) -> None:
    card = won_card(bench)
    at_once(lambda: bench.decide(card), lambda: other.decide(card))
    assert bench.rows(Opportunity)[0].won_approval_id == card.approval_id
    assert bench.events(card) == ["proposed", "written"]
    assert len([one for one in bench.rows(Approval) if one.tool == "create_quickbooks_customer"]) == 1


def crash_while_sending(bench: Bench, card: Approval, *, accepted: bool) -> None:
    bench.sender.ways[:] = ["accept, then crash" if accepted else "crash"]
    with pytest.raises(Crash):
        bench.decide(card)
    row = bench.outbox_row(card)
    assert (bench.status(card), row.begun, row.finished_at) == (S.EXECUTING, True, None)


@pytest.mark.parametrize("accepted", [True, False])
def test_after_a_crash_it_is_looked_up_before_anything_is_repeated(
    bench: Bench, other: Bench, accepted: bool
) -> None:
    card = bench.waiting_mail()
    crash_while_sending(bench, card, accepted=accepted)
    other.later(minutes=2)
    assert other.gate.sweep(other.desk()) == [], "the lease still holds"
    for _ in range(3):
        other.later(minutes=2)
        other.gate.sweep(other.desk())
    assert other.status(card) == S.DONE
    assert len(other.sender.accepted) == len(other.logged_mails()) == 1
    assert len(other.sender.asked) == (1 if accepted else 2)


def test_after_a_crash_that_cannot_be_looked_up_the_owner_is_asked(bench: Bench, other: Bench) -> None:
    card = bench.waiting_mail()
    bench.sender.blind = True
    crash_while_sending(bench, card, accepted=True)
    other.later(minutes=4)
    other.gate.sweep(other.desk())
    assert other.status(card) == S.UNKNOWN
    assert len(other.sender.asked) == 1


def test_what_was_begun_or_put_off_while_the_clock_was_ahead_goes_on_once_it_is_right(
    bench: Bench, other: Bench
) -> None:
    begun, put_off = bench.waiting_mail("Text 1"), bench.waiting_mail("Text 2")
    right = bench.machine.instant
    bench.later(days=400)
    crash_while_sending(bench, begun, accepted=False)
    bench.sender.ways[:] = ["unavailable"]
    bench.decide(put_off)
    assert bench.status(put_off) == S.EXECUTING
    bench.machine.instant = other.machine.instant = right
    other.gate.sweep(other.desk())
    assert {other.status(card) for card in (begun, put_off)} == {S.DONE}
    assert len(other.sender.accepted) == 2


def test_one_card_left_executing_blocks_no_other(bench: Bench) -> None:
    stuck, next_one = bench.waiting_mail("Text 1"), bench.waiting_mail("Text 2")
    crash_while_sending(bench, stuck, accepted=False)
    assert bench.decide(next_one).kind == OutcomeKind.DONE


def test_follow_on_calls_left_by_a_crash_are_submitted_once(bench: Bench, other: Bench) -> None:
    """End the process after the win is committed and before the call that offers QuickBooks is submitted."""
    card = won_card(bench)
    bench.leave_undrained(card)
    assert bench.status(card) == S.DONE
    assert [row.call["tool"] for row in bench.rows(OutboxRow)] == ["create_quickbooks_customer"]
    at_once(lambda: bench.gate.sweep(bench.desk()), lambda: other.gate.sweep(other.desk()))
    bench.gate.sweep(bench.desk())
    offered = [one for one in bench.rows(Approval) if one.tool == "create_quickbooks_customer"]
    assert [one.proposed_by for one in offered] == [ActorKind.FOLLOW_ON]
    assert [row.finished_at is not None for row in bench.rows(OutboxRow)] == [True]


def test_the_log_of_a_sent_mail_is_written_once_by_two_workers(bench: Bench, other: Bench) -> None:
    card = bench.waiting_mail()
    bench.sender.ways[:] = ["accept, then crash"]
    with pytest.raises(Crash):
        bench.decide(card)
    bench.later(minutes=4)
    at_once(lambda: bench.gate.sweep(bench.desk()), lambda: other.gate.sweep(other.desk()))
    assert bench.logged_mails() == ["Your repipe\n\nDoes Friday at 9 suit you?"]
    written = [row for row in bench.rows(AuditRow) if row.actor != ActorKind.MEMBER]
    assert [row.actor for row in written] == [ActorKind.FOLLOW_ON]


def test_a_worker_that_lost_its_lease_does_not_give_up_anothers(bench: Bench, other: Bench) -> None:
    """Check that the first worker's "unavailable" leaves the mark of the second, which is sending."""
    card = bench.waiting_mail()
    bench.leave_undrained(card)
    second_is_sending = threading.Event()
    seen: list[tuple[bool, bool]] = []

    def lose_the_lease() -> None:
        bench.later(minutes=4)
        other.sender.meanwhile = wait_for_the_first
        second.start()
        second_is_sending.wait(30)

    def wait_for_the_first() -> None:
        second_is_sending.set()
        first.join(30)
        row = other.outbox_row(card)
        seen.append((row.begun, row.lease_owner is not None))

    bench.sender.ways[:] = ["unavailable", "accept"]
    bench.sender.meanwhile = lose_the_lease
    first = threading.Thread(target=lambda: bench.gate.sweep(bench.desk()))
    second = threading.Thread(target=lambda: other.gate.sweep(other.desk()))
    first.start()
    first.join(30)
    second.join(30)
    assert seen == [(True, True)]
    assert (other.status(card), len(other.sender.accepted)) == (S.DONE, 1)
