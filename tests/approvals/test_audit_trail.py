"""The audit: who proposed, from what source, what was shown, who decided, what was done, what came back."""

import csv
import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from rivera import NOW
from sandbox import Bench
from typer.testing import CliRunner

from agent import audit_trail
from agent.audit_trail import latest, whole
from entrypoints.bootstrap import Office
from entrypoints.cli.audit import _write_csv
from entrypoints.cli.main import app
from schemas.records import AuditPerson, AuditRow
from tools.matters.people import records_of


def exported(bench: Bench) -> list[dict[str, Any]]:
    desk = bench.desk()
    with desk.unit.reading():
        return list(whole(desk))


def of_person(bench: Bench, name: str, count: int = 100) -> list[AuditRow]:
    desk = bench.desk()
    contact = bench.do("show_contact", contact=name).result
    assert contact is not None
    with desk.unit.reading() as session:
        found = latest(desk, count, records_of(desk, contact.data["contact_id"]))
        session.expunge_all()
        return found


def test_a_mail_is_told_from_proposal_to_what_came_back(bench: Bench) -> None:
    card = bench.waiting_mail()
    bench.decide(card)
    steps = [row for row in exported(bench) if row["card"] and row["card"]["number"] == card.number]
    assert [row["event"] for row in steps] == ["proposed", "decided", "performed"]
    told = steps[-1]["card"]
    assert told["proposed_by"] == "member"
    assert told["proposed_through"] == "cli"
    assert told["decided_by"] == bench.office.owner.name
    assert told["answer"] == "yes"
    assert told["digest"] == card.digest
    assert told["shown"].startswith(f"#{card.number}  Send a mail to Maria <maria@example.com>")
    assert "Does Friday at 9 suit you?" in told["shown"]
    assert told["came_back"]["message_id"].endswith("@sandbox")
    assert steps[-1]["done"]["arguments"]["text"] == "Does Friday at 9 suit you?"


def test_what_was_refused_expired_or_withdrawn_about_a_person_is_found_with_them(bench: Bench) -> None:
    first, second = bench.waiting_mail(), bench.waiting_mail("Or Monday?")
    bench.gate.reject(bench.desk(), first.number, "too soon")
    bench.gate.edit(bench.desk(), second.number, {"text": "Or Tuesday?"})
    bench.tomorrow(days=8)
    bench.gate.sweep(bench.desk())
    events = [(row.event, row.approval_id is not None) for row in of_person(bench, "Maria")]
    assert [event for event, _ in reversed(events)] == [
        "written", "proposed", "proposed", "decided", "proposed", "withdrawn", "expired",
    ]  # fmt: skip


def test_a_person_s_audit_holds_what_is_about_them_and_nothing_else(bench: Bench) -> None:
    for name in ("Ana", "Ben"):
        bench.do("add_contact", first_name=name)
        bench.do("open_lead", title=f"Job of {name}", contact=name)
        bench.do("log_interaction", about=name, summary="Called")
    for name in ("Ana", "Ben"):
        found = of_person(bench, name)
        expected = [row for row in bench.rows(AuditRow) if any(name in str(row.changes) for _ in [0])]
        assert {row.audit_id for row in found} >= {row.audit_id for row in expected}
        assert len(found) == 3
        assert [row.audit_id for row in found] == sorted((row.audit_id for row in found), reverse=True)
    assert len(of_person(bench, "Ana", count=2)) == 2


def test_a_person_s_audit_is_looked_up_by_index(sqlite_bench: Bench) -> None:
    from sqlmodel import col, select

    asked = (
        select(AuditPerson.audit_id)
        .where(col(AuditPerson.business_id) == "b", col(AuditPerson.contact_id) == "c")
        .order_by(col(AuditPerson.audit_id).desc())
        .limit(5)
    )
    compiled = asked.compile(sqlite_bench.office.database.engine, compile_kwargs={"literal_binds": True})
    with sqlite_bench.office.database.engine.connect() as connection:
        plan = " ".join(str(row[-1]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}"))
    assert "ix_audit_people_contact" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.broad
def test_the_whole_audit_is_read_in_a_bounded_memory(
    sqlite_bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_trail, "AT_ONCE", 10)
    sqlite_bench.do("add_contact", first_name="Ana")
    for number in range(100):
        sqlite_bench.do("log_interaction", about="Ana", summary=f"{number} " + "word " * 2000)
    desk = sqlite_bench.desk()
    peaks = []
    for read in (lambda rows: sum(1 for _ in rows), lambda rows: len(list(rows))):
        with desk.unit.reading():
            tracemalloc.start()
            assert read(whole(desk)) == 101
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[0] * 3 < peaks[1], "ten rows in memory at a time, not all"


def run(office: Office, *arguments: str) -> str:
    office.close()
    done = CliRunner().invoke(app, ["--home", str(office.settings.home), "--now", NOW, *arguments])
    assert done.exit_code == 0, done.output + str(done.exception)
    return done.output


@pytest.fixture
def talked_about(sqlite_office: Office) -> Office:
    bench = Bench.at(sqlite_office)
    bench.do("add_contact", first_name="=1+1", last_name="Ruiz\x1b[2J", email="a@example.com")
    card = bench.do("send_message", to="a@example.com", text="@all \u202e hi").card
    assert card is not None
    bench.decide(bench.approval(card.approval))
    return sqlite_office


def test_lines_of_json_hold_every_step(talked_about: Office) -> None:
    said = run(talked_about, "audit", "export")
    rows = [json.loads(line) for line in said.splitlines()]
    assert [row["event"] for row in rows] == ["written", "proposed", "decided", "performed", "written"]
    assert "\x1b" not in said


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t"])
def test_a_cell_that_begins_like_a_formula_is_made_text(sqlite_bench: Bench, sign: str) -> None:
    sqlite_bench.do("add_contact", first_name="Ana")
    [row] = exported(sqlite_bench)
    written = io.StringIO()
    _write_csv(written, iter([{**row, "member": f"{sign}1+1"}]))
    assert next(csv.DictReader(io.StringIO(written.getvalue())))["member"] == f"'{sign}1+1"


def test_a_spreadsheet_takes_no_cell_for_a_formula_and_shows_what_is_hidden(talked_about: Office) -> None:
    said = run(talked_about, "audit", "export", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said)))
    assert len(rows) == 5
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert "⟨U+202E⟩" in rows[1]["shown"]
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_a_file_that_is_there_is_not_written_over(talked_about: Office, tmp_path: Path) -> None:
    target = tmp_path / "audit.jsonl"
    run(talked_about, "audit", "export", "--out", str(target))
    assert len(target.read_text().splitlines()) == 5
    home = str(talked_about.settings.home)
    again = CliRunner().invoke(app, ["--home", home, "--now", NOW, "audit", "export", "--out", str(target)])
    assert again.exit_code != 0
    assert len(target.read_text().splitlines()) == 5


def test_no_word_of_a_customer_s_reaches_the_terminal_as_a_control_sequence(talked_about: Office) -> None:
    home = str(talked_about.settings.home)
    talked_about.close()
    for arguments in (
        ["audit", "show"],
        ["approvals", "list", "--status", "done"],
        ["approvals", "show", "1"],
        ["approvals", "show", "1", "--json"],
        ["tool", "find_contact", '{"query": "Ruiz"}'],
        ["tool", "list_notices"],
        ["chat", "show me Ruiz"],
    ):
        said = CliRunner().invoke(app, ["--home", home, "--now", NOW, *arguments]).output
        assert said
        assert not [sign for sign in said if sign in "\x1b\x9b\u202e\r"], arguments
