"""The number of paraphrases that the built-in interpreter takes rightly, by the command's own scorer, with floors."""

import pytest

from evals.commands.paraphrases import SETS, score_paraphrases

SEEN, UNSEEN = "used to write the grammar", "never used to write it"
FLOORS = {SEEN: 0.93, UNSEEN: 0.70}
MOST_WRONG = 0.01
"""Of all messages: those after which something other than asked would be written."""


Numbers = tuple[int, int, int]
"""Right, all, wrong actions; without the messages, so that a failure never shows the blind set."""


@pytest.fixture(
    scope="module",
    params=[
        pytest.param({SEEN: 10, UNSEEN: 4}, id="sample"),
        pytest.param({}, id="all", marks=pytest.mark.long),
    ],
)
def scores(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Numbers]:
    """Return the scores of some messages of each set, and of all with `make long`."""
    found = score_paraphrases(tmp_path_factory.mktemp("paraphrases"), request.param)
    return {name: (one.right, one.total, one.wrong_actions) for name, one in found.items()}


def test_the_floors_are_for_the_sets_that_the_command_scores() -> None:
    assert FLOORS.keys() == SETS.keys()
    assert set(SETS[SEEN]) >= {"seen", "more"}
    assert SETS[UNSEEN] == ("unseen",)
    assert "unseen" not in SETS[SEEN]


@pytest.mark.parametrize("name", FLOORS)
def test_enough_are_taken_rightly(scores: dict[str, Numbers], name: str) -> None:
    right, total, _ = scores[name]
    assert total >= 50
    assert right / total >= FLOORS[name]


def test_almost_never_is_something_else_written(scores: dict[str, Numbers]) -> None:
    _, total, wrong = scores[SEEN]
    assert wrong <= MOST_WRONG * total
