"""Push to the owner's phone through `apprise` (ntfy, Pushover, Telegram and about a hundred more).

An address holds its own secret, so none is ever printed, logged or put into the database.
"""

import logging
import re
from collections.abc import Callable, Sequence

from schemas.errors import NotConnected, OutsideError, OutsideRefused, OutsideUnavailable, OutsideUncertain
from schemas.ports import OwnersMessage, ReadBack

STATUS = re.compile(r"\berror=(\d{3})\b")
NOT_REACHED = (
    "Failed to establish a new connection",
    "NameResolutionError",
    "Connection refused",
    "ConnectTimeout",
)
"""The HTTP library's words where nothing was handed over."""


class PushNotifier:
    """Pushes to every address; the owner is reached when one of them took it.

    Args:
        addresses: tells the apprise URLs when there is something to push.
    """

    def __init__(self, addresses: Callable[[], Sequence[str]]) -> None:
        self.addresses = addresses

    def notify(self, message: OwnersMessage, key: str) -> None:
        """See `Notifier.notify`. Of several failures the one that forbids a repeat counts most."""
        addresses = self.addresses()
        if not addresses:
            raise NotConnected("There is no push address yet. Give one: deskhand notify push on")
        problems = [problem for one in addresses if (problem := _push(one, message)) is not None]
        if len(problems) == len(addresses):
            raise next((one for one in problems if isinstance(one, OutsideUncertain)), problems[0])

    def notified_with(self, key: str) -> ReadBack:
        """Push services take no key and can't be asked."""
        return ReadBack.CANNOT_TELL


def is_address(said: str) -> bool:
    """Return whether apprise can use an address."""
    import apprise

    with apprise.LogCapture(level=logging.CRITICAL):  # type: ignore[no-untyped-call]
        return bool(said.strip()) and apprise.Apprise().add(said.strip())


def _push(address: str, message: OwnersMessage) -> OutsideError | None:
    """Push a message to one address; return the error where that did not work."""
    import apprise

    with apprise.LogCapture(level=logging.DEBUG) as captured:  # type: ignore[no-untyped-call]
        service = apprise.Apprise()
        if not service.add(address):
            return OutsideRefused(
                "A push address is of no kind that is known. Give it anew: deskhand notify push on"
            )
        taken = service.notify(
            title=message.subject, body=message.text, body_format=apprise.NotifyFormat.TEXT
        )
        said = captured.getvalue()
    return None if taken else _problem(said)


def _problem(said: str) -> OutsideError:
    """Return the error that the log of a failed push shows; none of its words are passed on."""
    status = STATUS.findall(said)
    if status:
        code = int(status[-1])
        if 400 <= code < 500 and code not in {408, 425, 429}:
            return OutsideRefused(f"The push service refused it (HTTP {code}); is its address still right?")
        return OutsideUnavailable(f"The push service is out of order (HTTP {code}).")
    if any(words in said for words in NOT_REACHED):
        return OutsideUnavailable("The push service can't be reached.")
    return OutsideUncertain("The push service did not say whether it took the message.")
