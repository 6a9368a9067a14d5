"""Records that are shown by what they declare: equipment in a list, on the pages of its person and its property, in forms."""

import re

import pytest
from web.browsing import Heard, Page, Person
from web.records import Desk


@pytest.fixture
def desk(served_page: Page) -> Desk:
    return Desk(served_page)


@pytest.fixture
def maria(desk: Desk) -> str:
    return desk.person("Maria", "Lopez", phone="512-555-0142")


def heater(desk: Desk, contact: str, **details: str) -> str:
    given = {"what": "water heater", "make": "Rheem", "serial_number": "R 123", **details}
    return str(desk.done("add_equipment", contact=contact, **given)["equipment_id"])


def fields(form: str) -> dict[str, str]:
    """Return the fields of a form of details, as a browser sends them back."""
    typed = re.findall(r'name="(a\.\w+)" type="\w+" value="([^"]*)"', form)
    shown = re.findall(r'type="hidden" name="(shown\.\w+)" value="([^"]*)"', form)
    return dict([*typed, *shown])


def sent(owner: Person, key: str, given: dict[str, str]) -> Heard:
    call = {"tool": "update_equipment", "arguments": f'{{"equipment": "{key}"}}'}
    return owner.post("/call", {**call, "back": f"/records/equipment/{key}", **given})


def lines(text: str) -> list[str]:
    return re.findall(r'<p class="title"><a href="/records/equipment/[^"]+">([^<]+)<', text)


def test_an_empty_list_says_what_to_do(owner: Person) -> None:
    text = owner.get("/records").text
    assert "Nothing is on record yet." in text
    assert 'href="/records/equipment/new"' in text


def test_the_list_is_looked_through_by_words_and_by_whose_it_is(
    desk: Desk, owner: Person, maria: str
) -> None:
    heater(desk, maria)
    desk.done("add_equipment", contact=maria, what="furnace", make="Trane")
    asked = {"": 2, "rheem": 1, "r123": 1, "lopez": 2, "trane lop": 1, "navien": 0}
    assert {
        q: len(lines(owner.get(f"/records?kind=equipment&q={q.replace(' ', '+')}").text)) for q in asked
    } == asked


def test_it_is_on_the_page_of_its_person_and_of_its_property(desk: Desk, owner: Person, maria: str) -> None:
    site = str(desk.done("add_site", address="44 Elm St", contact=maria, part="landlord")["site_id"])
    home, there = heater(desk, maria), heater(desk, maria, site=site, serial_number="S2")
    person = owner.get(f"/people/{maria}").text
    assert [f"/records/equipment/{key}" in person for key in (home, there)] == [True, True]
    assert f'href="/properties/{site}"' in person
    place = owner.get(f"/properties/{site}").text
    assert [f"/records/equipment/{key}" in place for key in (home, there)] == [False, True]
    assert "44 Elm St" in place
    assert "Maria Lopez" in place


def test_it_is_added_by_the_form_of_its_person(desk: Desk, owner: Person, maria: str) -> None:
    form = owner.get(f"/records/equipment/new?contact={maria}").text
    asked = re.findall(r'name="a\.(\w+)"', form)
    assert asked == [
        *("what", "make", "model", "serial_number", "installed_on", "installed_by_us", "warranty_until"),
        *("notes", "site"),
    ]
    anybodys = owner.get("/records/equipment/new").text
    assert re.findall(r'name="a\.(\w+)"', anybodys) == ["contact", *asked]
    told = owner.call(
        "add_equipment", f"/people/{maria}", contact=maria, what="boiler", installed_by_us="false"
    )
    assert told.status == 303
    assert "Boiler: not put in by us" in owner.get(f"/people/{maria}").text


def test_what_the_form_cannot_take_stays_in_it_with_the_reason(desk: Desk, owner: Person, maria: str) -> None:
    at = f"/records/equipment/new?contact={maria}"
    fields = {
        "tool": "add_equipment",
        "arguments": f'{{"contact": "{maria}"}}',
        "back": "/",
        "form_at": at,
        "a.what": "boiler",
        "a.installed_on": "2026-12-24",
    }
    refused = owner.post("/call", fields)
    assert refused.status == 422
    assert "is still to come" in refused.text
    assert 'value="boiler"' in refused.text
    assert desk.done("list_records", kind="equipment")["records"] == []


def test_a_change_keeps_what_was_left_alone_and_the_page_tells_it_whole(
    desk: Desk, owner: Person, maria: str
) -> None:
    key = heater(desk, maria, notes="In the attic", warranty_until="2030-06-30")
    form = owner.get(f"/records/equipment/{key}/change").text
    given = fields(form)
    assert (given["a.serial_number"], given["a.warranty_until"]) == ("R 123", "2030-06-30")
    assert sent(owner, key, {**given, "a.make": "State", "a.notes": "Behind the door"}).status == 303
    [row] = desk.done("list_records", kind="equipment")["records"]
    assert (row["make"], row["serial_number"], row["notes"]) == (
        "State",
        "R 123",
        "In the attic\nBehind the door",
    )
    page = owner.get(f"/records/equipment/{key}").text
    assert all(
        word in page
        for word in ("State", "R 123", "warranty until Jun 30, 2030", "Behind the door", "Maria Lopez")
    )


def test_a_field_that_is_emptied_empties_it_and_is_undone(desk: Desk, owner: Person, maria: str) -> None:
    key = heater(desk, maria, warranty_until="2030-06-30", installed_by_us="true")
    given = fields(owner.get(f"/records/equipment/{key}/change").text)
    emptied = {"a.serial_number": "", "a.warranty_until": "", "a.installed_by_us": ""}
    assert sent(owner, key, {**given, **emptied}).status == 303
    told = owner.get(f"/records/equipment/{key}").text
    assert "serial number R 123 → none" in told
    assert "warranty until 2030-06-30 → none" in told
    [row] = desk.done("list_records", kind="equipment")["records"]
    values = [row[name] for name in ("make", "serial_number", "warranty_until", "installed_by_us")]
    assert values == ["Rheem", "", None, None]
    desk.done("undo")
    [row] = desk.done("list_records", kind="equipment")["records"]
    values = [row[name] for name in ("make", "serial_number", "warranty_until", "installed_by_us")]
    assert values == ["Rheem", "R 123", "2030-06-30", True]


def test_what_a_record_cannot_do_without_is_not_emptied(desk: Desk, owner: Person, maria: str) -> None:
    key = heater(desk, maria)
    given = fields(owner.get(f"/records/equipment/{key}/change").text)
    refused = sent(owner, key, {**given, "a.what": "", "a.make": ""})
    assert refused.status == 422
    assert "What can&#39;t be empty" in refused.text
    [row] = desk.done("list_records", kind="equipment")["records"]
    assert (row["what"], row["make"]) == ("water heater", "Rheem")


def test_it_is_gone_by_a_press_and_can_be_told_apart_then(desk: Desk, owner: Person, maria: str) -> None:
    key = heater(desk, maria)
    assert "It is gone" in owner.get(f"/records/equipment/{key}").text
    assert owner.call("remove_equipment", f"/records/equipment/{key}", equipment=key).status == 303
    page = owner.get(f"/records/equipment/{key}").text
    assert "It is gone" not in page
    assert "Removed" in page


def test_a_viewer_looks_and_finds_no_form(desk: Desk, viewer: Person, maria: str) -> None:
    key = heater(desk, maria)
    for address in ("/records", f"/records/equipment/{key}", f"/people/{maria}"):
        text = viewer.get(address).text
        assert "Rheem" in text
        assert 'method="post"' not in text
    refused = viewer.call("remove_equipment", "/", equipment=key)
    assert refused.status == 422
    assert desk.done("list_records", kind="equipment")["records"][0]["status"] == "in_place"


@pytest.mark.parametrize(
    "address", ["/records?kind=nothing", "/records/nothing/new", "/records/equipment/none"]
)
def test_what_there_is_not_is_said(owner: Person, address: str) -> None:
    assert owner.get(address).status in {404, 422}


def test_the_list_is_the_same_on_each_database(page_on_each: Page) -> None:
    desk = Desk(page_on_each)
    heater(desk, desk.person("Maria", "Lopez", phone="512-555-0142"))
    assert lines(page_on_each.as_("viewer").get("/records?q=LOP+rheem").text) == [
        "Water heater: Rheem, serial number R 123"
    ]


def test_what_is_logged_on_its_page_is_told_there_and_links_back(
    desk: Desk, owner: Person, maria: str
) -> None:
    key = heater(desk, maria)
    page = owner.get(f"/records/equipment/{key}").text
    assert "Log a call or a note" in page
    assert (
        owner.call("log_interaction", f"/records/equipment/{key}", about=key, summary="New anode.").status
        == 303
    )
    assert "New anode." in owner.get(f"/records/equipment/{key}").text
    assert f'href="/records/equipment/{key}">water heater</a>' in owner.get(f"/people/{maria}").text
