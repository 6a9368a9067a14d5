"""The reply to a change of a person or a lead says by itself who, and each value old → new, at every door."""

from typing import Any

from agent.gate import Gate
from entrypoints.bootstrap import Office
from schemas.effects import Call


def test_a_changed_person_is_told_with_stage_and_tags(sqlite_do: Any) -> None:
    sqlite_do("add_contact", first_name="Tom", last_name="Baker", phone="512-555-0142")
    told = sqlite_do("update_contact", contact="Tom Baker", lifecycle_stage="past_customer", tags=["vip"])
    assert told.result.text == "Changed Tom Baker: Stage prospect → past customer; Tags vip."
    told = sqlite_do("update_contact", contact="Tom Baker", first_name="Tim", tags=[])
    assert told.result.text == "Changed Tim Baker: Name Tom Baker → Tim Baker; Tags vip → none."


def test_a_lead_given_to_another_person_is_told_with_both(sqlite_do: Any) -> None:
    for first, phone in (("Uwe", "512-555-0142"), ("Wendy", "512-555-0143")):
        sqlite_do("add_contact", first_name=first, last_name="Brook", phone=phone)
    lead = sqlite_do("open_lead", title="Gutter", contact="Uwe Brook").result.data["lead_id"]
    told = sqlite_do("update_lead", lead=lead, contact="Wendy Brook").result.text
    assert told.startswith("Changed Gutter of Wendy Brook (LEAD")
    assert told.endswith("): person Uwe Brook → Wendy Brook.")


def test_the_card_of_a_changed_person_tells_stage_and_tags_beside_what_they_were(
    sqlite_office: Office, sqlite_do: Any
) -> None:
    sqlite_do("add_contact", first_name="Tom", last_name="Baker", phone="512-555-0142")
    sqlite_do("update_contact", contact="Tom Baker", tags=["vip"])
    gate = sqlite_office.gate
    careful = Gate(gate.registry, gate.queue, gate.outbox, lambda: {"update_contact"})
    changes = {"phone": "512-555-0144", "lifecycle_stage": "past_customer", "tags": ["slow payer"]}
    call = Call(tool="update_contact", arguments={"contact": "Tom Baker", **changes})
    card = careful.submit(sqlite_office.desk("cli"), call).card
    assert card is not None
    assert [(field.name, field.value, field.note) for field in card.fields] == [
        ("Phone", "(512) 555-0144", "was: (512) 555-0142"),
        ("Stage", "past customer", "was: prospect"),
        ("Tags", "slow payer", "was: vip"),
    ]


def test_a_lead_or_job_that_moved_is_told_with_its_person_and_from_what_to_what(sqlite_do: Any) -> None:
    sqlite_do("add_contact", first_name="Tom", last_name="Baker", phone="512-555-0142", address="1 Elm St")
    for title in ("Gutter", "Repipe"):
        sqlite_do("open_lead", title=title, contact="Tom Baker")
    told = {
        tool: sqlite_do(tool, **arguments).result.text
        for tool, arguments in (
            ("qualify_lead", {"lead": "Gutter"}),
            ("disqualify_lead", {"lead": "Gutter", "reason": "budget"}),
            ("reopen_lead", {"lead": "Gutter"}),
            ("convert_lead", {"lead": "Repipe", "amount": 900}),
            ("update_opportunity", {"opportunity": "Repipe", "stage": "proposal_sent"}),
            ("mark_lost", {"opportunity": "Repipe", "reason": "price"}),
        )
    }
    ends = {
        "qualify_lead": "It is Tom Baker's: inquiry → needs analysis.",
        "disqualify_lead": "It is Tom Baker's: working → disqualified.",
        "reopen_lead": "It is Tom Baker's: disqualified → working.",
        "convert_lead": "It is Tom Baker's: lead (inquiry) → job (estimating).",
        "update_opportunity": "estimating → proposal sent, $900 (Tom Baker).",
        "mark_lost": "It is Tom Baker's: proposal sent → lost.",
    }
    assert {tool: text.endswith(ends[tool]) for tool, text in told.items()} == dict.fromkeys(ends, True), told


def test_a_namesake_is_told_apart_in_the_reply(sqlite_do: Any) -> None:
    for phone in ("512-555-0142", "512-555-0143"):
        sqlite_do("add_contact", first_name="Ana", last_name="Ruiz", phone=phone)
    logged = sqlite_do("log_interaction", about="512-555-0143", summary="Wants a valve").result.text
    assert logged == "Logged the phone call with Ana Ruiz, 0143."
    reminded = sqlite_do("set_reminder", about="512-555-0142", date="2026-11-20", text="Call").result.text
    assert "about Ana Ruiz, 0142: Call" in reminded
    opened = sqlite_do("open_lead", title="Valve", contact="512-555-0142").result.text
    assert opened.startswith("Opened Valve for Ana Ruiz, 0142")
