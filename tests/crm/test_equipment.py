"""Equipment through the gate: where it is, with whom it goes when people become one, in exports, and taken off the records."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from rivera import NOW, Do
from sqlmodel import col, select
from typer.testing import CliRunner

from entrypoints.bootstrap import Office
from entrypoints.cli.main import app
from schemas.effects import Outcome, OutcomeKind
from schemas.records import AuditRow, Interaction, Move
from schemas.records.equipment import Equipment

SERIAL = "X 99 1234"


def told(outcome: Outcome) -> dict[str, Any]:
    assert outcome.result is not None, outcome.problem or outcome.card
    return {**outcome.result.data, "text": outcome.result.text}


def decided(office: Office, outcome: Outcome) -> Outcome:
    assert outcome.card is not None, outcome.problem
    return office.gate.decide(office.desk("cli"), outcome.card.approval, outcome.card.digest, "")


@pytest.fixture
def maria(do: Do) -> str:
    added = do(
        "add_contact", first_name="Maria", last_name="Lopez", phone="512-555-0142", address="1 Main St"
    )
    return str(told(added)["contact_id"])


def rows(office: Office) -> list[Equipment]:
    desk = office.desk("cli")
    with desk.unit.reading() as session:
        found = list(session.exec(select(Equipment).order_by(col(Equipment.equipment_id))))
        session.expunge_all()
        return found


def heater(do: Do, contact: str, **details: Any) -> str:
    given = {"what": "water heater", "make": "Rheem", "serial_number": SERIAL, **details}
    return str(told(do("add_equipment", contact=contact, **given))["equipment_id"])


def printed(office: Office, *arguments: str) -> str:
    options = ["--home", str(office.settings.home), "--now", NOW]
    done = CliRunner().invoke(app, [*options, *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_it_is_listed_for_its_person_by_its_words_and_whole(office: Office, do: Do, maria: str) -> None:
    key = heater(do, maria, installed_on="2026-11-02", warranty_until="2032-11-02", installed_by_us=True)
    line = f"Water heater: Rheem, serial number {SERIAL}, installed Nov 2, 2026, put in by us, warranty until Nov 2, 2032"
    for asked in ({"contact": maria}, {"query": "rheem"}, {"query": "X991234"}, {"query": "water lopez"}):
        [found] = told(do("list_records", kind="equipment", **asked))["records"]
        assert (found["equipment_id"], found["line"], found["place"]) == (key, line, "1 Main St")
    assert told(do("list_records", kind="equipment", query="trane"))["records"] == []
    whole = told(do("show_record", kind="equipment", record=key))
    assert [(one["was"], one["became"]) for one in whole["moves"]] == [(None, "in_place")]
    person = told(do("show_contact", contact=maria))
    assert f"Has: {line}" in person["text"]
    assert [one["equipment_id"] for one in person["equipment"]] == [key]


def test_gone_and_back_again_is_a_move_each(office: Office, do: Do, maria: str) -> None:
    key = heater(do, maria)
    told(do("remove_equipment", equipment=key))
    assert do("remove_equipment", equipment=key).kind == OutcomeKind.REFUSED
    told(do("undo"))
    desk = office.desk("cli")
    with desk.unit.reading() as session:
        moves = session.exec(
            select(Move.was, Move.became).where(col(Move.matter_id) == key).order_by(col(Move.move_id))
        )
        assert list(moves) == [(None, "in_place"), ("in_place", "removed"), ("removed", "in_place")]


def test_it_is_at_the_property_that_is_said_or_at_the_own_address(office: Office, do: Do, maria: str) -> None:
    site = str(
        told(do("add_site", address="44 Elm St", contact=maria, part="landlord", label="rental"))["site_id"]
    )
    told(do("add_contact", first_name="Ana", last_name="Ruiz", phone="512-555-0143"))
    told(do("set_site_person", contact="Ana", site="44 Elm St", part="tenant"))
    at_home, there = heater(do, maria), heater(do, maria, site="rental", serial_number="S2")
    assert {row.equipment_id: row.site_id for row in rows(office)} == {at_home: None, there: site}
    assert [one["equipment_id"] for one in told(do("show_site", site="rental"))["equipment"]] == [there]
    [tenants] = told(do("list_records", kind="equipment", contact="Ana"))["records"]
    assert (tenants["equipment_id"], tenants["name"], tenants["place"]) == (
        there,
        "Maria Lopez",
        "rental, 44 Elm St",
    )
    nowhere = do("add_equipment", contact=maria, what="boiler", site="80 Nowhere Rd")
    assert (nowhere.problem or {})["argument"] == "site"


def test_without_an_address_one_property_is_taken_and_of_several_it_is_asked(office: Office, do: Do) -> None:
    told(do("add_contact", first_name="Lia", last_name="Park", phone="512-555-0144"))
    first = told(do("add_site", address="44 Elm St", contact="Lia"))["site_id"]
    heater(do, "Lia")
    assert [row.site_id for row in rows(office)] == [first]
    told(do("add_site", address="9 Pine Ave", contact="Lia"))
    asked = do("add_equipment", contact="Lia", what="boiler").problem or {}
    assert (asked["kind"], asked["argument"], len(asked["candidates"])) == ("ambiguous", "site", 2)
    told(do("add_equipment", contact="Lia", what="boiler", site=asked["candidates"][1]["id"]))
    assert len(rows(office)) == 2


BAD: dict[str, dict[str, Any]] = {
    "is still to come": {"what": "boiler", "installed_on": "2026-11-19"},
    "before it was put in": {"what": "boiler", "installed_on": "2026-11-17", "warranty_until": "2026-11-16"},
    "Say what it is": {"what": "?!"},
    "is longer than 120 characters": {"what": "boiler", "serial_number": "9" * 10_000},
    "must be a day": {"what": "boiler", "installed_on": "last spring"},
    "is on record already": {"what": "Water heater", "serial_number": SERIAL},
    "Nobody on record is called": {"what": "boiler", "contact": "Zoe"},
}


@pytest.mark.parametrize("why", BAD)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    office: Office, do: Do, maria: str, why: str
) -> None:
    heater(do, maria)
    refused = do("add_equipment", **{"contact": maria, **BAD[why]})
    assert refused.kind == OutcomeKind.REFUSED
    assert why in str((refused.problem or {})["message"])
    assert len(rows(office)) == 1


def test_a_change_is_checked_against_what_is_on_record(office: Office, do: Do, maria: str) -> None:
    key = heater(do, maria, installed_on="2026-11-02")
    refused = do("update_equipment", equipment=key, warranty_until="2026-01-01")
    assert "before it was put in" in str((refused.problem or {})["message"])
    same = do("update_equipment", equipment=key, make="Rheem")
    assert "on record already" in str((same.problem or {})["message"])
    changed = told(do("update_equipment", equipment=key, make="State", notes="x" * 10_000))
    assert "Changed: make Rheem → State." in changed["text"]
    assert [(row.make, len(row.notes), row.serial_number) for row in rows(office)] == [
        ("State", 10_000, SERIAL)
    ]


def test_it_goes_with_its_person_into_a_merge_and_out_again(office: Office, do: Do, maria: str) -> None:
    other = str(
        told(do("add_contact", first_name="Mary", last_name="Lopez", phone="512-555-0150"))["contact_id"]
    )
    site = told(do("add_site", address="44 Elm St", contact=other))["site_id"]
    told(do("set_site_person", contact=maria, site="44 Elm St", part="tenant"))
    hers, theirs = heater(do, maria), heater(do, other, serial_number="S2")
    card = do("merge_contacts", keep=maria, other=other)
    assert card.card is not None
    assert "1 piece of equipment" in str(card.card.fields)
    decided(office, card)
    found = told(do("list_records", kind="equipment", contact=maria))["records"]
    assert [one["equipment_id"] for one in found] == [hers, theirs]
    assert {row.contact_id for row in rows(office)} == {maria}
    assert [row.site_id for row in rows(office)] == [None, site]
    decided(office, do("unmerge_contacts", contact=maria, other=other))
    assert {row.equipment_id: row.contact_id for row in rows(office)} == {hers: maria, theirs: other}


def test_it_is_exported_as_csv_and_json_and_in_the_persons_own_record(
    sqlite_office: Office, sqlite_do: Do, tmp_path: Path
) -> None:
    person = {"first_name": "Maria", "last_name": "Lopez", "phone": "512-555-0142"}
    maria = str(told(sqlite_do("add_contact", **person))["contact_id"])
    heater(sqlite_do, maria, notes="=1+1", warranty_until="2030-06-30")
    [row] = csv.DictReader(io.StringIO(printed(sqlite_office, "export", "equipment")))
    assert (row["what"], row["serial_number"], row["warranty_until"]) == (
        "water heater",
        SERIAL,
        "2030-06-30",
    )
    assert (row["notes"], row["person"], row["status"]) == ("'=1+1", "Maria Lopez", "in_place")
    [line] = printed(sqlite_office, "export", "equipment", "--format", "jsonl").splitlines()
    assert json.loads(line)["notes"] == "=1+1"
    target = tmp_path / "maria.zip"
    printed(sqlite_office, "export", "--person", "Maria Lopez", "--out", str(target))
    with zipfile.ZipFile(target) as archive:
        [kept] = json.loads(archive.read("record.json"))["equipment"]
    assert (kept["serial_number"], kept["notes"]) == (SERIAL, "=1+1")


def test_the_command_line_lists_it_as_json(sqlite_office: Office, sqlite_do: Do) -> None:
    told(sqlite_do("add_contact", first_name="Maria", last_name="Lopez", phone="512-555-0142"))
    heater(sqlite_do, "Maria")
    listed = json.loads(
        printed(sqlite_office, "tool", "list_records", '{"kind": "equipment", "contact": "Maria"}')
    )
    assert [one["serial_number"] for one in listed["result"]["records"]] == [SERIAL]


def test_a_redaction_takes_the_serial_number_and_the_notes_and_leaves_the_rest(
    office: Office, do: Do, maria: str
) -> None:
    key = heater(do, maria, notes="Gate 4711", what="Maria Lopez boiler", warranty_until="2030-06-30")
    told(do("update_equipment", equipment=key, notes="Key under Lopez's mat"))
    decided(office, do("redact_person", contact=maria))
    [row] = rows(office)
    assert (row.serial_number, row.notes, row.make) == ("[redacted]", "[redacted]", "Rheem")
    assert "Lopez" not in row.what
    assert SERIAL.replace(" ", "") not in row.words_key.replace(" ", "").upper()
    desk = office.desk("cli")
    with desk.unit.reading() as session:
        kept = json.dumps(
            [[one.line, one.arguments, one.changes] for one in session.exec(select(AuditRow))], default=str
        )
    assert [word for word in (SERIAL, "4711", "Lopez", "mat") if word in kept] == []


def touches(office: Office) -> list[tuple[str, str | None, str | None]]:
    """Return what was logged: the words, the matter that it points to, and the one that this came out of."""
    with office.desk("cli").unit.reading() as session:
        found = session.exec(select(Interaction).order_by(col(Interaction.interaction_id)))
        return [(one.body, one.matter_id, one.origin_id) for one in found]


def test_what_was_done_to_it_is_told_of_it_and_of_its_person(office: Office, do: Do, maria: str) -> None:
    key = heater(do, maria)
    furnace = str(told(do("add_equipment", contact=maria, what="furnace"))["equipment_id"])
    for said, about in (
        ("serviced Maria's water heater today", key),
        ("we flushed the furnace at Maria's, took 40 minutes", furnace),
        ("log a visit with Maria: checked the furnace", furnace),
        ("log a call with Maria, she is happy", None),
    ):
        office.orchestrator().turn(office.desk("chat"), said)
        assert touches(office)[-1][1:] == (about, None), said
    whole = told(do("show_record", kind="equipment", record=key))
    assert [one["text"] for one in whole["touches"]] == ["Serviced Maria's water heater today"]
    assert "today, meeting: Serviced Maria's water heater today" in whole["text"]
    assert "Serviced Maria's water heater today" in told(do("show_contact", contact=maria))["text"]
    told(do("undo"))
    assert len(touches(office)) == 3


def test_of_two_alike_the_one_is_meant_whose_make_is_said_and_else_neither(
    office: Office, do: Do, maria: str
) -> None:
    key = heater(do, maria)
    heater(do, maria, make="State", serial_number="")
    for summary, about in (
        ("Flushed the Rheem water heater.", key),
        ("Flushed the water heater.", None),
        ("Looked at the pump.", None),
    ):
        told(do("log_interaction", about=maria, type="meeting", summary=summary))
        assert touches(office)[-1] == (summary, about, None)


def test_its_words_and_its_id_say_what_a_touch_or_a_promise_is_about(
    office: Office, do: Do, maria: str
) -> None:
    key = heater(do, maria)
    lead = str(told(do("open_lead", title="Repipe", contact=maria))["lead_id"])
    for about in ("Maria's water heater", "the Rheem", key):
        told(do("log_interaction", about=about, type="note", summary="Noisy."))
        assert touches(office)[-1] == ("Noisy.", key, None)
    told(do("log_interaction", about=maria, type="meeting", summary="Drained the water heater."))
    assert touches(office)[-1] == ("Drained the water heater.", key, lead)
    told(do("set_reminder", about=key, date="2026-11-18", text="New anode"))
    [line] = [one for one in told(do("show_morning_list"))["lines"] if "New anode" in one["why"]]
    assert (line["contact_id"], line["job_id"]) == (maria, None)
    heater(do, maria, make="State", serial_number="")
    refused = do("log_interaction", about="Maria's water heater", summary="Noisy.")
    assert refused.problem is not None
    assert [one["kind"] for one in refused.problem["candidates"]] == ["equipment", "equipment"]
