"""Late results of a worker whose lease ran out: that it happened counts, that it did not says nothing of another's try."""

import pytest
from sandbox import Bench

from agent.approvals.queries import LEASE
from schemas.effects import OutcomeKind
from schemas.enums import ApprovalStatus
from schemas.ports import OutgoingMail, ReadBack

pytestmark = pytest.mark.databases

S = ApprovalStatus


def test_a_late_refusal_does_not_call_failed_what_another_worker_is_sending(
    bench: Bench, other: Bench
) -> None:
    """Refuse the first worker while the second, who found nothing outside, is sending: the second one's mail
    counts.
    """
    card = bench.waiting_mail()
    bench.leave_undrained(card)
    statuses: list[object] = []

    def second_takes_over() -> None:
        bench.later(minutes=4)
        bench.sender.meanwhile = lambda: statuses.append(other.status(card))
        other.gate.sweep(other.desk())
        statuses.append(other.status(card))

    bench.sender.ways[:] = ["refuse", "accept"]
    bench.sender.meanwhile = second_takes_over
    bench.gate.sweep(bench.desk())
    assert statuses == [S.EXECUTING, S.DONE]
    assert (bench.status(card), len(bench.sender.accepted), len(bench.logged_mails())) == (S.DONE, 1, 1)


def test_a_refusal_in_the_middle_of_another_workers_try_leaves_the_card_to_it(
    bench: Bench, other: Bench
) -> None:
    """Let both workers be outside at once; the first hears its refusal before the second hears its success."""
    card = bench.waiting_mail()
    bench.leave_undrained(card)
    send = bench.sender.send

    def refused_while_the_second_sends(mail: OutgoingMail, key: str) -> dict[str, object]:
        first = len(bench.sender.asked) == 0
        bench.sender.ways[:] = ["refuse"] if first else ["accept"]
        if not first:
            return send(mail, key)
        bench.later(minutes=4)
        with bench.desk().unit.reading():
            pass
        claimed = other.gate.outbox._claim(other.desk(), other.outbox_row(card).outbox_id)
        seconds.append(claimed)
        return send(mail, key)

    seconds: list[object] = []
    bench.sender.send = refused_while_the_second_sends  # type: ignore[method-assign]
    bench.gate.sweep(bench.desk())
    assert bench.status(card) == S.EXECUTING
    assert bench.outbox_row(card).finished_at is None
    other.gate.outbox._carry_out(other.desk(), seconds[0], other.gate._submit)  # type: ignore[arg-type]
    assert (bench.status(card), len(bench.sender.accepted)) == (S.DONE, 1)


def test_a_refusal_of_the_first_try_says_nothing_of_a_second_that_cannot_be_told(
    bench: Bench, other: Bench
) -> None:
    card = bench.waiting_mail()
    bench.leave_undrained(card)

    def second_sends_and_cannot_tell() -> None:
        bench.later(minutes=4)
        looks = [ReadBack.NOT_DONE, ReadBack.CANNOT_TELL]
        bench.sender.sent_with = lambda _: looks.pop(0)  # type: ignore[method-assign]
        other.gate.sweep(other.desk())

    bench.sender.ways[:] = ["refuse", "accept, then time out"]
    bench.sender.meanwhile = second_sends_and_cannot_tell
    bench.gate.sweep(bench.desk())
    assert (bench.status(card), len(bench.sender.accepted)) == (S.UNKNOWN, 1)


def test_whoever_slept_past_its_lease_does_not_begin(bench: Bench, other: Bench) -> None:
    """Close a laptop between the lease and the act: by now another worker may have done it."""
    card = bench.waiting_mail()
    bench.leave_undrained(card)
    claimed = bench.gate.outbox._claim(bench.desk(), bench.outbox_row(card).outbox_id)
    bench.later(seconds=LEASE.total_seconds())
    other.gate.sweep(other.desk())
    bench.later(seconds=1)
    other.gate.sweep(other.desk())
    outcome = bench.gate.outbox._carry_out(bench.desk(), claimed, bench.gate._submit)  # type: ignore[arg-type]
    assert outcome.kind == OutcomeKind.FAILED
    assert (bench.status(card), len(bench.sender.accepted)) == (S.DONE, 1)


@pytest.mark.parametrize("way", ["accept, then time out", "uncertain"])
def test_exactly_the_same_is_not_proposed_again_while_it_may_have_happened(bench: Bench, way: str) -> None:
    card = bench.waiting_mail()
    bench.sender.ways[:] = [way]  # type: ignore[list-item]
    bench.sender.blind = True
    bench.decide(card)
    again = bench.do("send_message", to="Maria", subject="Your repipe", text="Does Friday at 9 suit you?")
    assert f"settle {card.number} done" in (again.problem or {})["message"]
    bench.gate.settle(bench.desk(), card.number, S.FAILED)
    assert bench.waiting_mail().number != card.number


def test_exactly_the_same_is_not_proposed_again_while_it_is_being_done(bench: Bench) -> None:
    card = bench.waiting_mail()
    bench.leave_undrained(card)
    again = bench.do("send_message", to="Maria", subject="Your repipe", text="Does Friday at 9 suit you?")
    assert "is being done" in (again.problem or {})["message"]
