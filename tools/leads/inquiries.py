"""Somebody new asks, or somebody known asks for something new (row C7)."""

from dataclasses import dataclass
from datetime import datetime

from schemas.effects import Answer, Call, CardField, Effect, Offer
from schemas.enums import Channel, InteractionType, Source, TouchDirection
from schemas.errors import BadArguments
from schemas.keys import fold
from schemas.records import Contact, Interaction, Lead
from tools import wording
from tools.acts import Ask, LocalAct
from tools.arguments import Line, Name, Text
from tools.desk import Desk
from tools.leads.leads import new_lead
from tools.matters import interaction_log, people
from tools.matters.resolve_sites import elsewhere
from tools.notice import add_notice
from tools.people.details import Details, add_further
from tools.people.identity import NameAnswer, Whose, answered_whose, answers_for, identify, question_about
from tools.registry import tool

TOUCH_OF = {
    Source.PHONE_CALL: InteractionType.PHONE_CALL,
    Source.EMAIL: InteractionType.EMAIL_INBOUND,
    Source.WEB_FORM: InteractionType.EMAIL_INBOUND,
}
"""A web form arrives as mail, so its interaction is `email_inbound` (`core-readings.md`)."""


@dataclass(frozen=True)
class Asked:
    """The person who asks, and for what; `said` is the whole text to log, where it is more than the description.

    Args:
        details: of the person.
        source: how it came in.
        title, description: of the lead.
        said, subject: of the interaction; the description and the title if empty.
        touch: what the interaction is; by default what the source says.
        at: when they asked; now if not given.
        next_step: a sentence at the end of the notice.
    """

    details: Details
    source: Source
    title: str
    description: str
    said: str = ""
    subject: str = ""
    touch: InteractionType | None = None
    at: datetime | None = None
    next_step: str = ""


@dataclass(frozen=True)
class TakenIn:
    """The rows that row C7 wrote; `question` is what to ask the owner about the person, None where all is clear."""

    contact: Contact
    lead: Lead
    interaction: Interaction
    known: bool
    text: str
    question: dict[str, str] | None


def take_in(desk: Desk, asked: Asked, whose: Whose) -> TakenIn:
    """Write row C7 inside the open transaction: the person, known or new; the lead; the interaction; the notice.

    Args:
        desk: with its writing transaction open.
        asked: the inquiry.
        whose: whom it is about; nobody else may be in question.
    """
    details = asked.details
    known = whose.person
    contact = known or new_person(desk, details, asked.source)
    _fill(contact, details)
    add_further(desk, contact, details, whose.shared)
    contact.archived_at = None
    site = elsewhere(desk, contact, details.address) if details.address else None
    lead = new_lead(
        desk,
        asked.title,
        contact.contact_id,
        asked.source,
        description=asked.description,
        site_id=site.site_id if site else None,
    )
    interaction = interaction_log.log(
        desk,
        asked.touch or TOUCH_OF.get(asked.source, InteractionType.NOTE),
        asked.said or asked.description,
        subject=asked.subject or asked.title,
        lead=lead,
        at=asked.at,
        direction=TouchDirection.INBOUND,
    )
    desk.session.flush()
    text = _notice_text(desk, contact, asked, known=known is not None)
    add_notice(desk, "new_inquiry", lead.title, text, contact_id=contact.contact_id, about=(lead.lead_id,))
    question = question_of(contact, whose, details)
    return TakenIn(contact, lead, interaction, known is not None, text, question)


def new_person(desk: Desk, details: Details, source: Source) -> Contact:
    """Add somebody new inside the open transaction, without their phone and e-mail, which may be another's."""
    contact = Contact(
        business_id=desk.business_id,
        contact_id=desk.new_id(),
        first_name=details.first_name,
        last_name=details.last_name,
        address=details.address or None,
        source=source,
        preferred_channel=Channel.EMAIL if details.email and not details.phone else Channel.PHONE,
    )
    desk.session.add(contact)
    desk.session.flush()
    return contact


def _notice_text(desk: Desk, contact: Contact, asked: Asked, *, known: bool) -> str:
    phones = people.phones_of(desk, contact.contact_id)
    country = desk.business.country
    number = wording.phone(phones[0].number, country, phones[0].extension) if phones else "none given"
    who = people.name_of(desk, contact)
    before = f" {who} is on record already." if known else ""
    then = f" {asked.next_step}" if asked.next_step else ""
    return (
        f"New inquiry from {who} — {asked.title}. Phone: {number}. They came in via "
        f"{wording.words(asked.source)}.{before}{then}"
    )


def question_of(contact: Contact, whose: Whose, details: Details) -> dict[str, str] | None:
    """Return what the owner is to be asked where somebody known gives a phone that another has; None if nothing."""
    if whose.also is None:
        return None
    return {"one": contact.contact_id, "other": whose.also.contact_id, "phone": details.phone}


def follow_up_questions(question: dict[str, str] | None) -> list[Call]:
    """Return the calls that ask the owner whether two records are one person's."""
    return [Call(tool="ask_same_person", arguments=question)] if question is not None else []


class Inquiry(LocalAct):
    """Row C7 in one transaction: the person, known or new; the lead; the interaction; the notice."""

    details: Details
    source: Source
    title: str
    description: str
    at: datetime | None = None
    """The time it came, where it waited for an answer."""
    answer: NameAnswer | None = None
    """The owner's answer to whose it is; None where it was never in question."""

    def line(self) -> str:
        called = self.details.called() or "an unknown caller"
        under = f", {self.answer.said()}" if self.answer else ""
        return f"Take in the inquiry from {called}: {self.title}{under}"

    def fields(self) -> list[CardField]:
        return [*self.details.fields(), CardField(name="Description", value=self.description, outside=True)]

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        whose = answered_whose(desk, self.details, self.answer, approval_id)
        asked = Asked(self.details, self.source, self.title, self.description, at=self.at)
        taken = take_in(desk, asked, whose)
        return Answer(
            text=taken.text,
            data={
                "contact_id": taken.contact.contact_id,
                "lead_id": taken.lead.lead_id,
                "reference": taken.lead.reference,
                "interaction_id": taken.interaction.interaction_id,
                "known": taken.known,
                "same_person_in_question": taken.question,
            },
            offers=[
                Offer(
                    text="Want me to draft a response?",
                    call=Call(tool="draft_follow_up", arguments={"lead": taken.lead.lead_id}),
                )
            ],
        )

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        question = result.data["same_person_in_question"]
        return follow_up_questions(question)

    def changed(self, desk: Desk) -> str | None:
        return self.answer.changed(desk, self.details) if self.answer is not None else None

    def concerns(self) -> str | None:
        return self.answer.contact_id if self.answer is not None else None


def _fill(contact: Contact, details: Details) -> None:
    if not contact.first_name and not contact.last_name:
        contact.first_name, contact.last_name = details.first_name, details.last_name
    contact.address = contact.address or details.address or None


@tool(Effect.WRITE)
def record_inquiry(
    desk: Desk,
    title: Line,
    first_name: Name = "",
    last_name: Name = "",
    phone: Name = "",
    email: Name = "",
    address: Text = "",
    description: Text = "",
    source: Source = Source.PHONE_CALL,
) -> Inquiry | Ask:
    """Take in a new inquiry: finds or adds the person, opens a lead, logs what they said, tells the owner.
    Where another's phone or e-mail is given under a new name, the owner is asked first whose it is.

    Args:
        title: a brief job description.
        first_name: their first name, if they left one.
        last_name: their last name, if they left one.
        phone: their phone number.
        email: their e-mail address.
        address: where the work is.
        description: what they described, in their words.
        source: how it came in.
    """
    if not fold(title):
        raise BadArguments(
            "An inquiry needs a brief job description. Nothing was recorded.", {"title": "is empty"}
        )
    details = Details.parse(
        desk, first_name=first_name, last_name=last_name, phone=phone, email=email, address=address
    )
    if not details.called():
        raise BadArguments(
            "An inquiry needs a name, a phone number or an e-mail to get back to. Nothing was recorded.",
            {"phone": "is missing", "email": "is missing"},
        )
    inquiry = Inquiry(details=details, source=source, title=title, description=description)
    whose = identify(desk, details)
    if not whose.holders:
        return inquiry
    asked = inquiry.model_copy(update={"at": desk.now()})
    return Ask(
        why=question_about(desk, details, whose),
        answers={
            word: asked.model_copy(update={"answer": answer})
            for word, answer in answers_for(desk, details, whose).items()
        },
    )
