"""Where a home is and what its environment says; read once, at the composition root."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """The machine's side of the settings; a business's own are in its record.

    Args:
        home: the folder that holds the database, the outgoing mail and the owner's procedures.
        database_url: a SQLAlchemy URL; empty means `home/deskhand.db`.
        sealing_key: what seals the tokens of connected accounts; empty means the key file of the home.
        gmail_url: where Gmail is asked; empty means Google's own address.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    database_url: str = ""
    sealing_key: str = Field(default="", repr=False)
    gmail_url: str = ""

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'deskhand.db'}"

    @property
    def incoming_mail(self) -> Path:
        """The Maildir, mbox or folder of .eml files that mail is taken in from where no other is named."""
        return self.home / "mail" / "inbox"

    @property
    def recognisers(self) -> Path:
        """The folder of the owner's own recognisers."""
        return self.home / "recognisers"

    @property
    def outgoing_mail(self) -> Path:
        """The Maildir that approved mail goes to until a mailbox is connected."""
        return self.home / "mail" / "sent"


def settings_from(environment: Mapping[str, str], home: Path | None = None) -> Settings:
    """Settings from environment variables, a given home winning over `DESKHAND_HOME`."""
    chosen = home or Path(environment.get("DESKHAND_HOME") or Path.home() / ".deskhand")
    return Settings(
        home=chosen.expanduser().absolute(),
        database_url=environment.get("DESKHAND_DATABASE_URL", ""),
        sealing_key=environment.get("DESKHAND_SEALING_KEY", ""),
        gmail_url=environment.get("DESKHAND_GMAIL_URL", ""),
    )
