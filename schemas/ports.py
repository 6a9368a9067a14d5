"""What we need of the outside, read and write apart. Tools get the readers; only the outbox has the writers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
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


class MailKind(StrEnum):
    """What a message in a mailbox is to us."""

    RECEIVED = "received"
    SENT = "sent"
    NO_MAIL = "no_mail"
    """A draft or a chat: nobody's mail yet."""


@dataclass(frozen=True)
class MailboxMessage:
    """One message as a connected mailbox holds it.

    Args:
        own_id: the mailbox's own id.
        raw: as it came.
        kind: received, sent, or no mail at all.
        at: when the mailbox got it.
        effect_key: of the approval that sent it; empty where none did.
    """

    own_id: str
    raw: bytes
    kind: MailKind
    at: datetime
    effect_key: str = ""


@dataclass(frozen=True)
class MailboxChanges:
    """Messages that may be new since a cursor, and where to go on from once they are stored.

    Args:
        own_ids: oldest change first; some may be known, or gone again.
        cursor: to ask from next.
        more: whether there is more to be asked for at once.
    """

    own_ids: Sequence[str]
    cursor: str
    more: bool


class ConnectedMailbox(Protocol):
    """A mailbox that goes on getting mail; nothing here changes it."""

    @property
    def name(self) -> str:
        """What its messages are on record under, such as "gmail:office@example.com"."""

    def cursor(self) -> str:
        """Where its history ends now."""

    def changes(self, cursor: str) -> MailboxChanges:
        """What may be new since a cursor.

        Raises:
            CursorExpired: it no longer goes back so far.
        """

    def listed(self, since: datetime | None) -> Iterator[list[str]]:
        """The ids of all messages since then, newest first, a page at a time; of all there are if None."""

    def message(self, own_id: str) -> MailboxMessage | None:
        """A message; None if it is gone."""


class MailReader(Protocol):
    """Tells what has been sent."""

    def sent_with(self, effect_key: str) -> ReadBack:
        """Whether a mail with this key was handed over before."""

    def identity_of(self, effect_key: str) -> dict[str, Any]:
        """What identifies the mail that was sent with this key, as `send` returns it; empty if it can't be told."""


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
class Readers:
    """The readers of the outside; None where nothing is connected."""

    mail: MailReader | None = None
    books: BooksReader | None = None
    mailbox: ConnectedMailbox | None = None


@dataclass(frozen=True)
class Writers:
    """The writers of the outside; None where nothing is connected."""

    mail: MailSender | None = None
    books: BooksWriter | None = None
