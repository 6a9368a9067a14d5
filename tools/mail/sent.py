"""Logging a mail that went out, with its Message-ID, so that the answer finds its way back (rows C15, C21)."""

from schemas.delivery import own_addresses_of
from schemas.effects import Answer, Effect
from schemas.enums import ActorKind, InteractionType, MailDirection, MailOutcome
from schemas.errors import NotPermitted
from schemas.records import MailMessage
from schemas.records.pointing import pointer
from tools.acts import LocalAct
from tools.arguments import Line, Name, Text
from tools.counters import next_number
from tools.desk import Desk
from tools.mail import threads
from tools.mail.closings import CLOSING, closing_of
from tools.mail.received import Key
from tools.matters import interaction_log, people
from tools.matters.about import About, resolve_about
from tools.registry import tool

SENT = "sent"
"""The mailbox that mails of ours belong to."""


class SentMail(LocalAct):
    """One `email_outbound` touch on the person and the job, and the mail's row."""

    about: About
    contact_id: str
    address: str
    subject: str
    text: str
    message_id: str
    thread: list[str]

    def line(self) -> str:
        return f"Log the mail to {self.about.called}"

    def concerns(self) -> str | None:
        return self.contact_id

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        lead, deal = self.about.lead(desk), self.about.opportunity(desk)
        interaction = interaction_log.log(
            desk,
            InteractionType.EMAIL_OUTBOUND,
            f"{self.subject}\n\n{self.text}",
            contact_id=self.contact_id,
            lead=lead,
            opportunity=deal,
        )
        if self.message_id and threads.with_own_id(desk, SENT, self.message_id) is None:
            desk.session.add(self._row(desk, interaction.interaction_id))
        return Answer(
            text=f"Logged the mail to {self.about.called}.",
            data={
                "interaction_id": interaction.interaction_id,
                "contact_id": self.contact_id,
                "lead_id": self.about.lead_id,
                "opportunity_id": self.about.opportunity_id,
            },
        )

    def _row(self, desk: Desk, interaction_id: str) -> MailMessage:
        own = own_addresses_of(desk.business.settings) or [""]
        return MailMessage(
            business_id=desk.business_id,
            mail_id=desk.new_id(),
            number=next_number(desk, "mail"),
            mailbox=SENT,
            own_id=self.message_id,
            message_id=self.message_id,
            direction=MailDirection.OUTBOUND,
            outcome=MailOutcome.INTERACTION,
            explanation=f"You wrote this to {self.address}."[:500],
            sender_name=desk.business.name,
            sender_address=own[0],
            subject=self.subject,
            received_at=desk.now(),
            thread=self.thread,
            extraction={CLOSING: closing_of(self.text)},
            contact_id=self.contact_id,
            **pointer(self.about.lead_id, self.about.opportunity_id),
            interaction_id=interaction_id,
        )


@tool(Effect.WRITE)
def log_sent_mail(
    desk: Desk,
    about: Line,
    contact: Name,
    address: Text,
    subject: Line,
    text: Text,
    message_id: Key = "",
    thread: list[Key] | None = None,
) -> SentMail:
    """Log a mail that was sent to somebody, so that their answer is known as one.

    Args:
        about: the job's id, or the person's.
        contact: the person's id.
        address: where it went.
        subject: its subject.
        text: its text.
        message_id: its Message-ID, if known.
        thread: the Message-IDs that it answered, oldest first.
    """
    if desk.actor.kind == ActorKind.MODEL:
        raise NotPermitted(
            "The desk logs what it sent by itself; use log_interaction for what the owner sent. Nothing was changed."
        )
    meant = resolve_about(desk, about, any_job=True)
    return SentMail(
        about=meant,
        contact_id=people.by_id(desk, contact).contact_id,
        address=address,
        subject=subject,
        text=text,
        message_id=message_id,
        thread=(thread or [])[-threads.LONGEST_THREAD :],
    )
