"""Imports: one run a file, and what became of each of its lines (docs/data.md)."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from schemas.columns import Instant, Tree, Word, of_same_business
from schemas.enums import ImportStatus, LineOutcome
from schemas.records.base import BusinessRow


class ImportRun(BusinessRow, table=True):
    """One file brought in. `number` is what the owner says; `digest` is of the file and of how its columns were read.

    `past_approval_id` is the one yes to its past wins; `undone_to` the oldest audit row that an undo has taken back.
    """

    __tablename__ = "import_runs"
    __table_args__ = (
        of_same_business("member_id", "members.member_id"),
        of_same_business("past_approval_id", "approvals.approval_id"),
        Index("uq_import_runs_number", "business_id", "number", unique=True),
        Index("ix_import_runs_digest", "business_id", "digest"),
    )
    recorded: ClassVar[bool] = True

    import_run_id: str = Field(primary_key=True, max_length=36)
    number: int
    file_name: str = Field(max_length=300)
    digest: str = Field(max_length=64)
    columns: dict[str, Any] = Field(default_factory=dict, sa_type=Tree, nullable=False)
    status: ImportStatus = Field(default=ImportStatus.RUNNING, sa_type=Word(ImportStatus), nullable=False)
    member_id: str | None = Field(default=None, max_length=36)
    begun_at: datetime = Field(sa_type=Instant, nullable=False)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    past_approval_id: str | None = Field(default=None, max_length=36)
    undone_to: str = Field(default="", max_length=36)


class ImportLine(BusinessRow, table=True):
    """The outcome of one line, written together with the records that it made.

    The id is the run's number and the line's, so that a line is taken in at most once. `fingerprint` is of what the line
    says, to know it again in another file. `held` keeps what waits for the owner's yes, a person or a past win, and
    never changes but to nothing; `entered_id` is the record that came of it.
    """

    __tablename__ = "import_lines"
    __table_args__ = (
        of_same_business("contact_id", "contacts.contact_id"),
        Index("ix_import_lines_run", "business_id", "run", "line"),
        Index("ix_import_lines_outcome", "business_id", "run", "outcome"),
        Index("ix_import_lines_holds", "business_id", "run", "holds", "line"),
        Index("ix_import_lines_fingerprint", "business_id", "fingerprint"),
    )

    import_line_id: str = Field(primary_key=True, max_length=36)
    run: int
    line: int
    outcome: LineOutcome = Field(sa_type=Word(LineOutcome), nullable=False)
    why: str = ""
    contact_id: str | None = Field(default=None, max_length=36)
    fingerprint: str = Field(default="", max_length=32)
    holds: bool = False
    held: dict[str, Any] = Field(default_factory=dict, sa_type=Tree, nullable=False)
    entered_id: str | None = Field(default=None, max_length=36)
