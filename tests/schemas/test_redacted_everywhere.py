"""A redacted person is named in no table and no file any more, whoever's row it was; all else stays (hard stop H2)."""

import json
from typing import Any

import pytest
from furnished import TABLES, UNSET, links, one_row_each
from rivera import Do
from sqlalchemy import String, TypeDecorator, text
from sqlmodel import SQLModel

from entrypoints.bootstrap import Office
from schemas.columns import Tree, Word
from schemas.database import ScopedSession
from schemas.effects import Outcome, OutcomeKind
from schemas.enums import ApprovalStatus, LeadStatus, OpportunityStage
from schemas.records import Approval
from tools.privacy.sweeping import OF_OURS, OF_THE_DESK

pytestmark = pytest.mark.databases

SAID = "Tell María Núñez (Nunez, Maria) at 512.555.0142 or (512) 555 0142, MARIA@example.com, 1 Main St: soon"
GIVEAWAYS = ("maría", "núñez", "nunez", "555.0142", "555 0142", "5550142", "maria@", "1 main", "\\u00ed")
NOBODYS = {"businesses", "contacts", "phones", "emails", *OF_THE_DESK}
"""Hers are written by the tools; the others tell of the business, its members and its machine."""


def everything(office: Office) -> dict[str, list[dict[str, Any]]]:
    with office.database.engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(text(f"SELECT * FROM {name}")).mappings()]
            for name in SQLModel.metadata.tables
        }


def naming(office: Office) -> list[str]:
    told = {
        table: [json.dumps(row, default=str, ensure_ascii=False).casefold() for row in rows]
        for table, rows in everything(office).items()
    }
    return [
        f"{table}: {one}"
        for table, rows in told.items()
        for one in rows
        if any(word in one for word in GIVEAWAYS)
    ]


def said_in(table: str) -> dict[str, Any]:
    """Return text that names her by column, for each column of a table that somebody may write into."""
    found: dict[str, Any] = {}
    for column in TABLES[table].columns:
        kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
        ours = column.primary_key or column.name in links(table) or isinstance(column.type, Word)
        if (
            ours
            or column.name in {*UNSET, *OF_OURS.split()}
            or column.name.endswith(("_id", "_key", "digest", "fingerprint", "_skeleton"))
        ):
            continue
        if isinstance(column.type, Tree):
            found[column.name] = (
                [] if column.name in {"about", "changes"} else {"said": SAID, "amount": "12.50"}
            )
        elif isinstance(kind, String):
            fits = [
                one for one in (SAID, "maria@example.com") if kind.length is None or kind.length >= len(one)
            ]
            found |= {column.name: fits[0]} if fits else {}
    return found


def written_everywhere(office: Office, contact_id: str) -> None:
    """Write a row of every table that names her, about her or about somebody else."""
    desk = office.desk("cli")
    real = {"businesses": desk.business_id, "members": desk.actor.member_id, "contacts": contact_id}
    rows: dict[str, Any] = {
        name: row for name, row in one_row_each(desk.business_id).items() if name not in NOBODYS
    }
    for name, row in rows.items():
        pointed = {
            column: real.get(target)
            for column, target in links(name).items()
            if target in NOBODYS and column not in UNSET
        }
        for column, value in {**said_in(name), **pointed}.items():
            setattr(row, column, value)
    rows["leads"].status = LeadStatus.DISQUALIFIED
    rows["opportunities"].stage = OpportunityStage.LOST
    rows["approvals"].contact_id, rows["approvals"].number = None, 900
    with ScopedSession(office.database.writing_engine, desk.business_id, desk.unit.clock) as session:
        session.add_all(rows.values())
        session.commit()
        # A card starts as waiting, and what waits is never changed.
        session.get_one(
            Approval, (desk.business_id, rows["approvals"].approval_id)
        ).status = ApprovalStatus.REJECTED
        session.commit()


@pytest.fixture
def maria(office: Office, do: Do) -> str:
    done = do(
        "add_contact",
        first_name="María",
        last_name="Núñez",
        phone="512-555-0142",
        email="maria@example.com",
        address="1 Main St, Austin",
    )
    assert done.result is not None
    return str(done.result.data["contact_id"])


def redacted(office: Office, do: Do, contact_id: str) -> Outcome:
    asked = do("redact_person", contact=contact_id)
    card = asked.card
    assert card is not None, asked.problem
    decided = office.gate.decide(office.desk("cli"), card.approval, card.digest)
    assert decided.kind == OutcomeKind.DONE, decided.problem
    return decided


@pytest.mark.parametrize("about", ["her", "another"])
def test_no_row_of_any_table_names_who_was_redacted(office: Office, do: Do, maria: str, about: str) -> None:
    bob = do("add_contact", first_name="Bob", last_name="Hill", phone="512-555-0199").result
    assert bob is not None
    written_everywhere(office, maria if about == "her" else bob.data["contact_id"])
    named = {one.split(":")[0] for one in naming(office)}
    assert named >= {table for table in set(TABLES) - NOBODYS if said_in(table)}
    before = {table: len(rows) for table, rows in everything(office).items()}
    redacted(office, do, maria)
    assert naming(office) == []
    after = everything(office)
    assert all(len(after[table]) >= count for table, count in before.items())
    if about == "another":
        told = "Tell [redacted] ([redacted]) at [redacted] or [redacted], [redacted], [redacted]: soon"
        assert {row["text"] for row in after["notices"]} == {told}
