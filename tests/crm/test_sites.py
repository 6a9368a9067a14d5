"""Properties: one payer with several, one with several people, a tenant and a landlord, and jobs that carry theirs."""

from typing import Any

import pytest
from rivera import Do
from sqlmodel import select

from entrypoints.bootstrap import Office
from schemas.effects import Outcome, OutcomeKind
from schemas.records import Contact, HandOff, Lead, Opportunity, Site, SitePerson

ELM, PINE = "44 Elm St, Austin, TX", "9 Pine Ave, Austin, TX"


def told(outcome: Outcome) -> dict[str, Any]:
    assert outcome.result is not None, outcome.problem or outcome.card
    return {**outcome.result.data, "text": outcome.result.text}


@pytest.fixture
def elm(do: Do) -> str:
    """Add Tom, landlord of the rental on Elm and payer for the shop on Pine, and Ana, who rents it; return its
    id.
    """
    told(
        do("add_contact", first_name="Tom", last_name="Becker", phone="512-555-0142", email="tom@example.com")
    )
    told(do("add_contact", first_name="Ana", last_name="Ruiz", phone="512-555-0143", email="ana@example.com"))
    told(do("add_contact", first_name="Paul", last_name="Frank", phone="512-555-0144"))
    site = told(do("add_site", address=ELM, contact="Tom", part="landlord", label="rental"))
    told(do("add_site", address=PINE, contact="Tom", part="payer", label="shop"))
    told(do("set_site_person", contact="Ana", site="44 elm street", part="tenant"))
    told(do("set_site_person", contact="Paul", site="rental on Elm", part="manager"))
    return str(site["site_id"])


def test_one_payer_has_several_and_one_property_several_people(elm: str, do: Do) -> None:
    there = told(do("show_site", site="the rental on Elm"))
    assert {(one["name"], one["part"]) for one in there["people"]} == {
        ("Tom Becker", "landlord"),
        ("Ana Ruiz", "tenant"),
        ("Paul Frank", "manager"),
    }
    tom = told(do("show_contact", contact="Tom"))
    assert {(one["label"], one["part"]) for one in tom["sites"]} == {
        ("rental", "landlord"),
        ("shop", "payer"),
    }
    assert f"Property: rental, {ELM} (landlord; Ana Ruiz, tenant; Paul Frank, manager)" in tom["text"]


@pytest.mark.parametrize("said", ["44 Elm", "the rental on Elm", "Ana's rental", "44 ELM STREET", "rental"])
def test_a_property_is_found_as_people_say_it(elm: str, do: Do, said: str) -> None:
    assert told(do("show_site", site=said))["site_id"] == elm


def test_several_or_none_are_shown_and_nothing_is_guessed(elm: str, do: Do) -> None:
    both = do("set_site_person", contact="Ana", site="Tom's place", part="payer").problem or {}
    assert both["kind"] == "ambiguous"
    assert len(both["candidates"]) == 2
    none = do("show_site", site="80 Nowhere Rd").problem or {}
    assert none["kind"] == "not_found"


def test_the_same_address_in_other_words_is_no_second_property(elm: str, do: Do, office: Office) -> None:
    again = told(do("add_site", address="44 elm street, Austin", contact="Paul", part="payer"))
    assert again["site_id"] == elm
    with office.desk("cli").unit.reading() as session:
        assert len(session.exec(select(Site)).all()) == 2


def test_a_tenant_who_moves_out_stays_on_record(elm: str, do: Do, office: Office) -> None:
    told(do("end_site_person", contact="Ana", site="44 Elm"))
    names = {one["name"] for one in told(do("show_site", site="44 Elm"))["people"]}
    assert names == {"Tom Becker", "Paul Frank"}
    with office.desk("cli").unit.reading() as session:
        ended = [row for row in session.exec(select(SitePerson)) if row.ended_at is not None]
        assert len(ended) == 1


def test_a_lead_carries_its_property_to_the_job_the_visit_and_the_draft(
    elm: str, do: Do, office: Office
) -> None:
    """Check that the property's address is enough for a job, since Ana has none of her own."""
    lead = told(do("open_lead", title="Leaky faucet", contact="Ana", site="the rental on Elm"))
    told(do("qualify_lead", lead="Leaky faucet"))
    card = do("draft_follow_up", lead="Leaky faucet").card
    assert card is not None
    assert "the leaky faucet at 44 Elm St" in card.text()
    told(do("convert_lead", lead="Leaky faucet", stage="scheduled", site_visit=True))
    with office.desk("cli").unit.reading() as session:
        deal = session.exec(select(Opportunity)).one()
        assert (deal.site_id, deal.lead_id) == (elm, lead["lead_id"])
        visits = [one.payload for one in session.exec(select(HandOff))]
        assert visits
        assert all(one == {"site_id": elm, "address": ELM} for one in visits)


def test_a_title_that_names_a_property_of_theirs_is_there(elm: str, do: Do, office: Office) -> None:
    told(do("open_lead", title="Clogged drain at 44 Elm Street", contact="Tom"))
    told(do("open_lead", title="New boiler", contact="Tom"))
    with office.desk("cli").unit.reading() as session:
        assert {one.title: one.site_id for one in session.exec(select(Lead))} == {
            "Clogged drain at 44 Elm Street": elm,
            "New boiler": None,
        }


def test_an_open_hand_off_learns_where_the_job_is(elm: str, do: Do, office: Office) -> None:
    told(do("open_lead", title="New boiler", contact="Tom"))
    told(do("qualify_lead", lead="boiler"))
    told(do("set_job_site", job="boiler", site="44 Elm"))
    with office.desk("cli").unit.reading() as session:
        assert session.exec(select(HandOff)).one().payload["address"] == ELM
        assert session.exec(select(Lead)).one().site_id == elm


def test_an_inquiry_for_another_address_is_there_and_leaves_the_persons_own(do: Do, office: Office) -> None:
    told(do("add_contact", first_name="Tom", phone="512-555-0142", address="1 Main St, Austin"))
    told(
        do(
            "record_inquiry",
            title="Leak",
            first_name="Tom",
            phone="512-555-0142",
            address="44 Elm St, Austin",
        )
    )
    told(do("record_inquiry", title="Drip", first_name="Tom", phone="512-555-0142", address="1 Main Street"))
    with office.desk("cli").unit.reading() as session:
        site = session.exec(select(Site)).one()
        assert site.address == "44 Elm St, Austin"
        assert {one.title: one.site_id for one in session.exec(select(Lead))} == {
            "Leak": site.site_id,
            "Drip": None,
        }
        assert session.exec(select(Contact)).one().address == "1 Main St, Austin"


def test_who_lives_at_a_persons_own_address_needs_no_property(do: Do) -> None:
    told(do("add_contact", first_name="Tom", last_name="Becker", address="1 Main St, Austin"))
    told(do("add_contact", first_name="Eva", last_name="Becker", address="1 main street"))
    there = told(do("show_site", site="1 Main"))
    assert {one["name"] for one in there["people"]} == {"Tom Becker", "Eva Becker"}


def test_a_merge_takes_the_parts_along_and_gives_them_back(elm: str, do: Do, office: Office) -> None:
    told(do("add_contact", first_name="Anna", last_name="Ruiz", phone="512-555-0155"))
    card = do("merge_contacts", keep="Anna", other="Ana").card
    assert card is not None
    assert "1 part in a property" in card.text()
    assert office.gate.decide(office.desk("cli"), card.approval, card.digest).kind == OutcomeKind.DONE
    assert "Anna Ruiz" in {one["name"] for one in told(do("show_site", site="44 Elm"))["people"]}
    back = do("undo").card
    assert back is not None
    assert office.gate.decide(office.desk("cli"), back.approval, back.digest).kind == OutcomeKind.DONE
    assert "Ana Ruiz" in {one["name"] for one in told(do("show_site", site="44 Elm"))["people"]}


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("who lives at 44 Elm St", "Ana Ruiz, tenant"),
        ("who is the tenant at the rental on Elm", "Ana Ruiz, tenant"),
        ("what properties does Tom Becker have", "shop, 9 Pine Ave"),
        ("add a property at 80 Oak St for Paul Frank", "Paul Frank is its owner"),
        ("new rental at 80 Oak St for Paul Frank", "Paul Frank is its landlord"),
        ("Paul Frank is the tenant at the shop on Pine", "Noted: Paul Frank is tenant of shop"),
        ("Ana Ruiz moved out of 44 Elm St", "Ana Ruiz has left rental"),
        ("do we have any duplicates", "deskhand duplicates"),
    ],
)
def test_it_is_said_in_plain_words(elm: str, office: Office, said: str, heard: str) -> None:
    assert heard in office.orchestrator().turn(office.desk("chat"), said).text
