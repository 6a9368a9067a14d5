"""Connecting an account: the browser is sent to Google and comes back to this machine, or its address is pasted."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from integrations.connections import Account, connections_of
from integrations.gmail import consent
from integrations.gmail.client import ROOT, Gmail
from integrations.gmail.consent import Asking, Granted
from integrations.gmail.quota import Quota
from integrations.gmail.service import GUIDE, SERVICE
from integrations.gmail.signed_in import SignedIn
from integrations.loopback import Receiver
from schemas.database import UnitOfWork
from schemas.errors import BadArguments, OutsideUnavailable
from schemas.identity import MachineClock
from schemas.settings import Settings

NOBODY_LISTENS = "http://127.0.0.1:1/"
"""The redirect when the browser's address is pasted: the page can't be shown, and its address holds the code."""


@dataclass(frozen=True)
class _JustGranted:
    """Stands in for `Connections` until it is known whose account it is."""

    token: dict[str, Any]

    def account(self, service: str) -> Account:
        return Account(service, "", self.token, 1)

    def renew(self, account: Account, ask: Any) -> Account:
        raise OutsideUnavailable("Google does not accept the sign-in that it has just given. Try again.")


class Connecting:
    """Connects the Gmail account of one business.

    Args:
        unit: of the business.
        settings: where Gmail is, and where the key lies.
    """

    def __init__(self, unit: UnitOfWork, settings: Settings) -> None:
        self.settings = settings
        self.connections = connections_of(unit, settings)

    def client(self, file: Path | None) -> dict[str, Any]:
        """Return Google's client: from the file, or the one that was connected with before.

        Raises:
            BadArguments: there is neither.
        """
        if file is not None:
            return consent.client_from(file)
        row = self.connections.row(SERVICE)
        if row is None or not row.sealed:
            raise BadArguments(
                "Which Google project? Name the file that its console gave you: deskhand connect gmail --client FILE. "
                f"{GUIDE} says step by step how to get it."
            )
        kept: dict[str, Any] = self.connections.seal.open(row.sealed)["client"]
        return {"installed": kept}

    def receiver(self) -> Receiver:
        """Return the receiver of the browser's redirect on this machine; Google takes any port of loopback."""
        return Receiver("Google", elsewhere="with --paste where the browser is on another machine")

    def asking(self, client: dict[str, Any], redirect: str = NOBODY_LISTENS) -> Asking:
        """Begin to ask for consent; its `address` is for the owner to open."""
        return Asking(client, redirect)

    def finish(self, asking: Asking, answer: str) -> tuple[str, datetime | None]:
        """Exchange Google's answer for a sign-in and keep it.

        Returns:
            The account's address, and when the sign-in ends by itself, if Google says so.

        Raises:
            see `Asking.granted`.
        """
        granted: Granted = asking.granted(answer)
        transport = SignedIn(_JustGranted(granted.token), MachineClock())  # type: ignore[arg-type]
        gmail = Gmail(transport, Quota(), self.settings.gmail_url or ROOT)
        profile = gmail.read("getProfile", "Looking into Gmail", lambda users: users.getProfile(userId="me"))
        address = str(profile["emailAddress"]).casefold()
        self.connections.connect(SERVICE, address, granted.token, granted.scopes)
        ends = granted.token["ends_at"]
        return address, datetime.fromisoformat(ends) if ends else None
