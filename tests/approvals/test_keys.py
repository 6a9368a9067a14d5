"""The three keys: the proposal's, the digest of what was shown, and the effect's own (docs/parts.md, "Approvals")."""

import pytest
from sandbox import Bench

from schemas.effects import Call, OutcomeKind
from schemas.enums import ActorKind, ApprovalStatus, Role
from schemas.records import Approval

pytestmark = pytest.mark.databases

TEXT = "Does Friday at 9 suit you?"


def test_identical_pending_proposals_are_one_card_whoever_asks(bench: Bench) -> None:
    card = bench.waiting_mail(TEXT)
    call = Call(
        tool="send_message", arguments={"to": "maria@example.com", "subject": "Your repipe", "text": TEXT}
    )
    for kind in ActorKind:
        outcome = bench.gate.submit(bench.desk_of(kind, Role.STAFF), call)
        assert outcome.card is not None
        assert (outcome.card.approval, outcome.card.digest) == (card.number, card.digest)
    assert len(bench.rows(Approval)) == 1
    assert bench.waiting_mail("Another text").number != card.number


def test_what_has_expired_is_a_new_card(bench: Bench) -> None:
    card = bench.waiting_mail(TEXT)
    bench.tomorrow(7)
    assert bench.waiting_mail(TEXT).number != card.number


def test_what_was_done_can_be_asked_for_again_as_a_new_card(bench: Bench) -> None:
    card = bench.waiting_mail(TEXT)
    bench.decide(card)
    again = bench.waiting_mail(TEXT)
    assert again.number != card.number
    assert again.effect_key != card.effect_key
    bench.decide(again)
    assert len(bench.sender.accepted) == 2


@pytest.mark.parametrize("kind", [kind for kind in ActorKind if kind != ActorKind.MEMBER])
def test_a_rejected_one_is_proposed_again_only_by_the_members_own_hand(bench: Bench, kind: ActorKind) -> None:
    card = bench.waiting_mail(TEXT)
    bench.gate.reject(bench.desk(), card.number)
    call = Call(tool="send_message", arguments={"to": "Maria", "subject": "Your repipe", "text": TEXT})
    outcome = bench.gate.submit(bench.desk_of(kind, Role.STAFF), call)
    assert outcome.kind == OutcomeKind.REFUSED
    assert f"You said no to exactly this before (#{card.number}" in (outcome.problem or {})["message"]
    assert bench.waiting_mail(TEXT).number != card.number


@pytest.mark.parametrize("digest", ["", "0" * 64, "another card's"])
def test_a_wrong_digest_is_refused_and_the_card_stays_open(bench: Bench, digest: str) -> None:
    other = bench.waiting_mail("Another text")
    card = bench.waiting_mail(TEXT)
    wrong = other.digest if digest == "another card's" else digest
    outcome = bench.gate.decide(bench.desk(), card.number, wrong)
    assert outcome.kind == OutcomeKind.REFUSED
    assert f"approvals show {card.number}" in (outcome.problem or {})["message"]
    assert bench.status(card) == ApprovalStatus.PENDING
    assert bench.sender.asked == []


def test_cards_with_the_same_words_that_expire_at_other_times_have_other_digests(bench: Bench) -> None:
    card = bench.waiting_mail(TEXT)
    bench.gate.reject(bench.desk(), card.number)
    bench.tomorrow()
    assert bench.waiting_mail(TEXT).digest != card.digest


def test_an_unknown_number_or_answer_is_refused(bench: Bench) -> None:
    card = bench.waiting_mail(TEXT)
    outcome = bench.gate.decide(bench.desk(), 99, card.digest)
    assert (outcome.problem or {})["kind"] == "not_found"
    outcome = bench.gate.decide(bench.desk(), card.number, card.digest, "maybe")
    assert "yes or cancel" in (outcome.problem or {})["message"]
    assert bench.status(card) == ApprovalStatus.PENDING
