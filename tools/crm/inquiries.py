"""Somebody new asks, or somebody known asks for something new (row C7)."""

from schemas.effects import Answer, Call, CardField, Effect, Offer
from schemas.enums import Channel, InteractionType, Source
from schemas.errors import BadArguments
from schemas.keys import fold
from schemas.records import Contact
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Line, Name, Text
from tools.crm import people, touches
from tools.crm.details import Details, add_phone_and_email
from tools.crm.leads import new_lead
from tools.desk import Desk
from tools.registry import tool

TOUCH_OF = {
    Source.PHONE_CALL: InteractionType.PHONE_CALL,
    Source.EMAIL: InteractionType.EMAIL_INBOUND,
    Source.WEB_FORM: InteractionType.EMAIL_INBOUND,
}
"""A web form arrives as mail, so its interaction is `email_inbound` (`core-readings.md`)."""


class Inquiry(LocalAct):
    """Row C7 in one transaction: the person, known or new; the lead; the interaction; the notice."""

    details: Details
    source: Source
    title: str
    description: str

    def line(self) -> str:
        return f"Take in the inquiry from {self.details.called() or 'an unknown caller'}: {self.title}"

    def fields(self) -> list[CardField]:
        return [*self.details.fields(), CardField(name="Description", value=self.description, outside=True)]

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        by_phone = people.with_phone(desk, self.details.phone) if self.details.phone else []
        by_email = people.with_email(desk, self.details.email) if self.details.email else []
        known = next(iter(by_email or by_phone), None)
        contact = known or self._new_contact(desk)
        if known is not None:
            _fill(contact, self.details)
        add_phone_and_email(desk, contact, self.details, None, only_free=True)
        contact.archived_at = None
        lead = new_lead(desk, self.title, contact.contact_id, self.source, description=self.description)
        interaction = touches.log(
            desk,
            TOUCH_OF.get(self.source, InteractionType.NOTE),
            self.description,
            subject=self.title,
            lead=lead,
        )
        desk.session.flush()
        text = self._notice_text(desk, contact, known=known is not None)
        touches.tell(
            desk, "new_inquiry", lead.title, text, contact_id=contact.contact_id, lead_id=lead.lead_id
        )
        return Answer(
            text=text,
            data={
                "contact_id": contact.contact_id,
                "lead_id": lead.lead_id,
                "reference": lead.reference,
                "interaction_id": interaction.interaction_id,
                "known": known is not None,
                "same_person_in_question": self._in_question(contact, by_phone, by_email),
            },
            offers=[
                Offer(
                    text="Want me to draft a response?",
                    call=Call(tool="draft_follow_up", arguments={"lead": lead.lead_id}),
                )
            ],
        )

    def _new_contact(self, desk: Desk) -> Contact:
        contact = Contact(
            business_id=desk.business_id,
            contact_id=desk.new_id(),
            first_name=self.details.first_name,
            last_name=self.details.last_name,
            address=self.details.address or None,
            source=self.source,
            preferred_channel=Channel.EMAIL
            if self.details.email and not self.details.phone
            else Channel.PHONE,
        )
        desk.session.add(contact)
        desk.session.flush()
        return contact

    def _notice_text(self, desk: Desk, contact: Contact, *, known: bool) -> str:
        phones = people.phones_of(desk, contact.contact_id)
        country = desk.business.country
        number = wording.phone(phones[0].number, country, phones[0].extension) if phones else "none given"
        who = people.name_of(desk, contact)
        before = f" {who} is on record already." if known else ""
        return (
            f"New inquiry from {who} — {self.title}. Phone: {number}. They came in via "
            f"{wording.words(self.source)}.{before}"
        )

    def _in_question(
        self, contact: Contact, by_phone: list[Contact], by_email: list[Contact]
    ) -> dict[str, str] | None:
        """The follow-on question: two records, or another name on a known phone."""
        others = [one for one in by_phone if one.contact_id != contact.contact_id]
        if by_email and others:
            return {"keep": contact.contact_id, "other": others[0].contact_id}
        given = fold(f"{self.details.first_name} {self.details.last_name}")
        if by_phone and not by_email and given and contact.full_key and given != contact.full_key:
            return {"name": given}
        return None

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        question = result.data["same_person_in_question"]
        if question is None:
            return []
        if "keep" in question:
            return [Call(tool="merge_contacts", arguments=question)]
        details = self.details.model_dump(
            mode="json", include={"first_name", "last_name", "phone", "email", "address"}
        )
        lead = result.data["lead_id"]
        return [Call(tool="add_contact", arguments={**details, "source": str(self.source), "lead": lead})]


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
) -> Inquiry:
    """Take in a new inquiry: finds or adds the person, opens a lead, logs what they said, tells the owner.

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
    return Inquiry(details=details, source=source, title=title, description=description)
