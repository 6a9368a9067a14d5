"""An owner lets somebody of the staff decide a kind of card, by a card of its own (docs/parts.md, "Approvals")."""

import pytest
from sandbox import Bench
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from schemas.effects import Call, Outcome, OutcomeKind
from schemas.enums import ActorKind, ApprovalStatus, Role
from schemas.records import DecidingGrant, Member
from tools.desk import Actor, Desk


def member(bench: Bench, role: Role = Role.STAFF, name: str = "Dana Staff") -> Member:
    desk = bench.desk()
    added = Member(
        business_id=desk.business_id,
        member_id=desk.new_id(),
        name=name,
        role=role,
        created_at=desk.now(),
    )
    with desk.unit.writing() as session:
        session.add(added)
    return added


def desk_of(bench: Bench, who: Member, door: str = "web", kind: ActorKind = ActorKind.MEMBER) -> Desk:
    return bench.desk().acting_as(Actor(kind=kind, role=who.role, door=door, member_id=who.member_id))


def grant(bench: Bench, kind: str = "send_message", name: str = "Dana Staff") -> Outcome:
    asked = bench.do("grant_deciding", member=name, kind=kind)
    assert asked.card is not None, asked.problem
    return bench.gate.decide(bench.desk(), asked.card.approval, asked.card.digest)


def problem(outcome: Outcome) -> str:
    return str((outcome.problem or {}).get("kind"))


def test_whom_the_owner_granted_a_kind_decides_it_and_no_other(bench: Bench) -> None:
    dana = member(bench)
    card = bench.waiting_mail()
    assert problem(bench.gate.decide(desk_of(bench, dana), card.number, card.digest)) == "not_permitted"
    assert grant(bench).kind == OutcomeKind.DONE
    assert bench.gate.decide(desk_of(bench, dana), card.number, card.digest).kind == OutcomeKind.DONE
    assert bench.approval(card.number).decided_by == dana.member_id
    assert len(bench.sender.accepted) == 1
    own = bench.do("turn_on_auto_send", kind="inquiry").card
    assert own is not None
    assert problem(bench.gate.decide(desk_of(bench, dana), own.approval, own.digest)) == "not_permitted"


def test_a_grant_is_asked_for_by_a_card_and_proposed_by_an_owners_own_hand_only(bench: Bench) -> None:
    dana = member(bench)
    asked = bench.do("grant_deciding", member="dana staff", kind="send_message")
    assert asked.card is not None
    assert "Dana Staff" in asked.card.line
    assert bench.rows(DecidingGrant) == []
    call = Call(tool="grant_deciding", arguments={"member": "Dana Staff", "kind": "mark_won"})
    owner = bench.office.owner
    for desk in (
        desk_of(bench, dana),
        desk_of(bench, owner, kind=ActorKind.MODEL),
        desk_of(bench, owner, door="rest"),
    ):
        assert problem(bench.gate.submit(desk, call)) == "not_permitted"


def test_what_changes_who_decides_stays_an_owners_alone(bench: Bench) -> None:
    """Check that even a grant of the granting's own kind, or of undoing, lets nobody else decide such cards."""
    dana = member(bench)
    member(bench, name="Eli Staff")
    for kind in ("grant_deciding", "turn_on_auto_send", "undo"):
        assert grant(bench, kind).kind == OutcomeKind.DONE
    for asked in (
        bench.do("grant_deciding", member="Eli Staff", kind="send_message"),
        bench.do("turn_on_auto_send", kind="inquiry"),
    ):
        assert asked.card is not None
        heard = bench.gate.decide(desk_of(bench, dana), asked.card.approval, asked.card.digest)
        assert problem(heard) == "not_permitted"
        assert bench.approval(asked.card.approval).status == ApprovalStatus.PENDING


def test_what_is_taken_back_no_longer_counts(bench: Bench) -> None:
    dana = member(bench)
    card = bench.waiting_mail()
    grant(bench)
    assert bench.do("end_deciding_grant", member="Dana Staff").kind == OutcomeKind.DONE
    assert problem(bench.gate.decide(desk_of(bench, dana), card.number, card.digest)) == "not_permitted"
    assert bench.do("undo").kind != OutcomeKind.WAITING
    assert problem(bench.gate.reject(desk_of(bench, dana), card.number)) == "not_permitted"
    assert bench.status(card) == ApprovalStatus.PENDING


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OWNER])
def test_only_the_staff_is_granted_something(bench: Bench, role: Role) -> None:
    member(bench, role, "Vic Other")
    assert problem(bench.do("grant_deciding", member="Vic Other", kind="send_message")) == "against_the_rules"


def test_a_grant_counts_at_the_members_own_doors_only(bench: Bench) -> None:
    dana = member(bench)
    card = bench.waiting_mail()
    grant(bench)
    for desk in (
        desk_of(bench, dana, door="rest"),
        desk_of(bench, dana, kind=ActorKind.MODEL),
        desk_of(bench, replace_role(dana, Role.VIEWER)),
    ):
        assert problem(bench.gate.decide(desk, card.number, card.digest)) == "not_permitted"
    assert bench.status(card) == ApprovalStatus.PENDING


def replace_role(who: Member, role: Role) -> Member:
    return Member(**{**who.model_dump(), "role": role})


def test_the_database_refuses_a_grant_that_nobody_said_yes_to(bench: Bench) -> None:
    dana, card = member(bench), bench.waiting_mail()
    desk = bench.desk()
    forged = DecidingGrant(
        business_id=desk.business_id,
        grant_id=desk.new_id(),
        member_id=dana.member_id,
        kind="send_message",
        granted_approval_id=card.approval_id,
        since=desk.now(),
    )
    with (
        pytest.raises(DatabaseError, match="only by the owner's decided yes"),
        desk.unit.writing() as session,
    ):
        session.add(forged)


def test_the_database_lets_no_grant_come_back_or_change_hands(bench: Bench) -> None:
    member(bench)
    eli = member(bench, name="Eli Staff")
    grant(bench)
    bench.do("end_deciding_grant", member="Dana Staff")
    desk = bench.desk()
    for changes in ({"ended_at": None}, {"member_id": eli.member_id}, {"kind": "mark_won"}):
        with pytest.raises(DatabaseError, match="stays so"), desk.unit.writing() as session:
            row = session.exec(select(DecidingGrant)).one()
            for name, value in changes.items():
                setattr(row, name, value)
