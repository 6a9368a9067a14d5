"""People come in from files: matched as on every other door, at most once, and back out as a whole (H2, H3, H4)."""

from pathlib import Path
from typing import Any

import pytest
from brought_in import (
    approved,
    call,
    counts,
    csv_file,
    imported,
    known,
    listed,
    people,
    silent,
    undone,
)
from rivera import Do
from sqlmodel import select

from agent.imports.running import bring_in, look_through
from agent.imports.source import source_of
from entrypoints.bootstrap import Office
from schemas.effects import OutcomeKind
from schemas.records import Opportunity

HEADER = "First Name,Last Name,Phone,Email,Street,City,State,Zip,Company,Tags,Notes"
LINES = (
    "Maria,Lopez,(512) 555-0142,maria@example.com,1 Main St,Austin,TX,78701,,vip,Gate 12",
    'Bob,"Smith, Jr",512-555-0199,bob@example.com,,,,,Bakery,,',
    "Maria,Lopez,,Maria+shop@example.com,,,,,,,",
    "Juan,Lopez,512.555.0142,,,,,,,,",
    "Zoe,Bad,12,,,,,,,,",
    "Tom,,+1 512 555 0177 ext. 5,,,,,,Bakery,,",
)


def names(office: Office) -> list[str]:
    return [one["name"] for one in people(office)]


def test_a_dry_run_says_what_would_be_and_writes_nothing(office: Office, tmp_path: Path) -> None:
    before = known(office)
    source = source_of(csv_file(tmp_path, HEADER, *LINES), "", ())
    preview, _, mapping = look_through(office.desk("cli"), source, silent)
    assert preview.counts == {"created": 3, "merged": 0, "unchanged": 1, "undecided": 1, "bad": 1}
    assert mapping.as_data()["Zip"] == "postal_code"
    assert preview.shown["undecided"] == [(5, "Juan Lopez", "Maria Lopez has (512) 555-0142")]
    assert preview.shown["bad"][0][2] == "'12' can't be a phone number"
    assert known(office) == before
    assert call(office, "list_imports").result.data["imports"] == []  # type: ignore[union-attr]


def test_a_dry_run_foretells_the_import(office: Office, tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEADER, *LINES)
    preview, _, _ = look_through(office.desk("cli"), source_of(path, "", ()), silent)
    done = imported(office, path, lines_at_once=2)
    assert {name: done[name] for name in preview.counts} == preview.counts


def test_people_come_in_with_all_that_their_lines_say(office: Office, tmp_path: Path) -> None:
    assert counts(imported(office, csv_file(tmp_path, HEADER, *LINES))) == (3, 0, 1, 1, 1)
    bob, maria, tom = people(office)
    assert (maria["phones"], maria["emails"], maria["address"]) == (
        ["+15125550142"],
        ["maria@example.com"],
        "1 Main St, Austin, TX 78701",
    )
    assert (maria["tags"], maria["notes"]) == (["vip"], "Gate 12")
    assert (bob["last_name"], bob["company"], tom["company"]) == ("Smith, Jr", "Bakery", "Bakery")
    assert len(known(office)["companies"]) == 1


def test_the_same_file_again_changes_nothing(office: Office, tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEADER, *LINES)
    first = imported(office, path)
    before = known(office)
    assert imported(office, path)["run"] == first["run"]
    assert known(office) == before


def test_the_same_people_in_another_file_change_nothing(office: Office, tmp_path: Path) -> None:
    lines = (*LINES, "Only,Named,,,,,,,,,", "Other,Place,,,9 Elm St,Austin,TX,78702,,,")
    imported(office, csv_file(tmp_path, HEADER, *lines))
    before = known(office)
    again = imported(office, csv_file(tmp_path, HEADER, *reversed(lines), name="other.csv"))
    assert counts(again) == (0, 0, 7, 0, 1)
    assert known(office) == before


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("Maria,Lopez,5125550142,,,,,,,,", "unchanged"),
        ("M,Lopez,5125550142,,,,,,,,", "unchanged"),
        ("Lopez,Maria,5125550142,,,,,,,,", "unchanged"),
        (",,5125550142,,,,,,,,", "unchanged"),
        ("MARÍA,LÓPEZ,,maria+x@example.com,,,,,,,", "unchanged"),
        ("Maria,Lopez,5125550142,new@example.com,,,,,,,", "merged"),
        ("Maria,Lopez,,maria@example.com,,,,,,,Has a dog", "merged"),
        ("Juan,Lopez,5125550142,,,,,,,,", "undecided"),
        ("Maria,Lopez,5125550142,bob@example.com,,,,,,,", "undecided"),
        ("Maria,Lopez,,,,,,,,,", "undecided"),
        ("Maria,Lopez,,,1 main st.,Austin,TX,78701,,,", "undecided"),
        ("Maria,Lopez,5125550188,,,,,,,,", "created"),
        ("Maria,Lopez,,,77 Far Rd,Dallas,TX,75001,,,", "created"),
    ],
)
def test_who_is_on_record_is_known_again(
    sqlite_office: Office, tmp_path: Path, line: str, outcome: str
) -> None:
    """Check H3: by phone or e-mail under the same name it is them; under another name, or by name alone, it is
    asked.
    """
    imported(sqlite_office, csv_file(tmp_path, HEADER, *LINES[:2]))
    done = imported(sqlite_office, csv_file(tmp_path, HEADER, line, name="more.csv"))
    assert done[outcome] == 1, done


def test_archived_people_are_matched_too(office: Office, tmp_path: Path, do: Do) -> None:
    imported(office, csv_file(tmp_path, HEADER, LINES[0]))
    do("archive_contact", contact="Maria")
    done = imported(office, csv_file(tmp_path, HEADER, "Maria,Lopez,5125550142,,,,,,,,", name="more.csv"))
    assert counts(done) == (0, 0, 1, 0, 0)
    assert len(people(office)) == 1


def test_nothing_of_theirs_is_overwritten_and_nothing_new_is_lost(office: Office, tmp_path: Path) -> None:
    imported(office, csv_file(tmp_path, HEADER, LINES[0]))
    more = "Maria,Lopez,5125550142; 512-555-0143,,8 Oak Ave,Austin,TX,78703,Bakery,gold,Has a dog"
    assert counts(imported(office, csv_file(tmp_path, HEADER, more, name="more.csv"))) == (0, 1, 0, 0, 0)
    (maria,) = people(office)
    assert maria["address"] == "1 Main St, Austin, TX 78701"
    assert maria["phones"] == ["+15125550142", "+15125550143"]
    assert (maria["company"], maria["tags"]) == ("Bakery", ["vip", "gold"])
    assert maria["notes"] == "Gate 12\nHas a dog\nFrom more.csv: address: 8 Oak Ave, Austin, TX 78703"


def test_a_line_in_question_becomes_a_card_with_both_answers(office: Office, tmp_path: Path) -> None:
    run = imported(office, csv_file(tmp_path, HEADER, *LINES))["run"]
    asked = call(office, "decide_import_line", run=run, line=5)
    assert asked.card is not None
    assert set(asked.card.answers) == {"merge", "separate"}
    assert "Maria Lopez has (512) 555-0142" in asked.card.why
    approved(office, asked, "separate")
    juan = next(one for one in people(office) if one["name"] == "Juan Lopez")
    assert juan["phones"] == ["+15125550142"]
    assert listed(office, run)["open"] == 0
    again = call(office, "decide_import_line", run=run, line=5)
    assert again.kind == OutcomeKind.REFUSED


def test_a_line_that_is_the_same_person_after_all_goes_into_them(office: Office, tmp_path: Path) -> None:
    line = "Juan,Lopez,512.555.0142; 512-555-0166,,,,,,,,"
    run = imported(office, csv_file(tmp_path, HEADER, LINES[0], line))["run"]
    approved(office, call(office, "decide_import_line", run=run, line=3), "merge")
    (maria,) = people(office)
    assert maria["phones"] == ["+15125550142", "+15125550166"]
    assert "first name: Juan" in maria["notes"]


def test_one_card_keeps_a_whole_file_of_households_apart(office: Office, tmp_path: Path) -> None:
    lines = (*LINES, "Eva,Lopez,512.555.0142,,,,,,,,", "Maria,Lopez,,,,,,,,,")
    run = imported(office, csv_file(tmp_path, HEADER, *lines))["run"]
    asked = call(office, "import_past", run=run, separate=True)
    assert asked.card is not None
    assert any("3 people" in field.value for field in asked.card.fields)
    approved(office, asked)
    assert listed(office, run)["open"] == 0
    assert sorted(names(office)) == [
        "Bob Smith, Jr",
        "Eva Lopez",
        "Juan Lopez",
        "Maria Lopez",
        "Maria Lopez",
        "Tom",
    ]


PAST = "Name,Phone,Last job,Last job amount,Last job date"
WINS = ('Maria Lopez,512-555-0142,Repipe,"$8,400.00",2025-03-02', "Tom Hill,512-555-0177,Sink,200,01/05/2024")


def won(office: Office) -> list[tuple[str, str, str]]:
    with office.desk("cli").unit.reading() as session:
        found = session.exec(select(Opportunity).where(Opportunity.stage == "won"))
        return sorted((one.title, str(one.amount), str(one.close_date)) for one in found)


def test_past_wins_enter_by_one_yes_and_not_before(office: Office, tmp_path: Path) -> None:
    """Check H4: no deal is won without the owner's yes, also where it was won before it was kept here."""
    run = imported(office, csv_file(tmp_path, PAST, *WINS))["run"]
    refused = call(office, "enter_past", run=run)
    assert refused.kind == OutcomeKind.REFUSED
    assert won(office) == []
    asked = call(office, "import_past", run=run)
    assert asked.card is not None
    assert asked.card.line == "Import 2 past wins worth $8,600"
    assert won(office) == []
    approved(office, asked)
    assert won(office) == [("Repipe", "8400.00", "2025-03-02"), ("Sink", "200.00", "2024-01-05")]
    newest = call(office, "newest_customers").result
    assert newest is not None
    assert [one["customer_since"] for one in newest.data["customers"]] == ["2025-03-02", "2024-01-05"]
    assert call(office, "import_past", run=run).kind == OutcomeKind.REFUSED


def test_a_past_win_of_two_files_is_entered_once(office: Office, tmp_path: Path) -> None:
    for number, more in enumerate(("", ",Dallas")):
        header = PAST + ",City" * bool(more)
        path = csv_file(tmp_path, header, *(line + more for line in WINS), name=f"{number}.csv")
        run = imported(office, path)["run"]
        approved(office, call(office, "import_past", run=run))
    assert len(won(office)) == 2


def test_an_import_is_taken_back_as_a_whole(office: Office, tmp_path: Path, do: Do) -> None:
    """Check H2: what it created is voided, what it changed is as it was, and nothing is deleted."""
    do("add_contact", first_name="Maria", last_name="Lopez", phone="512-555-0142")
    before = known(office)
    header = f"{HEADER},Last job,Last job amount,Last job date"
    lines = (
        f"{LINES[0]},Repipe,8400,2025-03-02",
        f"{LINES[1]},,,",
        f"{LINES[3]},,,",
        f"{LINES[5]},Sink,20,2024-01-05",
    )
    run = imported(office, csv_file(tmp_path, header, *lines), lines_at_once=2)["run"]
    approved(office, call(office, "decide_import_line", run=run, line=4), "separate")
    approved(office, call(office, "import_past", run=run))
    assert len(people(office)) == 4
    assert undone(office, run) == []
    assert known(office) == before
    assert listed(office, run)["status"] == "undone"
    assert call(office, "undo_import", run=run).kind == OutcomeKind.REFUSED


def test_what_took_a_yes_is_taken_back_by_another(office: Office, tmp_path: Path) -> None:
    run = imported(office, csv_file(tmp_path, PAST, *WINS))["run"]
    approved(office, call(office, "import_past", run=run))
    assert call(office, "undo_import", run=run).kind == OutcomeKind.WAITING
    assert len(won(office)) == 2


def test_a_card_of_an_import_that_was_taken_back_no_longer_fits(office: Office, tmp_path: Path) -> None:
    run = imported(office, csv_file(tmp_path, PAST, *WINS))["run"]
    card = call(office, "import_past", run=run).card
    assert card is not None
    undone(office, run)
    decided = office.gate.decide(office.desk("cli"), card.approval, card.digest)
    assert "no longer fits" in str(decided.problem)
    assert won(office) == []


def test_who_has_been_worked_with_since_stays_and_is_named(office: Office, tmp_path: Path, do: Do) -> None:
    run = imported(office, csv_file(tmp_path, HEADER, *LINES))["run"]
    do("open_lead", title="Leak", contact="Tom")
    do("update_contact", contact="Maria", notes="Called back")
    left = undone(office, run)
    assert {(one["name"], one["why"].split(" (")[0]) for one in left} == {
        ("Maria Lopez", "stays: notes has been changed since"),
        ("Tom", "stays: something has been written about them since"),
    }
    assert names(office) == ["Maria Lopez", "Tom"]
    assert len(known(office)["companies"]) == 1


def test_a_file_can_be_imported_again_once_it_was_taken_back(office: Office, tmp_path: Path) -> None:
    path = csv_file(tmp_path, HEADER, *LINES)
    first = imported(office, path)
    undone(office, first["run"])
    second = imported(office, path)
    assert second["run"] != first["run"]
    assert counts(second) == counts(first)


class Stopped(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("after", [2, 4])
def test_stopped_anywhere_it_goes_on_where_it_was(office: Office, tmp_path: Path, after: int) -> None:
    source = source_of(csv_file(tmp_path, HEADER, *LINES), "", ())

    def stop(through: int) -> None:
        if through == after:
            raise Stopped

    with pytest.raises(Stopped):
        bring_in(office.desk("cli"), office.gate, source, stop, 2)
    run = bring_in(office.desk("cli"), office.gate, source, silent, 2)
    assert counts(listed(office, run)) == (3, 0, 1, 1, 1)
    assert len(people(office)) == 3


def test_a_line_is_taken_in_once_whoever_sends_it_twice(office: Office) -> None:
    begun = call(office, "begin_import", file_name="x", digest="d").result
    assert begun is not None
    line: dict[str, Any] = {"line": 1, "first_name": "Ana", "phones": ["512-555-0142"]}
    for _ in range(2):
        call(office, "import_lines", run=begun.data["run"], lines=[line, line])
    assert names(office) == ["Ana"]


def test_undo_says_how_an_import_is_taken_back(office: Office, tmp_path: Path) -> None:
    run = imported(office, csv_file(tmp_path, HEADER, *LINES))["run"]
    refused = call(office, "undo")
    assert refused.problem is not None
    assert "deskhand import --undo" in refused.problem["message"], run
