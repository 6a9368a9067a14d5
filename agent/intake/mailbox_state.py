"""A connected mailbox's progress, and which of its mail is on record: every step its own short transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from schemas.enums import EntryFate
from schemas.identity import Clock
from schemas.records import Approval, FollowedMailbox, MailboxEntry, MailMessage
from tools.desk import Desk
from tools.notice import add_notice

USUAL_REACH = timedelta(days=30)
"""The time back to which a mailbox is read whose owner was not asked."""
STILL_WORK = timedelta(days=7)
"""The time by which a mail may be older than the connection and still be work rather than history."""
AT_ONCE = 400
"""Ids in one query; databases limit how many parameters a statement has."""
SILENCE = timedelta(hours=6)
"""After this long without a reading the owner is told that mail may be waiting unseen."""


class MailboxState:
    """The rows of one followed mailbox.

    Args:
        desk: of the actor `intake`.
        mailbox: its name.
        machine: the machine's time, which readings are dated by.
    """

    def __init__(self, desk: Desk, mailbox: str, machine: Clock) -> None:
        self.desk = desk
        self.mailbox = mailbox
        self.machine = machine

    def begin(self) -> FollowedMailbox:
        """Record that a reading begins; a mailbox that was never read is followed from now on."""
        with self.desk.unit.writing() as session:
            row = self._row() or follow_from(self.desk, self.mailbox, self.machine.now(), USUAL_REACH)
            row.last_tried_at = self.machine.now()
            session.flush()
            session.expunge(row)
            return row

    def advance(self, expected: str, cursor: str) -> None:
        """Move the cursor, unless another reading did."""
        with self.desk.unit.writing():
            row = self._row()
            if row is not None and row.cursor == expected:
                row.cursor = cursor

    def progress(self, read: int, reading: int) -> None:
        """Record how much of a listing is done."""
        with self.desk.unit.writing():
            row = self._row()
            if row is not None:
                row.read, row.reading = read, reading

    def open_gap(self, since: datetime | None, why: str) -> None:
        """Record that mail may have been missed since then, so that all since then is to be listed."""
        with self.desk.unit.writing():
            row = self._row()
            if row is not None:
                row.cursor = ""
                if row.gap_from is None:
                    row.gap_from, row.gap_why = since or row.last_tried_at, why

    def succeed(self) -> None:
        """Record that nothing was left to read: whatever was missing is made good."""
        with self.desk.unit.writing():
            row = self._row()
            if row is not None:
                row.last_success_at, row.problem = self.machine.now(), ""
                row.gap_from, row.gap_why, row.reading, row.read = None, "", 0, 0

    def fail(self, problem: str, *, tell: bool) -> None:
        """Record why a reading stopped; tell the owner once what only they can mend, and of a long silence.

        Args:
            problem: in plain words.
            tell: whether it is for the owner to mend.
        """
        with self.desk.unit.writing():
            row = self._row()
            if row is None:
                return
            silent_since = row.last_success_at or row.last_tried_at
            silent = silent_since is not None and self.machine.now() - silent_since > SILENCE
            if tell and row.problem != problem:
                add_notice(self.desk, "mailbox_lost", "Your mailbox is no longer connected", problem)
            elif silent and row.gap_from is None:
                row.gap_from, row.gap_why = silent_since, problem
                text = f"Mail has not been read for {int(SILENCE.total_seconds() // 3600)} hours: {problem}"
                add_notice(self.desk, "mailbox_silent", "Mail is not being read", text)
            row.problem = problem

    def audited_at(self) -> datetime | None:
        """Return the time at which the mailbox was last compared with the records; None if it never was."""
        with self.desk.unit.reading():
            row = self._row()
            return row.audited_at if row is not None else None

    def audited(self, counts: dict[str, Any]) -> None:
        """Record the counts of a comparison, and tell the owner if something had been missed."""
        with self.desk.unit.writing():
            row = self._row()
            if row is not None:
                row.audited_at, row.audit = self.machine.now(), counts
            missing = counts["missing"]
            if missing:
                text = (
                    f"Comparing your mailbox with the records found {missing} missed "
                    f"{'mail' if missing == 1 else 'mails'}; taken in now. See: deskhand intake --status"
                )
                add_notice(self.desk, "mail_missed", "Missed mail was found", text)

    def enter(self, own_id: str, fate: EntryFate, explanation: str) -> None:
        """Record why a message has no mail of its own on record."""
        with self.desk.unit.writing() as session:
            known = select(MailboxEntry.entry_id).where(
                col(MailboxEntry.mailbox) == self.mailbox, col(MailboxEntry.own_id) == own_id
            )
            if session.exec(known).first() is None:
                session.add(
                    MailboxEntry(
                        business_id=self.desk.business_id,
                        entry_id=self.desk.new_id(),
                        mailbox=self.mailbox,
                        own_id=own_id,
                        fate=fate,
                        explanation=explanation,
                        seen_at=self.machine.now(),
                    )
                )

    def known(self, own_ids: Sequence[str]) -> dict[str, str]:
        """Return the fate of each message that is on record, by own id: an outcome, "skipped: reason", or a
        fate.
        """
        found: dict[str, str] = {}
        with self.desk.unit.reading() as session:
            for start in range(0, len(own_ids), AT_ONCE):
                some = own_ids[start : start + AT_ONCE]
                mails = select(MailMessage.own_id, MailMessage.outcome, MailMessage.reason).where(
                    col(MailMessage.mailbox) == self.mailbox, col(MailMessage.own_id).in_(some)
                )
                for own_id, outcome, reason in session.exec(mails):
                    found[own_id] = f"{outcome}: {reason}" if reason else str(outcome)
                entries = select(MailboxEntry.own_id, MailboxEntry.fate).where(
                    col(MailboxEntry.mailbox) == self.mailbox, col(MailboxEntry.own_id).in_(some)
                )
                found |= {own_id: str(fate) for own_id, fate in session.exec(entries)}
        return found

    def unknown(self, own_ids: Sequence[str]) -> list[str]:
        """Return the ids that are not on record, in their order."""
        known = self.known(own_ids)
        return [own_id for own_id in own_ids if own_id not in known]

    def is_ours(self, effect_key: str) -> bool:
        """Return whether an approval of this business has the idempotency key."""
        with self.desk.unit.reading() as session:
            found = session.exec(select(Approval.approval_id).where(col(Approval.effect_key) == effect_key))
            return found.first() is not None

    def _row(self) -> FollowedMailbox | None:
        key = (self.desk.business_id, self.mailbox)
        return self.desk.session.get(FollowedMailbox, key)


def follow_from(desk: Desk, mailbox: str, now: datetime, reach: timedelta | None) -> FollowedMailbox:
    """Follow a mailbox from now, or resume one that was followed before, reaching further back if asked.

    Args:
        desk: with its writing transaction open.
        mailbox: its name.
        now: the machine's time.
        reach: how far back it is read; None for everything there is.
    """
    row = desk.session.get(FollowedMailbox, (desk.business_id, mailbox))
    read_from = None if reach is None else now - reach
    if row is None:
        row = FollowedMailbox(
            business_id=desk.business_id,
            mailbox=mailbox,
            read_from=read_from,
            history_before=now - STILL_WORK,
        )
        desk.session.add(row)
    elif row.read_from is not None and (read_from is None or read_from < row.read_from):
        row.read_from, row.cursor = read_from, ""
    return row
