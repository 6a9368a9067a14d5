"""Mail that the owner wrote in the mailbox itself: logged as outbound on the person it went to (row C15)."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlmodel import col, select

from schemas.effects import Answer, Effect
from schemas.enums import ActorKind, InteractionType, MailDirection, MailOutcome
from schemas.errors import AgainstTheRules, NotFound, NotPermitted
from schemas.records import Contact, Interaction, Lead, MailMessage, Opportunity
from tools import wording
from tools.acts import LocalAct
from tools.counters import next_number
from tools.desk import Desk
from tools.mail import threads
from tools.mail.closings import CLOSING
from tools.mail.received import Body, Key, Short
from tools.matters import interaction_log, people
from tools.matters.resolve_jobs import open_jobs_of
from tools.registry import tool


class HandSent(BaseModel):
    """What a mail that was sent by hand says; `recipients` are addresses in lower case, the first ones on the To line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mailbox: Key
    own_id: Key
    message_id: Key
    sent_at: datetime
    sender_address: Annotated[str, StringConstraints(max_length=320)] = ""
    recipients: list[Short] = Field(max_length=50)
    subject: Short = ""
    text: Body = ""
    thread: list[Key] = Field(default_factory=list, max_length=50)
    closing: list[Short] = Field(default_factory=list, max_length=10)


class LogHandSent(LocalAct):
    """One `email_outbound` touch on each recipient on record, and the mail's row."""

    mail: HandSent
    contact_ids: list[str]

    def line(self) -> str:
        return f"Log the mail “{wording.clipped(self.mail.subject, 80)}” that you sent yourself"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        refuse_known(desk, self.mail)
        earlier = threads.answered_mail(desk, self.mail.thread)
        first: Interaction | None = None
        for contact_id in self.contact_ids:
            lead, deal = _job(desk, contact_id, earlier, self.mail.sent_at)
            logged = interaction_log.log(
                desk,
                InteractionType.EMAIL_OUTBOUND,
                self.mail.text,
                subject=self.mail.subject,
                contact_id=contact_id,
                lead=lead,
                opportunity=deal,
                at=min(self.mail.sent_at, desk.now()),
            )
            first = first or logged
        assert first is not None
        desk.session.add(self._row(desk, first))
        names = wording.listed([people.name_of_id(desk, one) for one in self.contact_ids])
        return Answer(text=f"Logged your own mail to {names}.", data={"interaction_id": first.interaction_id})

    def _row(self, desk: Desk, logged: Interaction) -> MailMessage:
        return MailMessage(
            business_id=desk.business_id,
            mail_id=desk.new_id(),
            number=next_number(desk, "mail"),
            mailbox=self.mail.mailbox,
            own_id=self.mail.own_id,
            message_id=self.mail.message_id,
            direction=MailDirection.OUTBOUND,
            outcome=MailOutcome.INTERACTION,
            explanation="You sent this yourself, from your mailbox.",
            sender_name=desk.business.name,
            sender_address=self.mail.sender_address,
            subject=self.mail.subject,
            received_at=logged.timestamp,
            thread=self.mail.thread,
            extraction={CLOSING: self.mail.closing},
            contact_id=logged.contact_id,
            matter_id=logged.matter_id,
            origin_id=logged.origin_id,
            interaction_id=logged.interaction_id,
        )


def refuse_known(desk: Desk, mail: HandSent) -> None:
    """Refuse a sent mail that is on record, by the mailbox's own id or by its Message-ID.

    Raises:
        AgainstTheRules.
    """
    known = threads.with_own_id(desk, mail.mailbox, mail.own_id) or _outbound(desk, mail.message_id)
    if known is not None:
        raise AgainstTheRules(f"That mail is on record already, as {known.number}. Nothing was changed.")


def _outbound(desk: Desk, message_id: str) -> MailMessage | None:
    return desk.session.exec(
        select(MailMessage).where(
            col(MailMessage.message_id) == message_id, col(MailMessage.direction) == MailDirection.OUTBOUND
        )
    ).first()


def _job(
    desk: Desk, contact_id: str, earlier: MailMessage | None, at: datetime
) -> tuple[Lead | None, Opportunity | None]:
    """Return the job that its thread is about; else the person's only open one, if it was there when the mail
    was sent.
    """
    if earlier is not None and earlier.contact_id == contact_id:
        return threads.job_of(desk, earlier)
    jobs = open_jobs_of(desk, contact_id)
    if len(jobs) != 1 or jobs[0].created_at is None or jobs[0].created_at > at:
        return None, None
    job = jobs[0]
    return (job, None) if isinstance(job, Lead) else (None, job)


@tool(Effect.WRITE)
def log_mail_sent_by_hand(desk: Desk, mail: HandSent) -> LogHandSent:
    """Log a mail that the owner sent from the mailbox itself, on everybody on record that it went to. Only intake does this.

    Args:
        mail: what it says, and what makes it one mail.
    """
    if desk.actor.kind != ActorKind.INTAKE:
        raise NotPermitted("Only intake logs mail by itself; use log_sent_mail instead. Nothing was changed.")
    refuse_known(desk, mail)
    found: list[Contact] = people.each_once(
        one for address in mail.recipients for one in people.with_email(desk, address)[:1]
    )
    if not found:
        raise NotFound("It went to nobody on record. Nothing was changed.", "mail")
    return LogHandSent(mail=mail, contact_ids=[one.contact_id for one in found])
