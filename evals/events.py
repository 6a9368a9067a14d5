"""The events of a case, in order, and what is given before: each kind of event is told by its own key.

Owner: `say`, `call`, `decide`, `reject`, `edit`, `settle`. World: `mail`, `time`, `watch`, `fault`, `crash`.
"""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Discriminator, Field, Tag, model_validator

from evals.part import Part
from evals.values import refuse_unknown
from schemas.enums import ApprovalStatus

NOTHING = "nothing"
"""The owner's outcome where the process ends before it answers."""

Fact = str | Annotated[list[str], Field(min_length=1)]
"""A fact that a reply must hold, or a list of which it must hold one."""


class Hears(Part):
    """The outcome that the caller hears: its kind, words that are in its text and words that are not.

    Args:
        outcome: done, waiting, refused or failed.
        says: phrases that its text holds, letter by letter; follow-on outcomes and offers count as its text.
        unsaid: phrases that it does not hold, in any case of letters.
        result, problem: values of the outcome's data, a part of it.
    """

    outcome: Literal["done", "waiting", "refused", "failed"]
    says: list[str] = Field(min_length=1)
    unsaid: list[str] = Field(default=[])
    result: dict[str, Any] = Field(default={})
    problem: dict[str, Any] = Field(default={})


class CardMatch(Part):
    """The one card that an owner means: by its tool, its shown fields and its status."""

    tool: str
    fields: dict[str, str] = Field(default={})
    status: ApprovalStatus = ApprovalStatus.PENDING


class CallEvent(Part):
    """A tool is called by the owner's hand. `keep` binds names to values of the result's data, by dotted path."""

    call: str
    arguments: dict[str, Any] = Field(default={}, alias="with")
    keep: dict[str, str] = Field(default={})
    hears: Hears | Literal["nothing"]


class DecideEvent(Part):
    """The owner says yes, or gives another answer, to a card. `digest` stands in for the one that was shown."""

    decide: CardMatch
    answer: str = ""
    digest: str = ""
    hears: Hears | Literal["nothing"]


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


class SettleEvent(Part):
    """The owner says what became of an act that was left unknown."""

    settle: CardMatch
    status: Literal["done", "failed"]
    hears: Hears


class Reads(Part):
    """The reply that the member reads, the cards that close it, and what was called on the way.

    What any model must come to is apart from how the built-in interpreter says and does it.

    Args:
        says: facts that the reply or its cards hold, whoever answers. Numbers, sums, phones, days and times count however
            they are written, letters in any case; of a list, one is enough.
        unsaid: phrases that neither holds, in any case of letters.
        cards: the tools of the cards that close the reply, in order; none unless named.
        wording: phrases that the built-in interpreter's reply holds, letter by letter.
        calls: each call of the built-in interpreter as "tool outcome", in order; none unless named. A rejected card is
            "a card", as in "a card done".
    """

    says: list[Fact] = Field(default=[])
    unsaid: list[str] = Field(default=[])
    cards: list[str] = Field(default=[])
    wording: list[str] = Field(default=[])
    calls: list[str] = Field(default=[])

    @model_validator(mode="after")
    def _expects_something(self) -> "Reads":
        if not (self.says or self.wording or self.cards):
            raise ValueError("expects nothing of the reply: name what it says, its wording or its cards")
        return self


class SolutionCall(Part):
    """One call of a solution."""

    tool: str
    arguments: dict[str, Any] = Field(default={}, alias="with")


class Solution(Part):
    """The calls and words of a model that does it right, one call a step: the proof that the case can be passed.

    Needed only where the built-in interpreter is no such model. Nothing of it is expected of others.
    """

    calls: list[SolutionCall] = Field(default=[])
    reply: str


class SayEvent(Part):
    """The owner says something, in the one conversation that the case is."""

    say: str
    hears: Reads | Literal["nothing"]
    solution: Solution | None = None


class TimeEvent(Part):
    """Time passes, up to an instant; nobody watches meanwhile."""

    time: AwareDatetime


class Told(Part):
    """The notices of what the desk did by itself.

    Args:
        says: phrases that it holds, letter by letter.
        unsaid: phrases that it does not, in any case of letters.
    """

    says: list[str] = Field(min_length=1)
    unsaid: list[str] = Field(default=[])


class WatchEvent(Part):
    """Time passes up to an instant while `deskhand watch` runs: every routine runs when it is due."""

    watch: AwareDatetime
    hears: Told | None = None


class AttachedFile(Part):
    name: str
    text: str = ""


class Mail(Part):
    """A mail as somebody sends it.

    Args:
        sender, name: address and display name.
        subject, text: as written.
        to: the owner's own address if left out.
        reply_to, reply_to_name: another address for answers, and its display name.
        in_reply_to: a Message-ID, or "last sent" for the last mail that left.
        headers: further ones, such as List-Unsubscribe.
        attachments: plain files.
    """

    sender: str = Field(alias="from")
    name: str = ""
    subject: str = ""
    text: str = ""
    to: str = ""
    reply_to: str = ""
    reply_to_name: str = ""
    in_reply_to: str = ""
    headers: dict[str, str] = Field(default={})
    attachments: list[AttachedFile] = Field(default=[])


class Received(Told):
    """The outcome of a mail: lead, interaction, skipped or kept."""

    outcome: Literal["lead", "interaction", "skipped", "kept"]


class MailEvent(Part):
    """A mail arrives and is taken in."""

    mail: Mail
    hears: Received | None = None


class FaultEvent(Part):
    """The next calls to a provider come to this.

    Args:
        fault: whose.
        way: what happens to each of them; a model knows only "is unavailable".
        times: how many calls.
        blind: whether a look afterwards can't tell what was done, from now on.
    """

    fault: Literal["mail", "books", "model"]
    way: Literal[
        "refuses", "is unavailable", "breaks off", "acts, then times out", "acts, then answers 500"
    ] = "is unavailable"
    times: int = Field(default=1, ge=1, le=20)
    blind: bool = False

    @model_validator(mode="after")
    def _model_only_fails(self) -> "FaultEvent":
        if self.fault == "model" and (self.way != "is unavailable" or self.blind):
            raise ValueError('a model\'s fault is always "is unavailable"')
        return self


class CrashEvent(Part):
    """The process ends and another one takes over: at once, or at the next act outside, before or after it is done."""

    crash: Literal["now", "before the next act", "after the next act"]


class GivenCall(Part):
    """A record made through the gate before the case begins; it must come out done."""

    call: str
    arguments: dict[str, Any] = Field(default={}, alias="with")
    keep: dict[str, str] = Field(default={})


class GivenDecision(Part):
    """A card decided before the case begins; it must come out done."""

    decide: CardMatch
    answer: str = ""


class GivenMail(Part):
    """A mail that was taken in before the case begins."""

    mail: Mail


class GivenRow(Part):
    """A row written straight to the database, such as imported history; `as` binds its id."""

    row: str
    name: str = Field(default="", alias="as")
    columns: dict[str, Any]

    @model_validator(mode="after")
    def _known(self) -> "GivenRow":
        refuse_unknown(self.row, self.columns)
        return self


KINDS = (
    "call", "say", "decide", "reject", "edit", "settle", "mail", "time", "watch", "fault", "crash", "row",
)  # fmt: skip


def _kind_of(value: Any) -> str | None:
    """Return the kind of event that a mapping is, by its first telling key."""
    keys = value if isinstance(value, dict) else getattr(type(value), "model_fields", ())
    return next((key for key in KINDS if key in keys), None)


Event = Annotated[
    Annotated[CallEvent, Tag("call")]
    | Annotated[SayEvent, Tag("say")]
    | Annotated[DecideEvent, Tag("decide")]
    | Annotated[RejectEvent, Tag("reject")]
    | Annotated[EditEvent, Tag("edit")]
    | Annotated[SettleEvent, Tag("settle")]
    | Annotated[MailEvent, Tag("mail")]
    | Annotated[TimeEvent, Tag("time")]
    | Annotated[WatchEvent, Tag("watch")]
    | Annotated[FaultEvent, Tag("fault")]
    | Annotated[CrashEvent, Tag("crash")],
    Discriminator(_kind_of),
]
Given = Annotated[
    Annotated[GivenCall, Tag("call")]
    | Annotated[GivenDecision, Tag("decide")]
    | Annotated[GivenMail, Tag("mail")]
    | Annotated[GivenRow, Tag("row")]
    | Annotated[TimeEvent, Tag("time")],
    Discriminator(_kind_of),
]
