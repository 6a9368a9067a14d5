"""Choosing where notices go beside the chat: the owner's own mail, push, and quiet hours."""

import re
from datetime import time
from typing import Any

from schemas.delivery import (
    DELIVERY,
    ChosenChannel,
    DeliveryChannel,
    DeliverySettings,
    QuietHours,
    delivery_of,
    own_addresses_of,
)
from schemas.effects import Answer, Effect
from schemas.enums import ActorKind, Role
from schemas.errors import AgainstTheRules, BadArguments, NotPermitted
from tools.acts import LocalAct
from tools.arguments import Line
from tools.business.on_record import business_of, change_settings
from tools.desk import Desk
from tools.registry import tool

CLOCK = re.compile(r"(\d{1,2})(?::(\d\d))?")


class ChooseDelivery(LocalAct):
    """The owner's choice of channels and quiet hours, as it is to stand."""

    chosen: DeliverySettings
    said: str

    def line(self) -> str:
        return self.said

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        change_settings(desk, **{DELIVERY: self.chosen.model_dump(mode="json")})
        return Answer(text=f"{self.said}.", data=shown(self.chosen))


def shown(chosen: DeliverySettings) -> dict[str, Any]:
    """Return the choice as data; no push address is in it."""
    return {
        "channels": {
            str(name): {"since": one.since.isoformat(), **({"to": one.to} if one.to else {})}
            for name, one in chosen.channels.items()
        },
        "quiet_hours": chosen.quiet.text() if chosen.quiet else "",
    }


def current(desk: Desk) -> DeliverySettings:
    """Return the choice as it stands, inside the open transaction."""
    return delivery_of(business_of(desk).settings)


def refuse_all_but_the_owner(desk: Desk) -> None:
    """Refuse any actor but the owner, by their own hand."""
    if desk.actor.kind != ActorKind.MEMBER or desk.actor.role != Role.OWNER:
        raise NotPermitted("Only the owner sets this, by their own hand. Nothing was changed.")


@tool(Effect.WRITE)
def set_delivery(desk: Desk, channel: DeliveryChannel, on: bool, to: Line = "") -> ChooseDelivery:
    """Send notices to the owner's own mail or phone as well, or stop it. The chat shows them in any case.

    Args:
        channel: mail or push.
        on: true to send, false to stop.
        to: of mail, which of the business's own addresses; the first if left out.
    """
    refuse_all_but_the_owner(desk)
    chosen = current(desk)
    channels = {name: one for name, one in chosen.channels.items() if name != channel}
    if on:
        address = _own_address(desk, to) if channel == DeliveryChannel.MAIL else ""
        channels[channel] = ChosenChannel(since=desk.now(), to=address)
        said = f"Notices from now on go to {address or 'your phone'} as well"
    else:
        said = f"Notices no longer go out by {channel}"
    return ChooseDelivery(chosen=DeliverySettings(channels=channels, quiet=chosen.quiet), said=said)


@tool(Effect.WRITE)
def set_quiet_hours(desk: Desk, begin: Line = "", end: Line = "") -> ChooseDelivery:
    """Send nothing to the owner between two times of day; what comes meanwhile goes out when they are over.

    Args:
        begin: such as 21:00; with `end` left out as well, there are no quiet hours any more.
        end: such as 6:30.
    """
    refuse_all_but_the_owner(desk)
    chosen = current(desk)
    if not begin and not end:
        said, quiet = "There are no quiet hours any more", None
    else:
        quiet = QuietHours(begin=_clock("begin", begin), end=_clock("end", end))
        if quiet.begin == quiet.end:
            problem = "must be another time than begin"
            raise BadArguments(f"end {problem}. Nothing was changed.", {"end": problem})
        said = f"Nothing is sent from {quiet.text()}"
    return ChooseDelivery(chosen=DeliverySettings(channels=chosen.channels, quiet=quiet), said=said)


@tool(Effect.READ)
def show_delivery(desk: Desk) -> Answer:
    """Where notices go beside the chat, and the quiet hours."""
    chosen = current(desk)
    lines = [
        f"{name}: on since {one.since.astimezone(desk.zone):%Y-%m-%d %H:%M}"
        + (f", to {one.to}" if one.to else "")
        for name, one in chosen.channels.items()
    ] or ["Notices are shown in the chat only."]
    lines.append(f"quiet hours: {chosen.quiet.text()}" if chosen.quiet else "quiet hours: none")
    return Answer(text="\n".join(lines), data=shown(chosen))


def _own_address(desk: Desk, said: str) -> str:
    own = own_addresses_of(business_of(desk).settings)
    if not own:
        raise AgainstTheRules(
            "The business has no address of its own on record, and notices go to no other. Nothing was changed.",
            missing=["own_addresses"],
        )
    met = [one for one in own if one.casefold() == said.casefold()] if said else own
    if not met:
        problem = f"must be one of the business's own addresses: {', '.join(own)}"
        raise BadArguments(f"to {problem}. Nothing was changed.", {"to": problem})
    return met[0]


def _clock(name: str, said: str) -> time:
    found = CLOCK.fullmatch(said)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if hour > 23 or minute > 59:
        problem = "must be a time such as 21:00"
        raise BadArguments(f"{name} {problem}. Nothing was changed.", {name: problem})
    return time(hour, minute)
