"""The owner's own mailbox as a channel: by the mail sender that is there, to the business's own addresses alone."""

from collections.abc import Collection

from schemas.errors import NotConnected, OutsideRefused
from schemas.ports import MailReader, MailSender, OutgoingMail, OwnersMessage, ReadBack


class MailNotifier:
    """Mails the owner.

    Args:
        sender, reader: the mailbox that mail goes out by; None where there is none.
        name, address: the owner's.
        own_addresses: whatever a setting may say, nothing goes to any other.
    """

    def __init__(
        self,
        sender: MailSender | None,
        reader: MailReader | None,
        name: str,
        address: str,
        own_addresses: Collection[str],
    ) -> None:
        self.sender = sender
        self.reader = reader
        self.name = name
        self.address = address
        self.own = {one.casefold() for one in own_addresses}

    def notify(self, message: OwnersMessage, key: str) -> None:
        """See `Notifier.notify`."""
        if self.address.casefold() not in self.own:
            raise OutsideRefused(
                f"{self.address} is no address of the business's own; nothing was sent to it."
            )
        if self.sender is None:
            raise NotConnected("No mailbox is connected to send from.")
        self.sender.send(OutgoingMail(self.name, self.address, message.subject, message.text), key)

    def notified_with(self, key: str) -> ReadBack:
        """Return whether the key was sent, as exactly as the mailbox can tell."""
        return ReadBack.CANNOT_TELL if self.reader is None else self.reader.sent_with(key)
