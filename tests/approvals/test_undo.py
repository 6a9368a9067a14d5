"""Undo of the member's last write: before-images come back, what was added is voided, what took a yes is a card."""

from typing import Any

import pytest
from sandbox import Bench
from undo_world import (
    DONE,
    EXAMPLES,
    NEVER_UNDONE,
    ON_A_RECEIVED_MAIL,
    WHO_MAY,
    approved,
    card_of,
    differences,
    state,
)

import tools
from schemas.effects import Call, Effect, OutcomeKind
from schemas.enums import ActorKind, ApprovalStatus, Role
from schemas.records import AuditRow, Lead, Member
from tools.registry import discover


def test_there_is_an_example_of_every_write_tool() -> None:
    writes = {name for name, tool in discover(tools).tools.items() if tool.effect == Effect.WRITE}
    assert writes - NEVER_UNDONE - WHO_MAY - ON_A_RECEIVED_MAIL == EXAMPLES.keys()


@pytest.mark.parametrize("tool", EXAMPLES)
def test_undo_brings_back_what_was_there_before(world: Bench, tool: str) -> None:
    before = state(world)
    outcome = world.do(tool, **EXAMPLES[tool])
    assert outcome.kind == DONE, outcome.problem
    changed = state(world)
    assert changed.rows != before.rows
    undone = world.do("undo")
    assert undone.kind == DONE, undone.problem or undone.card
    after = state(world)
    assert list(differences(before, after)) == []
    assert {t: set(rows) for t, rows in after.rows.items()} == {
        t: set(rows) for t, rows in changed.rows.items()
    }
    last = max(world.rows(AuditRow), key=lambda row: row.audit_id)
    assert (last.act, last.event) == ("Undo", "written")


def test_what_was_undone_can_be_done_again(world: Bench) -> None:
    """Check that a voided phone and reference are free again, and that no voided row is found."""
    for _ in range(2):
        assert world.do("add_contact", **EXAMPLES["add_contact"]).kind == DONE
        assert world.do("open_lead", title="Tap", contact="Ana").kind == DONE
        assert world.do("undo", steps=2).kind == DONE
        assert world.do("show_contact", contact="Ana").kind == OutcomeKind.REFUSED


def test_undo_goes_back_one_write_at_a_time_and_several_at_once(world: Bench) -> None:
    before = state(world)
    for amount in (100, 200, 300):
        world.do("update_opportunity", opportunity="Repipe", amount=amount)
    assert world.do("undo").kind == DONE
    assert state(world).rows != before.rows
    assert world.do("undo", steps=2).kind == DONE
    assert list(differences(before, state(world))) == []


def test_undoing_a_win_is_a_card_and_brings_everything_back(world: Bench) -> None:
    before = state(world)
    approved(world, world.do("mark_won", opportunity="Repipe"))
    won = state(world)
    undo = world.do("undo")
    assert undo.card is not None
    assert "took your yes before" in undo.card.why
    assert state(world).rows == won.rows, "asking changes nothing"
    approved(world, undo)
    assert list(differences(before, state(world))) == []


def test_undoing_a_win_by_model_needs_the_owners_yes_too(world: Bench) -> None:
    approved(world, world.do("mark_won", opportunity="Repipe"))
    undo = world.gate.submit(world.desk_of(ActorKind.MODEL, Role.OWNER), Call(tool="undo"))
    assert undo.kind == OutcomeKind.WAITING


def test_undoing_a_merge_is_a_card_and_brings_both_back(world: Bench) -> None:
    before = state(world)
    approved(world, world.do("merge_contacts", keep="Nobody Busy", other="Maria"))
    assert list(differences(before, state(world)))
    approved(world, world.do("undo"))
    assert list(differences(before, state(world))) == []


def test_unmerge_brings_both_back_and_keeps_what_came_later(world: Bench) -> None:
    approved(world, world.do("merge_contacts", keep="Nobody Busy", other="Maria"))
    world.do("update_contact", contact="Nobody Busy", address="Later Rd 1")
    approved(world, world.do("unmerge_contacts", contact="Nobody Busy"))
    busy = world.do("show_contact", contact="Nobody Busy").result
    maria = world.do("show_contact", contact="Maria").result
    assert busy is not None
    assert maria is not None
    assert (busy.data["address"], busy.data["phones"]) == ("Later Rd 1", ["+15125550133"])
    assert (maria.data["address"], maria.data["phones"]) == ("1 Main St", ["+15125550142"])
    assert {job["title"] for job in maria.data["open_jobs"]} == {"Repipe", "Gutter"}


def test_undoing_a_shared_phone_is_a_card(world: Bench) -> None:
    before = state(world)
    asked = world.do("add_contact", first_name="Ana", phone="512-555-0142")
    approved(world, asked, "separate")
    approved(world, world.do("undo"))
    assert list(differences(before, state(world))) == []


def test_what_was_changed_since_is_not_undone(world: Bench) -> None:
    assert world.do("update_lead", lead="Gutter", estimated_value=500).kind == DONE
    intake = world.desk_of(ActorKind.INTAKE, Role.STAFF)
    changed = world.gate.submit(
        intake, Call(tool="update_lead", arguments={"lead": "Gutter", "estimated_value": 700})
    )
    assert changed.kind == DONE
    before = state(world)
    undo = world.do("undo")
    assert undo.kind == OutcomeKind.REFUSED
    said = (undo.problem or {})["message"]
    assert "estimated value has been changed again since by intake (Thu, Nov 19, 10 am:" in said
    assert state(world).rows == before.rows


def test_a_row_that_others_build_on_since_is_not_voided_under_them(world: Bench) -> None:
    """Check that a lead is not undone under a mail that was logged on it."""
    assert world.do("open_lead", title="Tap", contact="Nobody Busy").kind == DONE
    intake = world.desk_of(ActorKind.INTAKE, Role.STAFF)
    world.gate.submit(intake, Call(tool="log_interaction", arguments={"about": "Tap", "summary": "Wrote"}))
    undo = world.do("undo")
    assert undo.kind == OutcomeKind.REFUSED
    assert "Nothing was changed" in (undo.problem or {})["message"]
    assert [row.title for row in world.rows(Lead) if row.voided_at is None].count("Tap") == 1


def test_a_conflict_while_the_card_waits_leaves_it_stale(world: Bench) -> None:
    approved(world, world.do("mark_won", opportunity="Repipe"))
    undo = world.do("undo")
    intake = world.desk_of(ActorKind.INTAKE, Role.STAFF)
    world.gate.submit(intake, Call(tool="log_interaction", arguments={"about": "Repipe", "summary": "Wrote"}))
    world.tomorrow()
    world.gate.submit(
        intake,
        Call(tool="update_contact", arguments={"contact": "Maria", "lifecycle_stage": "past_customer"}),
    )
    won = state(world)
    outcome = world.decide(world.approval(card_of(undo)))
    assert outcome.kind == OutcomeKind.REFUSED
    assert world.approval(card_of(undo)).status == ApprovalStatus.STALE
    assert state(world).rows == won.rows


def test_nothing_is_undone_twice(world: Bench) -> None:
    approved(world, world.do("mark_won", opportunity="Repipe"))
    first = world.do("undo")
    assert card_of(world.do("undo")) == card_of(first), "the same card while it waits"
    approved(world, first)
    assert world.do("undo").kind == DONE, "then the write before it"


def test_a_rejected_undo_can_be_asked_for_again(world: Bench) -> None:
    approved(world, world.do("mark_won", opportunity="Repipe"))
    world.gate.reject(world.desk(), card_of(world.do("undo")))
    again = world.do("undo")
    assert "Mark Repipe for Maria as won" in world.approval(card_of(again)).card["line"]


def test_a_person_whom_a_lead_was_opened_for_since_is_not_voided(world: Bench) -> None:
    assert world.do("add_contact", first_name="Ana").kind == DONE
    intake = world.desk_of(ActorKind.INTAKE, Role.STAFF)
    world.gate.submit(intake, Call(tool="open_lead", arguments={"title": "Tap", "contact": "Ana"}))
    undo = world.do("undo")
    assert "something else has been written about it since" in (undo.problem or {})["message"]
    assert world.do("show_contact", contact="Ana").kind == DONE


def test_a_sent_mail_is_no_step_to_take_back_and_says_what_can_be_done(world: Bench) -> None:
    world.do("update_contact", contact="Maria", notes="Gate code 12")
    approved(world, world.do("send_message", to="Maria", subject="Your repipe", text="Friday?"))
    before = state(world)
    undo = world.do("undo")
    assert undo.kind == OutcomeKind.REFUSED
    said = (undo.problem or {})["message"]
    assert "A mail that went out can't be taken back; you can write again" in said
    assert "undo the last 2" in said
    assert state(world).rows == before.rows


def test_undo_of_several_takes_back_what_can_be_and_says_what_can_not(world: Bench) -> None:
    world.do("update_contact", contact="Maria", notes="Gate code 12")
    approved(world, world.do("send_message", to="Maria", subject="Your repipe", text="Friday?"))
    undo = world.do("undo", steps=2)
    assert undo.result is not None
    assert "Undone: Change Maria's details" in undo.result.text
    assert "A mail that went out can't be taken back" in undo.result.text
    assert len(world.sender.accepted) == 1


def test_nothing_to_undo_is_said(bench: Bench) -> None:
    undo = bench.do("undo")
    assert (undo.problem or {})["message"].startswith("There is nothing of yours to undo")
    bench.do("add_contact", first_name="Ana")
    too_many = bench.do("undo", steps=2)
    assert "Only 1 of your writes can be undone" in (too_many.problem or {})["message"]
    assert (too_many.problem or {})["instead"] == {"tool": "undo", "arguments": {"steps": 1}}


def test_what_an_intake_or_job_wrote_is_not_the_members_to_undo(world: Bench) -> None:
    before = world.do("list_leads").result
    for kind in (ActorKind.INTAKE, ActorKind.ROUTINE):
        world.gate.submit(
            world.desk_of(kind, Role.STAFF), Call(tool="open_lead", arguments={"title": f"By {kind}"})
        )
    undo = world.do("undo")
    assert undo.result is not None
    assert undo.result.text == "Undone: Disqualify Shed (timing). It was Maria's."
    assert before is not None


WHO_MAY_WHAT: dict[str, tuple[dict[str, Any], str]] = {
    "add_member": ({"name": "Eli", "role": "staff"}, "A member stays"),
    "change_member_role": ({"member": "Dana", "role": "viewer"}, "A role is not undone but changed"),
    "grant_deciding": ({"member": "Dana", "kind": "send_message"}, "A grant is not undone but taken back"),
    "end_deciding_grant": ({"member": "Dana"}, "A grant takes a new yes"),
    "turn_on_auto_send": ({"kind": "estimate_sent"}, "Auto-send is not undone but turned off"),
    "turn_off_auto_send": ({"kind": "estimate_sent"}, "Auto-send takes a new yes"),
}


@pytest.mark.parametrize("tool", WHO_MAY_WHAT)
@pytest.mark.parametrize("by_id", [False, True])
def test_who_may_do_what_is_not_undone_and_says_what_to_do_instead(
    world: Bench, tool: str, by_id: bool
) -> None:
    """Check that the write before it is not undone in its place."""
    world.do("add_member", name="Dana", role="staff")
    if tool == "end_deciding_grant":
        approved(world, world.do("grant_deciding", member="Dana", kind="send_message"))
    if tool == "turn_off_auto_send":
        approved(world, world.do("turn_on_auto_send", kind="estimate_sent"))
    world.do("update_lead", lead="Gutter", title="Gutters")
    arguments, instead = WHO_MAY_WHAT[tool]
    done = world.do(tool, **arguments)
    if done.card is not None:
        approved(world, done)
    before, members = state(world), world.rows(Member)
    last = max(world.rows(AuditRow), key=lambda row: row.audit_id)
    undo = world.do("undo", **({"change": last.audit_id} if by_id else {}))
    assert undo.kind == OutcomeKind.REFUSED
    said = (undo.problem or {})["message"]
    assert instead in said
    assert said.endswith("Nothing was changed.")
    assert state(world).rows == before.rows
    assert world.rows(Member) == members


def test_a_write_that_changed_nothing_is_no_step_to_take_back(world: Bench) -> None:
    world.do("update_lead", lead="Gutter", title="Gutters")
    same = world.do("update_lead", lead="Gutters", title="Gutters")
    undo = world.do("undo", change=same.audit_id)
    assert "It left nothing that can be set back" in (undo.problem or {})["message"]
    assert world.do("undo").kind == DONE
    assert [lead.title for lead in world.rows(Lead) if lead.title.startswith("Gutter")] == ["Gutter"]
