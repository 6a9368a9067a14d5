"""A received mail as intake hands it over: plain data, every text within what a record holds."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from schemas.enums import MailOutcome, Source
from tools import wording

Key = Annotated[str, StringConstraints(max_length=500)]
Short = Annotated[str, StringConstraints(max_length=300)]
Body = Annotated[str, StringConstraints(max_length=50_000)]


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReceivedMail(_Plain):
    """What its headers say, and what makes it one mail.

    `thread` holds the Message-IDs that it answers, oldest first; `digest` names the file with its raw bytes,
    `fingerprint` its words.
    """

    mailbox: Key
    own_id: Key
    message_id: Key
    fingerprint: Annotated[str, StringConstraints(max_length=64)] = ""
    digest: Annotated[str, StringConstraints(max_length=64)] = ""
    sender_name: Short = ""
    sender_address: Annotated[str, StringConstraints(max_length=320)] = ""
    subject: Short = ""
    sent_at: datetime | None = None
    thread: list[Key] = Field(default_factory=list, max_length=50)

    def sender(self) -> str:
        """Return the sender as a sentence names them."""
        return wording.person(self.sender_name) if self.sender_name else self.sender_address or "nobody named"


class Report(_Plain):
    """What it says against our mails: which bounced, who complained, or that its sender writes stop."""

    what: Literal["bounce", "complaint", "stop"]
    addresses: list[Annotated[str, StringConstraints(max_length=320)]] = Field(
        default_factory=list, max_length=20
    )
    said: Short = ""


class Verdict(_Plain):
    """What is to become of it: taken in (`outcome` empty), or left out or kept with the reason in words."""

    outcome: MailOutcome | None = None
    reason: Annotated[str, StringConstraints(max_length=40)] = ""
    explanation: Annotated[str, StringConstraints(max_length=500)] = ""
    report: Report | None = None


class ReadPhone(_Plain):
    number: Annotated[str, StringConstraints(max_length=40)]
    extension: Annotated[str, StringConstraints(max_length=16)] = ""


class MailReading(_Plain):
    """What was read in it. `extraction` holds each value with its sentence and confidence; where a language model read it
    too also `by`, other readings (`also`, `disputed`), and under `model` how that was asked.

    `relayed`: somebody else's machine or hand passed it on, so the sender is not the person; `passed_on`: the hand was that
    of somebody outside the business. `answer_to`: where its Reply-To asks answers to go, if to a person, and another address
    than the sender's. `written_to`: whom it was sent to beside the business.
    """

    source: Source = Source.EMAIL
    relayed: bool = False
    passed_on: bool = False
    answer_to: Annotated[str, StringConstraints(max_length=320)] = ""
    written_to: list[Annotated[str, StringConstraints(max_length=320)]] = Field(
        default_factory=list, max_length=20
    )
    first_name: Annotated[str, StringConstraints(max_length=120)] = ""
    last_name: Annotated[str, StringConstraints(max_length=120)] = ""
    phones: list[ReadPhone] = Field(default_factory=list, max_length=10)
    emails: list[Short] = Field(default_factory=list, max_length=10)
    address: Short = ""
    title: Short = ""
    description: Body = ""
    body: Body = ""
    extraction: dict[str, Any] = Field(default_factory=dict)

    def kept(self, *, with_body: bool) -> dict[str, Any]:
        """Return the form that a mail's row keeps: each extracted value by its name, and under `reading` all
        else.
        """
        left_out = {"extraction"} if with_body else {"extraction", "body", "description"}
        return {**self.extraction, "reading": self.model_dump(mode="json", exclude=left_out)}

    @classmethod
    def from_row(cls, kept: dict[str, Any]) -> Self:
        """Return the reading that `kept` wrote."""
        extraction = {name: value for name, value in kept.items() if name != "reading"}
        return cls.model_validate({**kept.get("reading", {}), "extraction": extraction})


class StoredAttachment(_Plain):
    """A file of the mail: `path` below the home, none where the content is larger than is kept apart."""

    name: Short = ""
    media_type: Annotated[str, StringConstraints(max_length=200)] = ""
    size: int = 0
    path: Short | None = None
