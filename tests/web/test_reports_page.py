"""Reports: the funnel, sources, won and lost by month, why lost, response time; drawn, in figures, as CSV (row C6)."""

import csv
import io
from typing import Any

import pytest
from web.browsing import Page, Person
from web.records import Desk

NAMES = ("funnel", "sources", "months", "lost", "response-time")


def rows(person: Person, name: str, days: int = 90) -> list[list[str]]:
    heard = person.get(f"/reports/{name}.csv?days={days}")
    assert heard.status == 200
    assert heard.headers["content-type"].startswith("text/csv")
    assert heard.headers["content-disposition"] == f'attachment; filename="{name}-2026-11-18.csv"'
    return list(csv.reader(io.StringIO(heard.text)))


def give_history(desk: Desk) -> None:
    """Add five leads: one as it came, one taken on, three jobs; of these one given a price, one lost, one won."""
    maria = desk.person("Maria", "Lopez", phone="512-555-0142")
    desk.lead("As it came", maria, source="email")
    desk.done("qualify_lead", lead=desk.lead("Taken on", maria, source="email"))
    priced, lost, won = (desk.job(title, maria, "1000") for title in ("Priced", "Lost", "Won"))
    desk.done("update_opportunity", opportunity=priced, stage="proposal_sent")
    desk.done("mark_lost", opportunity=lost, reason="price")
    card = desk.do("mark_won", opportunity=won).card
    assert card is not None
    desk.decide(card.approval)
    desk.done(
        "log_interaction", about=desk.done("show_lead", lead="Taken on")["lead_id"], summary="Rang back."
    )


def test_nothing_to_show_is_said_for_each(owner: Person) -> None:
    assert owner.get("/reports").text.count("Nothing to show yet.") == len(NAMES)


def test_the_figures_are_those_of_the_records_on_each_database(page_on_each: Page) -> None:
    give_history(Desk(page_on_each))
    viewer = page_on_each.as_("viewer")
    assert rows(viewer, "funnel") == [
        ["Step", "Leads", "% of all", "% of the step before"],
        ["Came in", "5", "100", "100"],
        ["Taken on", "4", "80", "80"],
        ["Became a job", "3", "60", "75"],
        ["Given a price", "2", "40", "67"],
        ["Won", "1", "20", "50"],
    ]
    assert rows(viewer, "sources")[1:] == [["Phone call", "3", "1", "1000.00"], ["Email", "2", "0", "0"]]
    months = rows(viewer, "months")
    assert len(months) == 13
    assert months[-1] == ["2026-11", "1", "1000.00", "1", "1000.00"]
    assert rows(viewer, "lost")[1:] == [["Price", "1"]]
    answered = dict(rows(viewer, "response-time")[1:])
    assert (answered["Within an hour"], answered["Not yet"]) == ("1", "1")


def test_a_job_given_up_before_a_price_has_not_been_given_one(served_page: Page, owner: Person) -> None:
    desk = Desk(served_page)
    maria = desk.person("Maria", "Lopez", phone="512-555-0142")
    desk.done("mark_lost", opportunity=desk.job("Lost", maria), reason="timing")
    assert [row[1] for row in rows(owner, "funnel")[1:]] == ["1", "1", "1", "0", "0"]


@pytest.mark.parametrize("days", [30, 365])
def test_each_report_is_drawn_with_its_figures_beside_it(served_page: Page, browser: Any, days: int) -> None:
    give_history(Desk(served_page))
    page = browser("viewer", size="desktop")
    page.goto(f"/reports?days={days}")
    assert page.get_by_role("img").count() == len(NAMES)
    assert page.get_by_role("table").count() == len(NAMES)
    assert page.locator('[aria-labelledby="report-funnel"] rect').count() == 5
    with page.expect_download() as got:
        page.get_by_role("link", name="CSV of From enquiry to win").click()
    assert got.value.suggested_filename == "funnel-2026-11-18.csv"


def test_an_unknown_report_or_span_is_told_or_passed_over(owner: Person) -> None:
    assert owner.get("/reports/secrets.csv").status == 404
    assert owner.get("/reports?days=12345").status == 200
