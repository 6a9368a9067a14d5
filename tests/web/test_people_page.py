"""People: found as one types, added with a question where they are on record, merged and taken apart (rows C12, H3)."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from web.browsing import Page, Person
from web.records import Desk


@pytest.fixture
def desk(served_page: Page) -> Desk:
    return Desk(served_page)


def give_people(desk: Desk) -> dict[str, str]:
    return {
        "maria": desk.person(
            "María",
            "López",
            phone="512-555-0142",
            email="maria.lopez@example.com",
            address="123 Cedar Park Dr, Austin",
        ),
        "mark": desk.person("Mark", "O'Brien", phone="512-555-0177", company="Cedar Bakery", address=""),
        "ann": desk.person("Ann", "Lopez", phone="737-555-0199", address="9 Elm St, Buda"),
    }


def names(text: str) -> list[str]:
    """Return the names in a list, in order."""
    found = text.partition('<section id="found"')[2].split('<p class="title"><a href="/people/')[1:]
    return [one.partition(">")[2].partition("<")[0].replace("&#39;", "'") for one in found]


def test_an_empty_list_says_what_to_do(owner: Person) -> None:
    text = owner.get("/people").text
    assert "Nobody is on record yet." in text
    assert 'href="/people/new"' in text


FOUND = {
    "lop": ["Ann Lopez", "María López"],
    "maria lop": ["María López"],
    "LÓPEZ mar": ["María López"],
    "0177": ["Mark O'Brien"],
    "(512) 555": ["María López", "Mark O'Brien"],
    "512-555-0142": ["María López"],
    "maria.lopez@": ["María López"],
    "cedar": ["María López", "Mark O'Brien"],
    "123 cedar": ["María López"],
    "obrien": ["Mark O'Brien"],
    "bakery": ["Mark O'Brien"],
    "zzz": [],
    "nobody@": [],
    "%": [],
    "_": [],
}
"""The typed words, and who is found by them, in order."""


def test_people_are_found_by_any_part(desk: Desk, owner: Person) -> None:
    give_people(desk)
    assert {typed: names(owner.get(f"/people?q={quote(typed)}").text) for typed in FOUND} == FOUND


def test_whoever_begins_with_what_is_typed_comes_first_and_archived_ones_last(
    desk: Desk, owner: Person
) -> None:
    give_people(desk)
    desk.person("Aaron", "Mars", phone="512-555-0101")
    old = desk.person("Mara", "Old", phone="512-555-0102")
    desk.done("archive_contact", contact=old)
    assert names(owner.get("/people?q=mar").text) == [
        "María López",
        "Mark O'Brien",
        "Aaron Mars",
        "Mara Old",
    ]


def test_what_is_typed_is_looked_for_without_a_press(desk: Desk, browser: Any) -> None:
    give_people(desk)
    page = browser("owner")
    page.goto("/people")
    page.get_by_role("searchbox").press_sequentially("bakery")
    page.get_by_role("link", name="Ann Lopez", exact=True).wait_for(state="detached")
    assert page.locator("#found .title").all_inner_texts() == ["Mark O'Brien"]
    assert page.get_by_role("searchbox").input_value() == "bakery"


def test_it_is_a_plain_form_without_scripts(desk: Desk, browser: Any) -> None:
    give_people(desk)
    page = browser("owner", scripts=False)
    page.goto("/people")
    page.get_by_role("searchbox").fill("0199")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Ann Lopez", exact=True).click()
    page.get_by_role("heading", name="Ann Lopez").wait_for()
    assert page.get_by_role("link", name="Call Ann Lopez").get_attribute("href") == "tel:+17375550199"
    assert page.get_by_role("link", name="Text Ann Lopez").get_attribute("href") == "sms:+17375550199"


def test_a_list_goes_on_by_pages_and_none_is_shown_twice(desk: Desk, owner: Person) -> None:
    for number in range(30):
        desk.person("Kim", f"Same{number % 3}", phone=f"512-555-01{number:02}")
    first, second = owner.get("/people?q=kim").text, owner.get("/people?q=kim&start=25").text
    assert 'href="/people?q=kim&amp;start=25"' in first
    own = [
        one.partition('"')[0]
        for text in (first, second)
        for one in text.split('<p class="title"><a href="/people/')[1:]
    ]
    assert (len(own), len(set(own))) == (30, 30)


def test_callers_without_a_name_come_after_the_names(desk: Desk, owner: Person) -> None:
    for number in range(3):
        desk.done("add_contact", phone=f"512-555-010{number}")
    for number in range(24):
        desk.person("Kim", f"Same{number:02}", phone=f"512-555-01{number + 20}")
    first, second = names(owner.get("/people").text), names(owner.get("/people?start=25").text)
    assert [one.split(",")[0] for one in first[23:]] == ["Kim Same23", "Unknown caller"]
    assert [one.split(",")[0] for one in second] == ["Unknown caller"] * 2
    assert len({*first, *second}) == 27


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=some.text(max_size=200))
def test_anything_may_be_typed(page_on_each: Page, typed: str) -> None:
    heard = page_on_each.as_("viewer").get(f"/people?q={quote(typed, errors='replace')}")
    assert heard.status == (422 if "\0" in typed else 200)


def test_search_is_the_same_on_each_database(page_on_each: Page) -> None:
    give_people(Desk(page_on_each))
    viewer = page_on_each.as_("viewer")
    assert names(viewer.get("/people?q=LOP").text) == ["Ann Lopez", "María López"]
    assert names(viewer.get("/people?q=elm").text) == ["Ann Lopez"]
    assert names(viewer.get("/people?q=0142").text) == ["María López"]
    assert names(viewer.get("/people").text) == ["Ann Lopez", "María López", "Mark O'Brien"]


@pytest.mark.parametrize("scripts", [True, False])
def test_adding_somebody_who_is_there_asks_whether_it_is_them(
    desk: Desk, browser: Any, scripts: bool
) -> None:
    maria = give_people(desk)["maria"]
    page = browser("owner", scripts=scripts)
    page.goto("/people/new")
    page.get_by_label("First name").fill("Mary")
    page.get_by_label("Phone").fill("(512) 555-0142")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("María López is on record with (512) 555-0142.").wait_for()
    assert len(desk.done("find_contact", query="512-555-0142")["contacts"]) == 1
    page.get_by_role("button", name="Merge").click()
    page.get_by_text("Merged into María López").wait_for()
    assert len(desk.done("find_contact", query="512-555-0142")["contacts"]) == 1
    assert "Mary" in desk.done("show_contact", contact=maria)["notes"]


def test_a_phone_that_cant_be_one_is_said_and_nothing_typed_is_lost(desk: Desk, browser: Any) -> None:
    page = browser("owner")
    page.goto("/people/new")
    page.get_by_label("First name").fill("Zoe")
    page.get_by_label("Phone").fill("12")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("alert").get_by_text("can't be a phone number").wait_for()
    assert page.get_by_label("First name").input_value() == "Zoe"
    page.get_by_label("Phone").fill("512-555-0188")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("heading", name="Zoe").wait_for()
    assert desk.done("find_contact", query="512-555-0188")["contacts"][0]["first_name"] == "Zoe"


def test_what_was_looked_for_in_vain_is_taken_over(owner: Person) -> None:
    assert 'name="phone" type="tel" value="512 555 0101"' in owner.get("/people/new?q=512+555+0101").text
    assert 'name="last_name" type="text" value="Ray Lee"' in owner.get("/people/new?q=Kim+Ray+Lee").text


def test_details_are_changed_and_only_what_was_changed(desk: Desk, browser: Any) -> None:
    people = give_people(desk)
    page = browser("owner")
    page.goto(f"/people/{people['ann']}/change")
    page.get_by_label("Address").fill("10 Elm St, Buda")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Changed Ann Lopez: Address 9 Elm St, Buda → 10 Elm St, Buda.").wait_for()
    told = desk.done("show_contact", contact=people["ann"])
    assert (told["address"], told["phones"]) == ("10 Elm St, Buda", ["+17375550199"])


def test_what_cannot_be_seen_stays_as_it_is_on_record_when_something_else_is_changed(
    desk: Desk, browser: Any
) -> None:
    tricky = desk.person("Tess", "Hidden\u202eneddih", phone="512-555-0123", address="1 Elm\u200b St")
    page = browser("owner")
    page.goto(f"/people/{tricky}/change")
    page.get_by_label("First name").fill("Tessa")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Changed “Tessa Hidden").wait_for()
    told = desk.done("show_contact", contact=tricky)
    assert "Tessa" in str(told)
    assert "U+20" not in str(told)


def test_another_persons_phone_is_a_question(desk: Desk, owner: Person) -> None:
    people = give_people(desk)
    heard = owner.post(f"/people/{people['ann']}/change", {"phone": "512-555-0142"})
    assert heard.status == 303
    assert heard.headers["location"].startswith("/approvals/")
    assert desk.done("show_contact", contact=people["ann"])["phones"] == ["+17375550199"]


def test_the_whole_history_is_one_line_of_time_by_pages(desk: Desk, owner: Person) -> None:
    maria = give_people(desk)["maria"]
    desk.job("Water heater", maria)
    for number in range(25):
        desk.done("log_interaction", about=maria, summary=f"Talk number {number}.")
    first = owner.get(f"/people/{maria}").text
    assert "Talk number 24." in first
    assert "Talk number 3." not in first
    older = first.partition('class="paging"')[2].partition('href="')[2].partition('"')[0]
    second = owner.get(older.partition("#")[0].replace("&amp;", "&")).text
    assert "Talk number 3." in second
    assert "Lead converted" in second
    assert "Talk number 24." not in second
    assert owner.get(f"/people/{maria}?before=yesterday").status == 422


def test_a_very_long_mail_is_cut_and_whole_on_its_own_page(desk: Desk, owner: Person) -> None:
    maria = give_people(desk)["maria"]
    text = "word " * 3_900 + "and the very end."
    touch = desk.done("log_interaction", about=maria, type="email_inbound", summary=text)["interaction_id"]
    page = owner.get(f"/people/{maria}").text
    assert "and the very end." not in page
    assert f'href="/touches/{touch}"' in page
    assert "and the very end." in owner.get(f"/touches/{touch}").text


def test_what_is_open_stands_on_the_page_and_is_settled_there(desk: Desk, browser: Any) -> None:
    maria = give_people(desk)["maria"]
    desk.job("Water heater", maria)
    day = desk.page.office.desk("cli").today().isoformat()
    desk.done("set_reminder", about=maria, date=day, text="Send the quote")
    page = browser("owner")
    page.goto(f"/people/{maria}")
    page.get_by_role("link", name="Water heater job, estimating").wait_for()
    page.get_by_role("button", name="Done Send the quote").click()
    page.get_by_text("Done: María López — Send the quote").wait_for()
    assert desk.done("show_follow_ups")["follow_ups"] == []


def test_a_call_is_logged_from_the_page(desk: Desk, browser: Any) -> None:
    maria = give_people(desk)["maria"]
    page = browser("owner")
    page.goto(f"/people/{maria}")
    page.get_by_text("Log a call or a note").click()
    page.get_by_label("What was said").fill("Wants Friday.")
    page.get_by_role("button", name="Log it").click()
    page.get_by_text("Logged the phone call with María López.").wait_for()
    page.locator(".timeline").get_by_text("Wants Friday.").wait_for()


def test_writing_to_somebody_is_a_card(desk: Desk, browser: Any) -> None:
    maria = give_people(desk)["maria"]
    page = browser("owner")
    page.goto(f"/people/{maria}")
    page.get_by_text("Write to them").click()
    page.get_by_label("Text", exact=True).fill("We come on Friday.")
    page.get_by_label("By", exact=True).select_option("email")
    page.get_by_role("button", name="Show the card").click()
    page.get_by_role("heading", name="Send a mail to María López <maria.lopez@example.com>").wait_for()
    assert len(desk.done("list_approvals")["approvals"]) == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_two_records_become_one_and_two_again(desk: Desk, browser: Any, scripts: bool) -> None:
    people = give_people(desk)
    twice = desk.person("Maria", "Lopez", phone="512-555-0155", address="")
    desk.lead("Clogged drain", twice)
    page = browser("owner", scripts=scripts)
    page.goto(f"/people/{people['maria']}")
    page.get_by_role("link", name="On record twice?").click()
    page.get_by_role("link", name="Maria Lopez (512) 555-0155").click()
    page.get_by_role("heading", name="Make one record of two?").wait_for()
    assert "1 lead" in page.get_by_label("Goes into it").inner_text()
    assert desk.done("show_lead", lead="Clogged drain")["contact_id"] == twice
    page.get_by_role("button", name="Merge them").click()
    page.get_by_role("button", name="Yes, do it").click()
    page.get_by_text("Merged into María López").first.wait_for()
    assert desk.done("show_lead", lead="Clogged drain")["contact_id"] == people["maria"]
    assert names(desk.page.as_("owner").get("/people?q=maria").text) == ["María López"]
    page.goto(f"/people/{twice}")
    page.get_by_role("heading", name="María López").wait_for()
    assert page.url.endswith(people["maria"])
    page.get_by_role("button", name="Take the last one out again").click()
    page.get_by_role("button", name="Yes, do it").click()
    page.get_by_text("is a record of their own again").first.wait_for()
    assert desk.done("show_lead", lead="Clogged drain")["contact_id"] == twice
    assert desk.done("show_contact", contact=people["maria"])["phones"] == ["+15125550142"]


def test_what_comes_in_while_the_page_is_open_appears(desk: Desk, browser: Any) -> None:
    maria = give_people(desk)["maria"]
    page = browser("owner")
    page.goto(f"/people/{maria}")
    page.get_by_text("Nothing is open with them.").wait_for()
    desk.lead("Clogged drain", maria)
    page.get_by_role("link", name="Clogged drain lead, inquiry").wait_for()


def test_a_viewer_sees_everything_and_no_way_to_change_it(desk: Desk, viewer: Person) -> None:
    maria = give_people(desk)["maria"]
    text = viewer.get(f"/people/{maria}").text
    assert "123 Cedar Park Dr" in text
    assert 'action="/call"' not in text
    assert viewer.post("/people/new", {"first_name": "Eve", "phone": "512-555-0111"}).status == 422
    assert desk.done("find_contact", query="512-555-0111")["contacts"] == []


def test_nobody_of_that_id_is_said(owner: Person) -> None:
    assert owner.get("/people/00000000-0000-7000-8000-000000000000").status == 404


def test_an_archived_person_is_listed_apart_and_comes_back_by_a_button(desk: Desk, owner: Person) -> None:
    give_people(desk)
    ana = desk.person("Ana", "Ruiz", phone="512-555-0120")
    assert "Nobody is archived." in owner.get("/people?archived=1").text
    assert "Bring back" not in owner.get(f"/people/{ana}").text
    owner.call("archive_contact", contact=ana)
    assert 'href="/people?archived=1"' in owner.get("/people").text
    assert "Ana Ruiz" not in names(owner.get("/people").text)
    assert names(owner.get("/people?archived=1").text) == ["Ana Ruiz"]
    shown = owner.get(f"/people/{ana}").text
    assert "Bring back" in shown
    assert "unarchive_contact" in shown
    pressed = owner.call("unarchive_contact", back=f"/people/{ana}", contact=ana)
    assert "Ana Ruiz is not archived any more" in owner.get(pressed.headers["location"]).text
    assert "Ana Ruiz" in names(owner.get("/people").text)
    assert desk.do("undo").result is not None
    assert names(owner.get("/people?archived=1").text) == ["Ana Ruiz"]
