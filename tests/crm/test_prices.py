"""The origin of a price is told by the audit: each value that it had, with whose hand set it and by which act."""

import pytest
from rivera import Do
from sqlmodel import select

from entrypoints.bootstrap import Office
from schemas.effects import Call, OutcomeKind
from schemas.enums import ActorKind
from schemas.records import AuditRow, Lead, Opportunity

pytestmark = pytest.mark.databases

PRICES = {"leads": "estimated_value", "opportunities": "amount"}


def prices(office: Office) -> list[tuple[str, str | None, str, str]]:
    """Return table, value, actor and act of each step that set a price, in order."""
    with office.desk("cli").unit.reading() as session:
        steps = session.exec(select(AuditRow).order_by(AuditRow.audit_id))
        return [
            (change["table"], change["after"][PRICES[change["table"]]], str(step.actor), step.act)
            for step in steps
            for change in step.changes
            if change["table"] in PRICES and PRICES[change["table"]] in change["after"]
        ]


def test_each_price_is_told_with_the_hand_and_the_act_that_set_it(office: Office, do: Do) -> None:
    do("add_contact", first_name="Maria", phone="512-555-0142", address="1 Main St")
    do("open_lead", title="Leaky faucet", contact="Maria", estimated_value="300")
    desk = office.desk("cli")
    model = office.desk("cli", ActorKind.MODEL)
    guessed = {"lead": "Leaky faucet", "estimated_value": "350"}
    assert office.gate.submit(model, Call(tool="update_lead", arguments=guessed)).kind == OutcomeKind.DONE
    assert do("convert_lead", lead="Leaky faucet").kind == OutcomeKind.DONE
    assert do("update_opportunity", opportunity="Leaky faucet", amount="900").kind == OutcomeKind.DONE
    assert do("undo").kind == OutcomeKind.DONE
    assert prices(office) == [
        ("leads", "300.00", "member", "NewLead"),
        ("leads", "350.00", "model", "ChangeLead"),
        ("opportunities", "350.00", "member", "Convert"),
        ("opportunities", "900.00", "member", "ChangeDeal"),
        ("opportunities", "350.00", "member", "Undo"),
    ]
    with desk.unit.reading() as session:
        assert str(session.exec(select(Lead.estimated_value)).one()) == "350.00"
        assert str(session.exec(select(Opportunity.amount)).one()) == "350.00"
