"""A person is taken off the records on request: nothing says who they were, and rows and figures stay (H2)."""

import json
from pathlib import Path
from typing import Any

import pytest
from brought_in import approved, call, csv_file, imported, people
from rivera import Do
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from entrypoints.bootstrap import Office
from schemas.effects import OutcomeKind
from schemas.records import Contact

WORDS = (
    "Maria",
    "Lopez",
    "5125550142",
    "555-0142",
    "maria@example.com",
    "1 Main",
    "Gate 12",
    "poodle",
    "77 Rental",
)


def everything(office: Office) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, as the database keeps it."""
    with office.database.engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(text(f"SELECT * FROM {name}")).mappings()]
            for name in SQLModel.metadata.tables
        }


def leaks(office: Office) -> list[str]:
    return [
        f"{table}: {word} in {json.dumps(row, default=str)[:300]}"
        for table, rows in everything(office).items()
        for row in rows
        for word in WORDS
        if word.casefold() in json.dumps(row, default=str, ensure_ascii=False).casefold()
    ]


def leaks_of_her_alone(office: Office) -> list[str]:
    """Return the leaks but for what is Juan's as well: the phone that he shared, and his change of it."""
    return [
        one
        for one in leaks(office)
        if not one.startswith("phones: ")
        and not (one.startswith("audit: 555-0142 ") and '"act": "ChangePerson"' in one)
    ]


@pytest.fixture
def furnished(office: Office, tmp_path: Path, do: Do) -> Office:
    """Import Maria and Bob; Maria with a lost lead, a touch, a changed address, a shared phone."""
    header = "Name,Phone,Email,Address,Notes"
    maria = 'Maria Lopez,512-555-0142,maria@example.com,"1 Main St, Austin",Gate 12'
    imported(office, csv_file(tmp_path, header, maria, "Bob Hill,512-555-0199,bob@example.com,9 Elm St,Dog"))
    do("open_lead", title="Repipe for Maria Lopez", contact="Maria", estimated_value=8000)
    do("log_interaction", about="Repipe", summary="Maria has a poodle")
    do("disqualify_lead", lead="Repipe", reason="budget", note="Lopez says too dear")
    do("update_contact", contact="Maria", address="1 Main St, Dallas")
    do("add_site", address="77 Rental Rd", contact="Maria", label="Maria's rental", notes="Gate 12")
    do("add_site", address="9 Elm St", contact="Bob Hill")
    do("set_site_person", contact="Maria", site="9 Elm", part="tenant")
    shared = do("add_contact", first_name="Juan", phone="512-555-0142")
    approved(office, shared, "separate")
    do("update_contact", contact="Juan", phone="512-555-0155")
    return office


def test_nothing_says_who_they_were_and_the_figures_stay(furnished: Office, do: Do) -> None:
    assert leaks(furnished)
    before = {table: len(rows) for table, rows in everything(furnished).items()}
    asked = do("redact_person", contact="Maria Lopez")
    assert asked.card is not None
    assert "Maria Lopez" in asked.card.why
    approved(furnished, asked)
    # The phone that Juan shares is his as well.
    assert leaks_of_her_alone(furnished) == []
    after = everything(furnished)
    assert all(len(after[table]) >= count for table, count in before.items())
    (lead,) = after["leads"]
    assert lead["estimated_value"] == 800000
    assert "Repipe" in lead["title"]
    assert sorted(site["address"] for site in after["sites"]) == ["9 Elm St", "[redacted]"]
    bob = next(one for one in people(furnished) if one["name"] == "Bob Hill")
    assert (bob["phones"], bob["notes"]) == (["+15125550199"], "Dog")


def test_whoever_has_open_work_is_not_redacted(office: Office, do: Do) -> None:
    do("add_contact", first_name="Maria", phone="512-555-0142")
    do("open_lead", title="Leak", contact="Maria")
    refused = do("redact_person", contact="Maria")
    assert refused.kind == OutcomeKind.REFUSED
    assert "open work" in str(refused.problem)


def test_a_redaction_is_not_undone(furnished: Office, do: Do) -> None:
    approved(furnished, do("redact_person", contact="Maria Lopez"))
    refused = do("undo")
    assert refused.card is None
    assert "gone for good" in str(refused.problem)


CHANGES = (
    "UPDATE audit SET line = 'x'",
    "UPDATE approvals SET card = '{}'",
    "UPDATE approvals SET acts = '{}'",
    "UPDATE approvals SET result = 'null' WHERE chosen_act = 'RedactPerson'",
    "UPDATE approvals SET result = NULL WHERE chosen_act = 'RedactPerson'",
    "UPDATE import_lines SET held = '{\"win\": 1}'",
    "UPDATE import_lines SET line = 99",
    "DELETE FROM import_lines",
)


def test_once_done_the_audit_and_the_cards_stay_again(furnished: Office, do: Do) -> None:
    approved(furnished, do("redact_person", contact="Maria Lopez"))
    for statement in CHANGES:
        with pytest.raises(IntegrityError), furnished.database.writing_engine.begin() as connection:
            connection.execute(text(statement.replace(":", r"\:")))


def test_before_the_yes_nothing_of_the_audit_can_be_changed(furnished: Office, do: Do) -> None:
    do("redact_person", contact="Maria Lopez")
    with pytest.raises(IntegrityError), furnished.database.writing_engine.begin() as connection:
        connection.execute(text("UPDATE audit SET line = 'x'"))


def test_a_person_redacted_may_come_again_as_somebody_new(furnished: Office, do: Do) -> None:
    approved(furnished, do("redact_person", contact="Maria Lopez"))
    added = call(furnished, "add_contact", first_name="Maria", email="maria@example.com")
    assert added.kind == OutcomeKind.DONE


MAIL = b"From: Maria Lopez <maria@example.com>\r\nTo: office@riveraplumbing.example.com\r\nSubject: Leak at 1 Main\r\n"
MAIL += b"Message-ID: <1@example.com>\r\n\r\nMy poodle is wet. Call 512-555-0142\r\n"


def test_the_mails_as_they_came_are_blanked_and_do_not_come_in_again(
    office: Office, do: Do, tmp_path: Path
) -> None:
    from agent.redacted_files import blank_files

    list(office.intake("inbox").receive_all([("1", MAIL)]))
    office.gate.reject(office.desk("cli"), 1)
    do("disqualify_lead", lead="Maria", reason="other")
    approved(office, do("redact_person", contact="maria@example.com"))
    home = office.settings.home
    assert blank_files(office.desk("cli"), home) == 1
    assert blank_files(office.desk("cli"), home) == 0
    kept = [path.read_bytes() for path in (home / "mail" / "received").rglob("*.eml")]
    assert len(kept) == 1
    assert b"poodle" not in kept[0]
    (again,) = office.intake("inbox").receive_all([("1", MAIL)])
    assert not again.new


def test_records_merged_twice_over_are_redacted_with_whom_they_became_part_of(office: Office, do: Do) -> None:
    for first, phone in (("Maria", "512-555-0142"), ("Mary", "512-555-0143"), ("Mia", "512-555-0144")):
        do("add_contact", first_name=first, last_name="Lopez", phone=phone)
    approved(office, do("merge_contacts", keep="Mary", other="Mia"))
    approved(office, do("merge_contacts", keep="Maria", other="Mary"))
    approved(office, do("redact_person", contact="Maria Lopez"))
    left = json.dumps(everything(office), default=str)
    assert not any(word in left for word in ("Maria", "Mary", "Mia", "Lopez", "555014", "555-014"))


def test_a_merge_is_not_taken_apart_after_a_redaction(office: Office, do: Do) -> None:
    do("add_contact", first_name="Maria", last_name="Lopez", address="1 Main St")
    do("add_contact", first_name="Mary", last_name="Lopez", phone="512-555-0142")
    approved(office, do("merge_contacts", keep="Maria", other="Mary"))
    answer = approved(office, do("redact_person", contact="Maria Lopez"))
    assert answer.result is not None
    asked = do("unmerge_contacts", contact=answer.result.data["contact_id"])
    assert asked.card is not None
    decided = office.gate.decide(office.desk("cli"), asked.card.approval, asked.card.digest)
    assert "redacted since" in str(decided.problem)
    assert leaks(office) == []


def test_undoing_what_was_done_before_a_redaction_brings_nothing_back(furnished: Office, do: Do) -> None:
    """Check that the before images are as redacted as the rows."""
    steps = do("list_last_changes", count=50).result
    assert steps is not None
    approved(furnished, do("redact_person", contact="Maria Lopez"))
    clean = leaks_of_her_alone(furnished)
    assert clean == []
    for step in steps.data["changes"]:
        undone = do("undo", change=step["change"])
        if undone.card is not None:
            furnished.gate.decide(furnished.desk("cli"), undone.card.approval, undone.card.digest)
    assert leaks_of_her_alone(furnished) == []


def test_a_card_keeps_what_our_own_code_says_and_none_of_their_words(office: Office, do: Do) -> None:
    """Check it also under a name that they had when the card was made, and have no more."""
    do("add_contact", first_name="Maria", last_name="Lopez", email="maria@example.com")
    asked = do("send_message", to="Maria", subject="Your poodle", text="Hi Maria, the poodle is fine.")
    assert asked.card is not None
    office.gate.reject(office.desk("cli"), asked.card.approval)
    do("update_contact", contact="Maria", first_name="Marisa", last_name="Vega")
    approved(office, do("redact_person", contact="Marisa Vega"))
    assert leaks(office) == []
    (row,) = [row for row in everything(office)["approvals"] if row["tool"] == "send_message"]
    card = json.loads(row["card"]) if isinstance(row["card"], str) else row["card"]
    assert card["expires"] == asked.card.expires
    assert card["line"] == "Send a mail to [redacted] <[redacted]>"
    assert [field["name"] for field in card["fields"]] == [field.name for field in asked.card.fields]
    assert "poodle" not in json.dumps(card)


def test_whoever_has_the_same_name_keeps_theirs(office: Office, do: Do) -> None:
    one, other = (
        do(
            "add_contact", first_name="Maria", last_name="Lopez", phone=phone, notes=f"Maria Lopez of {phone}"
        ).result
        for phone in ("512-555-0142", "512-555-0177")
    )
    assert one is not None
    assert other is not None
    approved(office, do("redact_person", contact=one.data["contact_id"]))
    standing = do("show_contact", contact=other.data["contact_id"]).result
    assert standing is not None
    assert (standing.data["name"], standing.data["notes"]) == ("Maria Lopez", "Maria Lopez of 512-555-0177")


def test_in_a_conversation_they_are_named_no_more(office: Office, do: Do) -> None:
    """Check it also in the turn in which the owner said yes to it."""
    orchestrator, conversation = office.orchestrator(), ""

    def say(text: str) -> str:
        nonlocal conversation
        reply = orchestrator.turn(office.desk("chat"), text, conversation)
        conversation = reply.conversation
        return reply.text

    say("add Maria Lopez, 512-555-0142")
    say("what is Maria's number?")
    asked = do("redact_person", contact="Maria Lopez").card
    assert asked is not None
    say(f"approve {asked.approval}")
    assert "Redacted" not in say("Maria Lopez")
    say(f"approve {asked.approval}")
    assert "Redacted" in say("Maria Lopez")
    assert leaks(office) == []
    assert any("[redacted]" in row["said"] for row in everything(office)["turns"])


def test_what_was_typed_at_the_prompt_names_them_no_more(sqlite_office: Office, sqlite_do: Do) -> None:
    from agent.redacted_files import names_on_record, take_out_of_typed

    sqlite_do("add_contact", first_name="Maria", last_name="Lopez", phone="512-555-0142")
    sqlite_do("add_contact", first_name="Maria", last_name="Ruiz")
    history = sqlite_office.settings.home / "chat-history"
    history.write_text(
        "\n# now\n+add Maria Lopez, 512.555.0142\n+call maria lopez: Maria's tap\n+Maria Ruiz\n"
    )
    names = names_on_record(sqlite_office.desk("cli"), "Maria Lopez")
    approved(sqlite_office, sqlite_do("redact_person", contact="Maria Lopez"))
    assert take_out_of_typed(sqlite_office.settings.home, names) == 2
    assert history.read_text() == (
        "\n# now\n+add [redacted], [redacted]\n+call [redacted]: [redacted]'s tap\n+Maria Ruiz\n"
    )


def test_whoever_said_stop_is_known_again_without_being_named(office: Office, do: Do) -> None:
    from schemas.enums import Channel
    from tools.people.consents import denied_among, wants_no_mail

    do("add_contact", first_name="Maria", last_name="Lopez", email="maria@example.com")
    stopped = do("leave_out_of_auto_send", contact="Maria", said="Maria says stop")
    assert stopped.result is not None, stopped.problem
    approved(office, do("redact_person", contact="Maria Lopez"))
    assert leaks(office) == []
    again = do("add_contact", first_name="Mia", email="maria@example.com").result
    assert again is not None
    desk = office.desk("cli")
    with desk.unit.reading():
        assert wants_no_mail(desk, again.data["contact_id"], "maria@example.com")
        mia = desk.session.get_one(Contact, (desk.business_id, again.data["contact_id"]))
        assert denied_among(desk, Channel.EMAIL, [mia]) == {mia.contact_id}


def test_a_card_that_waits_and_names_them_is_decided_first(office: Office, do: Do) -> None:
    """Check that a card an owner is to decide, and its digest, never change; also where it is about somebody
    else.
    """
    do("add_contact", first_name="Maria", last_name="Lopez", phone="512-555-0142")
    do("add_contact", first_name="Tom", email="tom@example.com")
    card = do("send_message", to="Tom", subject="Hello", text="Maria Lopez gave me your name.").card
    assert card is not None
    refused = do("redact_person", contact="Maria Lopez")
    assert f"Card #{card.approval}" in str(refused.problem)
    office.gate.reject(office.desk("cli"), card.approval)
    approved(office, do("redact_person", contact="Maria Lopez"))
    assert leaks(office) == []
