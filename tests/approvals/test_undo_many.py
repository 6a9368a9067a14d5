"""Undo of several writes at once, of one by its id, and of whatever was written in whatever order."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some
from sandbox import Bench
from undo_world import DONE, EXAMPLES, approved, differences, state

from schemas.effects import Call
from schemas.enums import ActorKind, Role


def test_a_write_is_taken_back_by_its_id_whatever_came_after_through_another_door(world: Bench) -> None:
    before = state(world)
    meant = world.do("update_lead", lead="Gutter", title="Gutters")
    other = world.do("log_interaction", about="Repipe", summary="Spoke")
    assert meant.audit_id
    undone = world.do("undo", change=meant.audit_id)
    assert undone.result is not None, undone.problem
    assert undone.result.data["undone"] == [meant.audit_id]
    assert world.do("undo", change=other.audit_id).kind == DONE
    assert list(differences(before, state(world))) == []
    twice = world.do("undo", change=meant.audit_id)
    assert "has been undone already" in (twice.problem or {})["message"]


def test_nobody_takes_back_a_write_of_somebody_else_by_its_id(world: Bench) -> None:
    intake = world.desk_of(ActorKind.INTAKE, Role.STAFF)
    theirs = world.gate.submit(
        intake, Call(tool="log_interaction", arguments={"about": "Repipe", "summary": "x"})
    )
    for change in (theirs.audit_id, "nonsense"):
        refused = world.do("undo", change=change)
        assert (refused.problem or {})["kind"] == "not_found"


def test_what_undo_would_take_back_is_shown_first(world: Bench) -> None:
    world.do("update_contact", contact="Maria", notes="Gate code 12")
    approved(world, world.do("mark_won", opportunity="Repipe"))
    listed = world.do("list_last_changes", count=2).result
    assert listed is not None
    first, second = listed.text.splitlines()
    assert first == "1. Mark Repipe for Maria as won (undoing it takes your yes)"
    assert second.startswith("2. Change Maria's details")
    assert [one["takes_a_yes"] for one in listed.data["changes"]] == [True, False]


ANY_WRITE = some.sampled_from(
    [name for name in EXAMPLES if name not in {"link_quickbooks_customer", "leave_out_of_auto_send"}]
)


@pytest.mark.broad
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(ANY_WRITE, min_size=1, max_size=6))
@example(["update_opportunity", "update_opportunity"])
def test_undo_of_many_random_writes_brings_every_before_image_back(
    sqlite_world: Bench, tools: list[str]
) -> None:
    """Check that undoing as many steps as were written, in whatever order, leaves what was there.

    What changed nothing, because it was so already, is no step: undoing must not reach behind it.
    """
    before = state(sqlite_world)
    written = {sqlite_world.do(one, **EXAMPLES[one]).audit_id for one in tools}
    listed = sqlite_world.do("list_last_changes", count=50).result
    assert listed is not None
    steps = sum(one["change"] in written for one in listed.data["changes"])
    if not steps:
        return
    undone = sqlite_world.do("undo", steps=steps)
    assert undone.kind == DONE, undone.problem or undone.card
    assert list(differences(before, state(sqlite_world))) == []
