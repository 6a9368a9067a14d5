"""Monday's pipeline is kept as the clock told it, each open lead and deal with it, and is told as that later."""

import pytest
from mornings import Mornings
from sqlalchemy import text
from sqlmodel import select

from schemas.effects import OutcomeKind
from schemas.enums import ActorKind
from schemas.records import PipelineLine, PipelineReport
from tools.desk import Desk

pytestmark = pytest.mark.databases


def told_by_the_clock(mornings: Mornings) -> str:
    """Tell the pipeline as the job of a Monday does; return the summary's words."""
    told = mornings.call("show_pipeline", ActorKind.ROUTINE).result
    assert told is not None
    for call in told.once_delivered:
        kept = mornings.office.gate.submit(mornings.office.desk("job", ActorKind.ROUTINE), call)
        assert kept.kind == OutcomeKind.DONE, kept.problem
    return told.text


def kept(desk: Desk) -> list[tuple[str, str, str | None, int]]:
    """Return title, stage, amount and percent of each line that was kept, in order."""
    with desk.unit.reading() as session:
        rows = session.exec(select(PipelineLine).order_by(PipelineLine.pipeline_line_id))
        return [(row.title, row.stage, str(row.amount), row.percent) for row in rows]


def test_an_earlier_pipeline_is_shown_as_it_was_told_whatever_came_since(mornings: Mornings) -> None:
    lead = mornings.at("2026-11-16T06:00").lead("Maria", "Leaky faucet", estimated_value="300")
    deal = mornings.deal("Tom", "Sewer line repair", "3200")
    said = told_by_the_clock(mornings.at("2026-11-16T07:00"))
    mornings.at("2026-11-17T09:00").done("disqualify_lead", lead=lead, reason="budget")
    mornings.done("update_opportunity", opportunity=deal, amount="9999", stage="negotiation")
    told_by_the_clock(mornings.at("2026-11-23T07:00"))
    earlier = mornings.call("show_earlier_pipeline", date="2026-11-20").result
    assert earlier is not None
    assert earlier.text.splitlines() == [
        "As it was told on Monday, Nov 16, 2026:",
        *said.splitlines(),
        "Open then (2):",
        "Sewer line repair, Tom Lopez: proposal sent, $3,200, 50%",
        "Leaky faucet, Maria Lopez: inquiry, $300, 10%",
    ]
    assert mornings.done("show_earlier_pipeline")["date"] == "2026-11-23"
    assert kept(mornings.office.desk("cli"))[2:] == [("Sewer line repair", "negotiation", "9999.00", 75)]


def test_told_twice_on_a_day_the_first_stays(mornings: Mornings) -> None:
    mornings.at("2026-11-16T06:00").lead("Maria", "Leaky faucet")
    told_by_the_clock(mornings.at("2026-11-16T07:00"))
    before = kept(mornings.office.desk("cli"))
    mornings.lead("Tom", "Sewer line repair")
    told_by_the_clock(mornings.at("2026-11-16T08:00"))
    assert kept(mornings.office.desk("cli")) == before
    assert mornings.done("show_earlier_pipeline")["told_at"].startswith("2026-11-16T13:00")


def test_nobody_but_the_clock_keeps_one_and_asking_keeps_none(mornings: Mornings) -> None:
    mornings.at("2026-11-16T07:00").done("show_pipeline")
    refused = mornings.call("record_pipeline", text="Won: 1,000")
    assert refused.kind == OutcomeKind.REFUSED
    missing = mornings.call("show_earlier_pipeline", date="2026-11-16")
    assert (missing.problem or {})["kind"] == "not_found"


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (PipelineReport, "text = 'Won: all of it'"),
        (PipelineReport, "day = '2026-11-09'"),
        (PipelineLine, "amount = 1"),
        (PipelineLine, "title = 'Another'"),
        (PipelineLine, "contact_id = NULL"),
    ],
)
def test_what_was_told_is_never_changed_below_the_tools(
    mornings: Mornings, kind: type[PipelineReport | PipelineLine], change: str
) -> None:
    mornings.at("2026-11-16T06:00").lead("Maria", "Leaky faucet")
    told_by_the_clock(mornings.at("2026-11-16T07:00"))
    with (
        pytest.raises(Exception, match=r"is never changed"),
        mornings.office.database.writing_engine.begin() as sql,
    ):
        sql.execute(text(f"UPDATE {kind.__tablename__} SET {change}"))
    assert kept(mornings.office.desk("cli")) == [("Leaky faucet", "inquiry", "None", 10)]


def test_who_was_redacted_is_in_no_kept_pipeline_and_the_figures_stay(mornings: Mornings) -> None:
    lead = mornings.at("2026-11-16T06:00").lead("Maria", "Tap of Maria Lopez", estimated_value="300")
    told_by_the_clock(mornings.at("2026-11-16T07:00"))
    mornings.done("disqualify_lead", lead=lead, reason="budget")
    card = mornings.call("redact_person", contact="Maria Lopez").card
    assert card is not None
    office = mornings.office
    assert office.gate.decide(office.desk("cli"), card.approval, card.digest).kind == OutcomeKind.DONE
    told = mornings.call("show_earlier_pipeline").result
    assert told is not None
    assert "Maria" not in told.text
    assert kept(office.desk("cli")) == [("Tap of [redacted]", "inquiry", "300.00", 10)]
