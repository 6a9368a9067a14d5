"""Conversations and their turns; what was said and answered stays."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from schemas.columns import Instant, Tree, of_same_business
from schemas.records.base import BusinessRow


class Conversation(BusinessRow, table=True):
    """One conversation of one member. `state` is what the next turn has to know."""

    __tablename__ = "conversations"
    __table_args__ = (
        of_same_business("member_id", "members.member_id"),
        Index("ix_conversations_member", "business_id", "member_id", "last_turn_at"),
    )

    conversation_id: str = Field(primary_key=True, max_length=36)
    member_id: str | None = Field(default=None, max_length=36)
    door: str = Field(max_length=20)
    started_at: datetime = Field(sa_type=Instant, nullable=False)
    last_turn_at: datetime = Field(sa_type=Instant, nullable=False)
    state: dict[str, Any] = Field(default_factory=dict, sa_type=Tree, nullable=False)


class Turn(BusinessRow, table=True):
    """One member message to one reply, with the calls in between."""

    __tablename__ = "turns"
    __table_args__ = (
        of_same_business("conversation_id", "conversations.conversation_id"),
        Index("ix_turns_conversation", "business_id", "conversation_id", "turn_id"),
    )

    turn_id: str = Field(primary_key=True, max_length=36)
    conversation_id: str = Field(max_length=36)
    at: datetime = Field(sa_type=Instant, nullable=False)
    said: str = ""
    reply: str = ""
    calls: list[dict[str, Any]] = Field(default_factory=list, sa_type=Tree, nullable=False)
    cards: list[dict[str, Any]] = Field(default_factory=list, sa_type=Tree, nullable=False)
    model: str = Field(default="", max_length=60)
