"""The pipeline as the clock told it, kept with each lead and deal that was open then, and shown again later."""

from collections.abc import Iterator
from datetime import date as Date  # noqa: N812 (an argument is called date)
from decimal import Decimal

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import OPEN_LEAD_STATUSES, ActorKind, OpportunityStage, PipelineStage
from schemas.errors import NotFound, NotPermitted
from schemas.records import Lead, Opportunity, PipelineLine, PipelineReport
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Day, Text
from tools.desk import Desk
from tools.matters import people
from tools.registry import tool
from tools.reports.money import PERCENT_OF_DEALS, PERCENT_OF_LEADS

MOST_SHOWN = 20
"""The most lines that the text names; all are in the data."""


class KeepPipeline(LocalAct):
    """The report of a day as it was told, and what stood open then; the first of a day stays."""

    day: Date
    text: str

    def line(self) -> str:
        return f"Keep the pipeline as it was told on {self.day.isoformat()}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        if _told(desk, col(PipelineReport.day) == self.day) is None:
            report = PipelineReport(
                business_id=desk.business_id,
                pipeline_report_id=desk.new_id(),
                day=self.day,
                told_at=desk.now(),
                text=self.text,
            )
            desk.session.add(report)
            desk.session.add_all(_lines_now(desk, report.pipeline_report_id))
        return Answer(text=f"{self.line()}: done.", data={"date": self.day.isoformat()})


@tool(Effect.WRITE)
def record_pipeline(desk: Desk, text: Text) -> KeepPipeline:
    """Keep the pipeline as it was told; for the job that tells it, and nobody else.

    Args:
        text: the summary's own words.
    """
    if desk.actor.kind != ActorKind.ROUTINE:
        raise NotPermitted("Only the job that tells the pipeline keeps it. Nothing was changed.")
    return KeepPipeline(day=desk.today(), text=text)


@tool(Effect.READ)
def show_earlier_pipeline(desk: Desk, date: Day | None = None) -> Answer:
    """The pipeline as it was told on an earlier day, such as last Monday, with each lead and deal open then.

    Args:
        date: the day, or the last one before it on which it was told; the last of all if left out.
    """
    until = date or desk.today()
    report = _told(desk, col(PipelineReport.day) <= until)
    if report is None:
        raise NotFound(
            f"No pipeline was told on or before {until.isoformat()} and kept. It is told, and kept, by the watch on Mondays.",
            "date",
        )
    lines = _kept_lines(desk, report)
    shown = [_in_words(desk, line) for line in lines[:MOST_SHOWN]]
    if len(lines) > MOST_SHOWN:
        shown.append(f"And {len(lines) - MOST_SHOWN} more.")
    on = f"{report.day:%A}, {report.day:%b} {report.day.day}, {report.day.year}"
    heading = [f"Open then ({len(lines)}):"] if lines else []
    return Answer(
        text="\n".join([f"As it was told on {on}:", report.text, *heading, *shown]),
        data={
            "date": report.day.isoformat(),
            "told_at": report.told_at.isoformat(),
            "told": report.text,
            "lines": [
                line.model_dump(mode="json", exclude={"business_id", "pipeline_report_id"}) for line in lines
            ],
        },
    )


def _told(desk: Desk, which: ColumnElement[bool]) -> PipelineReport | None:
    """Return the newest kept report of those that a condition picks."""
    asked = select(PipelineReport).where(which).order_by(col(PipelineReport.day).desc()).limit(1)
    return desk.session.exec(asked).first()


def _kept_lines(desk: Desk, report: PipelineReport) -> list[PipelineLine]:
    """Return what was open then, the most valuable first."""
    theirs = select(PipelineLine).where(col(PipelineLine.pipeline_report_id) == report.pipeline_report_id)
    return sorted(desk.session.exec(theirs), key=lambda line: (-(line.amount or 0), line.pipeline_line_id))


def _in_words(desk: Desk, line: PipelineLine) -> str:
    amount = wording.money(line.amount, desk.business.currency) if line.amount is not None else "no amount"
    name = people.name_of_id(desk, line.contact_id) if line.contact_id else "nobody"
    return f"{line.title}, {name}: {wording.words(line.stage)}, {amount}, {line.percent}%"


def _lines_now(desk: Desk, report_id: str) -> Iterator[PipelineLine]:
    """Yield a line for each lead and deal that is open."""
    leads = select(Lead).where(col(Lead.status).in_(OPEN_LEAD_STATUSES))
    for lead in desk.session.exec(leads.order_by(col(Lead.lead_id))):
        percent = PERCENT_OF_LEADS[lead.pipeline_stage]
        yield _line(desk, report_id, lead.lead_id, lead, lead.pipeline_stage, lead.estimated_value, percent)
    deals = select(Opportunity).where(col(Opportunity.stage).in_(tuple(PERCENT_OF_DEALS)))
    for deal in desk.session.exec(deals.order_by(col(Opportunity.opportunity_id))):
        percent = PERCENT_OF_DEALS[deal.stage]
        yield _line(desk, report_id, deal.opportunity_id, deal, deal.stage, deal.amount, percent)


def _line(
    desk: Desk,
    report_id: str,
    matter_id: str,
    matter: Lead | Opportunity,
    stage: PipelineStage | OpportunityStage,
    amount: Decimal | None,
    percent: int,
) -> PipelineLine:
    return PipelineLine(
        business_id=desk.business_id,
        pipeline_line_id=desk.new_id(),
        pipeline_report_id=report_id,
        matter_id=matter_id,
        contact_id=matter.contact_id,
        title=matter.title,
        stage=str(stage),
        amount=amount,
        percent=percent,
        expected_close_date=matter.expected_close_date,
    )
