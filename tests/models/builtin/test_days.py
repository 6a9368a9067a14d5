"""Days as people say them (rows C11, C13, C15). Wednesday 18 November 2026 is today unless said."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.models.builtin.slots.days import find_days, read_days
from agent.models.builtin.slots.durations import Length, find_durations

WEDNESDAY = date(2026, 11, 18)
INSIDE = st.dates(date(1900, 1, 1), date(2200, 12, 31))

COMING = [
    ("today", "2026-11-18"),
    ("tonight", "2026-11-18"),
    ("this afternoon", "2026-11-18"),
    ("tomorrow", "2026-11-19"),
    ("call her tommorow morning", "2026-11-19"),
    ("tmrw", "2026-11-19"),
    ("yesterday", "2026-11-17"),
    ("last night", "2026-11-17"),
    ("the day after tomorrow", "2026-11-20"),
    ("day before yesterday", "2026-11-16"),
    ("Friday", "2026-11-20"),
    ("on friday", "2026-11-20"),
    ("this Friday", "2026-11-20"),
    ("remind me friday to call Maria", "2026-11-20"),
    ("Friday's visit", "2026-11-20"),
    ("Wednesday", "2026-11-25"),
    ("wensday", "2026-11-25"),
    ("Tuesday", "2026-11-24"),
    ("next Tuesday", "2026-11-24"),
    ("next Friday", "2026-11-27"),
    ("next Wednesday", "2026-11-25"),
    ("next Sunday", "2026-11-29"),
    ("last Monday", "2026-11-16"),
    ("last Friday", "2026-11-13"),
    ("Monday week", "2026-11-30"),
    ("Friday after next", "2026-12-04"),
    ("next week on Tuesday", "2026-11-24"),
    ("next week friday", "2026-11-27"),
    ("Friday next week", "2026-11-27"),
    ("Thursday of next week", "2026-11-26"),
    ("by thurs", "2026-11-19"),
    ("on sun", "2026-11-22"),
    ("in 3 months", "2027-02-18"),
    ("in six months", "2027-05-18"),
    ("in a couple of weeks", "2026-12-02"),
    ("in a few days", "2026-11-21"),
    ("in a week", "2026-11-25"),
    ("in a month", "2026-12-18"),
    ("in a month and a half", "2027-01-02"),
    ("in a year and a half", "2028-05-18"),
    ("in half a year", "2027-05-18"),
    ("in 90 days", "2027-02-16"),
    ("in about two weeks", "2026-12-02"),
    ("in 3 weeks' time", "2026-12-09"),
    ("within 10 days", "2026-11-28"),
    ("in 3 business days", "2026-11-23"),
    ("3 weeks from now", "2026-12-09"),
    ("two months later", "2027-01-18"),
    ("a week from Monday", "2026-11-30"),
    ("week from Monday", "2026-11-30"),
    ("a week from today", "2026-11-25"),
    ("two weeks from tomorrow", "2026-12-03"),
    ("two weeks from Friday", "2026-12-04"),
    ("a week from next Tuesday", "2026-12-01"),
    ("two weeks on Monday", "2026-12-07"),
    ("in a week from Monday", "2026-11-30"),
    ("in two weeks on Friday", "2026-12-04"),
    ("3 days before Christmas", "2026-12-22"),
    ("two weeks after the 15th", "2026-12-29"),
    ("3 days ago", "2026-11-15"),
    ("a week ago", "2026-11-11"),
    ("two months ago", "2026-09-18"),
    ("a week ago Monday", "2026-11-09"),
    ("the 15th", "2026-12-15"),
    ("on the 20th", "2026-11-20"),
    ("on the 20th call Maria", "2026-11-20"),
    ("the 18th", "2026-11-18"),
    ("the twenty-first", "2026-11-21"),
    ("by the first", "2026-12-01"),
    ("the 31st", "2026-12-31"),
    ("the 15th of January", "2027-01-15"),
    ("15th of january", "2027-01-15"),
    ("the 15th of next month", "2026-12-15"),
    ("the fifteenth of January", "2027-01-15"),
    ("Jan 15", "2027-01-15"),
    ("Jan. 15", "2027-01-15"),
    ("January 15th", "2027-01-15"),
    ("January the fifteenth", "2027-01-15"),
    ("febuary 3", "2027-02-03"),
    ("November 18", "2026-11-18"),
    ("November 17", "2027-11-17"),
    ("15 January 2027", "2027-01-15"),
    ("until June 30, 2030", "2030-06-30"),
    ("until May 5", "2027-05-05"),
    ("15 Jan", "2027-01-15"),
    ("January 15, 2028", "2028-01-15"),
    ("jan 15 '28", "2028-01-15"),
    ("Feb 29, 2028", "2028-02-29"),
    ("3 May", "2027-05-03"),
    ("1/15", "2027-01-15"),
    ("1/15/27", "2027-01-15"),
    ("on 1/2", "2027-01-02"),
    ("1/15/2027", "2027-01-15"),
    ("01-15-2027", "2027-01-15"),
    ("15.1.2027", "2027-01-15"),
    ("2026-12-01", "2026-12-01"),
    ("2026/12/01", "2026-12-01"),
    ("Friday the 20th", "2026-11-20"),
    ("Friday, November 20", "2026-11-20"),
    ("Fri 11/20", "2026-11-20"),
    ("end of the month", "2026-11-30"),
    ("end of month", "2026-11-30"),
    ("by eom", "2026-11-30"),
    ("end of next month", "2026-12-31"),
    ("end of January", "2027-01-31"),
    ("last day of February", "2027-02-28"),
    ("beginning of next month", "2026-12-01"),
    ("the first of the month", "2026-12-01"),
    ("middle of next week", "2026-11-25"),
    ("mid December", "2026-12-15"),
    ("end of week", "2026-11-20"),
    ("end of the week", "2026-11-20"),
    ("end of next week", "2026-11-27"),
    ("end of the year", "2026-12-31"),
    ("end of the day", "2026-11-18"),
    ("next month", "2026-12-18"),
    ("next year", "2027-11-18"),
    ("the month after next", "2027-01-18"),
    ("after Thanksgiving", "2026-11-27"),
    ("after Christmas", "2026-12-26"),
    ("before Christmas", "2026-12-24"),
    ("Christmas Eve", "2026-12-24"),
    ("after New Year's", "2027-01-02"),
    ("after the holidays", "2027-01-02"),
    ("by Labor Day", "2027-09-06"),
    ("the Monday after Thanksgiving", "2026-11-30"),
    ("the first Monday of December", "2026-12-07"),
    ("last Friday of the month", "2026-11-27"),
    ("after the 15th", "2026-12-16"),
    ("in 1 month and 2 weeks", "2027-01-01"),
    ("in one year and 6 months", "2028-05-18"),
    ("a week Friday", "2026-11-27"),
    ("a fortnight tomorrow", "2026-12-03"),
    ("tomorrow week", "2026-11-26"),
    ("in 3wks", "2026-12-09"),
    ("in the new year", "2027-01-01"),
    ("since Monday", "2026-11-16"),
    ("5th", "2026-12-05"),
    ("beginning of the year", "2027-01-01"),
]

PAST = [
    ("called on Monday", "2026-11-16"),
    ("spoke to her Friday", "2026-11-13"),
    ("Wednesday", "2026-11-11"),
    ("the 15th", "2026-11-15"),
    ("the 20th", "2026-10-20"),
    ("the 31st", "2026-10-31"),
    ("December 1", "2025-12-01"),
    ("12/1", "2025-12-01"),
    ("tomorrow", "2026-11-19"),
    ("last Thanksgiving", "2025-11-27"),
]

# today, what is said, the day: month ends, leap years, turns of the year, weekends
TURNS = [
    ("2026-01-31", "in a month", "2026-02-28"),
    ("2028-01-31", "in a month", "2028-02-29"),
    ("2028-02-29", "next year", "2029-02-28"),
    ("2026-01-31", "the 30th", "2026-03-30"),
    ("2026-12-31", "tomorrow", "2027-01-01"),
    ("2026-12-30", "Friday", "2027-01-01"),
    ("2026-12-28", "next Monday", "2027-01-04"),
    ("2026-12-31", "end of next month", "2027-01-31"),
    ("2027-12-01", "Feb 29", "2028-02-29"),
    ("2028-02-01", "end of the month", "2028-02-29"),
    ("2026-11-30", "in 3 months", "2027-02-28"),
    ("2026-11-21", "end of week", "2026-11-27"),
    ("2026-11-22", "next Monday", "2026-11-23"),
    ("2026-11-21", "in 1 business day", "2026-11-23"),
    ("2026-11-20", "in 5 business days", "2026-11-27"),
    ("2026-12-16", "the 15th", "2027-01-15"),
    ("2026-11-27", "after Thanksgiving", "2027-11-26"),
]

RANGES = [
    ("next week", "2026-11-23", "2026-11-29"),
    ("this week", "2026-11-18", "2026-11-22"),
    ("last week", "2026-11-09", "2026-11-15"),
    ("last month", "2026-10-01", "2026-10-31"),
    ("this weekend", "2026-11-21", "2026-11-22"),
    ("next weekend", "2026-11-28", "2026-11-29"),
    ("the week after Thanksgiving", "2026-11-30", "2026-12-06"),
    ("the week of the 15th", "2026-12-14", "2026-12-20"),
    ("the week after next", "2026-11-30", "2026-12-06"),
    ("in January", "2027-01-01", "2027-01-31"),
    ("the last week of January", "2027-01-25", "2027-01-31"),
    ("the second week of December", "2026-12-08", "2026-12-14"),
    ("January 2028", "2028-01-01", "2028-01-31"),
    ("in 2 to 3 weeks", "2026-12-02", "2026-12-09"),
    ("in 2-3 weeks", "2026-12-02", "2026-12-09"),
    ("the last 30 days", "2026-10-19", "2026-11-18"),
    ("Monday through Friday", "2026-11-23", "2026-11-27"),
    ("Jan 5-9", "2027-01-05", "2027-01-09"),
    ("Dec 30 - Jan 2", "2026-12-30", "2027-01-02"),
]

BAD = [
    ("Feb 30", "has only 28 days"),
    ("Feb 29", "February 2027 has only 28 days"),
    ("the 32nd", "no month has a day 32"),
    ("April 31st", "has only 30 days"),
    ("the 31st of November", "has only 30 days"),
    ("2026-13-01", "no month 13"),
    ("2026-02-30", "has only 28 days"),
    ("by 13/1", "no month 13"),
    ("99/99/2027", "no month 99"),
    ("Friday the 21st", "is a Saturday, not a Friday"),
    ("the fifth Friday of November", "no fifth Friday"),
    ("every Friday", "more than one day"),
    ("a week from Feb 30", "has only 28 days"),
    ("Jan 9-5", "last day comes before"),
    ("January 5, 3027", "out of reach"),
]

NO_DAY = [
    "", "spring", "in the spring", "call June", "log a call with April Lopez", "we may come by", "they march on",
    "the sun damaged the deck",
    "he sat down", "a 3/4 inch pipe", "24/7", "50/50", "the 2nd bathroom",
    "on the 2nd floor", "the 1st and 2nd floor", "march 3 guys in",
    "the first lead", "one second", "3 days after the call", "at 3pm", "90 days", "someday", "install Christmas lights",
    "42 15th St", "Fridays", "in 2 hours", "215-555-0142", "LEAD-202611-003", "$1,500",
]  # fmt: skip

DURATIONS = [
    ("90 days", Length(days=90)),
    ("six months", Length(months=6)),
    ("6 mos", Length(months=6)),
    ("a year", Length(months=12)),
    ("a couple of weeks", Length(days=14)),
    ("a month and a half", Length(months=1, days=15)),
    ("one and a half years", Length(months=18)),
    ("1.5 years", Length(months=18)),
    ("half a year", Length(months=6)),
    ("10 business days", Length(days=10, business=True)),
    ("a 90-day reminder", Length(days=90)),
    ("ninety days", Length(days=90)),
    ("two quarters", Length(months=6)),
    ("a fortnight", Length(days=14)),
]


@pytest.mark.parametrize(("said", "expected"), COMING)
def test_coming_days_are_understood(said: str, expected: str) -> None:
    reading = read_days(said, WEDNESDAY)
    assert [span.day.isoformat() for span in reading.days] == [expected]
    assert not reading.bad


@pytest.mark.parametrize(("said", "expected"), PAST)
def test_days_of_something_done_lie_in_the_past(said: str, expected: str) -> None:
    assert [span.day.isoformat() for span in find_days(said, WEDNESDAY, past=True)] == [expected]


@pytest.mark.parametrize(("today", "said", "expected"), TURNS)
def test_ends_of_months_and_years_are_kept(today: str, said: str, expected: str) -> None:
    assert [span.day.isoformat() for span in find_days(said, date.fromisoformat(today))] == [expected]


@pytest.mark.parametrize(("said", "first", "last"), RANGES)
def test_weeks_months_and_ranges_have_a_last_day(said: str, first: str, last: str) -> None:
    spans = find_days(said, WEDNESDAY)
    assert [(str(span.day), str(span.end_day)) for span in spans] == [(first, last)]


@pytest.mark.parametrize(("said", "why"), BAD)
def test_impossible_days_are_reported_and_not_guessed(said: str, why: str) -> None:
    reading = read_days(said, WEDNESDAY)
    assert not reading.days
    assert len(reading.bad) == 1
    assert why in reading.bad[0].why


@pytest.mark.parametrize("said", NO_DAY)
def test_words_that_only_look_like_days_are_left_alone(said: str) -> None:
    reading = read_days(said, WEDNESDAY)
    assert (reading.days, reading.bad) == ([], [])


@pytest.mark.parametrize(
    ("said", "day", "clock", "words"),
    [
        ("meet Friday at 3pm please", "2026-11-20", time(15), "Friday at 3pm"),
        ("at 3:30 pm on Friday", "2026-11-20", time(15, 30), "at 3:30 pm on Friday"),
        ("tomorrow 15:30", "2026-11-19", time(15, 30), "tomorrow 15:30"),
        ("tomorrow at noon", "2026-11-19", time(12), "tomorrow at noon"),
        ("tomorrow at 9", "2026-11-19", time(9), "tomorrow at 9"),
        ("Monday at 2", "2026-11-23", time(14), "Monday at 2"),
        ("tonight at 7", "2026-11-18", time(19), "tonight at 7"),
        ("tomorrow night at 8:30", "2026-11-19", time(20, 30), "tomorrow night at 8:30"),
        ("tomorrow at 3 o'clock", "2026-11-19", time(15), "tomorrow at 3 o'clock"),
        ("Friday 2:30", "2026-11-20", time(14, 30), "Friday 2:30"),
        ("Monday morning", "2026-11-23", None, "Monday morning"),
        ("tomorrow at 12 am", "2026-11-19", time(0), "tomorrow at 12 am"),
        ("Monday at 12 Oak Street", "2026-11-23", None, "Monday"),
        ("Monday at 25pm", "2026-11-23", None, "Monday"),
    ],
)
def test_times_beside_a_day_are_kept_with_it(said: str, day: str, clock: time | None, words: str) -> None:
    (span,) = find_days(said, WEDNESDAY)
    assert (span.day.isoformat(), span.time, span.said) == (day, clock, words)


@pytest.mark.parametrize(
    ("said", "first"), [("1/2", "2027-02-01"), ("15/1/27", "2027-01-15"), ("3/12", "2026-12-03")]
)
def test_the_order_of_figures_is_the_owners(said: str, first: str) -> None:
    assert find_days(said, WEDNESDAY, day_first=True)[0].day.isoformat() == first


def test_days_in_a_list_are_all_found() -> None:
    assert [str(span.day) for span in find_days("the 15th and the 30th", WEDNESDAY)] == [
        "2026-12-15",
        "2026-11-30",
    ]
    assert [str(span.day) for span in find_days("the 20th and 25th", WEDNESDAY)] == [
        "2026-11-20",
        "2026-11-25",
    ]


def test_several_days_come_in_the_order_said() -> None:
    said = "move it from Friday to Monday, and call on the 1st"
    assert [str(span.day) for span in find_days(said, WEDNESDAY)] == [
        "2026-11-20",
        "2026-11-23",
        "2026-12-01",
    ]


@pytest.mark.parametrize(("said", "length"), DURATIONS)
def test_lengths_of_time_answer_in_how_long(said: str, length: Length) -> None:
    (span,) = find_durations(said)
    assert (span.length, span.longest) == (length, None)


@pytest.mark.parametrize("said", ["", "days", "0 days", "99999 years", "1.3 weeks", "a customer", "one half"])
def test_what_is_no_length_of_time_gives_none(said: str) -> None:
    assert find_durations(said) == []


def test_a_length_between_two_keeps_both() -> None:
    (span,) = find_durations("two or three weeks")
    assert (span.length, span.longest) == (Length(days=14), Length(days=21))


def test_a_today_out_of_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="1900 to 2200"):
        find_days("tomorrow", date(9999, 12, 31))


@given(
    day=INSIDE,
    today=INSIDE,
    form=st.sampled_from(
        ["%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "%m/%d/%Y", "the %dth of %B %Y", "%A, %B %d, %Y"]
    ),
)
def test_a_formatted_date_is_read_back(day: date, today: date, form: str) -> None:
    (span,) = find_days(f"remind me on {day.strftime(form)}.", today)
    assert (span.day, span.end_day) == (day, None)


PIECES = (
    "in a the 3 15th week weeks month from after before next last this Monday friday jan may 31 2026 of end every at "
    "3pm and half two to - / , . ago today christmas 2-3 1/15 99/99/9999 day business first through on year 500"
)
WORDS = st.sampled_from(PIECES.split())


@settings(max_examples=300)
@given(said=st.lists(WORDS, max_size=30).map(" ".join) | st.text(), today=INSIDE, past=st.booleans())
def test_any_text_is_survived_and_spans_lie_in_it_in_order(said: str, today: date, past: bool) -> None:
    reading = read_days(said, today, past)
    for spans in (reading.days, reading.bad, find_durations(said)):
        end = 0
        for span in spans:
            assert end <= span.start < span.end <= len(said)
            assert span.said == said[span.start : span.end]
            end = span.end
    assert all(span.end_day is None or span.day <= span.end_day for span in reading.days)
    assert all(bad.why for bad in reading.bad)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "piece", ["a week from ", "next ", "1/", "the 15th of ", "a ", "in 3 weeks and ", "friday - ", "9", "1-"]
)
@pytest.mark.parametrize("length", [20_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_a_very_long_text_is_read(piece: str, length: int) -> None:
    read_days(piece * (length // len(piece)), WEDNESDAY)
