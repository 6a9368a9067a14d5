"""Leads and deals are told in one form, as their own rows tell them, and some of them are found by key alone."""

from typing import Any

import pytest
from rivera import Do
from sqlmodel import select

from entrypoints.bootstrap import Office
from schemas.lines import matter_lines
from schemas.records import Lead, Opportunity
from tools.matters.lines import titles_of

pytestmark = pytest.mark.databases


@pytest.fixture(autouse=True)
def jobs(office: Office, do: Do) -> None:
    """Add a lead that became a deal, one that was given up, and one that was undone."""
    do("add_contact", first_name="Maria", phone="512-555-0142", address="1 Main St", company="Lopez Bakery")
    for title in ("Oven", "Sink", "Roof"):
        do("open_lead", title=title, contact="Maria", estimated_value=100)
    do("undo")
    do("convert_lead", lead="Oven", amount=900, expected_close_date="2026-12-01")
    do("disqualify_lead", lead="Sink", reason="budget")


def lines(office: Office) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the lines by kind and title."""
    with office.desk("cli").unit.reading() as session:
        found = session.execute(select(matter_lines())).mappings().all()
        return {(str(line["kind"]), str(line["title"])): dict(line) for line in found}


def test_a_line_tells_of_each_that_stands_what_its_own_row_does(office: Office) -> None:
    told = lines(office)
    assert set(told) == {("lead", "Oven"), ("lead", "Sink"), ("deal", "Oven")}
    assert {one: line["open"] for one, line in told.items()} == {
        ("lead", "Oven"): False,
        ("lead", "Sink"): False,
        ("deal", "Oven"): True,
    }
    with office.desk("cli").unit.reading() as session:
        deal = session.exec(select(Opportunity)).one()
        sink = session.exec(select(Lead).where(Lead.title == "Sink")).one()
        session.expunge_all()
    line = told["deal", "Oven"]
    assert line["matter_id"] == deal.opportunity_id
    assert (line["customer"], line["company"]) == (deal.contact_id, deal.company_id)
    assert (line["state"], line["amount"], line["due"]) == (
        "estimating",
        deal.amount,
        deal.expected_close_date,
    )
    assert deal.company_id is not None
    line = told["lead", "Sink"]
    assert (line["state"], line["amount"], line["company"]) == ("disqualified", sink.estimated_value, None)
    assert line["owner"] == sink.owner is not None


def test_titles_are_looked_up_by_id_whatever_the_kind(office: Office) -> None:
    ids = {one: line["matter_id"] for one, line in lines(office).items()}
    desk = office.desk("cli")
    with desk.unit.reading():
        found = titles_of(desk, [ids["lead", "Sink"], ids["deal", "Oven"], None, "nobody's"])
    assert found == {ids["lead", "Sink"]: ("lead", "Sink"), ids["deal", "Oven"]: ("deal", "Oven")}


def test_some_are_found_by_their_keys_and_no_kind_is_read_through(sqlite_office: Office) -> None:
    """Check on SQLite; PostgreSQL reads so few rows through whatever keys there are."""
    office, view = sqlite_office, matter_lines()
    asked = select(view.c.title).where(view.c.matter_id.in_(["one", "another"]))
    with office.desk("cli").unit.reading() as session:
        statement = asked.options(session.scope(voided_too=False))
        compiled = statement.compile(office.database.engine, compile_kwargs={"literal_binds": True})
        rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
    plan = [str(row[-1]) for row in rows]
    assert [one for one in plan if "SCAN leads" in one or "SCAN opportunities" in one] == []
    assert sum("SEARCH leads" in one or "SEARCH opportunities" in one for one in plan) == 2
