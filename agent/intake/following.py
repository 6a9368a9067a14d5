"""Keeping a connected mailbox and the records in step: every message once, and none left behind (row C7).

What is new is asked for from a cursor, which moves only after what came before it is stored; a process may die
anywhere. Where there is no cursor yet, or the mailbox no longer knows it, everything since a day is listed and
what is not on record is taken in. A message is known by the mailbox's own id, so that labels and read marks change
nothing, and by its Message-ID, so that a copy is no second mail.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from agent.intake.mailbox_state import MailboxState
from agent.intake.parse import read_mail
from agent.intake.plain import LONGEST_BODY, clip, key_of, thread_of
from agent.intake.quotes import strip_quotes
from agent.intake.receive import TAKE_IN, Intake, Receipt
from schemas.effects import Call, OutcomeKind
from schemas.enums import EntryFate, MailOutcome
from schemas.errors import CursorExpired, NotConnected, OutsideError
from schemas.identity import Clock
from schemas.ports import ConnectedMailbox, MailboxMessage, MailKind
from schemas.records import FollowedMailbox
from tools.mail.closings import closing_of

TAKE_IN_OLD = "take_in_old_mail"
OVERLAP = timedelta(days=2)
"""The time by which more than a gap is read again: clocks differ, and mail is dated by others."""
PROGRESS_EVERY = 25


@dataclass(frozen=True, slots=True)
class Taken:
    """The outcome of one message.

    Args:
        own_id: the mailbox's own id.
        fate: its outcome, "copy", "sent_by_hand" and the like; "gone" or "no_mail" where there is none to take in.
        text: what the owner may be told; empty where there is nothing to tell.
        new: whether it was put on record just now.
        receipt: of a received mail.
        at: when the mailbox got it.
        read, reading: how many of a listing are done, of how many; 0 while following.
    """

    own_id: str
    fate: str
    text: str = ""
    new: bool = False
    receipt: Receipt | None = None
    at: datetime | None = None
    read: int = 0
    reading: int = 0


class Following:
    """Reads one connected mailbox.

    Args:
        mailbox: as it is connected.
        intake: takes its received mails in; its gate and desk are used for the sent ones.
        machine: the machine's time.
    """

    def __init__(self, mailbox: ConnectedMailbox, intake: Intake, machine: Clock) -> None:
        self.mailbox = mailbox
        self.intake = intake
        self.desk = intake.desk
        self.gate = intake.gate
        self.state = MailboxState(intake.desk, intake.mailbox, machine)

    def catch_up(self) -> Iterator[Taken]:
        """Take in whatever is not on record yet, yielding each as it is done; what was done stays, wherever
        this stops.

        Raises:
            NotConnected: the owner has to connect the mailbox again; they have been told.
            OutsideError: the mailbox can't be read just now.
            OperatorMustAct: the database or the home can't be used.
        """
        row = self.state.begin()
        try:
            yield from self._read(row)
        except (NotConnected, OutsideError) as error:
            self.state.fail(error.message, tell=isinstance(error, NotConnected))
            raise
        self.state.succeed()

    def take(self, own_id: str, history_before: datetime) -> Taken:
        """Take one message in, or find out what became of it.

        Args:
            own_id: the mailbox's own id.
            history_before: what came before is history.
        """
        message = self.mailbox.message(own_id)
        if message is None:
            return Taken(own_id, "gone")
        if message.kind == MailKind.NO_MAIL:
            return Taken(own_id, "no_mail")
        taken = (
            self._take_sent(message)
            if message.kind == MailKind.SENT
            else self._take_in(message, history_before)
        )
        return replace(taken, at=message.at)

    def _take_in(self, message: MailboxMessage, history_before: datetime) -> Taken:
        own_id = message.own_id
        tool = TAKE_IN_OLD if message.at < history_before else TAKE_IN
        receipt = self.intake.receive(own_id, message.raw, tool)
        if not receipt.new and not self.state.known([own_id]):
            self.state.enter(own_id, EntryFate.COPY, f"It is a copy of mail {receipt.number}.")
            return Taken(own_id, EntryFate.COPY)
        tells = tool == TAKE_IN and receipt.outcome != MailOutcome.SKIPPED
        return Taken(own_id, receipt.outcome, receipt.text if tells else "", receipt.new, receipt)

    def _read(self, row: FollowedMailbox) -> Iterator[Taken]:
        if not row.cursor:
            made_good = row.gap_from if row.last_success_at else None
            yield from self._list(made_good - OVERLAP if made_good else row.read_from, row)
            return
        try:
            yield from self._follow(row)
        except CursorExpired as error:
            since = row.last_success_at
            self.state.open_gap(since, error.message)
            yield from self._list(since - OVERLAP if since else row.read_from, row)

    def _follow(self, row: FollowedMailbox) -> Iterator[Taken]:
        """Read the changes since the cursor until there are no more."""
        cursor, more = row.cursor, True
        while more:
            changes = self.mailbox.changes(cursor)
            for own_id in self.state.unknown(changes.own_ids):
                yield self.take(own_id, row.history_before)
            self.state.advance(cursor, changes.cursor)
            cursor, more = changes.cursor, changes.more

    def _list(self, since: datetime | None, row: FollowedMailbox) -> Iterator[Taken]:
        """List everything since then and take in what isn't on record, the oldest first, so that answers find
        threads.
        """
        cursor = self.mailbox.cursor()
        own_ids = [own_id for page in self.mailbox.listed(since) for own_id in page]
        left = self.state.unknown(own_ids)[::-1]
        done = len(own_ids) - len(left)
        for number, own_id in enumerate(left, start=1):
            taken = self.take(own_id, row.history_before)
            if number % PROGRESS_EVERY == 0:
                self.state.progress(done + number, len(own_ids))
            yield replace(taken, read=done + number, reading=len(own_ids))
        self.state.advance("", cursor)

    def _take_sent(self, message: MailboxMessage) -> Taken:
        """Take in a mail that went out: by an approval, which may still have been unknown, or by the owner's
        own hand.
        """
        if message.effect_key and self.state.is_ours(message.effect_key):
            settled = self.gate.look_again(self.desk, message.effect_key)
            self.state.enter(message.own_id, EntryFate.SENT_BY_US, "It went out after your yes.")
            text = settled.result.text if settled is not None and settled.result is not None else ""
            return Taken(message.own_id, EntryFate.SENT_BY_US, text)
        call = Call(tool="log_mail_sent_by_hand", arguments={"mail": self._hand_sent(message)})
        outcome = self.gate.submit(self.desk, call)
        if outcome.kind == OutcomeKind.DONE and outcome.result is not None:
            return Taken(message.own_id, "sent_by_hand", outcome.result.text, new=True)
        why = str((outcome.problem or {}).get("message", ""))
        known = (outcome.problem or {}).get("kind") == "against_the_rules"
        fate = EntryFate.COPY if known else EntryFate.SENT_TO_OTHERS
        self.state.enter(message.own_id, fate, why)
        return Taken(message.own_id, fate)

    def _hand_sent(self, message: MailboxMessage) -> dict[str, Any]:
        mail = read_mail(message.raw, self.intake.limits)
        parted = strip_quotes(mail.text)
        recipients = [clip(one.address.casefold()) for one in (*mail.to, *mail.cc)]
        return {
            "mailbox": self.intake.mailbox,
            "own_id": key_of(message.own_id),
            "message_id": key_of(mail.message_id),
            "sent_at": message.at.isoformat(),
            "sender_address": clip(mail.sender.address.casefold(), 320) if mail.sender else "",
            "recipients": recipients[:50],
            "subject": clip(mail.subject),
            "text": parted.fresh[:LONGEST_BODY],
            "thread": thread_of(mail),
            "closing": closing_of(f"{parted.fresh}\n{parted.signature}"),
        }
