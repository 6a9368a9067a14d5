"""Working days by arithmetic agree with counting them one by one, whatever the week, closings and place (row C3)."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as some

from tools.business.business_days import WorkingDays, public_holidays

DAYS = some.dates(date(2025, 1, 1), date(2027, 12, 31))
SPANS = some.tuples(DAYS, some.integers(0, 40))
CALENDARS = some.builds(
    WorkingDays,
    weekdays=some.frozensets(some.integers(0, 6), min_size=1),
    closings=some.lists(SPANS, max_size=3).map(
        lambda spans: tuple((day, day + timedelta(days=length), "away") for day, length in spans)
    ),
    openings=some.frozensets(DAYS, max_size=4),
    country=some.sampled_from(["", "US", "GB", "NZ"]),
    region=some.sampled_from(["", "TX", "ENG", "AUK", "no such"]),
)


def counted(days: WorkingDays, start: date, end: date) -> int:
    """Return the count the slow way: every day looked at."""
    span = range(1, max(0, (end - start).days) + 1)
    return sum(days.is_open(start + timedelta(days=step)) for step in span)


@settings(max_examples=150, deadline=None)
@given(CALENDARS, DAYS, some.integers(-5, 800))
def test_working_days_between_two_days_are_those_that_counting_finds(
    days: WorkingDays, start: date, length: int
) -> None:
    end = start + timedelta(days=length)
    assert days.between(start, end) == counted(days, start, end)


@settings(max_examples=150, deadline=None)
@given(CALENDARS, DAYS, some.integers(0, 15))
def test_so_many_working_days_before_is_the_latest_such_day(
    days: WorkingDays, day: date, number: int
) -> None:
    start = days.before(day, number)
    assert counted(days, start, day) >= number
    assert start == day or counted(days, start + timedelta(days=1), day) < number


@settings(max_examples=100, deadline=None)
@given(CALENDARS, DAYS)
def test_the_next_working_day_is_open_and_none_between_is(days: WorkingDays, day: date) -> None:
    following = days.after(day)
    assert days.is_open(following)
    assert counted(days, day, following) == 1


def test_a_day_worked_on_purpose_beats_a_closing_and_a_closing_beats_a_holiday() -> None:
    thanksgiving = date(2026, 11, 26)
    assert WorkingDays(country="US").why_closed(thanksgiving) == "Thanksgiving Day"
    closed = WorkingDays(country="US", closings=((thanksgiving, thanksgiving, "family"),))
    assert closed.why_closed(thanksgiving) == "family"
    opened = WorkingDays(
        country="US", closings=((thanksgiving, thanksgiving, "family"),), openings=frozenset({thanksgiving})
    )
    assert opened.is_open(thanksgiving)


def test_a_region_keeps_its_own_holidays_and_an_unknown_one_those_of_the_country() -> None:
    assert date(2026, 3, 2) in public_holidays("US", "TX", 2026)
    assert date(2026, 3, 2) not in public_holidays("US", "no such", 2026)
    assert date(2026, 11, 26) in public_holidays("US", "no such", 2026)
    assert public_holidays("no such", "", 2026) == {}
