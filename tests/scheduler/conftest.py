"""A process that runs routines, on each kind of database."""

from collections.abc import Iterator

import pytest
from station import Station, another, station_in

FOUNDED = "2026-11-16T12:00"
"""Monday noon in Chicago: what was due before it is nobody's business."""


@pytest.fixture
def station(environment: dict[str, str]) -> Iterator[Station]:
    with station_in("America/Chicago", FOUNDED, environment) as opened:
        yield opened


@pytest.fixture
def second(station: Station) -> Iterator[Station]:
    """Open another process on the same home."""
    with another(station) as opened:
        yield opened


@pytest.fixture
def sqlite_station(sqlite_environment: dict[str, str]) -> Iterator[Station]:
    with station_in("America/Chicago", FOUNDED, sqlite_environment) as opened:
        yield opened
