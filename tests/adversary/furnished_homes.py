"""Furnished homes for the adversary's tests: made once a kind of database, put back as they were for each test."""

import atexit
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from evals.adversary.kill_points import Stage
from evals.adversary.outside import Post
from evals.adversary.play import Play
from evals.adversary.server import Server

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
from _adversary_homes import Home, stage_of, world_of


@lru_cache(maxsize=2)
def furnished_home(kind: str) -> Home:
    """Return a home of six people with their jobs, and a neighbour; its files go when the process ends."""
    home = Home(kind)
    atexit.register(home.close)
    home.furnish()
    return home


@lru_cache(maxsize=2)
def furnished_stage(kind: str) -> Stage:
    """Return a furnished home of its own in which processes are killed, and a server outside."""
    home, server = Home(kind), Server()
    atexit.register(server.close)
    atexit.register(home.close)
    return stage_of(home, server)


@contextmanager
def furnished_play(kind: str) -> Iterator[Play]:
    """Open a play in a furnished home; what its post accepts is delivered into the office's own Maildir as well."""
    home = furnished_home(kind)
    with home.fresh() as office:
        world = world_of(office)
        world.post = Post(delivery=office.gate.outbox.writers.mail)
        world.restart()
        play = Play(world)
        play.names = home.names
        try:
            yield play
        finally:
            play.close()
