"""An edit submits the merged arguments again; the new card replaces the old one (docs/parts.md, "Approvals")."""

from sandbox import Bench

from schemas.effects import OutcomeKind
from schemas.enums import ApprovalStatus
from schemas.records import Approval


def test_an_edit_replaces_the_card_and_keeps_the_other_arguments(bench: Bench) -> None:
    card = bench.waiting_mail("Friday?")
    outcome = bench.gate.edit(bench.desk(), card.number, {"text": "Monday?"})
    assert outcome.card is not None
    new, old = bench.approval(outcome.card.approval), bench.approval(card.number)
    assert (old.status, old.replaced_by) == (ApprovalStatus.WITHDRAWN, new.number)
    payload = new.acts["yes"]["payload"]
    assert (payload["subject"], payload["text"]) == ("Your repipe", "Monday?")
    assert new.effect_key != old.effect_key
    said = bench.decide(card).problem or {}
    assert f"It was replaced by #{new.number}" in said["message"]
    bench.decide(new)
    assert [mail.text for _, mail in bench.sender.accepted] == ["Monday?"]


def test_an_edit_that_changes_nothing_leaves_the_card(bench: Bench) -> None:
    card = bench.waiting_mail("Friday?")
    outcome = bench.gate.edit(bench.desk(), card.number, {"text": "Friday?"})
    assert outcome.card is not None
    assert outcome.card.approval == card.number
    assert bench.status(card) == ApprovalStatus.PENDING


def test_an_edit_to_what_waits_already_is_that_card(bench: Bench) -> None:
    friday, monday = bench.waiting_mail("Friday?"), bench.waiting_mail("Monday?")
    bench.gate.edit(bench.desk(), friday.number, {"text": "Monday?"})
    assert bench.approval(friday.number).replaced_by == monday.number
    assert len(bench.rows(Approval)) == 2


def test_a_refused_edit_leaves_the_card(bench: Bench) -> None:
    card = bench.waiting_mail("Friday?")
    for changes in ({"text": ""}, {"to": "Nobody Known"}, {"colour": "red"}):
        assert bench.gate.edit(bench.desk(), card.number, changes).kind == OutcomeKind.REFUSED
    assert bench.status(card) == ApprovalStatus.PENDING
    assert bench.decide(card).kind == OutcomeKind.DONE


def test_a_decided_card_cannot_be_edited(bench: Bench) -> None:
    card = bench.waiting_mail("Friday?")
    bench.decide(card)
    outcome = bench.gate.edit(bench.desk(), card.number, {"text": "Monday?"})
    assert "is done already" in (outcome.problem or {})["message"]
    assert len(bench.rows(Approval)) == 1


def test_an_overdue_card_cannot_be_edited_into_life(bench: Bench) -> None:
    card = bench.waiting_mail("Friday?")
    bench.tomorrow(7)
    bench.gate.sweep(bench.desk())
    assert bench.gate.edit(bench.desk(), card.number, {"text": "Monday?"}).kind == OutcomeKind.REFUSED


def test_an_edit_that_answers_the_question_does_it_at_once(bench: Bench) -> None:
    """Check that with another phone nobody shares it, so there is nothing left to ask."""
    bench.do("add_contact", first_name="Maria", phone="512-555-0142")
    card = bench.do("add_contact", first_name="Ana", phone="512-555-0142").card
    assert card is not None
    outcome = bench.gate.edit(bench.desk(), card.approval, {"phone": "512-555-0156"})
    assert outcome.kind == OutcomeKind.DONE
    assert bench.approval(card.approval).status == ApprovalStatus.WITHDRAWN
