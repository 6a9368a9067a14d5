"""The delivery of notices beside the chat, as the owner chose it; kept in the business's settings under "delivery"."""

from collections.abc import Mapping
from datetime import datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

DELIVERY = "delivery"


class DeliveryChannel(StrEnum):
    """A way to the owner. The chat is always there and needs no choice."""

    MAIL = "mail"
    PUSH = "push"


class QuietHours(BaseModel):
    """Local times between which nothing is sent; over midnight where the end is not later than the beginning."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    begin: time
    end: time

    def hold_at(self, instant: datetime, zone: ZoneInfo) -> bool:
        """Return whether it is quiet at an instant."""
        local = instant.astimezone(zone).time()
        if self.begin < self.end:
            return self.begin <= local < self.end
        return local >= self.begin or local < self.end

    def text(self) -> str:
        return f"{self.begin:%H:%M} to {self.end:%H:%M}"


class ChosenChannel(BaseModel):
    """A channel that is on.

    Args:
        since: only what was told from then on is sent.
        to: of mail, one of the business's own addresses.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: datetime
    to: str = ""


class DeliverySettings(BaseModel):
    """The owner's choice of delivery."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    channels: dict[DeliveryChannel, ChosenChannel] = Field(default_factory=dict)
    quiet: QuietHours | None = None


def delivery_of(settings: Mapping[str, Any]) -> DeliverySettings:
    """Return the delivery settings among a business's settings."""
    return DeliverySettings.model_validate(settings.get(DELIVERY, {}))


def own_addresses_of(settings: Mapping[str, Any]) -> list[str]:
    """Return the business's own mail addresses: what is told to the owner goes to one of these or nowhere."""
    return [str(one) for one in settings.get("own_addresses") or []]
