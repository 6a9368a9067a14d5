"""Gmail as a mail provider: what is said of it, the sign-in at a terminal, and the connected account opened."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from integrations.gmail.service import ENDS, GMAIL, GUIDE
from schemas.database import UnitOfWork
from schemas.identity import Clock
from schemas.mail_providers import (
    MailAccount,
    MailProvider,
    SignedIn,
    SignInDialogue,
    SignInOption,
)
from schemas.settings import Settings

WAIT_SECONDS = 600.0


class GmailProvider(MailProvider):
    """Gmail through its API, by a project of the owner's own at Google."""

    service = GMAIL
    options = (
        SignInOption("client", "The file that Google's console gave you.", metavar="FILE"),
        SignInOption("paste", "The browser is on another machine: paste its address here."),
    )

    def sign_in(
        self, unit: UnitOfWork, settings: Settings, given: Mapping[str, Any], owner: SignInDialogue
    ) -> SignedIn:
        from integrations.gmail.connecting import Connecting

        connecting = Connecting(unit, settings)
        client = connecting.client(Path(given["client"]) if given["client"] else None)
        if given["paste"]:
            asking = connecting.asking(client)
            owner.say(f"Open this address in a browser, and allow what it asks:\n\n{asking.address}\n")
            owner.say("The last page can't be shown. Copy its address from the browser and paste it here.")
            answer = owner.ask("Address")
        else:
            receiver = connecting.receiver()
            asking = connecting.asking(client, receiver.redirect)
            owner.say(
                f"Your browser opens. If it does not, open this address on this machine:\n\n{asking.address}\n"
            )
            import webbrowser

            webbrowser.open(asking.address)
            answer = receiver.wait(WAIT_SECONDS)
        address, ends = connecting.finish(asking, answer)
        when = f"on {ends:%Y-%m-%d}" if ends else ""
        remark = f"{ENDS.format(when=when)}; {GUIDE} says how to publish it." if ends else ""
        return SignedIn(address, ends, remark)

    def open(
        self, unit: UnitOfWork, settings: Settings, address: str, sender_name: str, clock: Clock
    ) -> MailAccount:
        from integrations.gmail.account import gmail_account

        return gmail_account(unit, settings, address, sender_name, clock)
