"""A Gmail mailbox as our `ConnectedMailbox`: what is new in it, what it holds, and nothing in it ever changed."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import Any

from integrations.gmail.client import Gmail
from integrations.gmail.refusals import NotThere
from integrations.message import EFFECT_HEADER
from schemas.errors import CursorExpired
from schemas.ports import MailboxChanges, MailboxMessage, MailKind

PAGE = 500
NOT_MAIL = {"DRAFT", "CHAT", "SPAM", "TRASH"}
COMES_IN = {"INBOX", "SENT"}
"""Labels whose arrival may make a message mail that wasn't."""
COMES_BACK = {"SPAM", "TRASH", "DRAFT"}
"""Labels whose going may make a message mail that wasn't."""


class GmailMailbox:
    """The mailbox of one account.

    Args:
        gmail: the calls.
        account: its address.
    """

    def __init__(self, gmail: Gmail, account: str) -> None:
        self.gmail = gmail
        self.account = account

    @property
    def name(self) -> str:
        """See `ConnectedMailbox`."""
        return f"gmail:{self.account}"

    def cursor(self) -> str:
        """Return the newest history id (users.getProfile)."""
        profile = self.gmail.read(
            "getProfile", "Looking into Gmail", lambda users: users.getProfile(userId="me")
        )
        return str(profile["historyId"])

    def changes(self, cursor: str) -> MailboxChanges:
        """Return one page of users.history.list; a history id that is too old answers 404 ("Synchronize clients
        with Gmail").
        """
        try:
            page = self.gmail.read(
                "history.list",
                "Asking Gmail for new mail",
                lambda users: users.history().list(
                    userId="me",
                    startHistoryId=cursor,
                    maxResults=PAGE,
                    historyTypes=["messageAdded", "labelAdded", "labelRemoved"],
                ),
            )
        except NotThere:
            raise CursorExpired(
                "Gmail no longer knows what has changed since the last reading; everything is looked through again."
            ) from None
        records = page.get("history") or []
        more = "nextPageToken" in page and bool(records)
        own_ids = [own_id for record in records for own_id in _may_be_new(record)]
        following = str(records[-1]["id"]) if more else str(page.get("historyId") or cursor)
        return MailboxChanges(list(dict.fromkeys(own_ids)), following, more)

    def listed(self, since: datetime | None) -> Iterator[list[str]]:
        """Yield pages of users.messages.list, which leaves out the bin and spam."""
        asked = {"q": f"after:{int(since.timestamp())}"} if since else {}
        yield from self.pages(asked)

    def sent_ids(self) -> Iterator[str]:
        """Yield the ids of sent mail, newest first; without a search, whose index may lag behind."""
        for page in self.pages({"labelIds": ["SENT"]}):
            yield from page

    def pages(self, asked: dict[str, Any]) -> Iterator[list[str]]:
        """Yield the ids of messages, a page at a time.

        Args:
            asked: further parameters of users.messages.list.
        """
        token: str | None = None
        while True:
            page = self.gmail.read("messages.list", "Listing your mail", _listing(asked, token))
            yield [str(one["id"]) for one in page.get("messages") or []]
            token = page.get("nextPageToken")
            if not token:
                return

    def message(self, own_id: str) -> MailboxMessage | None:
        """Return a message as it came (users.messages.get, format raw); None if it is gone."""
        try:
            found = self.gmail.read(
                "messages.get",
                "Reading a mail",
                lambda users: users.messages().get(userId="me", id=own_id, format="raw"),
            )
        except NotThere:
            return None
        raw, labels = raw_of(found), set(found.get("labelIds") or [])
        kind = MailKind.SENT if "SENT" in labels else MailKind.RECEIVED
        return MailboxMessage(
            own_id=own_id,
            raw=raw,
            kind=MailKind.NO_MAIL if labels & NOT_MAIL else kind,
            at=datetime.fromtimestamp(int(found.get("internalDate") or 0) / 1000, UTC),
            effect_key=effect_key_of(raw) if kind == MailKind.SENT else "",
        )


def raw_of(message: dict[str, Any]) -> bytes:
    """Return the bytes of a message in the format raw; base64url, with or without its padding."""
    encoded = str(message.get("raw") or "")
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


def effect_key_of(raw: bytes) -> str:
    """Return the idempotency key of the approval that sent a mail, from our own header; empty where it has none."""
    return str(BytesHeaderParser(policy=compat32).parsebytes(raw).get(EFFECT_HEADER, "")).strip()


def _listing(asked: dict[str, Any], token: str | None) -> Any:
    paging = {"pageToken": token} if token else {}
    return lambda users: users.messages().list(userId="me", maxResults=PAGE, **asked, **paging)


def _may_be_new(record: dict[str, Any]) -> Iterator[str]:
    """Yield the messages of one history record: those that were added, and those that a label's change made
    mail.
    """
    for one in record.get("messagesAdded") or []:
        yield str(one["message"]["id"])
    for kind, labels in (("labelsAdded", COMES_IN), ("labelsRemoved", COMES_BACK)):
        for one in record.get(kind) or []:
            if labels & set(one.get("labelIds") or []):
                yield str(one["message"]["id"])
