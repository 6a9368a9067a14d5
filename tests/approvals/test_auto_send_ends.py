"""Mail that a language model wrote last goes to nobody unseen, and an end counts for what has not gone yet
(hard stop H1).
"""

from typing import Any

import pytest
from auto_sent import KIND, by_a_model, contact_of, drafted, enquirer, let_through, standing, turned_on
from sandbox import Bench, Crash

from schemas.effects import OutcomeKind
from schemas.enums import ApprovalStatus
from schemas.records import Approval

WRITTEN_BY_A_MODEL: list[tuple[str, dict[str, Any], str]] = [
    ("update_contact", {"contact": "Ana", "email": "eve@example.org"}, "address"),
    ("update_contact", {"contact": "Ana", "first_name": "Dear debtor"}, "person's record"),
    ("update_contact", {"contact": "Ana", "tags": ["friend"]}, "person's record"),
    ("update_lead", {"lead": "Leaky tap", "title": "money you owe us"}, "job"),
]


@pytest.mark.parametrize(
    ("tool", "arguments", "what"), WRITTEN_BY_A_MODEL, ids=[what for *_, what in WRITTEN_BY_A_MODEL]
)
def test_what_a_model_last_wrote_goes_to_nobody_unseen(
    bench: Bench, tool: str, arguments: dict[str, Any], what: str
) -> None:
    """Check that a model's own argument reaches no stranger, nor a customer, by way of the record."""
    turned_on(bench)
    lead = enquirer(bench, "Ana")
    assert by_a_model(bench, tool, **arguments).kind == OutcomeKind.DONE
    outcome = by_a_model(bench, "draft_follow_up", lead=lead)
    assert outcome.card is not None
    assert f"the {what} was last written by a language model" in outcome.card.why
    assert bench.sender.accepted == []


def test_what_the_owner_wrote_after_a_model_goes_out(bench: Bench) -> None:
    turned_on(bench)
    lead = enquirer(bench, "Ana")
    for tool, arguments, _ in WRITTEN_BY_A_MODEL:
        whose = {"contact": contact_of(bench, lead)} if "contact" in arguments else {}
        assert by_a_model(bench, tool, **{**arguments, **whose}).kind == OutcomeKind.DONE
    bench.do(
        "update_contact", contact=contact_of(bench, lead), email="ana@example.com", first_name="Ana", tags=[]
    )
    bench.do("update_lead", lead=lead, title="Leaky tap")
    assert let_through(drafted(bench, lead))


def test_a_person_and_job_that_a_model_made_wait_for_a_yes(bench: Bench) -> None:
    turned_on(bench)
    by_a_model(bench, "add_contact", first_name="Eve", email="eve@example.org")
    by_a_model(bench, "open_lead", title="Tap", contact="Eve")
    assert not let_through(drafted(bench, "Tap"))


def test_a_job_that_a_model_gave_to_another_person_waits_for_a_yes(bench: Bench) -> None:
    turned_on(bench)
    enquirer(bench, "Ana", title="Divorce lawyer's leaky tap")
    bench.do("add_contact", first_name="Ben", email="ben@example.com")
    assert by_a_model(bench, "update_lead", lead="Leaky tap", contact="Ben").kind == OutcomeKind.DONE
    assert not let_through(by_a_model(bench, "draft_follow_up", lead="Leaky tap"))


def test_a_model_lets_nobody_in_again_who_was_left_out(bench: Bench) -> None:
    bench.do("add_contact", first_name="Ana", email="ana@example.com")
    bench.do("leave_out_of_auto_send", contact="Ana")
    assert by_a_model(bench, "undo").kind == OutcomeKind.WAITING
    assert bench.do("undo").kind == OutcomeKind.DONE, "by the owner's own hand it is a word"


@pytest.mark.parametrize(
    ("tool", "arguments", "said", "on"),
    [
        ("turn_off_auto_send", {}, "was ended before it went", []),
        ("leave_out_of_auto_send", {"contact": "Ana"}, "is left out of automatic mail", [KIND]),
    ],
)
def test_what_waits_for_the_mail_server_does_not_go_after_the_end(
    bench: Bench, tool: str, arguments: dict[str, Any], said: str, on: list[str]
) -> None:
    """Check that an end counts for a mail that was let through and has not been sent."""
    turned_on(bench)
    bench.sender.ways = ["unavailable"]
    drafted(bench, enquirer(bench, "Ana"))
    assert bench.do(tool, **arguments).kind == OutcomeKind.DONE
    bench.later(minutes=10)
    [outcome] = bench.gate.sweep(bench.desk())
    assert said in (outcome.problem or {})["message"]
    assert bench.sender.accepted == []
    assert max(bench.rows(Approval), key=lambda row: row.number).status == ApprovalStatus.FAILED
    assert standing(bench) == on


def test_what_waits_for_the_mail_server_goes_on_when_only_the_limit_was_changed(bench: Bench) -> None:
    turned_on(bench)
    bench.sender.ways = ["unavailable"]
    drafted(bench, enquirer(bench, "Ana"))
    turned_on(bench, limit=2)
    bench.later(minutes=10)
    bench.gate.sweep(bench.desk())
    assert len(bench.sender.accepted) == 1


def test_what_had_gone_before_the_end_is_done(bench: Bench) -> None:
    """Check that an end says nothing of a mail that was sent before the process ended."""
    turned_on(bench)
    bench.sender.ways = ["accept, then crash"]
    with pytest.raises(Crash):
        drafted(bench, enquirer(bench, "Ana"))
    bench.do("turn_off_auto_send")
    bench.later(minutes=10)
    bench.gate.sweep(bench.desk())
    assert max(bench.rows(Approval), key=lambda row: row.number).status == ApprovalStatus.DONE
