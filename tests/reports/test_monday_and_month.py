"""Monday's pipeline with its forecast, and the month in one page, figure by figure (rows C5, C6, C14)."""

import pytest
from mornings import Mornings

from schemas.effects import OutcomeKind

pytestmark = pytest.mark.databases


def lost(mornings: Mornings, deal: str, reason: str) -> None:
    mornings.done("mark_lost", opportunity=deal, reason=reason)


def won(mornings: Mornings, deal: str) -> None:
    asked = mornings.call("mark_won", opportunity=deal)
    assert asked.card is not None
    office = mornings.office
    decided = office.gate.decide(office.desk("cli"), asked.card.approval, asked.card.digest, "yes")
    assert decided.kind == OutcomeKind.DONE


def text(mornings: Mornings, tool: str, **arguments: str) -> list[str]:
    told = mornings.call(tool, **arguments).result
    assert told is not None
    return told.text.splitlines()


def test_each_stage_counts_by_its_probability(mornings: Mornings) -> None:
    """Count 10% of 300, 50% of 1,000 (its estimate is out), 50% of 3,200 and 75% of 4,000; the won one counts
    no more.
    """
    mornings.at("2026-11-16T09:00").lead("Maria", "Leaky faucet", estimated_value="300")
    out = mornings.lead("Bill", "Toilet", estimated_value="1000")
    mornings.done("qualify_lead", lead=out, stage="estimate_sent")
    mornings.deal("Tom", "Sewer line repair", "3200")
    talks = mornings.deal("Ana", "Bathroom remodel", "4000")
    mornings.done("update_opportunity", opportunity=talks, stage="negotiation")
    won(mornings, mornings.deal("Rosa", "Grease trap", "9000"))
    assert "Forecast: $5,130 likely of $8,500 open" in text(mornings, "show_pipeline")


def test_on_monday_it_is_the_week_before_and_on_tuesday_this_one(mornings: Mornings) -> None:
    mornings.at("2026-11-18T09:00").lead("Maria", "Leaky faucet")
    mornings.at("2026-11-23T06:00").lead("Tom", "Sewer line repair")
    monday = text(mornings.at("2026-11-23T07:00"), "show_pipeline")
    assert monday[:2] == ["Pipeline — Monday, Nov 23 (week Nov 16 to Nov 22)", "New leads last week: 1"]
    tuesday = text(mornings.at("2026-11-24T07:00"), "show_pipeline")
    assert tuesday[:2] == ["Pipeline — Tuesday, Nov 24 (week Nov 23 to Nov 24)", "New leads this week: 1"]


def test_what_is_past_its_close_date_is_named_with_a_day_as_people_say_it(mornings: Mornings) -> None:
    mornings.at("2026-11-02T09:00")
    for number, name in enumerate(("Ana", "Bill", "Cleo", "Dora", "Emil", "Fritz", "Gina")):
        lead = mornings.lead(name, f"Job {name}")
        mornings.done("update_lead", lead=lead, expected_close_date=f"2026-11-{10 + number}")
    lines = text(mornings.at("2026-11-18T09:00"), "show_pipeline")
    assert lines[-6] == "Past its close date (Tuesday, Nov 10): Job Ana, Ana Lopez"
    assert lines[-1] == "And 2 more past their close date."


@pytest.fixture
def october(mornings: Mornings) -> Mornings:
    """Fill October: four leads, two won, one lost on price; one inquiry answered after three hours, one not at
    all.
    """
    mornings.at("2026-10-05T09:00")
    kept = mornings.deal("Tom", "Sewer line repair", "3200")
    other = mornings.deal("Ana", "Bathroom remodel", "8000")
    gone = mornings.deal("Rosa", "Grease trap", "900")
    mornings.at("2026-10-12T09:00").lead("Maria", "Leaky faucet", "maria@example.com", source="web_form")
    mornings.at("2026-10-12T12:00").done(
        "log_interaction", about="Maria", type="email_outbound", summary="Hello"
    )
    mornings.lead("Bill", "Toilet", source="email")
    won(mornings.at("2026-10-15T09:00"), kept)
    won(mornings.at("2026-10-25T09:00"), other)
    lost(mornings.at("2026-10-26T09:00"), gone, "price")
    mornings.at("2026-10-27T09:00").done("disqualify_lead", lead="Toilet", reason="budget")
    return mornings


def test_the_month_in_one_page(october: Mornings) -> None:
    assert text(october.at("2026-11-03T09:00"), "show_month", month="2026-10") == [
        "October 2026",
        "New leads: 5 (1 new, 1 disqualified and 3 converted)",
        "Won: 2 ($11,200)",
        "Lost: 1 ($900)",
        "Top sources: phone call 3 (2 won), email 1 and web form 1",
        "Average days to close: 15",
        "Lost because of: price 1",
        "Written inquiries answered: 1 of 2, half of them within 3 hours",
    ]


def test_on_the_first_of_a_month_it_is_the_month_before(october: Mornings) -> None:
    assert text(october.at("2026-11-01T07:00"), "show_month")[0] == "October 2026"
    assert text(october.at("2026-11-02T07:00"), "show_month")[0] == "November 2026 to date"
    assert october.at("2026-11-01T07:00").done("show_month")["won"] == 2


def test_wins_are_compared_with_the_month_before(october: Mornings) -> None:
    won(october.at("2026-11-04T09:00"), october.deal("Zoe", "Water heater", "1500"))
    assert "Won 100% of what was decided; in October it was 67%" in text(
        october.at("2026-11-30T09:00"), "show_month"
    )


def test_each_month_of_the_year_before_is_counted_for_the_plot(october: Mornings) -> None:
    months = october.at("2026-11-03T09:00").done("show_month")["months"]
    assert [one["month"] for one in months][:2] == ["2025-12", "2026-01"]
    assert [(one["won"], one["won_value"], one["lost"]) for one in months][-2:] == [
        (2, "11200.00", 1),
        (0, "0", 0),
    ]


def test_a_customer_quiet_for_a_year_is_suggested_as_a_past_one_and_a_yes_makes_them_one(
    october: Mornings,
) -> None:
    assert october.at("2027-10-14T09:00").done("show_month")["quiet_customers"] == []
    october.at("2027-10-16T09:00")
    reply = october.say("this month's numbers")
    assert "Customers not heard from in a year: Tom Lopez." in reply.text
    assert reply.text.endswith("Make Tom Lopez a past customer?")
    assert october.called("yes") == [("update_contact", "done")]
    assert october.done("show_month")["quiet_customers"] == []


@pytest.mark.parametrize("month", ["October", "2026-13", "26-10", "2026-10-05", "0001-01", "9999-12"])
def test_what_is_no_month_is_refused(sqlite_mornings: Mornings, month: str) -> None:
    for tool in ("show_month", "win_loss"):
        assert sqlite_mornings.call(tool, month=month).kind == OutcomeKind.REFUSED
