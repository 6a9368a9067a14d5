"""Drafts by stage in the tone that the owner set (row C20): all facts in each, always a card, nothing sent."""

from typing import Any

import pytest
from rivera import Do
from sqlmodel import select

from agent.tone import tone_of
from entrypoints.bootstrap import Office
from schemas.enums import OpportunityStage
from schemas.errors import BadConfiguration
from schemas.records import Approval, AuditRow, MailMessage, Opportunity
from schemas.tone import Tone, tone_from

STAGES: dict[str, dict[str, Any]] = {
    "inquiry": {"visit": "Friday"},
    "estimate_sent": {"visit": ""},
    "awaiting_schedule": {"visit": ""},
}
GREETING = {Tone.FRIENDLY: "Hi Maria,", Tone.PLAIN: "Hello Maria,", Tone.FORMAL: "Dear Maria Lopez,"}


def at_stage(office: Office, do: Do, stage: str) -> None:
    """Bring Maria's faucet to one of the stages that a draft goes by."""
    do(
        "add_contact",
        first_name="Maria",
        last_name="Lopez",
        phone="512-555-0142",
        email="m@example.com",
        address="1 Main St",
    )
    do("open_lead", title="Leaky faucet", contact="Maria Lopez")
    if stage == "inquiry":
        return
    do("convert_lead", lead="Maria Lopez")
    with office.desk("cli").unit.writing() as session:
        deal = session.exec(select(Opportunity)).one()
        deal.proposal_sent_at = office.clock.now()
        deal.stage = OpportunityStage.PROPOSAL_SENT
        if stage == "awaiting_schedule":
            deal.accepted_at = office.clock.now()


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("stage", STAGES)
def test_each_stage_and_tone_gives_a_card_with_all_facts(
    sqlite_office: Office, sqlite_do: Do, stage: str, tone: Tone
) -> None:
    at_stage(sqlite_office, sqlite_do, stage)
    sqlite_do("set_tone", tone=tone.value)
    outcome = sqlite_do("draft_follow_up", lead="Maria Lopez")

    assert outcome.card is not None and outcome.kind == "waiting", outcome.problem
    shown = {field.name: field.value for field in outcome.card.fields}
    assert shown["To"] == "Maria Lopez <m@example.com>"
    assert "Leaky faucet" in shown["Subject"]
    text = shown["Text"]
    assert text.startswith(GREETING[tone]) and text.endswith("Rivera Plumbing")
    assert "the leaky faucet" in text and "{" not in text
    assert ("Friday" in text) == (stage == "inquiry")
    assert ("on November 18" in text) == (stage == "estimate_sent")
    with sqlite_office.desk("cli").unit.reading() as session:
        assert [str(card.status) for card in session.exec(select(Approval))] == ["pending"]
        assert session.exec(select(MailMessage)).all() == []


def test_every_procedure_that_comes_along_has_its_drafts_in_every_tone(sqlite_office: Office) -> None:
    for front in sqlite_office.library.loaded.layered:
        stages = [name for name in front.drafts if name in STAGES]
        for stage in stages:
            variants = {front.drafts.get(f"{stage}_{tone}", front.drafts[stage]).text for tone in Tone}
            assert len(variants) == len(Tone), (front.name, stage)


def test_somebody_without_a_name_is_greeted_formally_all_the_same(
    sqlite_office: Office, sqlite_do: Do
) -> None:
    sqlite_do(
        "record_inquiry", title="Burst pipe", phone="512-555-0177", email="x@example.com", source="web_form"
    )
    sqlite_do("set_tone", tone="formal")
    outcome = sqlite_do("draft_follow_up", lead="Burst pipe", channel="email")

    assert outcome.card is not None, outcome.problem
    assert "Dear Sir or Madam," in str(outcome.card.fields)


def test_the_tone_is_set_on_record_with_its_audit_row_and_counts_from_then_on(office: Office, do: Do) -> None:
    at_stage(office, do, "inquiry")
    assert tone_of(office.desk("cli")) == Tone.FRIENDLY
    do("set_tone", tone=tone_from(" Formal ").value)

    assert tone_of(office.desk("cli")) == Tone.FORMAL
    card = do("draft_follow_up", lead="Maria Lopez").card
    assert card is not None and "Dear Maria Lopez" in str(card.fields)
    with office.desk("cli").unit.reading() as session:
        (row,) = session.exec(select(AuditRow).where(AuditRow.tool == "set_tone")).all()
        assert row.line == "Write drafts in a formal tone"


def test_the_owners_own_words_stand_in_every_tone(sqlite_office: Office, sqlite_do: Do) -> None:
    at_stage(sqlite_office, sqlite_do, "inquiry")
    sqlite_do("set_tone", tone="formal")
    card = sqlite_do("draft_follow_up", lead="Maria Lopez", text="See you Tuesday, Maria!").card

    assert card is not None
    assert {field.name: field.value for field in card.fields}["Text"] == "See you Tuesday, Maria!"


def test_a_tone_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(BadConfiguration, match="friendly, plain, formal"):
        tone_from("angry")


@pytest.mark.parametrize(
    ("settings", "offered"),
    [
        ({}, "Would Friday"),
        ({"close": {"date": "2026-11-20"}}, "Would Monday"),
        ({"close": {"date": "2026-11-20"}, "hours": {"hours": "Mon-Sat 8:00-16:00"}}, "Would Saturday"),
        ({"close": {"date": "2026-11-19", "until": "2026-11-25"}}, "Would Monday, November 30"),
    ],
    ids=["usual", "closed", "Saturdays worked", "closed until Thanksgiving"],
)
def test_a_visit_is_offered_on_a_day_that_is_worked(
    sqlite_office: Office, sqlite_do: Do, settings: dict[str, dict[str, str]], offered: str
) -> None:
    at_stage(sqlite_office, sqlite_do, "inquiry")
    tools = {"close": "add_closing_day", "hours": "set_business_hours"}
    for name, arguments in settings.items():
        assert sqlite_do(tools[name], **arguments).problem is None
    card = sqlite_do("draft_follow_up", lead="Maria Lopez").card
    assert card is not None
    text = next(field.value for field in card.fields if field.name == "Text")
    assert f"{offered} morning" in text
