"""Each lead and deal has an identity that history points to, whoever adds it (docs/matters.md)."""

from typing import Any

import pytest
from rivera import Do
from sqlmodel import select

from entrypoints.bootstrap import Office
from schemas.effects import OutcomeKind
from schemas.enums import MatterKind
from schemas.records import Interaction, Lead, Matter, Opportunity

pytestmark = pytest.mark.databases


def rows(office: Office, kind: type[Any]) -> list[Any]:
    with office.desk("cli").unit.reading() as session:
        found = list(session.exec(select(kind).order_by(*kind.__table__.primary_key)))
        session.expunge_all()
        return found


def told(office: Office) -> set[tuple[str, str, str | None]]:
    """Return id, kind and reference of each lead and deal, from their own rows."""
    leads = {(row.lead_id, MatterKind.LEAD, row.reference) for row in rows(office, Lead)}
    deals = {(row.opportunity_id, MatterKind.DEAL, None) for row in rows(office, Opportunity)}
    return leads | deals


def kept(office: Office) -> set[tuple[str, str, str | None]]:
    return {(row.matter_id, row.kind, row.reference) for row in rows(office, Matter)}


def test_a_lead_and_the_deal_that_it_becomes_have_an_identity_each(office: Office, do: Do) -> None:
    do("add_contact", first_name="Maria", last_name="Lopez", phone="512-555-0142", address="1 Main St")
    assert do("open_lead", title="Leaky faucet", contact="Maria").kind == OutcomeKind.DONE
    assert kept(office) == told(office)
    assert do("convert_lead", lead="Leaky faucet", amount=900).kind == OutcomeKind.DONE
    assert kept(office) == told(office)
    assert len(kept(office)) == 2


def test_a_lead_that_was_undone_keeps_its_identity(office: Office, do: Do) -> None:
    do("open_lead", title="Leaky faucet")
    before = kept(office)
    assert do("undo").kind == OutcomeKind.DONE
    assert rows(office, Lead) == []
    assert kept(office) == before


def test_a_lead_without_an_identity_is_refused_below_the_tools(office: Office, do: Do) -> None:
    """Check that what writes past the session has to bring the identity along."""
    do("open_lead", title="Leaky faucet")
    columns = ", ".join(c.name for c in Lead.__table__.columns)  # type: ignore[attr-defined]
    copied = columns.replace("lead_id", "'another'", 1).replace("reference", "'LEAD7'", 1)
    with (
        office.database.writing_engine.connect() as connection,
        pytest.raises(Exception, match=r"(?i)foreign key"),
    ):
        connection.exec_driver_sql(f"INSERT INTO leads ({columns}) SELECT {copied} FROM leads")
        connection.commit()
    assert len(rows(office, Lead)) == 1


def test_a_call_about_a_deal_is_told_on_the_lead_that_it_came_out_of_and_its_winning_is_not(
    office: Office, do: Do
) -> None:
    do("add_contact", first_name="Maria", phone="512-555-0142", address="1 Main St")
    opened = do("open_lead", title="Oven", contact="Maria").result
    do("convert_lead", lead="Oven", amount=900)
    do("log_interaction", about="Oven", summary="Spoke of the door")
    card = do("mark_won", opportunity="Oven").card
    assert opened is not None
    assert card is not None
    assert office.gate.decide(office.desk("cli"), card.approval, card.digest).kind == OutcomeKind.DONE
    lead, deal = (
        do("show_lead", lead=opened.data["lead_id"]).result,
        do("show_opportunity", opportunity="Oven").result,
    )
    assert lead is not None
    assert deal is not None
    assert "Spoke of the door" in str(lead.data)
    assert "Spoke of the door" in str(deal.data)
    assert "Opportunity won" in str(deal.data)
    assert "Opportunity won" not in str(lead.data)
    told = {row.body: (row.lead_id, row.opportunity_id) for row in rows(office, Interaction)}
    lead_id, deal_id = lead.data["lead_id"], deal.data["opportunity_id"]
    assert told["Spoke of the door"] == (lead_id, deal_id)
    assert told["Opportunity won — Oven."] == (None, deal_id)
