"""A sample of bench/year.py: weeks by the clock with crashes and sleep; whole years in `make long`."""

from pathlib import Path

import pytest

from bench.year import ZONES, live_a_year


@pytest.mark.parametrize("zone", ["America/Chicago"])
def test_days_by_the_clock_are_as_they_must_be(tmp_path: Path, zone: str) -> None:
    year = live_a_year(tmp_path, zone, days=3, seed=11)
    assert year.mistakes == []
    assert year.crashes >= 1, "crashes are what it is about; choose another seed"
    assert year.runs["morning_list"] >= 2


@pytest.mark.long
@pytest.mark.parametrize("zone", ZONES)
def test_a_year_by_the_clock_is_as_it_must_be(tmp_path: Path, zone: str) -> None:
    year = live_a_year(tmp_path, zone, days=365, seed=7)
    assert year.mistakes == []
    assert year.crashes > 100
    assert year.takeovers > 10
