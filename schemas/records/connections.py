"""Accounts outside that the owner connected, one row a service; the token is sealed before it comes here."""

from datetime import datetime

from sqlmodel import Field

from schemas.columns import Instant, Tree, Word
from schemas.enums import ConnectionStatus
from schemas.records.base import BusinessRow


class Connection(BusinessRow, table=True):
    """One connected account.

    `sealed` is the token as the provider gave it, encrypted with a key that is not in the database. `version` counts
    its renewals, so that of two processes which renew at once one wins; `renewing_until` is the lease of the one
    that is asking the provider (machine time). `problem` says in plain words why the connection does not work.
    """

    __tablename__ = "connections"

    service: str = Field(primary_key=True, max_length=40)
    account: str = Field(max_length=320)
    status: ConnectionStatus = Field(sa_type=Word(ConnectionStatus), nullable=False)
    sealed: str = ""
    scopes: list[str] = Field(default_factory=list, sa_type=Tree, nullable=False)
    version: int = 1
    connected_at: datetime = Field(sa_type=Instant, nullable=False)
    renewed_at: datetime | None = Field(default=None, sa_type=Instant)
    renewing_until: datetime | None = Field(default=None, sa_type=Instant)
    problem: str = ""
