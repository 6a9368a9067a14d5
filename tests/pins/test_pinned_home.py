"""A home of an earlier version goes on as it was: it opens, its cards, undos and open ends do what they did."""

import pytest
from pinned_home import NEWER_ACTS, NEWER_TOOLS, SQL, Copies, opened
from pinned_outcomes import SEQUENCES, Replay, conversations, differences

import tools
from schemas.database import Database
from schemas.effects import Effect
from schemas.enums import ApprovalStatus
from schemas.migrations import known_versions, version_of
from schemas.records import Approval, AuditRow
from schemas.settings import settings_from
from tools.registry import discover

BASES = {"LocalAct", "OutsideAct"}


@pytest.mark.databases
def test_the_home_is_brought_up_to_date_and_opens(pinned: Copies) -> None:
    environment = pinned()
    with opened(environment) as at:
        assert at.office.business.name == "Rivera Plumbing"
        assert len(at.rows(Approval)) == SQL["sqlite"].read_text(encoding="utf-8").count(
            'INSERT INTO "approvals"'
        )
    database = Database(settings_from(environment).url)
    with database.engine.connect() as connection:
        assert version_of(connection) == known_versions()[-1]
    database.close()


def test_a_card_of_every_act_waits_in_the_home(pinned: Copies) -> None:
    """Check through the registry, so that a renamed act has to read what was stored under its old name."""
    registry = discover(tools)
    with opened(pinned()) as at:
        waiting = [one for one in at.rows(Approval) if one.status == ApprovalStatus.PENDING]
    there = {type(registry.revive(act)) for card in waiting for act in card.acts.values()}
    every = {act for name, act in registry.acts.items() if name not in NEWER_ACTS and name not in BASES}
    assert {act.__name__ for act in every - there} == set()


def test_every_stored_act_is_read_whole(pinned: Copies) -> None:
    registry = discover(tools)
    unread: list[str] = []
    with opened(pinned()) as at:
        for card in at.rows(Approval):
            for stored in card.acts.values():
                act = registry.revive(stored)
                if act.model_dump(mode="json", exclude_unset=True) != stored["payload"]:
                    unread.append(f"#{card.number} {stored['act']}")
    assert unread == []


def test_the_home_holds_a_write_of_every_tool_and_a_card_of_every_open_status(pinned: Copies) -> None:
    writes = {name for name, tool in discover(tools).tools.items() if tool.effect == Effect.WRITE}
    with opened(pinned()) as at:
        statuses = {one.status for one in at.rows(Approval)}
        written = [row for row in at.rows(AuditRow) if row.event == "written"]
    assert writes - NEWER_TOOLS - {row.tool for row in written} == set()
    with_a_yes = {
        "Merge",
        "Unmerge",
        "RedactPerson",
        "KeepApart",
        "GrantDeciding",
        "TurnOnAutoSend",
        "Win",
        "FillPerson",
    }
    assert with_a_yes <= {row.act for row in written}
    assert {ApprovalStatus.PENDING, ApprovalStatus.EXECUTING, ApprovalStatus.UNKNOWN} <= statuses


@pytest.mark.parametrize("name", SEQUENCES)
def test_it_goes_on_as_it_did(pinned: Copies, name: str) -> None:
    with opened(pinned()) as at:
        steps = list(SEQUENCES[name](Replay(at)))
    assert list(differences(name, steps)) == []


def test_a_difference_in_what_is_said_or_in_a_row_is_found(pinned: Copies) -> None:
    """Check that the comparison can fail: with the last step left out, another answer, another value, another
    row.
    """
    with opened(pinned()) as at:
        steps = list(conversations(Replay(at)))
    assert list(differences("conversations", steps[:-1]))
    said, row = steps[0]["said"], steps[0]["changed"]
    assert list(differences("conversations", [{**steps[0], "said": [*said, "more"]}, *steps[1:]]))
    assert list(differences("conversations", [{**steps[0], "changed": {}}, *steps[1:]]))
    assert row
