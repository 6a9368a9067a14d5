"""The requests to estimating and scheduling belong to one lead or deal, and another's work leaves them alone (row C21)."""

from typing import Any

import pytest
from rivera import Do

from entrypoints.bootstrap import Office
from schemas.effects import OutcomeKind

PEOPLE = (("Maria", "512-555-0142"), ("Bob", "512-555-0143"))


@pytest.fixture(autouse=True)
def two_leads(do: Do) -> None:
    """Open a lead each for Maria and Bob."""
    for name, phone in PEOPLE:
        do("add_contact", first_name=name, phone=phone, address="1 Main St")
        do("open_lead", title=f"{name}'s sink", contact=name)


def done(office: Office, do: Do, tool: str, **arguments: Any) -> None:
    """Submit a call that is done, with the owner's yes where it asks for one."""
    outcome = do(tool, **arguments)
    if outcome.card is not None:
        outcome = office.gate.decide(office.desk("cli"), outcome.card.approval, outcome.card.digest)
    assert outcome.kind == OutcomeKind.DONE, outcome.problem


def told(do: Do, kind: str) -> list[tuple[str, str]]:
    """Return subject and status of the hand-offs of a kind, in order."""
    result = do("list_hand_offs", status=None, kind=kind).result
    assert result is not None
    return [(one["subject"], one["status"]) for one in result.data["hand_offs"]]


def test_each_lead_that_is_taken_on_has_an_estimate_of_its_own(office: Office, do: Do) -> None:
    for name, _ in PEOPLE:
        done(office, do, "qualify_lead", lead=f"{name}'s sink")
    assert told(do, "estimate") == [("Estimate: Maria's sink", "open"), ("Estimate: Bob's sink", "open")]


def test_a_lead_that_is_given_up_cancels_nobody_elses_estimate(office: Office, do: Do) -> None:
    done(office, do, "qualify_lead", lead="Maria's sink")
    done(office, do, "disqualify_lead", lead="Bob's sink", reason="budget")
    assert told(do, "estimate") == [("Estimate: Maria's sink", "open")]


def test_each_deal_that_is_won_is_booked(office: Office, do: Do) -> None:
    for name, _ in PEOPLE:
        done(office, do, "convert_lead", lead=f"{name}'s sink", amount=300)
    for name, _ in PEOPLE:
        done(office, do, "mark_won", opportunity=f"{name}'s sink")
    assert told(do, "booking") == [
        ("Book the job: Maria's sink", "open"),
        ("Book the job: Bob's sink", "open"),
    ]
    result = do("list_hand_offs", kind="booking").result
    assert result is not None
    assert len({one["opportunity_id"] for one in result.data["hand_offs"]}) == 2


def test_a_deal_that_is_lost_cancels_nobody_elses_booking(office: Office, do: Do) -> None:
    for name, _ in PEOPLE:
        done(office, do, "convert_lead", lead=f"{name}'s sink", amount=300)
    done(office, do, "mark_won", opportunity="Maria's sink")
    done(office, do, "mark_lost", opportunity="Bob's sink", reason="price")
    assert told(do, "booking") == [("Book the job: Maria's sink", "open")]
