"""Plays for the adversary's tests."""

from collections.abc import Iterator

import pytest
from furnished_homes import furnished_play

from evals.adversary.play import Play


@pytest.fixture
def play() -> Iterator[Play]:
    """Open a furnished play on SQLite."""
    with furnished_play("sqlite") as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def play_on_both(request: pytest.FixtureRequest) -> Iterator[Play]:
    """Open a furnished play on each kind of database."""
    with furnished_play(request.param) as opened:
        yield opened
