"""The Maildir as our `MailSender`, and as what tells whether a mail was sent before."""

from pathlib import Path
from typing import Any

from integrations.maildir.sender import MaildirSender
from integrations.message import letter_of, message_id_for
from schemas.errors import OutsideRefused, OutsideUnavailable
from schemas.identity import Clock
from schemas.ports import OutgoingMail, ReadBack


class MaildirMail:
    """Sends by delivery into an outgoing Maildir, from one address of the business.

    Args:
        root: the Maildir.
        sender_name, sender_address: who the mails are from.
        clock: dates them.
    """

    def __init__(self, root: Path, sender_name: str, sender_address: str, clock: Clock) -> None:
        self.root = root
        self.maildir = MaildirSender(root)
        self.sender_name = sender_name
        self.sender_address = sender_address
        self.clock = clock

    def send(self, mail: OutgoingMail, effect_key: str) -> dict[str, Any]:
        """See `MailSender.send`. `kept_in` says where it lies: nobody delivers it from here."""
        letter = letter_of(mail, effect_key, self.sender_name, self.sender_address, self.clock.now())
        try:
            delivered = self.maildir.send(letter)
        except ValueError as error:
            raise OutsideRefused(f"The mail to {mail.name} can't be built: {error}") from error
        except OSError as error:
            raise OutsideUnavailable(
                f"The outgoing mail folder can't be written to ({error.strerror}). Check the disk and its rights."
            ) from error
        return {"message_id": delivered.message_id, "kept_in": f"{self.root.parent.name}/{self.root.name}"}

    def sent_with(self, effect_key: str) -> ReadBack:
        """Return whether a mail lies there under its key: the answer is exact."""
        return ReadBack.DONE if self.maildir.find(effect_key) else ReadBack.NOT_DONE

    def identity_of(self, effect_key: str) -> dict[str, Any]:
        """See `MailReader`; the Message-ID follows from the key."""
        if self.maildir.find(effect_key) is None:
            return {}
        return {"message_id": message_id_for(effect_key, self.sender_address)}
