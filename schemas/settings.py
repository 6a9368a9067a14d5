"""The settings: the home and what its environment says; read once, at the composition root."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr

from schemas.errors import BadConfiguration

DEFAULT_MODEL = "gpt-5.4-mini"
"""Of OpenAI's models: quick, calls tools well, cheap enough to talk to all day."""

SECONDS_OF_A_TURN = 90.0
"""The owner waits: what a model has not answered by then, the built-in interpreter does."""

NO_KEY = "none"
"""Sent where an endpoint on the own machine wants no key but the protocol has a place for one."""


class ModelSettings(BaseModel):
    """The address of the language model, and the key for it; the key shows in no representation.

    Args:
        key: sent to the endpoint and nowhere else.
        base_url: empty for OpenAI's own endpoint.
        name: the model's name there.
        seconds: the most that a turn may wait for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: SecretStr
    base_url: str = ""
    name: str = DEFAULT_MODEL
    seconds: float = SECONDS_OF_A_TURN


class Settings(BaseModel):
    """The machine's side of the settings; a business's own are in its record.

    Args:
        home: the folder that holds the database, the outgoing mail and the owner's procedures.
        database_url: a SQLAlchemy URL; empty means `home/deskhand.db`.
        model: the language model; None means the built-in interpreter.
        notify_url: apprise addresses for push, with blanks between, in place of those kept in the home.
        sealing_key: seals the tokens of connected accounts; empty means the key file of the home.
        quickbooks_client_id, quickbooks_client_secret: keys of the app at Intuit, needed only to connect.
        gmail_url: where Gmail is asked; empty means Google's own address.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    database_url: str = ""
    model: ModelSettings | None = None
    notify_url: SecretStr = SecretStr("")
    sealing_key: SecretStr = SecretStr("")
    quickbooks_client_id: str = ""
    quickbooks_client_secret: SecretStr = SecretStr("")
    gmail_url: str = ""

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'deskhand.db'}"

    @property
    def incoming_mail(self) -> Path:
        """Return the Maildir, mbox or folder of .eml files that mail is taken in from by default."""
        return self.home / "mail" / "inbox"

    @property
    def recognisers(self) -> Path:
        """Return the folder of the owner's own recognisers."""
        return self.home / "recognisers"

    @property
    def push_addresses(self) -> Path:
        """Return the file, readable by its owner alone, that keeps the apprise addresses for push; they hold
        secrets.
        """
        return self.home / "push-addresses"

    @property
    def outgoing_mail(self) -> Path:
        """Return the Maildir that approved mail goes to until a mailbox is connected."""
        return self.home / "mail" / "sent"


def settings_from(environment: Mapping[str, str], home: Path | None = None) -> Settings:
    """Return settings from environment variables; a given home wins over `DESKHAND_HOME`."""
    chosen = home or Path(environment.get("DESKHAND_HOME") or Path.home() / ".deskhand")
    return Settings(
        home=chosen.expanduser().absolute(),
        database_url=environment.get("DESKHAND_DATABASE_URL", ""),
        model=_model_from(environment),
        notify_url=SecretStr(environment.get("DESKHAND_NOTIFY_URL", "")),
        sealing_key=SecretStr(environment.get("DESKHAND_SEALING_KEY", "")),
        quickbooks_client_id=environment.get("DESKHAND_QUICKBOOKS_CLIENT_ID", ""),
        quickbooks_client_secret=SecretStr(environment.get("DESKHAND_QUICKBOOKS_CLIENT_SECRET", "")),
        gmail_url=environment.get("DESKHAND_GMAIL_URL", ""),
    )


def _model_from(environment: Mapping[str, str]) -> ModelSettings | None:
    """Return the language model that the environment names; an address alone does for a server that wants no
    key.
    """
    key, base_url = (
        environment.get("OPENAI_API_KEY", "").strip(),
        environment.get("OPENAI_BASE_URL", "").strip(),
    )
    if not key and not base_url:
        return None
    name = environment.get("DESKHAND_MODEL", "").strip() or DEFAULT_MODEL
    seconds = _seconds(environment.get("DESKHAND_MODEL_SECONDS", "").strip())
    return ModelSettings(key=SecretStr(key or NO_KEY), base_url=base_url, name=name, seconds=seconds)


def _seconds(written: str) -> float:
    """Return how long a turn may wait for its model.

    Raises:
        BadConfiguration: it is no number of seconds from 1 up to a day.
    """
    try:
        seconds = float(written or SECONDS_OF_A_TURN)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= 86_400:
        raise BadConfiguration(
            f"DESKHAND_MODEL_SECONDS is {written!r}; it has to be a number from 1 to 86400."
        )
    return seconds
