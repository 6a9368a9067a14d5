"""The moves of leads and deals are written by the act that moves them, whoever does it, and never changed again."""

from typing import Any

import pytest
from moved import told_by, told_by_the_audit
from rivera import Do
from sqlmodel import select

from entrypoints.bootstrap import Office
from schemas.effects import OutcomeKind
from schemas.records import AuditRow, Lead, Move

pytestmark = pytest.mark.databases


def rows(office: Office, kind: type[Any]) -> list[Any]:
    with office.desk("cli").unit.reading() as session:
        found = list(session.exec(select(kind).order_by(*kind.__table__.primary_key)))
        session.expunge_all()
        return found


def moves(office: Office, what: str) -> list[tuple[str | None, str | None, str, str | None]]:
    """Return from, to, act and cause of each move of one state, in order."""
    return [(m.was, m.became, m.act, m.because) for m in rows(office, Move) if m.what == what]


@pytest.fixture
def faucet(office: Office, do: Do) -> str:
    do("add_contact", first_name="Maria", last_name="Lopez", phone="512-555-0142", address="1 Main St")
    opened = do("open_lead", title="Leaky faucet", contact="Maria")
    assert opened.result is not None
    return str(opened.result.data["lead_id"])


def approved(office: Office, do: Do, tool: str, **arguments: Any) -> None:
    card = do(tool, **arguments).card
    assert card is not None
    decided = office.gate.decide(office.desk("cli"), card.approval, card.digest)
    assert decided.kind == OutcomeKind.DONE, decided.problem


def test_a_lead_is_followed_from_its_opening_with_the_reason_and_undo_is_a_move_back(
    office: Office, do: Do, faucet: str
) -> None:
    for tool, arguments in (
        ("qualify_lead", {}),
        ("disqualify_lead", {"reason": "budget"}),
        ("reopen_lead", {}),
        ("undo", {}),
    ):
        given = arguments if tool == "undo" else {"lead": "Leaky faucet", **arguments}
        assert do(tool, **given).kind == OutcomeKind.DONE, tool
    assert moves(office, "status") == [
        (None, "new", "NewLead", None),
        ("new", "working", "Qualify", None),
        ("working", "disqualified", "Disqualify", "budget"),
        ("disqualified", "working", "Reopen", None),
        ("working", "disqualified", "Undo", "budget"),
    ]
    assert moves(office, "pipeline_stage") == [
        (None, "inquiry", "NewLead", None),
        ("inquiry", "needs_analysis", "Qualify", None),
        ("needs_analysis", "follow_up", "Reopen", None),
        ("follow_up", "needs_analysis", "Undo", None),
    ]
    assert {m.matter_id for m in rows(office, Move)} == {faucet}


def test_all_that_moves_is_what_the_audit_tells(office: Office, do: Do, faucet: str) -> None:
    do("convert_lead", lead="Leaky faucet", amount=900)
    do("update_opportunity", opportunity="Leaky faucet", stage="proposal_sent")
    do("update_opportunity", opportunity="Leaky faucet", amount=950)
    do("mark_lost", opportunity="Leaky faucet", reason="price")
    do("undo")
    approved(office, do, "mark_won", opportunity="Leaky faucet")
    approved(office, do, "undo")
    do("open_lead", title="New heater", contact="Maria")
    approved(office, do, "mark_won", opportunity="New heater", amount=2000)
    kept = told_by(rows(office, Move))
    assert kept == told_by_the_audit(rows(office, AuditRow))
    assert moves(office, "stage")[:4] == [
        (None, "estimating", "Convert", None),
        ("estimating", "proposal_sent", "ChangeDeal", None),
        ("proposal_sent", "lost", "Lose", "price"),
        ("lost", "proposal_sent", "Undo", None),
    ]


def test_what_moves_nothing_leaves_no_move(office: Office, do: Do, faucet: str) -> None:
    before = rows(office, Move)
    assert do("update_lead", lead="Leaky faucet", description="Kitchen").kind == OutcomeKind.DONE
    assert do("log_interaction", about="Leaky faucet", summary="Spoke").kind == OutcomeKind.DONE
    assert rows(office, Lead)[0].description == "Kitchen"
    assert [m.move_id for m in rows(office, Move)] == [m.move_id for m in before]
