"""The record of drafts on their way out: written before each step outside, so that a crash leaves the truth."""

from datetime import datetime
from typing import Any

from schemas.database import UnitOfWork
from schemas.identity import Clock
from schemas.records import OutgoingDraft


class DraftLog:
    """The rows of one mailbox's outgoing drafts.

    Args:
        unit: to read and write them; never one that is open elsewhere.
        mailbox: its name.
        machine: the machine's time.
    """

    def __init__(self, unit: UnitOfWork, mailbox: str, machine: Clock) -> None:
        self.unit = unit
        self.mailbox = mailbox
        self.machine = machine

    def row(self, effect_key: str) -> OutgoingDraft | None:
        """Return the row of a mail; None if it was never begun."""
        with self.unit.reading() as session:
            found = session.get(OutgoingDraft, (self.unit.business_id, effect_key))
            if found is not None:
                session.expunge(found)
            return found

    def begin(self, effect_key: str, address: str) -> datetime:
        """Record that a draft is about to be made; return when it was first begun."""
        with self.unit.writing() as session:
            row = session.get(OutgoingDraft, (self.unit.business_id, effect_key))
            if row is None:
                row = OutgoingDraft(
                    business_id=self.unit.business_id,
                    effect_key=effect_key,
                    mailbox=self.mailbox,
                    address=address,
                    begun_at=self.machine.now(),
                )
                session.add(row)
            return row.begun_at

    def drafted(self, effect_key: str, draft_id: str, digest: str) -> str:
        """Record the draft that was made, unless another worker's is recorded; return the one that counts.

        Of two workers that each made one, both go on to send the same: the other draft is left unsent.
        """
        with self.unit.writing() as session:
            row = session.get_one(OutgoingDraft, (self.unit.business_id, effect_key))
            if not row.draft:
                row.draft, row.digest = draft_id, digest
            return row.draft

    def sending(self, effect_key: str) -> bool:
        """Record that the draft is about to be sent; return whether that was so before."""
        with self.unit.writing() as session:
            row = session.get_one(OutgoingDraft, (self.unit.business_id, effect_key))
            before = row.sending_at is not None
            row.sending_at = row.sending_at or self.machine.now()
            return before

    def not_sent(self, effect_key: str) -> None:
        """Record that the sending did not happen after all."""
        with self.unit.writing() as session:
            row = session.get_one(OutgoingDraft, (self.unit.business_id, effect_key))
            row.sending_at = None

    def sent(self, effect_key: str, identity: dict[str, Any]) -> None:
        """Record that the mail is sent, and what identifies it."""
        with self.unit.writing() as session:
            row = session.get_one(OutgoingDraft, (self.unit.business_id, effect_key))
            row.sent = identity
