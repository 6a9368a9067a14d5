"""The common base of every row: its business and, where history is permanent, a mark in place of deletion."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

from schemas.columns import Instant
from schemas.keys import fold
from schemas.kinds import Declared


class BusinessRow(SQLModel):
    """A row of one business. The scope of a session is a criterion on this class."""

    recorded: ClassVar[bool] = False
    """True where the audit keeps before and after images of its rows."""
    declared: ClassVar[Declared | None] = None
    """The kind of matter that its rows are, where they are any."""

    business_id: str = Field(primary_key=True, foreign_key="businesses.business_id", max_length=36)


class PermanentRow(BusinessRow):
    """A row that is never deleted: undoing it voids it, and reads skip voided rows."""

    recorded: ClassVar[bool] = True

    created_at: datetime | None = Field(default=None, sa_type=Instant, nullable=False)
    updated_at: datetime | None = Field(default=None, sa_type=Instant, nullable=False)
    voided_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    """Raised by one with each update; one of a version that the row no longer has is refused (`StaleDataError`)."""

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]

    def rekey(self) -> None:
        """Bring the keys by which names and titles are looked up in line with them; run before each write."""


def declared_kinds() -> list[type[PermanentRow]]:
    """Return the kinds of matters, in the order in which `schemas.records` names them."""
    return [kind for kind in PermanentRow.__subclasses__() if kind.declared is not None]


def searched_key(row: PermanentRow) -> str:
    """Return what a row of a declared kind is found by: each word after a space, a code in several parts in one as well."""
    declared = row.declared
    assert declared is not None
    said = [fold(getattr(row, name) or "") for name in declared.searched]
    codes = [text.replace(" ", "") for text in said if " " in text and any(sign.isdigit() for sign in text)]
    return f" {' '.join(filter(None, (*said, *codes)))} "


def key_of(kind: type[BusinessRow]) -> str:
    """Return the name of a record's own id."""
    own = kind.__table__.primary_key  # type: ignore[attr-defined]
    return next(str(column.name) for column in own if column.name != "business_id")
