"""Connected mailboxes that are followed: how far they have been read, what was found there, and drafts being sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from schemas.columns import Instant, Tree, Word
from schemas.enums import EntryFate
from schemas.records.base import BusinessRow


class FollowedMailbox(BusinessRow, table=True):
    """The progress of reading one mailbox; overwritten as it is.

    `cursor` is where its history is asked from next; it moves only after what came before it is stored, and is empty
    where everything is to be listed. `read_from` is how far back the owner wanted it read (None: everything), and what
    came before `history_before` makes history, not work. `last_success_at` is the last time that nothing was left to
    read; `gap_from` and `gap_why` say since when something may have been missed, until that is made good. `reading` and
    `read` are the progress of a listing that goes on; `audit` holds what the last comparison counted. `sign_in_ends_at` is
    when the provider ends the sign-in by itself, where it said so. All on machine time.
    """

    __tablename__ = "followed_mailboxes"

    mailbox: str = Field(primary_key=True, max_length=500)
    cursor: str = Field(default="", max_length=100)
    read_from: datetime | None = Field(default=None, sa_type=Instant)
    history_before: datetime = Field(sa_type=Instant, nullable=False)
    reading: int = 0
    read: int = 0
    last_tried_at: datetime | None = Field(default=None, sa_type=Instant)
    last_success_at: datetime | None = Field(default=None, sa_type=Instant)
    problem: str = ""
    gap_from: datetime | None = Field(default=None, sa_type=Instant)
    gap_why: str = ""
    sign_in_ends_at: datetime | None = Field(default=None, sa_type=Instant)
    audited_at: datetime | None = Field(default=None, sa_type=Instant)
    audit: dict[str, Any] = Field(default_factory=dict, sa_type=Tree, nullable=False)


class MailboxEntry(BusinessRow, table=True):
    """A message of a mailbox that has no mail of its own on record, and why: none is ever looked at twice."""

    __tablename__ = "mailbox_entries"
    __table_args__ = (Index("uq_mailbox_entries_own_id", "business_id", "mailbox", "own_id", unique=True),)

    entry_id: str = Field(primary_key=True, max_length=36)
    mailbox: str = Field(max_length=500)
    own_id: str = Field(max_length=500)
    fate: EntryFate = Field(sa_type=Word(EntryFate), nullable=False)
    explanation: str = ""
    seen_at: datetime = Field(sa_type=Instant, nullable=False)


class OutgoingDraft(BusinessRow, table=True):
    """A mail that is on its way through a draft in the owner's mailbox.

    It is written before each step outside, so that after a crash it says what may have happened: without `draft`, its id there,
    at most a draft was made; without `sending_at`, nothing was sent. `digest` is of what the owner approved, as the
    mailbox keeps it.
    """

    __tablename__ = "outgoing_drafts"

    effect_key: str = Field(primary_key=True, max_length=200)
    mailbox: str = Field(max_length=500)
    address: str = Field(max_length=320)
    draft: str = Field(default="", max_length=200)
    digest: str = Field(default="", max_length=64)
    begun_at: datetime = Field(sa_type=Instant, nullable=False)
    sending_at: datetime | None = Field(default=None, sa_type=Instant)
    sent: dict[str, Any] = Field(default_factory=dict, sa_type=Tree, nullable=False)
