"""Random merges and un-merges between edits: no value lost, no link wrong."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from merged_people import OPERATIONS, Town
from rivera import Do

from entrypoints.bootstrap import Office

pytestmark = pytest.mark.databases

PEOPLE = some.integers(0, 3)
STEP = some.tuples(some.sampled_from(OPERATIONS), PEOPLE, PEOPLE)
EASY = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def lived(office: Office, do: Do, steps: list[tuple[str, int, int]]) -> Town:
    """Live through some steps, checked after each, and in the end with everybody taken apart; return the town."""
    town = Town(office, do)
    for name, one, other in steps:
        getattr(town, name)(town.people[one], town.people[other])
        town.check()
    town.take_all_apart()
    town.check()
    town.check_apart()
    return town


@pytest.mark.broad
def test_whatever_is_merged_and_taken_apart_between_edits_nothing_is_lost(office: Office, do: Do) -> None:
    @settings(max_examples=4, deadline=None, suppress_health_check=EASY, derandomize=True)
    @given(some.lists(STEP, min_size=6, max_size=10))
    def run(steps: list[tuple[str, int, int]]) -> None:
        lived(office, do, steps)

    run()


def test_a_lead_that_was_given_away_and_came_back_stays_where_it_was_given(office: Office, do: Do) -> None:
    """Merge, give to a third, who is then merged into the same: it is the third's, whoever is taken out first."""
    town = Town(office, do)
    a, b, c, _ = town.people
    town.merge(a, b)
    town.give(b, c)
    town.merge(a, c)
    town.take_apart(a, a)
    town.check()
    town.take_all_apart()
    town.check()
    town.check_apart()


def test_what_came_after_the_merge_on_a_job_of_theirs_goes_back_with_the_job(office: Office, do: Do) -> None:
    town = Town(office, do)
    a, b, c, _ = town.people
    town.merge(a, b)
    town.touch(b)
    town.open_lead(b)
    town.merge(c, a)
    town.touch(b)
    town.take_apart(c, c)
    town.check()
    town.take_apart(a, a)
    town.check()
    town.check_apart()


def test_a_number_that_two_brought_along_stays_while_one_of_them_does(office: Office, do: Do) -> None:
    town = Town(office, do)
    a, b, c, _ = town.people
    town.merge(c, a)
    town.merge(c, b)
    town.check()
    town.take_apart(c, a)
    town.check()
    town.take_all_apart()
    town.check()


@pytest.mark.long
def test_a_thousand_merges_and_unmerges(office: Office, do: Do) -> None:
    counted = [0]

    @settings(max_examples=20, deadline=None, suppress_health_check=EASY, database=None)
    @given(some.lists(STEP, min_size=25, max_size=50))
    def run(steps: list[tuple[str, int, int]]) -> None:
        town = lived(office, do, steps)
        counted[0] += town.merges + town.taken_apart

    while counted[0] < 1000:
        run()
