"""Hours, closing days and holidays as the owner sets them, and what they do to a quiet lead's days (row C3)."""

import pytest
from mornings import Mornings

from schemas.effects import OutcomeKind


def quiet_days(mornings: Mornings) -> list[int]:
    return [lead["business_days"] for lead in mornings.done("list_stale_leads")["leads"]]


def test_thanksgiving_and_the_weekend_are_no_days_to_be_nudged_after(mornings: Mornings) -> None:
    """Touch on Monday; Thursday and Friday are holidays in Texas, so Tuesday, Wednesday, Monday make three."""
    mornings.at("2026-11-23T09:00").lead("Maria", "Leaky faucet")
    assert quiet_days(mornings.at("2026-11-27T09:00")) == []
    assert quiet_days(mornings.at("2026-11-30T09:00")) == [3]


def test_own_closing_days_do_not_count_and_a_day_worked_on_purpose_does(mornings: Mornings) -> None:
    mornings.at("2026-11-16T09:00").lead("Maria", "Leaky faucet")
    mornings.done("add_closing_day", date="2026-11-18", until="2026-11-19", why="training")
    assert quiet_days(mornings.at("2026-11-20T09:00")) == []
    mornings.done("add_opening_day", date="2026-11-19")
    assert quiet_days(mornings) == [3]


def test_a_business_that_works_on_saturdays_is_reminded_sooner(mornings: Mornings) -> None:
    mornings.at("2026-11-18T09:00").lead("Maria", "Leaky faucet")
    assert quiet_days(mornings.at("2026-11-21T09:00")) == []
    mornings.done("set_business_hours", hours="Mon-Sat 8am-4pm")
    assert quiet_days(mornings) == [3]


def test_it_says_why_a_day_is_closed_and_when_it_opens_again(sqlite_mornings: Mornings) -> None:
    told = sqlite_mornings.call("show_business_days", date="2026-11-26").result
    assert told is not None
    assert told.text == "Thursday, Nov 26 is closed: Thanksgiving Day. Open again Monday, Nov 30."
    told = sqlite_mornings.call("show_business_days", date="2026-11-20").result
    assert told is not None
    assert told.text == "Friday, Nov 20 is a working day."


def test_without_a_day_it_tells_the_hours_and_what_is_closed_soon(sqlite_mornings: Mornings) -> None:
    sqlite_mornings.done("set_business_hours", hours="Mon-Fri 8:00-17:00")
    sqlite_mornings.done("add_closing_day", date="2026-12-28", until="2026-12-31", why="winter break")
    told = sqlite_mornings.call("show_business_days").result
    assert told is not None
    assert told.text.splitlines()[:3] == [
        "Hours: Monday to Friday, 8:00 to 17:00",
        "Closed Mon, Dec 28, 2026 to Thu, Dec 31, 2026: winter break",
        "Holiday Thursday, Nov 26: Thanksgiving Day",
    ]


def test_another_place_keeps_other_holidays(mornings: Mornings) -> None:
    mornings.done("set_business_place", country="gb", region="eng")
    assert mornings.done("show_business_days", date="2026-11-26")["open"]
    assert mornings.done("show_business_days", date="2026-12-28")["why_closed"].startswith("Boxing Day")


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("set_business_hours", {"hours": "whenever"}, "Mon-Fri 8:00-17:00"),
        ("add_closing_day", {"date": "2026-12-24", "until": "2026-12-01"}, "comes before the first day"),
        ("add_closing_day", {"date": "2026-12-24", "until": "2036-12-01"}, "more than 366 days later"),
        ("add_opening_day", {"date": "2026-11-20"}, "is a working day already"),
        ("set_business_place", {"country": "QQ"}, "two letters"),
        ("set_business_place", {"country": "US", "region": "QQ"}, "must be AK"),
    ],
)
def test_what_cannot_be_is_refused_with_what_would_be_right(
    sqlite_mornings: Mornings, tool: str, arguments: dict[str, str], says: str
) -> None:
    outcome = sqlite_mornings.call(tool, **arguments)
    assert outcome.kind == OutcomeKind.REFUSED
    assert outcome.problem is not None
    assert says in outcome.problem["message"]
    assert "Nothing was changed." in outcome.problem["message"]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_at_the_end_of_the_calendar_is_refused_in_words(sqlite_mornings: Mornings, day: str) -> None:
    told = sqlite_mornings.call("show_business_days", date=day)
    assert told.kind == OutcomeKind.REFUSED
    assert "between the years 1900 and 2199" in (told.problem or {})["fields"]["date"]
