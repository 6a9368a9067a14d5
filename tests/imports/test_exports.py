"""The records go out again: into files that come back unchanged, harmless to spreadsheets, whole for one person."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from brought_in import approved, call, counts, csv_file, imported, known
from hypothesis import example, given
from hypothesis import strategies as st
from rivera import NOW, Do
from typer.testing import CliRunner

from agent.exports.cells import harmless
from agent.exports.formats import write_vcards
from agent.imports.source import source_of
from entrypoints.bootstrap import Office
from entrypoints.cli.main import app

HEADER = "Name,Phone,Email,Address,Company,Tags,Notes,Customer since"
LINES = (
    'Maria Lopez,512-555-0142; 512-555-0143 x5,maria@example.com,"1 Main St, Austin",Bakery,vip; gold,'
    "\"=cmd|' /C calc'!A0\",2024-05-06",
    'Søren Ørsted,512-555-0199,soren@example.com,,,,"two, dogs; one cat\\n",',
    ",,info@example.com,,Cafe,,,",
)


def ran(office: Office, *arguments: str) -> str:
    options = ["--home", str(office.settings.home), "--now", NOW]
    done = CliRunner().invoke(app, [*options, *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("form", ["csv", "vcard"])
def test_people_exported_and_imported_again_change_nothing(
    sqlite_office: Office, tmp_path: Path, form: str
) -> None:
    imported(sqlite_office, csv_file(tmp_path, HEADER, *LINES))
    before = known(sqlite_office)
    target = tmp_path / f"out.{form}"
    ran(sqlite_office, "export", "people", "--format", form, "--out", str(target))
    again = imported(sqlite_office, target)
    assert counts(again) == (0, 0, 3, 0, 0)
    assert known(sqlite_office) == before


def test_people_exported_are_the_same_elsewhere(sqlite_office: Office, tmp_path: Path) -> None:
    imported(sqlite_office, csv_file(tmp_path, HEADER, *LINES))
    exported = ran(sqlite_office, "export", "people", "--format", "jsonl")
    rows = [json.loads(line) for line in exported.splitlines()]
    assert [row["phone"] for row in rows] == ["+15125550142 ::: +15125550143 x5", "+15125550199", ""]
    assert rows[0]["tags"] == "vip ::: gold"
    assert rows[0]["customer since"] == "2024-05-06"


@pytest.mark.parametrize("what", ["people", "companies", "leads", "opportunities", "interactions"])
def test_every_table_goes_out_as_rows(sqlite_office: Office, sqlite_do: Do, what: str) -> None:
    sqlite_do("add_contact", first_name="Maria", phone="512-555-0142", company="Bakery", address="1 Main St")
    sqlite_do("open_lead", title="Repipe", contact="Maria", estimated_value=8000)
    sqlite_do("convert_lead", lead="Repipe")
    sqlite_do("log_interaction", about="Repipe", summary="Spoke")
    rows = list(csv.DictReader(io.StringIO(ran(sqlite_office, "export", what))))
    assert rows
    assert all(set(row) == set(rows[0]) for row in rows)


def test_no_cell_is_taken_for_a_formula(sqlite_office: Office, tmp_path: Path) -> None:
    imported(sqlite_office, csv_file(tmp_path, HEADER, *LINES))
    for row in csv.reader(io.StringIO(ran(sqlite_office, "export", "people"))):
        assert [cell for cell in row if cell.startswith(("=", "@", "-", "\t", "\r"))] == []


@given(st.text(max_size=20))
def test_a_harmless_cell_is_what_it_was_behind_at_most_one_mark(cell: str) -> None:
    shown = harmless(cell)
    assert shown in {cell, f"'{cell}"}
    assert not shown.startswith(("=", "@", "\t", "\r"))


TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30).map(
    lambda text: " ".join(text.split())
)


@example(first="", last="\\", notes="a\\", company="b\\;")
@given(first=TEXT, last=TEXT, notes=TEXT, company=TEXT)
def test_any_person_survives_a_vcard(
    tmp_path_factory: Any, first: str, last: str, notes: str, company: str
) -> None:
    row = dict.fromkeys(("phone", "email", "address", "tags"), "")
    row |= {"first name": first, "last name": last, "notes": notes, "company": company, "contact_id": "1"}
    stream = io.StringIO(newline="")
    write_vcards(stream, iter([row]))
    assert all(len(line.encode()) <= 75 for line in stream.getvalue().split("\r\n"))
    path = tmp_path_factory.mktemp("card") / "a.vcf"
    path.write_bytes(stream.getvalue().encode())
    table, mapping = source_of(path, "", ()).open()
    (line,) = [mapping.line_of(one) for one in table.rows]
    if first or last:
        assert (line.first_name, line.last_name) == (first.strip(), last.strip())
    assert (line.notes, line.company) == (notes, company)


def test_one_persons_record_is_whole_and_nobody_elses(office: Office, tmp_path: Path, do: Do) -> None:
    lines = (LINES[0], "Secret Other,512-555-0177,,,,,,", "Sneaky Twin,512-555-0142,,,,,,")
    imported(
        office, csv_file(tmp_path, HEADER, *lines, *(f"P{n} Q,,p{n}@example.com,,,,," for n in range(9)))
    )
    do("open_lead", title="Repipe", contact="Maria", estimated_value=8000)
    do("log_interaction", about="Repipe", summary="Has a poodle")
    approved(office, do("send_message", to="Maria", subject="Hello", text="Dear Maria"), "")
    target = tmp_path / "maria.zip"
    from agent.exports.person import write_record
    from tools.matters import resolve_people

    desk = office.desk("cli")
    with desk.unit.reading():
        contact = resolve_people.contact(desk, "Maria")
        write_record(desk, office.settings.home, contact, "Maria Lopez", target)
    with zipfile.ZipFile(target) as packed:
        said = packed.read("record.json").decode()
    record = json.loads(said)
    assert {
        "contacts",
        "phones",
        "emails",
        "leads",
        "interactions",
        "approvals",
        "audit",
        "import_lines",
    } <= set(record)
    assert "Has a poodle" in said
    assert "Dear Maria" in said
    assert len(record["phones"]) == 2
    assert "Secret" not in said
    assert "Sneaky" not in said
    assert "p3@example.com" not in said


def test_what_is_there_is_not_written_over(sqlite_office: Office, tmp_path: Path) -> None:
    target = tmp_path / "there.csv"
    target.write_text("mine")
    options = ["--home", str(sqlite_office.settings.home), "--now", NOW]
    for arguments in (["export", "--out", str(target)], ["backup", str(target)]):
        done = CliRunner().invoke(app, [*options, *arguments])
        assert done.exit_code != 0
        assert "is there already" in str(done.exception)
    assert target.read_text() == "mine"


def test_what_can_not_be_exported_is_said(sqlite_office: Office) -> None:
    options = ["--home", str(sqlite_office.settings.home), "--now", NOW]
    for arguments in (["nonsense"], ["leads", "--format", "vcard"], ["--person", "Nobody Here"]):
        done = CliRunner().invoke(app, [*options, "export", *arguments])
        assert done.exit_code != 0
        assert call(sqlite_office, "list_imports").kind == "done"
