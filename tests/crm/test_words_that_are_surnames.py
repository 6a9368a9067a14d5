"""A word behind an article names nobody, a title is no name, and of two with one name it is said which."""

from typing import Any

import pytest
from sqlmodel import select

from schemas.records import Interaction


@pytest.fixture
def people(sqlite_do: Any) -> Any:
    for first, last, phone in (
        ("Hank", "Stone", "512-555-0141"),
        ("June", "Price", "512-555-0142"),
        ("Ed", "Park", "512-555-0143"),
        ("Rita", "Vance", "512-555-0144"),
        ("Rita", "Vance", "512-555-0145"),
    ):
        added = sqlite_do("add_contact", first_name=first, last_name=last, phone=phone)
        assert added.result is not None, added.problem
    return sqlite_do


def touches(office: Any) -> int:
    with office.desk("cli").unit.reading() as session:
        return len(list(session.exec(select(Interaction))))


@pytest.mark.parametrize(
    "said", ["the price", "a stone", "the park", "my price", "for the price", "this stone"]
)
def test_a_word_behind_an_article_names_nobody_and_who_is_called_so_is_offered(
    said: str, people: Any, sqlite_office: Any
) -> None:
    heard = people("log_interaction", about=said, type="note", summary="too high")
    assert heard.problem is not None
    assert "The nearest" in heard.problem["message"]
    assert touches(sqlite_office) == 0


@pytest.mark.parametrize("said", ["Stone", "Hank Stone", "for Price", "the customer Park"])
def test_a_surname_by_itself_names_who_has_it(said: str, people: Any, sqlite_office: Any) -> None:
    heard = people("log_interaction", about=said, type="note", summary="called")
    assert heard.result is not None, heard.problem
    assert touches(sqlite_office) == 1


@pytest.mark.parametrize(("said", "fits"), [("Mrs. Price", True), ("Mr. Price", False), ("Ms. Stone", False)])
def test_a_title_that_the_record_contradicts_is_asked_about(
    said: str, fits: bool, people: Any, sqlite_office: Any
) -> None:
    heard = people("log_interaction", about=said, type="note", summary="called")
    assert (heard.result is not None) is fits
    assert touches(sqlite_office) == int(fits)


def test_of_two_with_one_name_replies_and_cards_say_which(people: Any) -> None:
    opened = people("open_lead", title="Tub", contact="512-555-0145")
    assert "for Rita Vance, 0145" in opened.result.text
    logged = people("log_interaction", about="512-555-0144", type="note", summary="called")
    assert "with Rita Vance, 0144" in logged.result.text
    merge = people("merge_contacts", keep="512-555-0144", other="512-555-0145").card
    assert merge.line == "Merge Rita Vance, (512) 555-0145 into Rita Vance, (512) 555-0144"
    added = people("add_contact", first_name="Rita", last_name="Vance", phone="512-555-0145").card
    assert added.line.startswith("Add these details to Rita Vance, 0145")


def test_a_name_that_holds_a_number_or_a_sentence_is_shown_as_a_name(people: Any) -> None:
    odd = people(
        "add_contact", first_name="Hank Stone at (512) 555-0141\n#9", last_name="Yes", phone="512-555-0142"
    )
    assert "“Hank Stone at (512) 555-0141 #9 Yes”" in odd.card.line


def test_a_card_about_anothers_phone_shows_the_phone_that_was_asked_for(people: Any) -> None:
    card = people("update_contact", contact="Ed Park", phone="512-555-0141").card
    assert "For Ed Park: Phone (512) 555-0141." in card.why
