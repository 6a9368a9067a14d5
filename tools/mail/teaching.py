"""The mail that was left out and why, and the owner's word on it: "this was a lead", and the reverse (row C7)."""

from sqlmodel import col, select

from schemas.effects import Answer, Call, CardField, Effect, Offer
from schemas.enums import (
    OPEN_LEAD_STATUSES,
    DisqualificationReason,
    LeadStatus,
    MailDirection,
    MailOutcome,
    SenderTreatment,
)
from schemas.errors import AgainstTheRules
from schemas.records import Contact, Interaction, Lead, MailMessage
from tools import wording
from tools.acts import LocalAct, ReplyReceived
from tools.desk import Desk
from tools.leads.leads import Disqualify, Reopen, new_lead
from tools.mail import threads
from tools.mail.held_mail import file, received_of, refuse_held
from tools.mail.intake import WHOSE, placed_data, questions_of, replies_in, row_data
from tools.mail.placing import Held, place
from tools.mail.received import MailReading
from tools.matters import disambiguation, people
from tools.registry import tool

NO_SENDERS_FAULT = frozenset({"unreadable", "encrypted", "too_large", "bounce", "nobody", "empty"})
"""Reasons that say something of the one mail, so that its sender is not to be treated otherwise for it."""

SAID_LEAD = "You said that this is a lead."


@tool(Effect.READ)
def list_left_out_mail(desk: Desk, outcome: MailOutcome | None = None, count: int = 50) -> Answer:
    """The mails that were skipped or kept, newest first, each with its number and the reason.

    Args:
        outcome: only skipped or only kept ones; both if left out.
        count: how many, at most 1000.
    """
    wanted = [outcome] if outcome else [MailOutcome.SKIPPED, MailOutcome.KEPT]
    found = list(
        desk.session.exec(
            select(MailMessage)
            .where(col(MailMessage.outcome).in_(wanted), col(MailMessage.direction) == MailDirection.INBOUND)
            .order_by(col(MailMessage.number).desc())
            .limit(max(1, min(count, 1000)))
        )
    )
    return Answer(
        text="\n".join(_told(desk, row) for row in found) or "No mail was left out.",
        data={
            "mail": [
                {
                    **row_data(row),
                    "sender": row.sender_address,
                    "name": row.sender_name,
                    "subject": row.subject,
                    "received_at": row.received_at.isoformat(),
                }
                for row in found
            ]
        },
    )


def _told(desk: Desk, row: MailMessage) -> str:
    when = row.received_at.astimezone(desk.zone)
    sender = row.sender_address or row.sender_name or "nobody named"
    subject = wording.clipped(row.subject, 60) or "no subject"
    return f"{row.number:5}  {when:%Y-%m-%d %H:%M}  {row.outcome:7} {sender}: {subject}\n       {row.explanation}"


class WasALead(LocalAct):
    """A mail that was left out, or logged on something else, is taken in as a lead; its sender's rule is taught."""

    mail: int
    subject: str
    sender: str

    def line(self) -> str:
        return f"Take in mail {self.mail} (“{wording.clipped(self.subject, 60)}”) as a lead"

    def fields(self) -> list[CardField]:
        return [CardField(name="From", value=self.sender, outside=True)]

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        row = threads.numbered(desk, self.mail)
        _refuse_lead(row)
        refuse_held(row)
        reading = MailReading.from_row(row.extraction)
        if row.outcome == MailOutcome.INTERACTION:
            return self._open_apart(desk, row, reading)
        taught = ""
        if row.reason not in NO_SENDERS_FAULT and not (reading.relayed and row.lead_id):
            taught = threads.teach(desk, row.sender_address, SenderTreatment.LEAD)
        if row.lead_id is not None:
            return self._take_back(desk, row, taught)
        placed = place(desk, received_of(row), reading, row.number, opens_lead=True)
        if isinstance(placed, Held):
            row.outcome, row.reason, row.explanation = MailOutcome.KEPT, WHOSE, placed.question
            return Answer(text=placed.question, data={**row_data(row), "whose": row.number})
        if placed is None:
            raise AgainstTheRules(
                f"Mail {self.mail} names nobody to get back to; record the inquiry by hand instead. "
                "Nothing was changed.",
                instead={"tool": "record_inquiry", "arguments": {"title": row.subject or "Inquiry"}},
            )
        file(desk, row, reading, placed)
        return _with_offer(" ".join(filter(None, [placed.text, taught])), placed_data(row, placed))

    def _open_apart(self, desk: Desk, row: MailMessage, reading: MailReading) -> Answer:
        """Open a lead of its own, on the same person, for a mail that was logged on an open job."""
        interaction = desk.session.get_one(Interaction, (desk.business_id, row.interaction_id))
        title = reading.title or row.subject or "Inquiry"
        lead = new_lead(desk, title, row.contact_id, reading.source, description=interaction.body)
        lead.last_interaction_at = interaction.timestamp
        interaction.matter_id, interaction.origin_id = lead.lead_id, None
        row.outcome, row.matter_id, row.origin_id = MailOutcome.LEAD, lead.lead_id, None
        row.explanation = SAID_LEAD
        text = f"Opened {lead.title} ({lead.reference}) for it.{disambiguation.whose(desk, lead.contact_id)}"
        return _with_offer(text, row_data(row))

    def _take_back(self, desk: Desk, row: MailMessage, taught: str) -> Answer:
        """Reopen the lead of a mail that the owner had said to be no lead."""
        lead = desk.session.get_one(Lead, (desk.business_id, row.lead_id))
        text = f"{lead.title} is {wording.words(lead.status)}."
        if lead.status == LeadStatus.DISQUALIFIED:
            text = Reopen(lead_id=lead.lead_id, called=lead.title).apply(desk, None).text
        if row.contact_id is not None:
            people.by_id(desk, row.contact_id).archived_at = None
        row.outcome, row.reason, row.explanation = MailOutcome.LEAD, "", SAID_LEAD
        return _with_offer(" ".join(filter(None, [text, taught])), row_data(row))

    def replies_received(self, desk: Desk, result: Answer) -> list[ReplyReceived]:
        return replies_in(result)

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        return questions_of(result)


def _with_offer(text: str, data: dict[str, object]) -> Answer:
    call = Call(tool="draft_follow_up", arguments={"lead": data["lead_id"]})
    return Answer(text=text, data=data, offers=[Offer(text="Want me to draft a response?", call=call)])


def _refuse_lead(row: MailMessage) -> None:
    if row.outcome == MailOutcome.LEAD:
        raise AgainstTheRules(f"Mail {row.number} is a lead already. Nothing was changed.")
    if row.direction == MailDirection.OUTBOUND:
        raise AgainstTheRules(f"Mail {row.number} is one that you sent. Nothing was changed.")


@tool(Effect.WRITE)
def take_in_as_lead(desk: Desk, mail: int) -> WasALead:
    """This was a lead: take in a mail that was skipped or kept, and its sender's mail from now on.

    Args:
        mail: its number, from list_left_out_mail.
    """
    row = threads.numbered(desk, mail)
    _refuse_lead(row)
    refuse_held(row)
    return WasALead(mail=mail, subject=row.subject, sender=row.sender_address)


class WasNoLead(LocalAct):
    """A mail was no lead: the lead that it opened is disqualified, and its sender's rule is taught."""

    mail: int
    subject: str
    sender: str

    def line(self) -> str:
        return f"Leave out mail {self.mail} (“{wording.clipped(self.subject, 60)}”): no lead"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        row = threads.numbered(desk, self.mail)
        _refuse_interaction(row)
        relayed = MailReading.from_row(row.extraction).relayed
        said = [self._give_up(desk, row)] if row.outcome == MailOutcome.LEAD else []
        if row.outcome == MailOutcome.LEAD and relayed:
            said.append(f"{row.sender_address} passes on other people's mail, which is still taken in.")
        elif row.reason not in NO_SENDERS_FAULT:
            said.append(threads.teach(desk, row.sender_address, SenderTreatment.SKIP))
        row.outcome, row.reason = MailOutcome.SKIPPED, "rule"
        row.explanation = "You said that this is no lead."
        return Answer(text=" ".join(filter(None, said)) or "Left out.", data=row_data(row))

    def _give_up(self, desk: Desk, row: MailMessage) -> str:
        lead = desk.session.get_one(Lead, (desk.business_id, row.lead_id))
        if lead.status not in OPEN_LEAD_STATUSES:
            return f"{lead.title} is {wording.words(lead.status)} already and stays so."
        give_up = Disqualify(
            lead_id=lead.lead_id, called=lead.title, reason=DisqualificationReason.OTHER, note="Not a lead."
        )
        answer = give_up.apply(desk, None)
        self._archive_stranger(desk, lead)
        return answer.text

    def _archive_stranger(self, desk: Desk, lead: Lead) -> None:
        """Archive a person of whom only this is on record, with it."""
        if lead.contact_id is None:
            return
        others = select(Lead.lead_id).where(
            col(Lead.contact_id) == lead.contact_id, col(Lead.lead_id) != lead.lead_id
        )
        touches = select(Interaction.interaction_id).where(
            col(Interaction.contact_id) == lead.contact_id,
            col(Interaction.matter_id).is_distinct_from(lead.lead_id),
            col(Interaction.origin_id).is_distinct_from(lead.lead_id),
        )
        if desk.session.exec(others).first() is None and desk.session.exec(touches).first() is None:
            contact = desk.session.get_one(Contact, (desk.business_id, lead.contact_id))
            if contact.customer_since is None and contact.archived_at is None:
                contact.archived_at = desk.now()


@tool(Effect.WRITE)
def leave_out_mail(desk: Desk, mail: int) -> WasNoLead:
    """This was no lead: disqualify the lead that a mail opened, and leave out its sender's mail from now on.

    Args:
        mail: its number.
    """
    row = threads.numbered(desk, mail)
    _refuse_interaction(row)
    return WasNoLead(mail=mail, subject=row.subject, sender=row.sender_address)


def _refuse_interaction(row: MailMessage) -> None:
    if row.direction == MailDirection.OUTBOUND:
        raise AgainstTheRules(f"Mail {row.number} is one that you sent. Nothing was changed.")
    if row.outcome == MailOutcome.INTERACTION:
        raise AgainstTheRules(
            f"Mail {row.number} comes from somebody on record, and opened no lead; it stays with them. "
            "Nothing was changed."
        )
