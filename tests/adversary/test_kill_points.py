"""Killed by SIGKILL at a sample of points; `bench/kill_points.py --step 1` takes every one (docs/reliability.md)."""

from itertools import count

import pytest
from furnished_homes import furnished_stage

from evals.adversary.kill_points import SCENES, Scene, Stage, every_point, race

pytestmark = pytest.mark.usefixtures("processes")

SAMPLED = [*(("sqlite", scene) for scene in SCENES), ("postgresql", SCENES[0])]
EVERY = 47
"""A sample takes every so-manieth point, each scene beginning at another one."""


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> Stage:
    """Return a furnished home on the kind of database that the test names, and a server as its outside."""
    return furnished_stage(request.param)


@pytest.mark.parametrize(
    ("stage", "scene"), SAMPLED, indirect=["stage"], ids=[f"{kind}-{scene.name}" for kind, scene in SAMPLED]
)
def test_nothing_is_lost_or_doubled_when_a_process_is_killed(stage: Stage, scene: Scene) -> None:
    sample = [found for _, found in every_point(stage, scene, count(1 + SCENES.index(scene), EVERY))]
    assert sample, "no process was killed"
    assert [one for found in sample for one in found] == []


@pytest.mark.parametrize(("stage", "point"), [("sqlite", 0), ("postgresql", 30)], indirect=["stage"])
def test_two_processes_decide_and_carry_out_the_same_cards(stage: Stage, point: int) -> None:
    assert race(stage, seed=point, point=point) == []
