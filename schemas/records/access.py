"""The access to the owner's page: passwords, sessions, one-time links, and tries to sign in.

No secret stands here: of passwords there are Argon2 hashes, of links and sessions the SHA-256 of random tokens.
"""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from schemas.columns import Instant, of_same_business
from schemas.records.base import BusinessRow


class MemberPassword(BusinessRow, table=True):
    """A password of a member's; the one that is not retired counts."""

    __tablename__ = "member_passwords"
    __table_args__ = (
        of_same_business("member_id", "members.member_id"),
        Index("ix_member_passwords_member", "business_id", "member_id", "retired_at"),
    )

    password_id: str = Field(primary_key=True, max_length=36)
    member_id: str = Field(max_length=36)
    hash: str = Field(max_length=300)
    set_at: datetime = Field(sa_type=Instant, nullable=False)
    retired_at: datetime | None = Field(default=None, sa_type=Instant)


class WebSession(BusinessRow, table=True):
    """A browser that is signed in. `last_seen_at` is kept to a few minutes; `ended_at` is for good."""

    __tablename__ = "web_sessions"
    __table_args__ = (
        of_same_business("member_id", "members.member_id"),
        Index("ix_web_sessions_token", "business_id", "token_digest"),
        Index("ix_web_sessions_member", "business_id", "member_id", "ended_at"),
    )

    session_id: str = Field(primary_key=True, max_length=36)
    member_id: str = Field(max_length=36)
    token_digest: str = Field(max_length=64)
    browser: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=64)
    began_at: datetime = Field(sa_type=Instant, nullable=False)
    last_seen_at: datetime = Field(sa_type=Instant, nullable=False)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class OneTimeLink(BusinessRow, table=True):
    """A link that lets a member set a password, once."""

    __tablename__ = "one_time_links"
    __table_args__ = (
        of_same_business("member_id", "members.member_id"),
        Index("ix_one_time_links_token", "business_id", "token_digest"),
    )

    link_id: str = Field(primary_key=True, max_length=36)
    member_id: str = Field(max_length=36)
    token_digest: str = Field(max_length=64)
    made_at: datetime = Field(sa_type=Instant, nullable=False)
    expires_at: datetime = Field(sa_type=Instant, nullable=False)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class SignInTry(BusinessRow, table=True):
    """One try to sign in, written before the password is looked at; `succeeded` ones don't count against the limit."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (
        Index("ix_sign_in_tries_account", "business_id", "account", "at"),
        Index("ix_sign_in_tries_address", "business_id", "address", "at"),
    )

    try_id: str = Field(primary_key=True, max_length=36)
    account: str = Field(max_length=64)
    address: str = Field(max_length=64)
    at: datetime = Field(sa_type=Instant, nullable=False)
    succeeded: bool = False
