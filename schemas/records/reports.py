"""Reports as they were told: the pipeline of a Monday with its lines, which stays as it was (docs/mornings.md)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Index
from sqlmodel import Field

from schemas.columns import Cents, Instant, of_same_business
from schemas.records.base import BusinessRow


class PipelineReport(BusinessRow, table=True):
    """The pipeline summary of a day, in the words in which the clock told it; one a day, only appended."""

    __tablename__ = "pipeline_reports"
    __table_args__ = (Index("uq_pipeline_reports_day", "business_id", "day", unique=True),)

    pipeline_report_id: str = Field(primary_key=True, max_length=36)
    day: date
    told_at: datetime = Field(sa_type=Instant, nullable=False)
    text: str


class PipelineLine(BusinessRow, table=True):
    """One open lead or deal as it stood then; `percent` is how likely its stage ended in a win by that day's reckoning."""

    __tablename__ = "pipeline_lines"
    __table_args__ = (
        of_same_business("pipeline_report_id", "pipeline_reports.pipeline_report_id"),
        of_same_business("matter_id", "matters.matter_id"),
        of_same_business("contact_id", "contacts.contact_id"),
        Index("ix_pipeline_lines_report", "business_id", "pipeline_report_id"),
        Index("ix_pipeline_lines_matter", "business_id", "matter_id"),
        Index("ix_pipeline_lines_contact", "business_id", "contact_id"),
    )

    pipeline_line_id: str = Field(primary_key=True, max_length=36)
    pipeline_report_id: str = Field(max_length=36)
    matter_id: str = Field(max_length=36)
    contact_id: str | None = Field(default=None, max_length=36)
    title: str = Field(max_length=300)
    stage: str = Field(max_length=40)
    amount: Decimal | None = Field(default=None, sa_type=Cents)
    percent: int
    expected_close_date: date | None = None
