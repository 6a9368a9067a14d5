"""What we need of the outside, read and write apart. Tools get the readers; only the outbox has the writers."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol


class ReadBack(StrEnum):
    """What a look at the outside says of an earlier attempt."""

    DONE = "done"
    NOT_DONE = "not_done"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class OutgoingMail:
    """One plain mail to one person.

    Args:
        name, address: the recipient.
        subject, text: exactly what the owner saw.
        in_reply_to: Message-ID of the mail that this answers, or empty.
        references: earlier Message-IDs of the thread, oldest first.
    """

    name: str
    address: str
    subject: str
    text: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


class Mailbox(Protocol):
    """A mailbox that is read without being changed."""

    def messages(self) -> Iterator[tuple[str, bytes]]:
        """The mailbox's own id and the raw bytes of each message."""


class MailReader(Protocol):
    """Tells what has been sent."""

    def sent_with(self, effect_key: str) -> ReadBack:
        """Whether a mail with this key was handed over before."""


class MailSender(Protocol):
    """Hands one mail over to be delivered."""

    def send(self, mail: OutgoingMail, effect_key: str) -> dict[str, Any]:
        """Sends it once; a second call with the same key changes nothing.

        Returns what identifies it outside. Raises one of the `OutsideError` leaves.
        """


class BooksReader(Protocol):
    """Looks into the books (QuickBooks)."""

    def created_with(self, effect_key: str) -> ReadBack: ...


class BooksWriter(Protocol):
    """Writes to the books."""

    def create_customer(self, customer: dict[str, Any], effect_key: str) -> dict[str, Any]: ...


@dataclass(frozen=True)
class OwnersMessage:
    """What the owner is told outside of the chat: never a message to a customer.

    Args:
        subject: in a few words.
        text: the whole of it, plain.
    """

    subject: str
    text: str


class Notifier(Protocol):
    """Reaches the owner on one channel."""

    def notify(self, message: OwnersMessage, key: str) -> None:
        """Hands one message over. Raises one of the `OutsideError` leaves, or `NotConnected`."""

    def notified_with(self, key: str) -> ReadBack:
        """Whether a message with this key was handed over before."""


@dataclass(frozen=True)
class Readers:
    """The readers of the outside; None where nothing is connected."""

    mail: MailReader | None = None
    books: BooksReader | None = None


@dataclass(frozen=True)
class Writers:
    """The writers of the outside; None where nothing is connected."""

    mail: MailSender | None = None
    books: BooksWriter | None = None
