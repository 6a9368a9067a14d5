"""Sending through drafts: a draft can be sent once, so however often it is tried, at most one mail goes out.

What is on record before each step (`draft_log.py`) and what the mailbox holds tell together what became of an attempt:
no draft on record, nothing was sent; the draft is still there, it was not sent yet; it is gone, and a sent mail carries
our mark, it was sent; it is gone, and none does, nobody can tell.
"""

import base64
from datetime import datetime, timedelta
from typing import Any

from integrations.gmail.draft_contents import contents_of, digest_of, headers_in
from integrations.gmail.draft_log import DraftLog
from integrations.gmail.mailbox import GmailMailbox, effect_key_of, raw_of
from integrations.gmail.refusals import NotThere
from integrations.message import build_message, letter_of
from schemas.errors import (
    NotConnected,
    OutsideChanged,
    OutsideError,
    OutsideRefused,
    OutsideUnavailable,
    OutsideUncertain,
)
from schemas.identity import Clock
from schemas.ports import MailKind, OutgoingMail, ReadBack
from schemas.records import OutgoingDraft

CLOCKS_DIFFER = timedelta(hours=1)
"""The time by which a mail that our attempt sent may be dated earlier."""
MOST_DRAFTS = 200
"""The most drafts that are looked through for one that was made while the connection broke."""


class GmailSender:
    """Our `MailSender` and `MailReader` for one Gmail account.

    Args:
        mailbox: the account's.
        log: what is on record of its drafts.
        sender_name: the business's name; the address is the account's.
        clock: dates the mails.
    """

    def __init__(self, mailbox: GmailMailbox, log: DraftLog, sender_name: str, clock: Clock) -> None:
        self.mailbox = mailbox
        self.gmail = mailbox.gmail
        self.log = log
        self.sender_name = sender_name
        self.clock = clock
        self._marks: dict[str, tuple[datetime, str, dict[str, Any]]] = {}

    def send(self, mail: OutgoingMail, effect_key: str) -> dict[str, Any]:
        """See `MailSender.send`.

        Raises:
            OutsideChanged: the owner changed or deleted the draft in Gmail.
            OutsideError: by what is known of the attempt.
        """
        row = self.log.row(effect_key)
        if row is not None and row.sent:
            return dict(row.sent)
        self.log.begin(effect_key, mail.address)
        if row is None or not row.draft:
            made = (row and self._made_before(effect_key)) or self._make(mail, effect_key)
            digest = digest_of(mail.address, mail.subject, mail.text)
            draft_id = self.log.drafted(effect_key, made, digest)
        else:
            draft_id = row.draft
            self._refuse_changed(row, mail)
        tried_before = self.log.sending(effect_key)
        try:
            sent = self.gmail.write(
                "drafts.send",
                f"Sending the mail to {mail.name}",
                lambda users: users.drafts().send(userId="me", body={"id": draft_id}),
            )
        except NotThere:
            # Sent by an attempt whose answer got lost, or by hand; or deleted since we looked.
            return self._found_or_uncertain(effect_key, mail, tried_before=tried_before)
        except (NotConnected, OutsideRefused, OutsideUnavailable):
            if not tried_before:
                self.log.not_sent(effect_key)
            raise
        identity = self._identity(str(sent["id"]), str(sent.get("threadId", "")), draft_id)
        self.log.sent(effect_key, identity)
        return identity

    def sent_with(self, effect_key: str) -> ReadBack:
        """See `MailReader`; a draft that is still there was not sent, and can't be sent twice."""
        row = self.log.row(effect_key)
        if row is None or not row.draft or row.sending_at is None:
            return ReadBack.NOT_DONE
        try:
            if row.sent or self._find_sent(row):
                return ReadBack.DONE
            there = self._draft(row.draft) is not None
        except OutsideError:
            return ReadBack.CANNOT_TELL
        return ReadBack.NOT_DONE if there else ReadBack.CANNOT_TELL

    def identity_of(self, effect_key: str) -> dict[str, Any]:
        """See `MailReader`."""
        row = self.log.row(effect_key)
        if row is None or not row.draft:
            return {}
        try:
            return dict(row.sent) or self._find_sent(row)
        except OutsideError:
            return {}

    def _make(self, mail: OutgoingMail, effect_key: str) -> str:
        """Create the draft; if that breaks off, nothing has been sent, so it is no more than unavailable."""
        message = {"raw": base64.urlsafe_b64encode(self._letter(mail, effect_key)).decode("ascii")}
        thread_id = self._thread_of(mail.in_reply_to) if mail.in_reply_to else ""
        if thread_id:
            message["threadId"] = thread_id
        try:
            made = self.gmail.write(
                "drafts.create",
                f"Making the draft for {mail.name}",
                lambda users: users.drafts().create(userId="me", body={"message": message}),
            )
        except OutsideUncertain as error:
            raise OutsideUnavailable(error.message) from error
        return str(made["id"])

    def _letter(self, mail: OutgoingMail, effect_key: str) -> bytes:
        letter = letter_of(mail, effect_key, self.sender_name, self.mailbox.account, self.clock.now())
        try:
            return build_message(letter).as_bytes()
        except ValueError as error:
            raise OutsideRefused(f"The mail to {mail.name} can't be built: {error}") from error

    def _thread_of(self, message_id: str) -> str:
        """Return Gmail's own id of the thread that a mail is in; empty where it isn't in this mailbox."""
        found = self.gmail.read(
            "messages.list",
            "Looking for the mail that is answered",
            lambda users: users.messages().list(userId="me", q=f"rfc822msgid:{message_id}", maxResults=1),
        )
        return next((str(one.get("threadId", "")) for one in found.get("messages") or []), "")

    def _made_before(self, effect_key: str) -> str:
        """Return the id of a draft that was made though no answer came; empty where there is none."""
        listed = self.gmail.read(
            "drafts.list",
            "Looking through your drafts",
            lambda users: users.drafts().list(userId="me", maxResults=MOST_DRAFTS),
        )
        for one in listed.get("drafts") or []:
            draft = self._draft(str(one["id"]))
            if draft is not None and effect_key_of(draft) == effect_key:
                return str(one["id"])
        return ""

    def _draft(self, draft_id: str) -> bytes | None:
        """Return a draft's raw bytes; None if it is gone."""
        try:
            found = self.gmail.read(
                "drafts.get",
                "Looking at the draft",
                lambda users: users.drafts().get(userId="me", id=draft_id, format="raw"),
            )
        except NotThere:
            return None
        return raw_of(found.get("message") or {})

    def _refuse_changed(self, row: OutgoingDraft, mail: OutgoingMail) -> None:
        """Refuse a draft left from an earlier attempt that differs from what was approved.

        Raises:
            OutsideChanged: they differ.
        """
        raw = self._draft(row.draft)
        if raw is None:
            return
        address, subject, text = contents_of(raw)
        if digest_of(address, subject, text) != row.digest:
            raise OutsideChanged(
                f"You changed the draft to {mail.name} in Gmail after you had approved it, so it was not sent. It is "
                "still among your drafts; your new words are on a new card.",
                {"subject": subject, "text": text} if address == mail.address.casefold() else {},
            )

    def _found_or_uncertain(
        self, effect_key: str, mail: OutgoingMail, *, tried_before: bool
    ) -> dict[str, Any]:
        row = self.log.row(effect_key)
        assert row is not None
        found = self._find_sent(row)
        if found:
            return found
        if tried_before or self._written_since(row):
            raise OutsideUncertain(
                f"The draft to {mail.name} is no longer in Gmail, and no sent mail carries its mark."
            )
        raise OutsideChanged(
            f"The draft to {mail.name} was deleted in Gmail before it was sent, so nothing was sent."
        )

    def _find_sent(self, row: OutgoingDraft) -> dict[str, Any]:
        """Look for the key among the mail sent since the attempt; record the mail, and return what identifies
        it.
        """
        for own_id in self.mailbox.sent_ids():
            at, key, identity = self._mark(own_id)
            if key == row.effect_key:
                found = {**identity, "draft_id": row.draft}
                self.log.sent(row.effect_key, found)
                return found
            if at < row.begun_at - CLOCKS_DIFFER:
                break
        return {}

    def _written_since(self, row: OutgoingDraft) -> bool:
        """Return whether the person was written to by hand since; it may have been our draft, edited and sent."""
        for own_id in self.mailbox.sent_ids():
            at, key, identity = self._mark(own_id)
            if at < row.begun_at - CLOCKS_DIFFER:
                return False
            if not key and identity["to"] == row.address.casefold():
                return True
        return False

    def _mark(self, own_id: str) -> tuple[datetime, str, dict[str, Any]]:
        """Return a sent mail's date, the key it carries, and what identifies it; each is fetched once."""
        if own_id not in self._marks:
            message = self.mailbox.message(own_id)
            if message is None or message.kind != MailKind.SENT:
                return self.clock.now(), "", {"to": ""}
            headers = headers_in(message.raw)
            identity = {"message_id": headers.message_id, "gmail_id": own_id, "to": headers.address}
            self._marks[own_id] = (message.at, message.effect_key, identity)
        return self._marks[own_id]

    def _identity(self, own_id: str, thread_id: str, draft_id: str) -> dict[str, Any]:
        """Return the identifiers of a mail that was just sent, with the Message-ID that Gmail gave it, if it
        can be read.
        """
        identity = {"gmail_id": own_id, "thread_id": thread_id, "draft_id": draft_id}
        try:
            message = self.mailbox.message(own_id)
        except OutsideError:
            return identity
        if message is None:
            return identity
        return {**identity, "message_id": headers_in(message.raw).message_id}
