"""A field of a form that is emptied empties what is on record; undo brings it back."""

import pytest
from web.browsing import Page, Person
from web.records import Desk


@pytest.fixture
def desk(served_page: Page) -> Desk:
    return Desk(served_page)


def test_a_field_that_is_emptied_empties_it_and_is_undone(desk: Desk, owner: Person) -> None:
    mark = desk.person("Mark", "O'Brien", phone="512-555-0177", company="Cedar Bakery", address="")
    desk.done("update_contact", contact=mark, phone="512-555-0178", email="mark@example.com")
    emptied = {"first_name": "Mark", "last_name": "", "phone": "", "email": "", "company": ""}
    assert owner.post(f"/people/{mark}/change", emptied).status == 303
    told = owner.get(f"/people/{mark}").text
    assert "Name Mark O’Brien → Mark" in told.replace("&#39;", "’")
    assert "E-mail mark@example.com → none" in told
    assert "Company Cedar Bakery → none" in told
    read = desk.done("show_contact", contact=mark)
    assert (read["phones"], read["emails"]) == (["+15125550177"], [])
    desk.done("undo")
    read = desk.done("show_contact", contact=mark)
    assert (read["phones"], read["emails"]) == (["+15125550178", "+15125550177"], ["mark@example.com"])
    assert read["last_name"] == "O'Brien"


def test_nobody_is_left_without_anything_to_be_found_by(desk: Desk, owner: Person) -> None:
    ann = desk.person("Ann", "Lopez", phone="737-555-0199")
    heard = owner.post(f"/people/{ann}/change", {"first_name": "", "last_name": "", "phone": ""})
    assert heard.status == 422
    assert "A person needs at least a name, a phone number or an e-mail." in heard.text
    assert desk.done("show_contact", contact=ann)["phones"] == ["+17375550199"]


def test_what_is_emptied_of_a_lead_or_deal_is_empty_and_comes_back_by_undo(desk: Desk, owner: Person) -> None:
    maria = desk.person("Maria", "Lopez", phone="512-555-0142")
    drain = desk.lead("Clogged drain", maria, estimated_value="250")
    assert owner.post(f"/leads/{drain}/change", {"estimated_value": "", "title": "Drain"}).status == 303
    assert "estimated value $250 → none" in owner.get(f"/leads/{drain}").text
    read = desk.done("show_lead", lead=drain)
    assert (read["title"], read["estimated_value"]) == ("Drain", None)
    refused = owner.post(f"/leads/{drain}/change", {"title": ""})
    assert refused.status == 422
    assert "can&#39;t be empty" in refused.text
    desk.done("undo")
    assert desk.done("show_lead", lead=drain)["estimated_value"] == "250.00"
    job = desk.job("Repipe", maria, "900", expected_close_date="2026-12-01")
    form = owner.get(f"/jobs/{job}").text
    assert all(f'name="shown.{one}"' in form for one in ("amount", "expected_close_date"))
    shown = {"shown.amount": "900.00", "shown.expected_close_date": "2026-12-01"}
    typed = {"a.amount": "", "a.expected_close_date": "2026-12-01"}
    call = {"tool": "update_opportunity", "arguments": f'{{"opportunity": "{job}"}}', "back": f"/jobs/{job}"}
    assert owner.post("/call", {**call, **shown, **typed}).status == 303
    read = desk.done("show_opportunity", opportunity=job)
    assert (read["amount"], read["expected_close_date"]) == (None, "2026-12-01")
