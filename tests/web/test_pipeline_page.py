"""Pipeline: stages with counts, values and what is likely; moving a card is a call; won and lost ask (rows C5, C8 to C11)."""

from typing import Any

import pytest
from web.browsing import Page, Person
from web.records import Desk


@pytest.fixture
def desk(served_page: Page) -> Desk:
    return Desk(served_page)


def stage_of(desk: Desk, job: str) -> str:
    return str(desk.done("show_opportunity", opportunity=job)["stage"])


def give_jobs(desk: Desk) -> dict[str, str]:
    maria = desk.person("Maria", "Lopez", phone="512-555-0142", email="maria@example.com")
    jobs = {
        "faucet": desk.job("Leaky faucet", maria, "400"),
        "heater": desk.job("Water heater", maria, "3600"),
    }
    desk.done("update_opportunity", opportunity=jobs["heater"], stage="negotiation")
    return jobs


def test_an_empty_board_says_what_to_do(owner: Person) -> None:
    heard = owner.get("/pipeline")
    assert heard.status == 200
    assert "No jobs yet." in heard.text
    assert 'href="/leads/new"' in heard.text


def test_each_stage_tells_count_value_and_what_is_likely(desk: Desk, owner: Person) -> None:
    give_jobs(desk)
    text = owner.get("/pipeline").text
    assert "$400, likely $100 <small>(25%)</small>" in text
    assert "$3,600, likely $2,700 <small>(75%)</small>" in text
    assert "<dd>$4,000</dd>" in text
    assert "<dd>$2,800</dd>" in text


def test_the_boards_sums_are_those_of_the_report(desk: Desk, owner: Person) -> None:
    give_jobs(desk)
    desk.lead("Clogged drain", "Maria Lopez", estimated_value="1000")
    told = desk.done("show_pipeline")
    assert (told["open_value"], told["forecast"]) == ("5000.00", "2900")
    assert "<dd>$1,000</dd>" in owner.get("/pipeline?of=leads").text


@pytest.mark.parametrize("scripts", [True, False])
def test_a_card_is_moved_by_a_call(desk: Desk, browser: Any, scripts: bool) -> None:
    jobs = give_jobs(desk)
    page = browser("owner", scripts=scripts)
    page.goto("/pipeline")
    card = page.locator(f'[data-job="{jobs["faucet"]}"]')
    card.locator("summary").click()
    card.get_by_label("Move Leaky faucet to").select_option("proposal_sent")
    card.get_by_role("button", name="Move Leaky faucet").click()
    page.locator('#told .notice:has-text("proposal sent")').wait_for()
    assert stage_of(desk, jobs["faucet"]) == "proposal_sent"
    page.locator(f'[data-stage="proposal_sent"] [data-job="{jobs["faucet"]}"]').wait_for()


def test_a_card_is_dragged_to_another_stage(desk: Desk, browser: Any) -> None:
    jobs = give_jobs(desk)
    page = browser("owner", size="desktop")
    page.goto("/pipeline")
    card = page.locator(f'[data-job="{jobs["faucet"]}"]')
    card.hover()
    card.drag_to(page.locator('[data-stage="scheduled"] h2'))
    page.locator('#told .notice:has-text("scheduled")').wait_for()
    assert stage_of(desk, jobs["faucet"]) == "scheduled"


@pytest.mark.parametrize("scripts", [True, False])
def test_winning_shows_the_card_and_happens_at_the_yes(desk: Desk, browser: Any, scripts: bool) -> None:
    jobs = give_jobs(desk)
    page = browser("owner", scripts=scripts)
    page.goto("/pipeline")
    card = page.locator(f'[data-job="{jobs["heater"]}"]')
    card.locator("summary").click()
    card.get_by_label("Move Water heater to").select_option("won")
    card.get_by_role("button", name="Move Water heater").click()
    page.get_by_role("heading", name="Mark Water heater for Maria Lopez as won").wait_for()
    assert stage_of(desk, jobs["heater"]) == "negotiation"
    page.get_by_role("button", name="Yes, do it").click()
    page.get_by_text("Won: Water heater, $3,600.").first.wait_for()
    assert stage_of(desk, jobs["heater"]) == "won"
    assert desk.done("show_contact", contact="Maria Lopez")["lifecycle_stage"] == "customer"


def test_losing_asks_for_the_reason_first(desk: Desk, browser: Any) -> None:
    jobs = give_jobs(desk)
    page = browser("owner")
    page.goto("/pipeline")
    card = page.locator(f'[data-job="{jobs["faucet"]}"]')
    card.locator("summary").click()
    card.get_by_label("Move Leaky faucet to").select_option("lost")
    card.get_by_role("button", name="Move Leaky faucet").click()
    page.get_by_role("heading", name="Leaky faucet is lost. Why?").wait_for()
    assert stage_of(desk, jobs["faucet"]) == "estimating"
    page.get_by_label("Price").check()
    page.get_by_role("button", name="Mark as lost").click()
    page.get_by_text("Leaky faucet is lost (price).").wait_for()
    assert desk.done("show_opportunity", opportunity=jobs["faucet"])["lost_reason"] == "price"
    page.get_by_role("button", name="check back with Maria Lopez in 90 days").click()
    page.get_by_text("I'll remind you").wait_for()


def test_a_lead_is_moved_taken_on_and_given_up(desk: Desk, owner: Person) -> None:
    desk.person("Maria", "Lopez", phone="512-555-0142")
    lead = desk.lead("Clogged drain", "Maria Lopez")
    moved = owner.post("/pipeline/move", {"kind": "leads", "job": lead, "to": "needs_analysis"})
    assert moved.status == 303
    told = desk.done("show_lead", lead=lead)
    assert (told["pipeline_stage"], told["status"]) == ("needs_analysis", "working")
    back = owner.post("/pipeline/move", {"kind": "leads", "job": lead, "to": "inquiry"})
    assert back.status == 303
    assert desk.done("show_lead", lead=lead)["pipeline_stage"] == "inquiry"
    asked = owner.post("/pipeline/move", {"kind": "leads", "job": lead, "to": "disqualified"})
    assert asked.headers["location"].startswith(f"/leads/{lead}/give-up")
    assert desk.done("show_lead", lead=lead)["status"] == "working"
    owner.post("/pipeline/move", {"kind": "leads", "job": lead, "to": "converted"})
    assert desk.done("show_lead", lead=lead)["status"] == "converted"


def test_a_viewer_moves_nothing(desk: Desk, viewer: Person) -> None:
    jobs = give_jobs(desk)
    assert 'action="/pipeline/move"' not in viewer.get("/pipeline").text
    heard = viewer.post("/pipeline/move", {"kind": "jobs", "job": jobs["faucet"], "to": "negotiation"})
    assert heard.status == 422
    assert stage_of(desk, jobs["faucet"]) == "estimating"


def test_a_stage_with_many_jobs_shows_the_first_and_the_rest_by_pages(desk: Desk, owner: Person) -> None:
    maria = desk.person("Maria", "Lopez", phone="512-555-0142")
    for number in range(9):
        desk.job(f"Job {number}", maria)
    board = owner.get("/pipeline").text
    assert board.count("data-job=") == 8
    assert 'href="/pipeline/estimating">All 9' in board
    assert owner.get("/pipeline/estimating").text.count("data-job=") == 9
    assert owner.get("/pipeline/estimating?start=5").text.count("data-job=") == 4
    assert owner.get("/pipeline/nonsense").status == 404


def test_the_board_is_the_same_on_each_database(page_on_each: Page) -> None:
    desk, owner = Desk(page_on_each), page_on_each.as_("owner")
    jobs = give_jobs(desk)
    won = desk.do("mark_won", opportunity=jobs["heater"])
    assert won.card is not None
    desk.decide(won.card.approval)
    desk.done("mark_lost", opportunity=jobs["faucet"], reason="price")
    desk.lead("Clogged drain", "Maria Lopez", estimated_value="1000")
    text = owner.get("/pipeline").text
    assert "$3,600 this month" in text
    assert "$400 this month" in text
    assert "$1,000, likely $100" in owner.get("/pipeline?of=leads").text
