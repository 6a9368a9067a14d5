"""The ports to the outside, read and write apart. Tools get the readers; only the outbox has the writers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class ReadBack(StrEnum):
    """The result of a read-back of an earlier attempt."""

    DONE = "done"
    NOT_DONE = "not_done"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class EarlierAttempt:
    """An earlier attempt as a read-back finds it, with what it gave then, where that can be read.

    Args:
        found: whether it happened.
        result: as the attempt itself would have returned it.
    """

    found: ReadBack
    result: dict[str, Any] = field(default_factory=dict)


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


class MailKind(StrEnum):
    """The kind of message in a mailbox."""

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
        """Return the name that its messages are on record under: the provider's name and the account's address."""

    def cursor(self) -> str:
        """Return the cursor at which its history ends now."""

    def changes(self, cursor: str) -> MailboxChanges:
        """Return the changes since a cursor: what may be new.

        Raises:
            CursorExpired: it no longer goes back so far.
        """

    def listed(self, since: datetime | None) -> Iterator[list[str]]:
        """Return the ids of all messages since then, newest first, a page at a time; of all there are if None."""

    def message(self, own_id: str) -> MailboxMessage | None:
        """Return a message; None if it is gone."""


class MailReader(Protocol):
    """The reader of what has been sent."""

    def sent_with(self, effect_key: str) -> ReadBack:
        """Return whether a mail with this key was handed over before."""

    def identity_of(self, effect_key: str) -> dict[str, Any]:
        """Return the identifiers of the mail that was sent with this key, as `send` returns them; empty if
        unknown.
        """


class MailSender(Protocol):
    """Hands one mail over to be delivered."""

    def send(self, mail: OutgoingMail, effect_key: str) -> dict[str, Any]:
        """Send a mail once; a second call with the same idempotency key changes nothing.

        Returns what identifies it outside. Raises one of the `OutsideError` leaves.
        """


@dataclass(frozen=True)
class NewCustomer:
    """A customer for the books, each value exactly as the owner saw it; empty ones are not sent."""

    display_name: str
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True)
class InBooks:
    """Somebody who is in the books.

    Args:
        kind: customer, vendor or employee.
        id: their number there; unique within the kind.
        version: changes with each change there; a change must name the present one.
        active: whether they are shown there.
    """

    kind: str
    id: str
    version: str
    name: str
    company: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    active: bool = True


@dataclass(frozen=True)
class CustomerChange:
    """New values of a customer's; None leaves a value as it is there."""

    id: str
    version: str
    phone: str | None = None
    email: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class BooksLookUp:
    """The customers that were found.

    Args:
        found: everybody whose name, e-mail or end of phone number is like the given ones; the caller compares.
        not_searched: what could not be looked for, in plain words ("phone numbers of employees").
    """

    found: tuple[InBooks, ...]
    not_searched: tuple[str, ...] = ()


class BooksReader(Protocol):
    """Looks into the books (QuickBooks). Reads cost: they are metered there."""

    def connected(self) -> bool:
        """Return whether the owner has connected the books, without asking them."""

    def company(self) -> str:
        """Return which company is connected, as a card says it; empty for the real one."""

    def knows(self, customer_id: str) -> bool:
        """Return whether a number is the connected company's, not a practice company's; without asking it."""

    def find(self, names: Sequence[str], phone: str, email: str) -> BooksLookUp:
        """Look for a name, a phone number (its last digits) and an e-mail among everybody, inactive ones included.

        Raises:
            NotConnected, OutsideUnavailable, OutsideRefused.
        """

    def customer(self, customer_id: str) -> InBooks:
        """Return the customer of a number there.

        Raises:
            NotConnected, OutsideUnavailable; OutsideRefused if there is none.
        """

    def created(self, customer: NewCustomer) -> EarlierAttempt:
        """Return whether exactly this customer is there; if so, the result holds their `id`."""

    def changed(self, change: CustomerChange) -> EarlierAttempt:
        """Return whether the customer has these values."""


class BooksWriter(Protocol):
    """Writes to the books. A second call with the same key changes nothing and returns the same."""

    def create_customer(self, customer: NewCustomer, effect_key: str) -> dict[str, Any]:
        """Create a customer; return their `id`.

        Raises:
            OutsideChanged: somebody there has that name by now.
            NotConnected, OutsideError: one of its leaves.
        """

    def change_customer(self, change: CustomerChange, effect_key: str) -> dict[str, Any]:
        """Change what is given, and nothing else; return the `id`.

        Raises:
            OutsideChanged: somebody has changed the customer there since.
            NotConnected, OutsideError: one of its leaves.
        """


@dataclass(frozen=True)
class OwnersMessage:
    """A message to the owner outside of the chat: never one to a customer.

    Args:
        subject: in a few words.
        text: the whole of it, plain.
    """

    subject: str
    text: str


class Notifier(Protocol):
    """Reaches the owner on one channel."""

    def notify(self, message: OwnersMessage, key: str) -> None:
        """Hand one message over, or raise one of the `OutsideError` leaves, or `NotConnected`."""

    def notified_with(self, key: str) -> ReadBack:
        """Return whether a message with this key was handed over before."""


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
