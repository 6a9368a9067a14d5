"""The search for people who are on record twice, through the command's own doors (hard stop H3)."""

import json
from typing import Any

import pytest
from rivera import NOW, Do
from sqlmodel import select
from typer.testing import CliRunner

from agent import duplicates
from agent.duplicates import propose_doubles, search
from entrypoints.bootstrap import Office, open_office
from entrypoints.cli.main import app
from entrypoints.demo.premises import RIVERA
from entrypoints.founding import set_up
from entrypoints.made_up.business import Wanted, make_business
from schemas.effects import Card, Outcome, OutcomeKind
from schemas.records import DuplicateSearch, LikelyDouble

pytestmark = pytest.mark.databases


def silent(_done: int, _all: int) -> None:
    """Show no progress."""


def added(do: Do, **details: Any) -> str:
    outcome = do("add_contact", **details)
    assert outcome.result is not None, outcome.card
    return str(outcome.result.data["contact_id"])


def share(office: Office, do: Do, **details: Any) -> str:
    """Add a second person on a known phone, with the owner's "separate"."""
    card = do("add_contact", **details).card
    assert card is not None
    decided = office.gate.decide(office.desk("cli"), card.approval, card.digest, "separate")
    assert decided.result is not None
    return str(decided.result.data["contact_id"])


def asked(office: Office, most: int = 10) -> list[Card]:
    search(office.desk("cli"), silent)
    return propose_doubles(office.desk("cli"), office.gate, most).cards


def answer(office: Office, card: Card, word: str) -> Outcome:
    return office.gate.decide(office.desk("cli"), card.approval, card.digest, word)


MARGARET = {
    "first_name": "Margaret",
    "last_name": "O'Connor",
    "phone": "512-555-0142",
    "address": "12 Oak Street, Austin, TX",
}
PEGGY = {
    "first_name": "Peggy",
    "last_name": "OConnor",
    "phone": "512-555-0143",
    "address": "12 oak st., Austin",
}


def test_the_same_person_under_two_names_is_asked_about_with_the_reasons(office: Office, do: Do) -> None:
    added(do, **MARGARET)
    added(do, **PEGGY)
    [card] = asked(office)
    assert card.line.startswith("Merge Peggy OConnor into Margaret O'Connor, or keep")
    assert "a short form of the name and the same address" in card.why
    merged = answer(office, card, "merge")
    assert merged.kind == OutcomeKind.DONE, merged.problem
    person = do("show_contact", contact="Margaret").result
    assert person is not None
    assert person.data["phones"] == ["+15125550142", "+15125550143"]
    assert asked(office) == []


def test_a_pair_that_was_called_separate_is_never_asked_about_again(office: Office, do: Do) -> None:
    added(do, **MARGARET)
    added(do, **PEGGY)
    [card] = asked(office)
    assert answer(office, card, "separate").kind == OutcomeKind.DONE
    do("log_interaction", about="Peggy", summary="Spoke")
    assert asked(office) == []
    listed = do("list_duplicates").result
    assert listed is not None
    assert listed.data["found"] == 0


def test_a_question_that_was_dropped_or_a_merge_taken_apart_is_not_asked_again(
    office: Office, do: Do
) -> None:
    added(do, **MARGARET)
    added(do, **PEGGY)
    [card] = asked(office)
    office.gate.reject(office.desk("cli"), card.approval)
    assert asked(office) == []
    own = do("merge_contacts", keep="Margaret", other="Peggy").card
    assert own is not None
    answer(office, own, "yes")
    back = do("unmerge_contacts", contact="Margaret").card
    assert back is not None
    assert answer(office, back, "yes").kind == OutcomeKind.DONE
    assert asked(office) == []


@pytest.mark.parametrize(
    "second",
    [
        {"first_name": "Tom", "last_name": "O'Connor"},
        {"first_name": "Margot", "last_name": "O'Connor"},
        {"first_name": "Margaret", "last_name": "Fischer"},
        {"first_name": "Margaret", "last_name": "O'Connor Jr"},
        {"first_name": "", "last_name": "", "company": "Oak Bakery"},
    ],
)
def test_a_household_phone_and_address_never_make_two_people_one(
    sqlite_office: Office, sqlite_do: Do, second: dict[str, str]
) -> None:
    """Check that four other people called Margot make that a name, and no slip of Margaret."""
    for number in range(4):
        added(sqlite_do, first_name="Margot", last_name=f"Other{number}x")
    added(sqlite_do, **MARGARET)
    share(sqlite_office, sqlite_do, **{**MARGARET, **second})
    assert asked(sqlite_office) == []


def test_namesakes_in_town_are_left_alone_and_an_initial_that_fits_two_says_nothing(
    sqlite_office: Office, sqlite_do: Do
) -> None:
    added(sqlite_do, **MARGARET)
    added(sqlite_do, **{**MARGARET, "phone": "512-555-0150", "address": "99 Elm St, Austin"})
    added(sqlite_do, first_name="Mark", last_name="O'Connor", phone="512-555-0151", address="12 Oak St")
    added(sqlite_do, first_name="M", last_name="O'Connor", phone="512-555-0152", address="12 Oak St")
    assert asked(sqlite_office) == []


def test_of_one_person_one_question_waits_at_a_time(sqlite_office: Office, sqlite_do: Do) -> None:
    for number in range(3):
        added(sqlite_do, **{**MARGARET, "phone": f"512-555-016{number}"})
    [first] = asked(sqlite_office)
    assert answer(sqlite_office, first, "merge").kind == OutcomeKind.DONE
    [second] = asked(sqlite_office)
    assert answer(sqlite_office, second, "merge").kind == OutcomeKind.DONE
    assert asked(sqlite_office) == []
    person = sqlite_do("show_contact", contact="Margaret").result
    assert person is not None
    assert len(person.data["phones"]) == 3


def test_a_search_that_was_killed_goes_on_where_it_was(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kill the search after each step in turn: it finds in the end exactly what one that ran through finds."""

    class Killed(BaseException):
        pass

    def dies(_done: int, _all: int) -> None:
        raise Killed

    made = make_business(office.desk("cli"), office.gate, Wanted(), silent)
    search(office.desk("cli"), silent)
    monkeypatch.setattr(duplicates, "STEP", 90)
    for _ in range(3):
        with pytest.raises(Killed):
            search(office.desk("cli"), dies)
    resumed = search(office.desk("cli"), silent)
    assert (resumed.people, resumed.taken_up_at) == (made.truth["contacts"], 270)
    with office.desk("cli").unit.reading() as session:
        first, last = session.exec(select(DuplicateSearch).order_by(DuplicateSearch.search_id)).all()
        pairs: dict[str, set[tuple[str, str]]] = {first.search_id: set(), last.search_id: set()}
        for row in session.exec(select(LikelyDouble)):
            pairs[row.search_id].add((row.one_id, row.other_id))
        assert first.finished_at is not None
        assert last.looked_at == made.truth["contacts"]
        assert pairs[first.search_id] == pairs[last.search_id]
        assert len(pairs[first.search_id]) == resumed.pairs >= 4


def test_the_command_searches_asks_and_lists(
    sqlite_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(RIVERA, now=NOW, environment=sqlite_environment)
    office = open_office(now=NOW, environment=sqlite_environment)
    make_business(office.desk("cli"), office.gate, Wanted(), silent)
    office.close()
    for name, value in sqlite_environment.items():
        monkeypatch.setenv(name, value)
    runner = CliRunner()
    ran = runner.invoke(app, ["--now", NOW, "duplicates", "--cards", "2", "--json"])
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    assert told["people"] == 300
    assert len(told["cards"]) == 2
    assert told["left_for_later"] == told["pairs"] - 2
    listed = runner.invoke(app, ["--now", NOW, "duplicates", "--list", "--json"])
    assert json.loads(listed.stdout)["result"]["found"] == told["pairs"]
