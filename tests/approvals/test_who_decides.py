"""Nobody decides but the owner, by their own hand (docs/parts.md, "Approvals")."""

import pytest
from sandbox import Bench

from schemas.effects import Call, Outcome, OutcomeKind
from schemas.enums import ActorKind, ApprovalStatus, Role
from tools.desk import Desk

pytestmark = pytest.mark.databases

NOT_THE_OWNER = [
    (kind, role) for kind in ActorKind for role in Role if (kind, role) != (ActorKind.MEMBER, Role.OWNER)
]


def decisions(bench: Bench, desk: Desk, number: int, digest: str) -> list[Outcome]:
    gate = bench.gate
    return [
        gate.decide(desk, number, digest),
        gate.decide(desk, number, digest, "yes"),
        gate.reject(desk, number),
        gate.settle(desk, number, ApprovalStatus.DONE),
    ]


def test_nobody_else_decides(bench: Bench) -> None:
    card = bench.waiting_mail()
    assert len(NOT_THE_OWNER) == 17
    for kind, role in NOT_THE_OWNER:
        for outcome in decisions(bench, bench.desk_of(kind, role), card.number, card.digest):
            heard = (outcome.kind, (outcome.problem or {}).get("kind"))
            assert heard == (OutcomeKind.REFUSED, "not_permitted"), (kind, role)
    assert bench.status(card) == ApprovalStatus.PENDING
    assert bench.sender.asked == []
    assert bench.decide(card).kind == OutcomeKind.DONE


def test_no_tool_decides(bench: Bench) -> None:
    """Check that a model that calls every tool with a card's number moves no card."""
    card = bench.waiting_mail()
    desk = bench.desk_of(ActorKind.MODEL, Role.OWNER)
    for name, tool in bench.office.registry.tools.items():
        for argument in tool.arguments.model_fields:
            bench.gate.submit(desk, Call(tool=name, arguments={argument: str(card.number)}))
    assert bench.status(card) == ApprovalStatus.PENDING
    assert bench.sender.asked == []


def test_a_viewer_proposes_and_changes_nothing(bench: Bench) -> None:
    card = bench.waiting_mail()
    viewer = bench.desk_of(ActorKind.MEMBER, Role.VIEWER)
    for outcome in (
        bench.gate.submit(viewer, Call(tool="add_contact", arguments={"first_name": "Ana"})),
        bench.gate.submit(viewer, Call(tool="send_message", arguments={"to": "Maria", "text": "Hi"})),
        bench.gate.edit(viewer, card.number, {"text": "Hi"}),
    ):
        assert (outcome.problem or {})["kind"] == "not_permitted"
    assert bench.gate.submit(viewer, Call(tool="list_approvals")).kind == OutcomeKind.DONE
    assert bench.status(card) == ApprovalStatus.PENDING


def test_what_is_the_businesss_own_is_said_and_taken_back_by_an_owner_alone(bench: Bench) -> None:
    own = {"phone": "512-555-0171"}
    assert bench.do("add_own_detail", **own).result
    staff = bench.desk_of(ActorKind.MEMBER, Role.STAFF)
    for tool, arguments in (("add_own_detail", {"phone": "512-555-0172"}), ("drop_own_detail", own)):
        outcome = bench.gate.submit(staff, Call(tool=tool, arguments=arguments))
        assert (outcome.problem or {})["kind"] == "not_permitted"
    assert bench.do("drop_own_detail", **own).result, "it was still there"
