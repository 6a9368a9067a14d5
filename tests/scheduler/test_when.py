"""Rhythms: read as people write them, in any zone, through both changes of the clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import BadConfiguration
from schemas.when import Rhythm, span_from, when_from

ZONES = ["America/Chicago", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Auckland"]
CHICAGO = ZoneInfo("America/Chicago")
JANUARY = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "rhythm", "days", "at"),
    [
        ("every day at 7:00", Rhythm.DAY, "0123456", "07:00"),
        ("Daily at 7am", Rhythm.DAY, "0123456", "07:00"),
        ("weekdays at 6:30 pm", Rhythm.DAY, "01234", "18:30"),
        ("mon-sat at 7:00", Rhythm.DAY, "012345", "07:00"),
        ("sat-mon at 12 am", Rhythm.DAY, "056", "00:00"),
        ("monday and thursday at 12pm", Rhythm.DAY, "03", "12:00"),
        ("mon, wed and fri at 07:05", Rhythm.DAY, "024", "07:05"),
        ("monday at 7:00", Rhythm.WEEK, "0", "07:00"),
        ("every tuesday at 7:00", Rhythm.WEEK, "1", "07:00"),
        ("Sundays at 23:59", Rhythm.WEEK, "6", "23:59"),
        ("first day of the month at 7:00", Rhythm.MONTH, "0123456", "07:00"),
    ],
)
def test_it_is_read_as_people_write_it(said: str, rhythm: Rhythm, days: str, at: str) -> None:
    read = when_from(said)
    assert (read.rhythm, read.weekdays, f"{read.at:%H:%M}") == (rhythm, {int(day) for day in days}, at)


def test_what_is_done_over_and_over_says_how_often() -> None:
    assert when_from("every 5 minutes").every == timedelta(minutes=5)
    assert when_from("every minute").every == timedelta(minutes=1)
    assert span_from("11 hours") == timedelta(hours=11)


@pytest.mark.parametrize(
    "said",
    ["", "7:00", "monday", "every day at 25:00", "every day at 7:60", "someday at 7:00", "t at 7:00", "0 7 * * 1",
     "every 0 minutes", "every day at 13pm", "mon-xyz at 7:00", "first day at 7:00", "every day at 7:00" * 9],
)  # fmt: skip
def test_what_says_nothing_is_refused_with_how_to_write_it(said: str) -> None:
    with pytest.raises(BadConfiguration, match="write it like"):
        when_from(said)


@given(st.text())
def test_any_text_is_read_or_refused(said: str) -> None:
    for read in (when_from, span_from):
        try:
            read(said)
        except BadConfiguration as error:
            assert "write it like" in error.message


def test_a_weekdays_number_is_never_its_name() -> None:
    """Check that only names are taken: Monday is 1 in crontab, 0 in Python, and 0 in APScheduler as well."""
    assert when_from("mon at 7:00").falls_on(date(2026, 11, 16))
    with pytest.raises(BadConfiguration):
        when_from("1 at 7:00")


@pytest.mark.parametrize(
    ("said", "day", "instant"),
    [
        ("every day at 1:30", date(2026, 11, 1), "2026-11-01T06:30+00:00"),
        ("every day at 2:30", date(2026, 3, 8), "2026-03-08T08:30+00:00"),
        ("every day at 7:00", date(2026, 3, 8), "2026-03-08T12:00+00:00"),
    ],
    ids=[
        "of a time that comes twice, the first",
        "a time that never comes, an hour later",
        "after the change",
    ],
)
def test_a_change_of_the_clock(said: str, day: date, instant: str) -> None:
    assert when_from(said).instant_on(day, CHICAGO) == datetime.fromisoformat(instant)


@given(
    st.sampled_from(ZONES),
    st.sampled_from(
        ["every day at 1:30", "every day at 2:30", "monday at 2:15", "first day of the month at 0:30"]
    ),
    st.integers(0, 3 * 366 * 24 * 60),
    st.lists(st.integers(1, 60 * 48), min_size=2, max_size=30),
)
def test_as_time_goes_on_each_period_comes_once_and_in_order(
    zone: str, said: str, start: int, minutes: list[int]
) -> None:
    when, there, now = when_from(said), ZoneInfo(zone), JANUARY + timedelta(minutes=start)
    seen: list[str] = []
    for step in minutes:
        now += timedelta(minutes=step)
        day = when.latest(now, there)
        assert day is not None
        assert when.instant_on(day, there) <= now
        following = when.following(now, there)
        assert following is not None
        assert following > now
        if not seen or seen[-1] != when.period_of(day):
            seen.append(when.period_of(day))
    assert seen == sorted(set(seen))
