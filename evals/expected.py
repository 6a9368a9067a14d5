"""The expected results of a case: an exact allow-list. Nothing that is not named here may have changed.

A text that a model words itself may be given as `{holds: [faucet, kitchen]}` (each somewhere in it, in any case of letters) or
`{one_of: [price, competition]}` in the place of a value.
"""

from typing import Any

from pydantic import Field, field_validator, model_validator

from evals.matching import Loose, refuse_empty
from evals.part import Part
from evals.values import refuse_unknown
from schemas.enums import ApprovalStatus


class Added(Part):
    """A row that is added: these columns hold these values, every other one its default."""

    name: str = Field(default="", alias="as")
    columns: dict[str, Any]


class Changed(Part):
    """A row that is changed: exactly these columns, from these values to those."""

    row: str
    before: dict[str, Any]
    after: dict[str, Any]

    @model_validator(mode="after")
    def _same_columns(self) -> "Changed":
        if self.before.keys() != self.after.keys():
            raise ValueError("before and after must name the same columns")
        return self


class TableChanges(Part):
    added: list[Added] = Field(default=[])
    changed: list[Changed] = Field(default=[])


class ApprovalExpected(Part):
    """A card that was made or moved: its tool and status, and a part of the act that was chosen, or of the first.

    `as` binds its id.
    """

    name: str = Field(default="", alias="as")
    tool: str
    status: ApprovalStatus
    answer: str | None = None
    payload: dict[str, Any] = Field(default={})


class MailExpected(Part):
    """A mail that the mailbox received."""

    to: str
    subject: str | Loose
    text: str | Loose


class BooksExpected(Part):
    """The calls that the books received: a customer created, or changed; a part of its values."""

    does: str = Field(pattern="^(created|changed)$")
    values: dict[str, Any] = Field(min_length=1)


class Expect(Part):
    """The exact allow-list: whatever is not named here must not have changed."""

    rows: dict[str, TableChanges] = Field(default={})
    approvals: list[ApprovalExpected] = Field(default=[])
    mailbox: list[MailExpected] = Field(default=[])
    books: list[BooksExpected] = Field(default=[])

    @field_validator("rows")
    @classmethod
    def _known(cls, rows: dict[str, TableChanges]) -> dict[str, TableChanges]:
        for table, changes in rows.items():
            for added in changes.added:
                refuse_unknown(table, added.columns)
                refuse_empty(added.columns)
            for changed in changes.changed:
                refuse_unknown(table, changed.before)
                refuse_empty(changed.after)
        return rows
