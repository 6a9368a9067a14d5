"""Every line of the transition table (docs/parts.md, "Approvals"), through the gate."""

from decimal import Decimal

import pytest
from sandbox import Bench, Sandbox, Way
from sqlmodel import select

from agent.approvals.outbox import MOST_ATTEMPTS
from agent.gate import Gate
from schemas.effects import OutcomeKind
from schemas.enums import ApprovalStatus
from schemas.records import Approval, Contact, Notice, Opportunity

pytestmark = pytest.mark.databases

S = ApprovalStatus


def with_sender(bench: Bench, *ways: Way, blind: bool = False) -> Sandbox:
    bench.sender.ways[:] = ways
    bench.sender.blind = blind
    return bench.sender


# pending → …


def test_a_local_act_is_decided_and_done_at_once(bench: Bench) -> None:
    deal = bench.deal()
    outcome = bench.do("mark_won", opportunity=deal)
    assert outcome.card is not None
    card = bench.approval(outcome.card.approval)
    assert bench.rows(Opportunity)[0].stage == "estimating"
    assert bench.decide(card).kind == OutcomeKind.DONE
    after = bench.approval(card.number)
    assert (after.status, after.answer, after.chosen_act) == (S.DONE, "yes", "Win")
    assert after.decided_at == after.finished_at == bench.office.clock.now()
    assert after.decided_by == bench.office.owner.member_id
    assert bench.rows(Opportunity)[0].won_approval_id == card.approval_id
    assert bench.events(card) == ["proposed", "written"]


def test_a_local_act_that_the_rows_refuse_leaves_nothing_but_a_stale_card(bench: Bench) -> None:
    asking = Gate(bench.office.registry, bench.gate.queue, bench.gate.outbox, lambda: {"add_contact"})
    usual, bench.office.gate = bench.gate, asking
    card = bench.do("add_contact", first_name="Kevin", phone="512-555-0133", company="Doyle Inc").card
    assert card is not None
    bench.office.gate = usual
    bench.do("add_contact", first_name="Ana", phone="512-555-0133")
    outcome = bench.decide(bench.approval(card.approval))
    assert outcome.kind == OutcomeKind.REFUSED
    assert "no longer fits" in (outcome.problem or {})["message"]
    after = bench.approval(card.approval)
    assert (after.status, after.decided_at, after.answer) == (S.STALE, None, None)
    assert [one.first_name for one in bench.rows(Contact)] == ["Ana"]


def test_what_was_changed_past_the_gate_is_found_at_the_decision(bench: Bench) -> None:
    """Change past the gate: a change through it makes the card stale at once
    (tests/approvals/test_where_messages_go.py).
    """
    card = bench.do("mark_won", opportunity=bench.deal()).card
    assert card is not None
    with bench.desk().unit.writing() as session:
        session.exec(select(Opportunity)).one().amount = Decimal(77)
    outcome = bench.decide(bench.approval(card.approval))
    assert outcome.kind == OutcomeKind.REFUSED
    [anew] = outcome.cards()
    assert f"It is offered anew as #{anew.approval}." in (outcome.problem or {})["message"]
    assert bench.status(bench.approval(card.approval)) == S.STALE
    assert bench.rows(Opportunity)[0].stage == "estimating"


def test_an_outside_act_is_executing_while_it_is_with_the_outside_and_no_transaction_is_open(
    bench: Bench, other: Bench
) -> None:
    card = bench.waiting_mail()
    seen: list[object] = []

    def look() -> None:
        row = other.outbox_row(card)
        seen.extend([other.status(card), row.begun, row.lease_owner is not None, bench.desk().unit.is_open])
        assert other.do("add_contact", first_name="Written meanwhile").kind == OutcomeKind.DONE

    bench.sender.meanwhile = look
    assert bench.decide(card).kind == OutcomeKind.DONE
    assert seen == [S.EXECUTING, True, True, False]
    assert bench.status(card) == S.DONE
    assert bench.events(card) == ["proposed", "decided", "performed"]


def test_rejected(bench: Bench) -> None:
    card = bench.waiting_mail()
    assert bench.gate.reject(bench.desk(), card.number, "too early").kind == OutcomeKind.DONE
    after = bench.approval(card.number)
    assert (after.status, after.answer, after.why) == (S.REJECTED, "cancel", "too early")
    assert after.decided_by == bench.office.owner.member_id
    assert bench.decide(card).kind == OutcomeKind.REFUSED
    assert bench.gate.reject(bench.desk(), card.number).kind == OutcomeKind.REFUSED
    assert bench.sender.asked == []


@pytest.mark.parametrize("by", ["a late yes", "a late no", "the sweep"])
def test_expired(bench: Bench, by: str) -> None:
    card = bench.waiting_mail()
    bench.tomorrow(7)
    if by == "the sweep":
        bench.gate.sweep(bench.desk())
    else:
        outcome = bench.decide(card) if by == "a late yes" else bench.gate.reject(bench.desk(), card.number)
        assert outcome.kind == OutcomeKind.REFUSED
        assert "expired" in (outcome.problem or {})["message"]
    assert bench.status(card) == S.EXPIRED
    assert bench.sender.asked == []


def test_open_until_the_last_moment(bench: Bench) -> None:
    card = bench.waiting_mail()
    bench.tomorrow(6)
    bench.gate.sweep(bench.desk())
    assert bench.decide(card).kind == OutcomeKind.DONE


def test_withdrawn_by_its_proposer(bench: Bench) -> None:
    card = bench.waiting_mail()
    assert bench.gate.queue.withdraw(bench.desk(), card.number) is True
    assert bench.status(card) == S.WITHDRAWN
    assert bench.gate.queue.withdraw(bench.desk(), card.number) is False
    assert bench.decide(card).kind == OutcomeKind.REFUSED
    assert bench.sender.asked == []


def test_stale_at_the_decision(bench: Bench) -> None:
    card = bench.waiting_mail()
    bench.do("update_contact", contact="Maria", last_name="Lopez")
    outcome = bench.decide(card)
    assert outcome.kind == OutcomeKind.REFUSED
    assert "is called Maria Lopez now" in (outcome.problem or {})["message"]
    assert bench.status(card) == S.STALE
    assert bench.sender.asked == []


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("update_opportunity", {"opportunity": "Repipe", "title": "Whole repipe"}),
        ("update_opportunity", {"opportunity": "Repipe", "stage": "negotiation"}),
        ("update_opportunity", {"opportunity": "Repipe", "amount": 8000.01}),
        ("update_contact", {"contact": "Maria", "last_name": "Lopez"}),
        ("mark_lost", {"opportunity": "Repipe", "reason": "price"}),
    ],
)
def test_a_win_is_stale_when_anything_on_its_card_has_changed(
    bench: Bench, tool: str, arguments: dict[str, object]
) -> None:
    card = bench.do("mark_won", opportunity=bench.deal()).card
    assert card is not None
    changed = bench.do(tool, **arguments)
    assert changed.kind == OutcomeKind.DONE, changed.problem
    before = bench.rows(Opportunity)
    assert bench.decide(bench.approval(card.approval)).kind == OutcomeKind.REFUSED
    assert bench.approval(card.approval).status == S.STALE
    assert bench.rows(Opportunity) == before


def test_stale_because_they_answered(bench: Bench) -> None:
    card = bench.waiting_mail()
    desk = bench.desk()
    with desk.unit.writing():
        about_her = bench.gate.queue.open_about(desk, str(card.contact_id))
        assert bench.gate.queue.make_stale(desk, about_her, "Maria answered at 9:12.") == 1
    assert (bench.status(card), bench.approval(card.number).why) == (S.STALE, "Maria answered at 9:12.")
    assert bench.decide(card).kind == OutcomeKind.REFUSED


# executing → …


def test_done_follows_with_its_log_exactly_once(bench: Bench) -> None:
    card = bench.waiting_mail()
    outcome = bench.decide(card)
    assert [one.kind for one in outcome.followed_by] == [OutcomeKind.DONE]
    assert bench.approval(card.number).result == {"message_id": f"{card.effect_key}@sandbox"}
    for _ in range(3):
        bench.later(hours=1)
        bench.gate.sweep(bench.desk())
    assert bench.sender.asked == [card.effect_key]
    assert bench.logged_mails() == ["Your repipe\n\nDoes Friday at 9 suit you?"]


def test_failed_for_good_when_the_outside_refuses(bench: Bench) -> None:
    card = bench.waiting_mail()
    with_sender(bench, "refuse")
    outcome = bench.decide(card)
    assert outcome.kind == OutcomeKind.FAILED
    after = bench.approval(card.number)
    assert (after.status, after.why) == (S.FAILED, "The mailbox refused it: no such recipient.")
    assert [notice.kind for notice in bench.rows(Notice)] == ["act_failed"]
    bench.later(hours=1)
    bench.gate.sweep(bench.desk())
    assert (len(bench.sender.asked), bench.logged_mails()) == (1, [])
    assert bench.waiting_mail().number != card.number, "a new card can be made"


def test_unavailable_is_tried_again_later_and_not_before(bench: Bench) -> None:
    card = bench.waiting_mail()
    with_sender(bench, "unavailable", "unavailable")
    assert bench.decide(card).kind == OutcomeKind.FAILED
    assert (bench.status(card), bench.outbox_row(card).begun) == (S.EXECUTING, False)
    bench.later(seconds=19)
    assert bench.gate.sweep(bench.desk()) == []
    bench.later(seconds=2)
    bench.gate.sweep(bench.desk())
    bench.later(seconds=39)
    assert bench.gate.sweep(bench.desk()) == []
    bench.later(seconds=2)
    bench.gate.sweep(bench.desk())
    assert bench.status(card) == S.DONE
    assert (len(bench.sender.asked), len(bench.sender.accepted), len(bench.logged_mails())) == (3, 1, 1)


def test_unavailable_too_often_has_failed(bench: Bench) -> None:
    card = bench.waiting_mail()
    with_sender(bench, *["unavailable"] * 20)
    bench.decide(card)
    for _ in range(MOST_ATTEMPTS + 3):
        bench.later(days=1)
        bench.gate.sweep(bench.desk())
    assert bench.status(card) == S.FAILED
    assert len(bench.sender.asked) == MOST_ATTEMPTS


@pytest.mark.parametrize("way", ["accept, then time out", "uncertain"])
def test_unknown_where_it_cannot_be_told(bench: Bench, way: Way) -> None:
    card = bench.waiting_mail()
    with_sender(bench, way, blind=True)
    outcome = bench.decide(card)
    assert outcome.kind == OutcomeKind.FAILED
    assert "settle" in (outcome.problem or {})["message"]
    assert bench.status(card) == S.UNKNOWN
    assert [notice.kind for notice in bench.rows(Notice)] == ["act_unknown"]
    bench.later(days=1)
    bench.gate.sweep(bench.desk())
    assert len(bench.sender.asked) == 1, "never a blind repeat"


def test_accepted_and_then_timed_out_is_looked_up_and_done(bench: Bench) -> None:
    card = bench.waiting_mail()
    with_sender(bench, "accept, then time out")
    assert bench.decide(card).kind == OutcomeKind.DONE
    assert (bench.status(card), len(bench.sender.asked), len(bench.logged_mails())) == (S.DONE, 1, 1)


def test_uncertain_and_not_there_is_tried_again_with_the_same_key(bench: Bench) -> None:
    card = bench.waiting_mail()
    with_sender(bench, "uncertain")
    assert bench.decide(card).kind == OutcomeKind.FAILED
    assert bench.status(card) == S.EXECUTING
    bench.later(minutes=1)
    bench.gate.sweep(bench.desk())
    assert bench.status(card) == S.DONE
    assert bench.sender.asked == [card.effect_key] * 2
    assert len(bench.sender.accepted) == 1


def test_stale_before_the_first_attempt(bench: Bench) -> None:
    card = bench.waiting_mail()
    bench.leave_undrained(card)
    assert bench.status(card) == S.EXECUTING
    bench.do("update_contact", contact="Maria", last_name="Lopez")
    bench.gate.sweep(bench.desk())
    assert bench.status(card) == S.STALE
    assert bench.sender.asked == []
    assert bench.outbox_row(card).finished_at is not None


def test_not_stale_after_the_first_attempt(bench: Bench) -> None:
    """Check that an act which may have begun with what the owner saw does not go stale: only the outside can
    say.
    """
    card = bench.waiting_mail()
    with_sender(bench, "unavailable")
    bench.decide(card)
    bench.do("update_contact", contact="Maria", last_name="Lopez")
    bench.later(minutes=1)
    bench.gate.sweep(bench.desk())
    assert bench.status(card) == S.DONE


# unknown → …


def unknown_card(bench: Bench) -> Approval:
    card = bench.waiting_mail()
    with_sender(bench, "accept, then time out", blind=True)
    bench.decide(card)
    assert bench.status(card) == S.UNKNOWN
    return card


@pytest.mark.parametrize(("status", "logged"), [(S.DONE, 1), (S.FAILED, 0)])
def test_the_owner_settles_what_is_unknown(bench: Bench, status: ApprovalStatus, logged: int) -> None:
    """Check that a mail that the owner says was sent is logged like any other sent mail."""
    card = unknown_card(bench)
    assert bench.gate.settle(bench.desk(), card.number, status).kind == OutcomeKind.DONE
    assert (bench.status(card), len(bench.logged_mails())) == (status, logged)
    assert bench.events(card)[-1] == "settled"
    assert bench.gate.settle(bench.desk(), card.number, status).kind == OutcomeKind.REFUSED
    bench.gate.sweep(bench.desk())
    assert (len(bench.logged_mails()), len(bench.sender.asked)) == (logged, 1)


def test_only_what_is_unknown_can_be_settled(bench: Bench) -> None:
    card = bench.waiting_mail()
    assert bench.gate.settle(bench.desk(), card.number, S.DONE).kind == OutcomeKind.REFUSED
    assert bench.status(card) == S.PENDING


@pytest.mark.parametrize(("way", "status", "logged"), [("accept", S.DONE, 1), ("refuse", S.FAILED, 0)])
def test_a_late_definite_result_beats_unknown(
    bench: Bench, other: Bench, way: Way, status: ApprovalStatus, logged: int
) -> None:
    """Let a lease run out while its worker is still sending; another looks, can't tell, and says unknown."""
    card = bench.waiting_mail()
    with_sender(bench, way, blind=True)
    seen = []

    def lease_runs_out() -> None:
        bench.later(minutes=4)
        other.gate.sweep(other.desk())
        seen.append(other.status(card))

    bench.sender.meanwhile = lease_runs_out
    bench.decide(card)
    assert seen == [S.UNKNOWN]
    assert (bench.status(card), len(bench.logged_mails())) == (status, logged)
    assert len(bench.sender.asked) == 1
