"""Leads: a list to narrow, and one lead with everything that can be done to it (rows C7, C8, C9, C12, C15, C17)."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from web.browsing import Page, Person
from web.records import Desk


@pytest.fixture
def desk(served_page: Page) -> Desk:
    return Desk(served_page)


def give_leads(desk: Desk) -> dict[str, str]:
    desk.person("Maria", "Lopez", phone="512-555-0142", email="maria@example.com")
    desk.person("Ann", "Lee", phone="512-555-0177", address="")
    leads = {
        "drain": desk.lead("Clogged drain", "Maria Lopez", estimated_value="250"),
        "pump": desk.lead("Sump pump", "Ann Lee", source="referral"),
        "old": desk.lead("Old boiler", "Ann Lee"),
    }
    desk.done("qualify_lead", lead=leads["drain"])
    desk.done("disqualify_lead", lead=leads["old"], reason="budget")
    return leads


def titles(text: str) -> list[str]:
    return sorted(re.findall(r'<p class="title"><a href="/leads/[^"]+">([^<]+)<', text))


def test_an_empty_list_says_what_to_do(owner: Person) -> None:
    text = owner.get("/leads").text
    assert "No open leads." in text
    assert text.count('href="/leads/new"') == 2


NARROWED = {
    "": ["Clogged drain", "Sump pump"],
    "status=all": ["Clogged drain", "Old boiler", "Sump pump"],
    "status=disqualified": ["Old boiler"],
    "stage=needs_analysis": ["Clogged drain"],
    "source=referral": ["Sump pump"],
    "q=lop": ["Clogged drain"],
    "q=pump+ann": ["Sump pump"],
    "q=drain+ann": [],
    "status=all&q=boil": ["Old boiler"],
    "status=nonsense&stage=nonsense&source=nonsense": ["Clogged drain", "Sump pump"],
}
"""The questions, and which leads are listed."""


def test_the_list_is_narrowed(desk: Desk, owner: Person) -> None:
    give_leads(desk)
    assert {asked: titles(owner.get(f"/leads?{asked}").text) for asked in NARROWED} == NARROWED


def test_a_lead_is_found_by_its_reference(desk: Desk, owner: Person) -> None:
    leads = give_leads(desk)
    reference = desk.done("show_lead", lead=leads["pump"])["reference"]
    assert titles(owner.get(f"/leads?q={reference}").text) == ["Sump pump"]


def test_the_list_is_the_same_on_each_database(page_on_each: Page) -> None:
    desk, viewer = Desk(page_on_each), page_on_each.as_("viewer")
    leads = give_leads(desk)
    assert titles(viewer.get("/leads?q=LOP").text) == ["Clogged drain"]
    assert titles(viewer.get("/leads?status=all").text) == ["Clogged drain", "Old boiler", "Sump pump"]
    text = viewer.get(f"/leads/{leads['old']}").text
    assert "Lead disqualified — budget." in text
    assert viewer.get(f"/leads/{quote(chr(0))}").status == 422


def test_a_list_of_many_goes_on_by_pages(desk: Desk, owner: Person) -> None:
    maria = desk.person("Maria", "Lopez", phone="512-555-0142")
    for number in range(30):
        desk.lead(f"Job {number:02}", maria)
    first, second = owner.get("/leads?q=job").text, owner.get("/leads?q=job&start=25").text
    assert 'href="/leads?status=open&amp;q=job&amp;start=25"' in first
    assert sorted(titles(first) + titles(second)) == [f"Job {number:02}" for number in range(30)]


def test_what_is_chosen_narrows_the_list_in_a_browser(desk: Desk, browser: Any) -> None:
    give_leads(desk)
    page = browser("owner")
    page.goto("/leads")
    page.get_by_label("Status").select_option("all")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Old boiler").wait_for()
    page.get_by_label("Look for").press_sequentially("pump")
    page.get_by_role("link", name="Old boiler").wait_for(state="detached")
    assert page.locator("#leads .title").all_inner_texts() == ["Sump pump"]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_lead_is_opened(desk: Desk, browser: Any, scripts: bool) -> None:
    desk.person("Maria", "Lopez", phone="512-555-0142")
    page = browser("owner", scripts=scripts)
    page.goto("/leads/new")
    page.get_by_label("What do they want?").fill("Leaky faucet")
    page.get_by_label("Whose is it?").fill("Nobody Known")
    page.get_by_role("button", name="Open the lead").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("What do they want?").input_value() == "Leaky faucet"
    page.get_by_label("Whose is it?").fill("Maria")
    page.get_by_role("button", name="Open the lead").click()
    page.get_by_role("heading", name="Leaky faucet", exact=True).wait_for()
    assert desk.done("show_lead", lead="Leaky faucet")["name"] == "Maria Lopez"


def test_a_lead_is_taken_on_and_estimating_has_it(desk: Desk, browser: Any) -> None:
    leads = give_leads(desk)
    page = browser("owner")
    page.goto(f"/leads/{leads['pump']}")
    page.get_by_text("Take it on: move its stage").click()
    page.get_by_label("Stage").select_option("follow_up")
    page.get_by_label("Have an estimate made").select_option("true")
    page.get_by_role("button", name="Move it").click()
    page.get_by_text("Sump pump is now follow up; estimating has it.").wait_for()
    page.get_by_role("button", name="Done Estimate: Sump pump").click()
    page.get_by_text("Done: Estimate: Sump pump.").wait_for()


def test_a_lead_is_given_up_with_its_reason_and_reopened(desk: Desk, browser: Any) -> None:
    leads = give_leads(desk)
    page = browser("owner")
    page.goto(f"/leads/{leads['pump']}")
    page.get_by_role("link", name="Give up…").click()
    page.get_by_role("button", name="Give it up").click()
    assert desk.done("show_lead", lead=leads["pump"])["status"] == "new"
    page.get_by_label("No response").check()
    page.get_by_role("button", name="Give it up").click()
    page.get_by_text("Sump pump is disqualified (no response).").wait_for()
    page.get_by_role("button", name="Reopen it").click()
    page.get_by_text("Sump pump is open again").wait_for()
    assert desk.done("show_lead", lead=leads["pump"])["status"] == "working"


def test_a_lead_that_lacks_something_says_what_and_is_converted_once_it_is_there(
    desk: Desk, browser: Any
) -> None:
    leads = give_leads(desk)
    page = browser("owner")
    page.goto(f"/leads/{leads['pump']}")
    page.get_by_text("Convert to a job").click()
    page.get_by_text("the address is missing").wait_for()
    page.get_by_role("link", name="Add what is missing").click()
    page.get_by_label("Address").fill("9 Elm St, Buda")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Changed Ann Lee").wait_for()
    page.goto(f"/leads/{leads['pump']}")
    page.get_by_text("Convert to a job").click()
    page.get_by_label("Amount").fill("900")
    page.get_by_label("Somebody has to go and look first").check()
    page.get_by_role("button", name="Convert").click()
    page.get_by_text("Sump pump is a job now (estimating)").wait_for()
    page.get_by_role("link", name="Sump pump, estimating").click()
    page.get_by_role("button", name="Done Site visit: Sump pump").wait_for()
    assert desk.done("show_opportunity", opportunity="Sump pump")["amount"] == "900.00"


def test_a_lead_is_changed_and_what_cant_be_taken_is_said_beside_it(desk: Desk, browser: Any) -> None:
    leads = give_leads(desk)
    page = browser("owner")
    page.goto(f"/leads/{leads['drain']}/change")
    assert page.get_by_label("Rough value").input_value() == "250.00"
    page.get_by_label("Rough value").fill("a lot")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Rough value").input_value() == "a lot"
    page.get_by_label("Rough value").fill("300")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Changed Clogged drain").wait_for()
    assert desk.done("show_lead", lead=leads["drain"])["estimated_value"] == "300.00"


def test_a_follow_up_is_drafted_as_a_card(desk: Desk, browser: Any) -> None:
    leads = give_leads(desk)
    page = browser("owner")
    page.goto(f"/leads/{leads['drain']}")
    page.get_by_role("button", name="Draft a follow-up").click()
    page.get_by_role("heading", name="Send a mail to Maria Lopez <maria@example.com>").wait_for()


def test_a_reminder_is_set_and_a_call_logged(desk: Desk, browser: Any) -> None:
    leads = give_leads(desk)
    page = browser("owner")
    page.goto(f"/leads/{leads['drain']}")
    page.get_by_text("Remind me", exact=True).first.click()
    page.get_by_label("When").fill("2026-11-20")
    page.get_by_label("Of what").fill("Ask about the drain")
    page.get_by_role("button", name="Remind me").click()
    page.get_by_text("I'll remind you").wait_for()
    page.get_by_text("Log a call or a note").click()
    page.get_by_label("What was said").fill("They will decide on Friday.")
    page.get_by_label("How it went").select_option("spoke")
    page.get_by_role("button", name="Log it").click()
    page.locator(".timeline").get_by_text("They will decide on Friday.").wait_for()
    assert desk.done("show_follow_ups", date="2026-11-20")["follow_ups"][0]["topic"].startswith(
        "Maria Lopez — Ask about the drain"
    )


def test_a_viewer_changes_nothing(desk: Desk, viewer: Person) -> None:
    leads = give_leads(desk)
    text = viewer.get(f"/leads/{leads['pump']}").text
    assert "Sump pump" in text
    assert 'action="/call"' not in text
    assert viewer.post(f"/leads/{leads['pump']}/change", {"title": "Mine"}).status == 422
    assert viewer.post("/leads/new", {"title": "Mine"}).status == 422
    assert desk.done("show_lead", lead=leads["pump"])["title"] == "Sump pump"
