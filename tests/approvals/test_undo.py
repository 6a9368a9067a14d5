"""Undo of the member's last write: before-images come back, what was added is voided, what took a yes is a card."""

from collections.abc import Iterator
from typing import Any

import pytest
from sandbox import Bench

import tools
from evals.observe import Place, State, observe
from schemas.effects import Call, Effect, Outcome, OutcomeKind
from schemas.enums import ActorKind, ApprovalStatus, Role
from schemas.records import AuditRow, Lead
from tools.registry import discover

DONE = OutcomeKind.DONE

EXAMPLES: dict[str, dict[str, Any]] = {
    "add_contact": {
        "first_name": "Ana",
        "phone": "512-555-0156",
        "email": "ana@example.com",
        "company": "New Co",
    },
    "update_contact": {
        "contact": "Maria",
        "last_name": "García",
        "phone": "512-555-0199",
        "email": "new@example.com",
        "address": "9 Other Rd",
        "company": "Bakery",
        "notes": "Gate code 12",
        "tags": ["vip"],
        "lifecycle_stage": "customer",
    },
    "archive_contact": {"contact": "Nobody Busy"},
    "add_company": {"name": "Cafe", "phone": "512-555-0111", "primary_contact": "Nobody Busy"},
    "update_company": {"company": "Bakery", "billing_address": "5 Bakery Row", "status": "inactive"},
    "open_lead": {"title": "Garden tap", "contact": "Maria", "estimated_value": "150.50"},
    "update_lead": {
        "lead": "Gutter",
        "title": "Gutters",
        "contact": "Nobody Busy",
        "pipeline_stage": "follow_up",
    },
    "qualify_lead": {"lead": "Gutter"},
    "disqualify_lead": {"lead": "Gutter", "reason": "budget", "note": "Too dear"},
    "reopen_lead": {"lead": "Shed"},
    "convert_lead": {"lead": "Gutter", "stage": "scheduled", "amount": 900, "site_visit": True},
    "update_opportunity": {"opportunity": "Repipe", "stage": "scheduled", "amount": 9000},
    "mark_lost": {"opportunity": "Repipe", "reason": "price"},
    "log_interaction": {"about": "Gutter", "summary": "Spoke", "follow_up_date": "2026-11-20"},
    "set_reminder": {"about": "Repipe", "date": "2026-12-01", "text": "Ask again"},
    "complete_follow_up": {"about": "Repipe"},
    "cancel_follow_up": {"about": "Repipe"},
    "complete_hand_off": {"hand_off": "Estimate Repipe"},
    "record_inquiry": {"title": "Leak", "phone": "512-555-0142", "address": "1 New St", "source": "web_form"},
    "link_quickbooks_customer": {"contact": "Maria", "quickbooks_customer_id": "77"},
}
"""One call of every write tool, in the world below."""

ON_A_RECEIVED_MAIL = {
    *("leave_out_mail", "take_in_as_lead", "take_in_mail", "take_in_old_mail"),
    *("log_sent_mail", "log_mail_sent_by_hand"),
}
"""Writes of the mail intake: they need a mail on record, and are undone in the tests of the intake."""


@pytest.fixture
def world(bench: Bench) -> Bench:
    """Maria of the Bakery with a deal, an open and a given-up lead; somebody without work; a promise."""
    calls: list[tuple[str, dict[str, Any]]] = [
        (
            "add_contact",
            {"first_name": "Maria", "phone": "512-555-0142", "company": "Bakery", "address": "1 Main St"},
        ),
        ("update_contact", {"contact": "Maria", "email": "maria@example.com"}),
        ("add_contact", {"first_name": "Nobody", "last_name": "Busy", "phone": "512-555-0133"}),
        ("open_lead", {"title": "Repipe", "contact": "Maria", "estimated_value": 8000}),
        ("convert_lead", {"lead": "Repipe"}),
        ("log_interaction", {"about": "Repipe", "summary": "Called", "follow_up_date": "2026-11-19"}),
        ("open_lead", {"title": "Gutter", "contact": "Maria"}),
        ("log_interaction", {"about": "Gutter", "summary": "Asked for a price"}),
        ("open_lead", {"title": "Shed", "contact": "Maria"}),
        ("disqualify_lead", {"lead": "Shed", "reason": "timing"}),
    ]
    for tool, arguments in calls:
        outcome = bench.do(tool, **arguments)
        assert outcome.kind == DONE, outcome.problem
    bench.tomorrow(days=1)
    return bench


def state(bench: Bench) -> State:
    office = bench.office
    return observe(Place(office.database, office.business.business_id, office.settings.outgoing_mail))


def differences(before: State, after: State) -> Iterator[str]:
    """What an undo did not bring back: rows that differ, and new rows that still count."""
    for table, rows in after.rows.items():
        for key, row in rows.items():
            old = before.rows[table].get(key)
            if old is None:
                if row["voided_at"] is None:
                    yield f"{table} {key} was added and is not voided"
            else:
                for column in row.keys() - {"updated_at"}:
                    if row[column] != old[column]:
                        yield f"{table}.{column} is {row[column]!r}, was {old[column]!r}"


def test_there_is_an_example_of_every_write_tool() -> None:
    writes = {name for name, tool in discover(tools).tools.items() if tool.effect == Effect.WRITE}
    assert writes - {"undo"} - ON_A_RECEIVED_MAIL == EXAMPLES.keys()


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
    """A voided phone and reference are free again, and no voided row is found."""
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


def card_of(outcome: Outcome) -> int:
    assert outcome.card is not None, outcome
    return outcome.card.approval


def approved(bench: Bench, outcome: Outcome, answer: str = "") -> Outcome:
    decided = bench.decide(bench.approval(card_of(outcome)), answer)
    assert decided.kind == DONE, decided.problem
    return decided


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
    assert "estimated value has been changed again since" in (undo.problem or {})["message"]
    assert state(world).rows == before.rows


def test_a_row_that_others_build_on_since_is_not_voided_under_them(world: Bench) -> None:
    """The member adds a lead; a mail is logged on it; undoing the lead would leave the mail on nothing."""
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


def test_what_went_out_is_said_when_an_earlier_write_is_undone(world: Bench) -> None:
    world.do("update_contact", contact="Maria", notes="Gate code 12")
    approved(world, world.do("send_message", to="Maria", subject="Your repipe", text="Friday?"))
    undo = world.do("undo")
    assert undo.result is not None
    assert "Undone: Change Maria's details" in undo.result.text
    assert "What went out can't be taken back" in undo.result.text
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
    for kind in (ActorKind.INTAKE, ActorKind.JOB):
        world.gate.submit(
            world.desk_of(kind, Role.STAFF), Call(tool="open_lead", arguments={"title": f"By {kind}"})
        )
    undo = world.do("undo")
    assert undo.result is not None
    assert undo.result.text == "Undone: Disqualify Shed (timing)."
    assert before is not None
