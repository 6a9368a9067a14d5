"""The adversary's world in an office of the tests, its mail delivered into the office's own Maildir as well."""

from collections.abc import Iterator

import pytest

from entrypoints.bootstrap import Office
from evals.adversary.outside import Post
from evals.adversary.play import Play
from evals.adversary.world import World


def world_in(office: Office) -> World:
    """The world of an open office; what its post accepts is really delivered."""
    writers = office.gate.outbox.writers
    post = Post(delivery=writers.mail)
    return World(
        office.desk("cli"), office.registry, office.library.tightened, post=post, home=office.settings.home
    )


def furnished(office: Office) -> Iterator[Play]:
    play = Play(world_in(office))
    play.furnish()
    yield play
    play.close()


@pytest.fixture
def play(sqlite_office: Office) -> Iterator[Play]:
    """A furnished play on SQLite."""
    yield from furnished(sqlite_office)


@pytest.fixture
def play_on_both(office: Office) -> Iterator[Play]:
    """A furnished play on each kind of database."""
    yield from furnished(office)
