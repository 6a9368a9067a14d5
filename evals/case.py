"""The case format: what is given, what happens, and exactly what may have changed at the end.

A case is one YAML file, `evals/cases/<row>/<name>.yaml`. Minted values (ids) are matched by names: `keep` and
`as` bind a name, `$name` stands for it. `$owner` and `$clock` are always bound; `$minted` is any value that is
there. Unknown keys, tables, columns and names are refused with the file and the key.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    field_validator,
    model_validator,
)

from evals.values import COMPARED, RECORDS
from schemas.enums import ApprovalStatus
from schemas.errors import BadConfiguration

ALWAYS_BOUND = frozenset({"owner", "clock", "minted"})


class Part(BaseModel):
    """Every part of a case refuses keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Hears(Part):
    """What the caller hears: the kind of outcome, words that are in its text and words that are not.

    Args:
        outcome: done, waiting, refused or failed.
        says: phrases that its text holds, letter by letter; follow-on outcomes and offers count as its text.
        unsaid: phrases that it does not hold, in any case of letters.
        result, problem: values of the outcome's data, a part of it.
    """

    outcome: Literal["done", "waiting", "refused", "failed"]
    says: list[str] = Field(min_length=1)
    unsaid: list[str] = []
    result: dict[str, Any] = {}
    problem: dict[str, Any] = {}


class CardMatch(Part):
    """The one card that an owner means: by its tool, its shown fields and its status."""

    tool: str
    fields: dict[str, str] = {}
    status: ApprovalStatus = ApprovalStatus.PENDING


class CallEvent(Part):
    """A tool is called by the owner's hand. `keep` binds names to values of the result's data, by dotted path."""

    call: str
    arguments: dict[str, Any] = Field(default={}, alias="with")
    keep: dict[str, str] = {}
    hears: Hears


class DecideEvent(Part):
    """The owner says yes, or gives another answer, to a card. `digest` stands in for the one that was shown."""

    decide: CardMatch
    answer: str = ""
    digest: str = ""
    hears: Hears


class RejectEvent(Part):
    """The owner says no to a card."""

    reject: CardMatch
    why: str = ""
    hears: Hears


class EditEvent(Part):
    """The owner changes some arguments of a card."""

    edit: CardMatch
    changes: dict[str, Any] = Field(alias="with")
    hears: Hears


class Reads(Part):
    """What the member reads in answer to a message, the cards that close it, and what was called on the way.

    Args:
        says: phrases that the reply or its cards hold, letter by letter.
        unsaid: phrases that neither holds, in any case of letters.
        cards: the tools of the cards that close the reply, in order; none unless named.
        calls: each call as "tool outcome", in order; none unless named. A rejected card is "a card", as in "a card done".
    """

    says: list[str] = Field(min_length=1)
    unsaid: list[str] = []
    cards: list[str] = []
    calls: list[str] = []


class SayEvent(Part):
    """The owner says something, in the one conversation that the case is."""

    say: str
    hears: Reads


class TimeEvent(Part):
    """Time passes, up to an instant."""

    time: AwareDatetime


class GivenCall(Part):
    """A record made through the gate before the case begins; it must come out done."""

    call: str
    arguments: dict[str, Any] = Field(default={}, alias="with")
    keep: dict[str, str] = {}


class GivenDecision(Part):
    """A card decided before the case begins; it must come out done."""

    decide: CardMatch
    answer: str = ""


class GivenRow(Part):
    """A row written straight to the database, such as imported history; `as` binds its id."""

    row: str
    name: str = Field(default="", alias="as")
    columns: dict[str, Any]

    @model_validator(mode="after")
    def _known(self) -> "GivenRow":
        _refuse_unknown(self.row, self.columns)
        return self


def _kind_of(value: Any) -> str | None:
    """Which kind of event a mapping is, by its first telling key."""
    keys = value if isinstance(value, dict) else getattr(type(value), "model_fields", ())
    return next(
        (key for key in ("call", "say", "decide", "reject", "edit", "time", "row") if key in keys), None
    )


Event = Annotated[
    Annotated[CallEvent, Tag("call")]
    | Annotated[SayEvent, Tag("say")]
    | Annotated[DecideEvent, Tag("decide")]
    | Annotated[RejectEvent, Tag("reject")]
    | Annotated[EditEvent, Tag("edit")]
    | Annotated[TimeEvent, Tag("time")],
    Discriminator(_kind_of),
]
Given = Annotated[
    Annotated[GivenCall, Tag("call")]
    | Annotated[GivenDecision, Tag("decide")]
    | Annotated[GivenRow, Tag("row")]
    | Annotated[TimeEvent, Tag("time")],
    Discriminator(_kind_of),
]


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
    added: list[Added] = []
    changed: list[Changed] = []


class ApprovalExpected(Part):
    """A card that was made or moved: its tool and status, and a part of the act that was chosen, or of the first.

    `as` binds its id.
    """

    name: str = Field(default="", alias="as")
    tool: str
    status: ApprovalStatus
    answer: str | None = None
    payload: dict[str, Any] = {}


class MailExpected(Part):
    to: str
    subject: str
    text: str


class Expect(Part):
    """The exact allow-list: whatever is not named here must not have changed."""

    rows: dict[str, TableChanges] = {}
    approvals: list[ApprovalExpected] = []
    mailbox: list[MailExpected] = []

    @field_validator("rows")
    @classmethod
    def _known(cls, rows: dict[str, TableChanges]) -> dict[str, TableChanges]:
        for table, changes in rows.items():
            for added in changes.added:
                _refuse_unknown(table, added.columns)
            for changed in changes.changed:
                _refuse_unknown(table, changed.before)
        return rows


class Case(Part):
    """One case.

    Args:
        row: the mission's row that it shows, such as C7.
        title: what it shows, in one line.
        clock: the desk's time at the start.
    """

    row: str = Field(pattern=r"^[A-Z]+\d+$")
    title: str
    clock: AwareDatetime
    given: list[Given] = []
    events: list[Event] = Field(min_length=1)
    expect: Expect

    @model_validator(mode="after")
    def _names_are_bound(self) -> "Case":
        bound = ALWAYS_BOUND | _bound_by(self)
        loose = sorted(set(_names_in(self.model_dump())) - bound)
        if loose:
            raise ValueError(f"nothing binds ${', $'.join(loose)}")
        return self


def _refuse_unknown(table: str, columns: dict[str, Any]) -> None:
    if table not in RECORDS:
        raise ValueError(f"{table!r} is no recorded table; there are {', '.join(sorted(RECORDS))}")
    unknown = sorted(columns.keys() - COMPARED[table].keys())
    if unknown:
        raise ValueError(f"{table} has no column {', '.join(unknown)}; it has {', '.join(COMPARED[table])}")


def _bound_by(case: Case) -> set[str]:
    bound: set[str] = set()
    for step in (*case.given, *case.events):
        if isinstance(step, CallEvent | GivenCall):
            bound |= step.keep.keys()
        elif isinstance(step, GivenRow) and step.name:
            bound.add(step.name)
    bound |= {card.name for card in case.expect.approvals if card.name}
    for changes in case.expect.rows.values():
        bound |= {added.name for added in changes.added if added.name}
    return bound


def _names_in(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("$") and value[1:].isidentifier():
        yield value[1:]
    elif isinstance(value, dict):
        for item in value.values():
            yield from _names_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _names_in(item)


def case_from(content: Any, where: str) -> Case:
    """A case from parsed YAML.

    Args:
        content: what the file holds.
        where: the file's name, for errors.

    Raises:
        BadConfiguration: names the file and every key that is wrong.
    """
    try:
        return Case.model_validate(content)
    except ValidationError as error:
        problems = [
            f"{'.'.join(str(part) for part in problem['loc']) or 'the case'}: {problem['msg']}"
            for problem in error.errors(include_url=False, include_context=False)
        ]
        raise BadConfiguration(f"{where} is no case: {'; '.join(problems)}") from None


def load(path: Path) -> Case:
    """A case from its file.

    Raises:
        BadConfiguration: the file can't be read, is no YAML, or is no case; names the file and the key.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadConfiguration(f"{path} can't be read as YAML: {error}") from error
    return case_from(content, str(path))


def case_files(folder: Path) -> list[Path]:
    """Every case below a folder, by row and name."""
    return sorted(folder.glob("*/*.yaml"))
