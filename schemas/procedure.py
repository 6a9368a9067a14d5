"""A procedure's front matter: what a markdown file may declare. Unknown keys are refused."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from schemas.errors import BadConfiguration
from schemas.when import span_from, when_from


def _lines(value: Any) -> Any:
    """Return the lines of a block, one entry each, as people write lists most easily."""
    if isinstance(value, str):
        return tuple(line.strip() for line in value.splitlines() if line.strip())
    return value


Lines = Annotated[tuple[str, ...], BeforeValidator(_lines)]


def _names(value: Any) -> Any:
    """Return one name as a list of it."""
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_names)]


class SlotKind(StrEnum):
    """The kind of a slot; `docs/procedures.md` says how each is found in a message."""

    PERSON = "person"
    LEAD = "lead"
    DEAL = "deal"
    LEAD_OR_DEAL = "lead_or_deal"
    DEAL_OR_LEAD = "deal_or_lead"
    ABOUT = "about"
    ABOUT_ANY = "about_any"
    PROMISE = "promise"
    PERSON_WORDS = "person_words"
    FIRST_PERSON = "first_person"
    SECOND_PERSON = "second_person"
    FORMER_NAME = "former_name"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    COMPANY = "company"
    MONEY = "money"
    DAY = "day"
    LAST_DAY = "last_day"
    PROMISED_DAY = "promised_day"
    MONTH = "month"
    COUNT = "count"
    LENGTH = "length"
    HOURS = "hours"
    CHOICE = "choice"
    TITLE = "title"
    REPORT = "report"
    PURPOSE = "purpose"
    MESSAGE = "message"
    REST_AFTER = "rest_after"
    BETWEEN = "between"
    CODE = "code"
    WHOLE = "whole"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Slot(_Part):
    """One argument of a request.

    Args:
        kind: what it is read as.
        ask: the question when it is needed and missing; `{other_slot}` stands for what is known.
        needed: whether the tool is not called without it.
        needed_one_of: it is asked for only if these are missing too.
        unless: it is not asked for if that slot is there.
        words: of a choice, or of an address in its place: value → phrases that mean it, in the order in which they are tried.
        default: of a choice: the value when no phrase is there.
        after: the phrases that it follows: of `rest_after`, `between`, `code` and `hours`; of a day, where there are several.
        before: of `between`: the words that it ends before.
        part: of a name: first or last.
        loose: of money: a bare number counts; of a day: a year or a season.
        past: of a day: the latest Monday is meant, not the coming one.
        coming: of a day: today and what is over are when something was, and not taken.
        last: of a day: of a month, a season or a year its last one, not the first.
        tells: of `rest_after` and `person_words`: the kinds of values that tell it where nothing else does (`note`).
    """

    kind: SlotKind
    ask: str = ""
    needed: bool = False
    needed_one_of: tuple[str, ...] = ()
    unless: str = ""
    words: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    default: str = ""
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    part: str = ""
    loose: bool = False
    past: bool = False
    coming: bool = False
    last: bool = False
    tells: tuple[str, ...] = ()


class Request(_Part):
    """Something that an owner says.

    Args:
        tool: what it leads to.
        does: how it is offered ("I can … add a new customer").
        say: examples, for a language model, for people, and for understanding like messages; `<who>` and the other places
            stand for what was found.
        name: what it is called where several requests lead to one tool; else the tool is its name.
        cues, unless: no longer read; files that were written for them stay right.
        fixed: arguments that go with it always.
        slots: argument → how it is found or asked for.
    """

    tool: str
    does: str
    say: Lines = ()
    name: str = ""
    cues: Lines = ()
    unless: Lines = ()
    fixed: Mapping[str, Any] = Field(default_factory=dict)
    slots: Mapping[str, Slot] = Field(default_factory=dict)

    @property
    def called(self) -> str:
        """Return its name among the requests."""
        return self.name or self.tool


class Decline(_Part):
    """Something that an owner may say and that is never done, with the answer to give.

    Args:
        why: the answer.
        say: examples.
        name: what it is called among the requests.
        cues: no longer read.
    """

    why: str
    say: Lines = ()
    name: str = ""
    cues: Lines = ()


class Draft(_Part):
    """A message by stage (row C20); braces stand for what the record holds."""

    subject: str
    text: str


def _when(said: str) -> str:
    try:
        when_from(said)
    except BadConfiguration as error:
        raise ValueError(error.message) from None
    return said


def _span(said: str) -> str:
    try:
        span_from(said)
    except BadConfiguration as error:
        raise ValueError(error.message) from None
    return said


class Schedule(_Part):
    """A read tool that is run by the clock; what it answers is told to the owner.

    Args:
        tool: the read tool.
        when: such as "every day at 7:00"; see `schemas/when.py`.
        arguments: for the tool; `{today}` and `{last_month}` stand for the day and the month before it.
        grace: how long after its time it is still worth running, once, when the machine slept.
        only_if: the name of a list in the tool's answer; where it is empty, nothing is told.
        title: the notice's subject; else the schedule's name.
    """

    tool: str
    when: Annotated[str, AfterValidator(_when)]
    arguments: Mapping[str, Any] = Field(default_factory=dict)
    grace: Annotated[str, AfterValidator(_span)] = "11 hours"
    only_if: str = ""
    title: str = ""


class CadenceAct(StrEnum):
    """What a step of a cadence does: a drafted message, as a card, or a reminder to call."""

    MAIL = "mail"
    CALL = "call"


class Step(_Part):
    """A step of a cadence: on which day after the lead came in, what, and by which draft."""

    day: int = Field(ge=0, le=365)
    do: CadenceAct
    draft: str = ""


class Triggers(_Part):
    keywords: tuple[str, ...] = ()


class FrontMatter(_Part):
    """Everything above a procedure's text."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,59}$")
    title: str
    version: str
    applies_to: str = ""
    trades: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    extends: str = ""
    triggers: Triggers = Triggers()
    events: Mapping[str, Names] = Field(default_factory=dict)
    tools: tuple[str, ...] = ()
    schedules: Mapping[str, Schedule] = Field(default_factory=dict)
    tightens: tuple[str, ...] = ()
    requests: tuple[Request, ...] = ()
    declines: tuple[Decline, ...] = ()
    drafts: Mapping[str, Draft] = Field(default_factory=dict)
    cadence: tuple[Step, ...] = ()
