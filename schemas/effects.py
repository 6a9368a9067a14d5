"""The input and output of the one path: calls, what a tool does, what a caller hears, what an owner is shown."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from schemas.visible import ShownLine, ShownText


class Effect(StrEnum):
    """The effect of a tool. Nothing can loosen it; a procedure may tighten a write into an ask."""

    READ = "read"
    WRITE = "write"
    ASK = "ask"


class Call(BaseModel):
    """One call of one tool."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tool: str
    arguments: dict[str, Any] = Field(default_factory=dict)


class Offer(BaseModel):
    """Something that may be done next, as a question that "yes" answers.

    `slot` names the argument that another answer than "yes" fills ("in 6 months"); empty where there is none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    call: Call
    slot: str = ""


class Choice(BaseModel):
    """One line of a list that is answered by its letter; numbers are left to cards.

    Args:
        letter: one small letter, unlike any other of the list.
        about: whom or what the line is about, in a few words.
        answers: word → what it leads to. Where the offer has a `slot`, a day may be said after the word.
        default: the word that the letter alone stands for.
        show_card: the card that the line is about; it is only shown, and decided by its own number.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    letter: str = Field(pattern="^[a-z]$")
    about: str
    answers: dict[str, Offer] = Field(default_factory=dict)
    default: str = ""
    show_card: int | None = None


class Answer(BaseModel):
    """The answer of a tool or an act: a sentence for people, data for programs, and what may come next.

    Args:
        text, data: for people, for programs.
        offers: what may be done next.
        choices: the lines of the text that are answered by their letter.
        once_delivered: what the job that delivers the text by the clock submits afterwards.
    """

    text: str
    data: dict[str, Any] = Field(default_factory=dict)
    offers: list[Offer] = Field(default_factory=list)
    choices: list[Choice] = Field(default_factory=list)
    once_delivered: list[Call] = Field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return one flat object: the data, with `text`, and `offers` and `choices` where there are some."""
        shown: dict[str, Any] = {"text": self.text, **self.data}
        if self.offers:
            shown["offers"] = [offer.model_dump(mode="json") for offer in self.offers]
        if self.choices:
            shown["choices"] = [choice.model_dump(mode="json") for choice in self.choices]
        return shown


class CardField(BaseModel):
    """One line of a card. `outside` marks words that came from a customer; `note` is ours.

    Whatever it is made of, it holds only what can be seen (`schemas/visible.py`), so that no door has to think of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ShownLine
    value: ShownText
    note: ShownLine = ""
    outside: bool = False


class Card(BaseModel):
    """A card for an owner to decide: made by our code from the stored acts, never by a model.

    Every door formats these fields and shows no others, and the digest binds all of them. `depends_on` says what
    would make the card outdated or has to come first; `expires` is `expires_at` in the business's own time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    approval: int
    tool: str
    line: ShownLine
    why: ShownLine
    fields: list[CardField]
    answers: dict[str, ShownLine]
    depends_on: list[ShownLine] = Field(default_factory=list)
    expires_at: str
    expires: ShownLine = ""
    digest: str = ""

    def text(self) -> str:
        """Return the card in plain lines, first what will happen."""
        lines = [f"#{self.approval}  {self.line}"]
        if self.why:
            lines.append(f"    {self.why}")
        for field in self.fields:
            value = field.value.replace("\n", "\n      | ")
            head = f"{field.name} (their words)" if field.outside else field.name
            block = "\n      | " if "\n" in field.value else " "
            lines.append(f"    {head}:{block}{value}" + (f"   [{field.note}]" if field.note else ""))
        if list(self.answers) != ["yes"]:
            lines.extend(f"    answer {name}: {line}" for name, line in self.answers.items())
        lines.extend(f"    Depends on: {one}" for one in self.depends_on)
        if self.expires:
            lines.append(f"    Expires {self.expires}")
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Return the fields, with the digest and the plain lines."""
        return {**self.model_dump(mode="json"), "text": self.text()}


class OutcomeKind(StrEnum):
    DONE = "done"
    WAITING = "waiting"
    REFUSED = "refused"
    FAILED = "failed"


class Outcome(BaseModel):
    """The outcome that a caller hears. Exactly one of `result`, `card` and `problem` is there."""

    kind: OutcomeKind
    tool: str
    result: Answer | None = None
    card: Card | None = None
    problem: dict[str, Any] | None = None
    followed_by: list["Outcome"] = Field(default_factory=list)
    audit_id: str = ""
    """The audit row of what was written, so that exactly this can be taken back."""

    def as_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"outcome": self.kind.value, "tool": self.tool}
        if self.result is not None:
            shown["result"] = self.result.as_json()
        if self.card is not None:
            shown["card"] = self.card.as_json()
        if self.problem is not None:
            shown["problem"] = self.problem
        if self.followed_by:
            shown["followed_by"] = [outcome.as_json() for outcome in self.followed_by]
        return shown

    def carried_out(self) -> list[str]:
        """Return the result of the call itself where a standing yes let it through at once: done, or why not."""
        own = [one for one in self.followed_by if one.tool == self.tool and one.card is None]
        return [one.result.text if one.result else str((one.problem or {}).get("message", "")) for one in own]

    def told(self) -> list[str]:
        """Return the result and, where a standing yes let it through, that of the call itself; empty where
        nothing was done.
        """
        return [self.result.text, *self.carried_out()] if self.result is not None else []

    def cards(self) -> Sequence[Card]:
        """Return every card that this outcome left waiting, its own first; what was proposed twice is one card."""
        own = [self.card] if self.card else []
        after = [card for outcome in self.followed_by for card in outcome.cards()]
        return list({card.approval: card for card in [*own, *after]}.values())


def done(tool: str, result: Answer, audit_id: str = "") -> Outcome:
    return Outcome(kind=OutcomeKind.DONE, tool=tool, result=result, audit_id=audit_id)


def waiting(tool: str, card: Card) -> Outcome:
    return Outcome(kind=OutcomeKind.WAITING, tool=tool, card=card)


def refused(tool: str, problem: dict[str, Any]) -> Outcome:
    return Outcome(kind=OutcomeKind.REFUSED, tool=tool, problem=problem)


def failed(tool: str, problem: dict[str, Any]) -> Outcome:
    return Outcome(kind=OutcomeKind.FAILED, tool=tool, problem=problem)


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 digest of content in one canonical JSON form, in hexadecimal."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
