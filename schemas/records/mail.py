"""Mail that came in or went out, what was attached to it, and what the owner taught about senders (row C7)."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, column
from sqlmodel import Field

from schemas.columns import Instant, Tree, Word, of_same_business
from schemas.enums import MailDirection, MailOutcome, SenderTreatment
from schemas.records.base import PermanentRow
from schemas.records.pointing import speak

STANDS = column("voided_at").is_(None)
"""A rule that has not been taken back; of these an address has one."""


class MailMessage(PermanentRow, table=True):
    """One mail, once: by the mailbox's own id, and by its Message-ID and direction.

    `number` is what the owner says ("intake lead 12"). `reason` and `explanation` say why it was skipped or kept.
    `thread` holds the Message-IDs that it answers, oldest first. `digest` names the file that holds it as it came,
    `fingerprint` its words: two mails of one Message-ID but other words are two. `extraction` holds each value with
    the sentence that it was read from and a confidence, and of what was not taken in also the text.
    """

    __tablename__ = "mail_messages"
    __table_args__ = (
        of_same_business("contact_id", "contacts.contact_id"),
        of_same_business("matter_id", "matters.matter_id"),
        of_same_business("origin_id", "matters.matter_id"),
        of_same_business("interaction_id", "interactions.interaction_id"),
        Index("uq_mail_messages_own_id", "business_id", "mailbox", "own_id", unique=True),
        Index("uq_mail_messages_message_id", "business_id", "message_id", "direction", unique=True),
        Index("uq_mail_messages_number", "business_id", "number", unique=True),
        Index("ix_mail_messages_outcome", "business_id", "outcome", "number"),
        Index("ix_mail_messages_received", "business_id", "received_at"),
        Index("ix_mail_messages_contact", "business_id", "contact_id", "received_at"),
        Index("ix_mail_messages_matter", "business_id", "matter_id", "received_at"),
        Index("ix_mail_messages_interaction", "business_id", "interaction_id"),
    )

    mail_id: str = Field(primary_key=True, max_length=36)
    number: int
    mailbox: str = Field(max_length=500)
    own_id: str = Field(max_length=500)
    message_id: str = Field(max_length=500)
    direction: MailDirection = Field(sa_type=Word(MailDirection), nullable=False)
    outcome: MailOutcome = Field(sa_type=Word(MailOutcome), nullable=False)
    reason: str = Field(default="", max_length=40)
    explanation: str = ""
    sender_name: str = ""
    sender_address: str = Field(default="", max_length=320)
    subject: str = ""
    received_at: datetime = Field(sa_type=Instant, nullable=False)
    thread: list[str] = Field(default_factory=list, sa_type=Tree, nullable=False)
    fingerprint: str = Field(default="", max_length=64)
    digest: str = Field(default="", max_length=64)
    contact_id: str | None = Field(default=None, max_length=36)
    matter_id: str | None = Field(default=None, max_length=36)
    origin_id: str | None = Field(default=None, max_length=36)
    lead_id: ClassVar[Any]
    opportunity_id: ClassVar[Any]
    interaction_id: str | None = Field(default=None, max_length=36)
    extraction: dict[str, Any] = Field(default_factory=dict, sa_type=Tree, nullable=False)


speak(MailMessage)


class Attachment(PermanentRow, table=True):
    """A mail's attachment; `path` is the file below the home, none where it is larger than is kept apart."""

    __tablename__ = "attachments"
    __table_args__ = (
        of_same_business("mail_id", "mail_messages.mail_id"),
        of_same_business("interaction_id", "interactions.interaction_id"),
        Index("ix_attachments_mail", "business_id", "mail_id"),
        Index("ix_attachments_interaction", "business_id", "interaction_id"),
    )

    attachment_id: str = Field(primary_key=True, max_length=36)
    mail_id: str = Field(max_length=36)
    interaction_id: str | None = Field(default=None, max_length=36)
    name: str = Field(default="", max_length=300)
    media_type: str = Field(default="", max_length=200)
    size: int = 0
    path: str | None = Field(default=None, max_length=300)


class SenderRule(PermanentRow, table=True):
    """The owner's rule for mail from an address or domain, lower case."""

    __tablename__ = "sender_rules"
    __table_args__ = (
        Index(
            "uq_sender_rules_address",
            "business_id",
            "address",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    sender_rule_id: str = Field(primary_key=True, max_length=36)
    address: str = Field(max_length=320)
    treatment: SenderTreatment = Field(sa_type=Word(SenderTreatment), nullable=False)
