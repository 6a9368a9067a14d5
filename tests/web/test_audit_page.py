"""Audit: who, from where, whose yes, what was shown and what came back; by person, by pages, and as a table."""

import csv
import io
from typing import Any

from sqlmodel import select
from web.browsing import Page, Person

from schemas.effects import Call
from schemas.records import AuditRow, Contact


def given(page: Page, tool: str, **arguments: Any) -> Any:
    outcome = page.office.gate.submit(page.office.desk("cli"), Call(tool=tool, arguments=arguments))
    assert outcome.kind in {"done", "waiting"}, outcome.problem
    return outcome


def test_a_decided_card_is_told_whole(served_page: Page, owner: Person) -> None:
    given(served_page, "add_contact", first_name="Maria", last_name="Lopez", email="m@example.com")
    card = given(
        served_page, "send_message", to="Maria Lopez", subject="Friday", text="See you at nine."
    ).card
    owner.post(f"/approvals/{card.approval}/decide", {"digest": card.digest, "answer": "yes"})
    with served_page.office.desk("cli").unit.reading() as session:
        step = session.exec(select(AuditRow.audit_id).where(AuditRow.event == "decided")).one()
    heard = owner.get(f"/audit/step/{step}")
    assert heard.status == 200
    for told in (
        "Sam Rivera",
        "member through cli",
        "See you at nine.",
        card.digest,
        "through web",
        "What came back",
    ):
        assert told in heard.text, told


def test_the_steps_of_one_person_are_found_by_name_and_the_others_left_out(
    browser: Any, served_page: Page
) -> None:
    given(served_page, "add_contact", first_name="Maria", last_name="Lopez", phone="512-555-0142")
    given(served_page, "add_contact", first_name="Bob", last_name="Stone", phone="512-555-0143")
    page = browser("owner")
    page.goto("/audit")
    page.get_by_label("About whom").fill("Maria Lopez")
    page.get_by_role("button", name="Only about them").click()
    page.get_by_text("About Maria Lopez").wait_for()
    text = page.locator("#steps").inner_text()
    assert "Maria" in text and "Bob" not in text


def test_a_name_that_fits_two_offers_both(served_page: Page, owner: Person) -> None:
    for last, phone in (("Lopez", "512-555-0142"), ("Stone", "512-555-0143")):
        given(served_page, "add_contact", first_name="Maria", last_name=last, phone=phone)
    heard = owner.get("/audit?about=Maria")
    assert heard.status == 404
    with served_page.office.desk("cli").unit.reading() as session:
        for contact in session.exec(select(Contact)):
            assert f"/audit?about={contact.contact_id}" in heard.text


def test_older_steps_are_reached_page_by_page_and_each_stands_once(served_page: Page, owner: Person) -> None:
    for day in range(1, 29):
        for month in (1, 2, 3):
            given(served_page, "add_closing_day", date=f"2027-{month:02}-{day:02}")
    seen, address = [], "/audit"
    for _ in range(4):
        text = owner.get(address).text
        seen += [part.split("?")[0] for part in text.split("/audit/step/")[1:]]
        if 'rel="next"' not in text:
            break
        address = text.split('rel="next"')[0].rpartition('href="')[2].split('"')[0]
    with served_page.office.desk("cli").unit.reading() as session:
        everything = set(session.exec(select(AuditRow.audit_id)))
    assert len(everything) >= 84
    assert len(seen) == len(set(seen)) and set(seen) == everything


def test_the_table_holds_every_step_and_no_formula(page_on_each: Page) -> None:
    given(page_on_each, "add_contact", first_name="=HYPERLINK(1)", phone="512-555-0142")
    for day in range(1, 29):
        for month in range(1, 9):
            given(page_on_each, "add_closing_day", date=f"2027-{month:02}-{day:02}")
    heard = page_on_each.as_("viewer").get("/audit/export.csv")
    assert heard.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(heard.text)))
    with page_on_each.office.desk("cli").unit.reading() as session:
        assert [row["at"] for row in rows] == [one.at.isoformat() for one in session.exec(select(AuditRow))]
    assert len(rows) > 200
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]
