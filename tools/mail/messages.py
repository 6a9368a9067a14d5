"""Messages to customers: always a card first, and sent exactly as it was shown (row C15; hard stop H1)."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from pydantic import Field

from schemas.effects import Answer, Call, CardField, Effect
from schemas.enums import Channel, ConnectionStatus, InteractionType, TouchDirection
from schemas.errors import AgainstTheRules, BadArguments, OutsideUnavailable
from schemas.keys import fold
from schemas.mail_providers import connected_mailbox
from schemas.ports import EarlierAttempt, OutgoingMail, ReadBack, Readers, Writers
from schemas.records import Contact, MailMessage
from tools import wording
from tools.acts import Ask, LocalAct, OutsideAct, StandingYes
from tools.arguments import Line, Text
from tools.desk import Desk
from tools.mail import auto_sending, confirmed, recipients, reply_routing, threads
from tools.mail.cautions import cautions_of
from tools.mail.marks import hidden_marks
from tools.mail.reply_routing import changed_job, offered_anew
from tools.matters import hand_off_requests, interaction_log, people, resolve_people
from tools.matters.about import about_job
from tools.matters.resolve_jobs import open_jobs_of
from tools.registry import tool


class Mail(OutsideAct):
    """One mail to one person, exactly as the owner saw it."""

    contact_id: str
    name: str
    address: str
    subject: str
    text: str
    first_time: bool
    about: str
    """The job's id, or the person's, that the sent mail is logged on."""
    look_alikes: list[str] = Field(default_factory=list)
    """The reasons why the address may not be the one that it looks like."""
    draft: str = ""
    """The procedure's draft that subject and text are word for word; empty where they are somebody's own."""
    thread: list[str] = Field(default_factory=list)
    """The Message-IDs that it answers, oldest first; the last one is answered directly."""
    came_from: str = ""
    """From which address the mail came whose Reply-To this answers, where the two differ; else empty."""
    only_mail_gives_it: bool = False
    """No owner's hand has put the address on record or sent a mail to it."""
    anothers: str = ""
    """The person whose own address it is on record, where it is not this person's."""
    primary: str | None = None
    """The person's first address on record when it was drafted."""
    stale_on_reply: ClassVar[bool] = True

    def line(self) -> str:
        instead = f", which the Reply-To of a mail from {self.came_from} names" if self.came_from else ""
        whose = f", {self.anothers}'s own address on record" if self.anothers else ""
        known = ", known only from mail" if self.only_mail_gives_it and not instead else ""
        return f"Send a mail to {self.name} <{self.address}>{known}{instead}{whose}"

    def fields(self) -> list[CardField]:
        notes = ["first mail to this address from here"] if self.first_time else []
        notes += [hidden_marks(self.name), *(f"CAREFUL: {remark}" for remark in self.look_alikes)]
        return [
            CardField(name="To", value=f"{self.name} <{self.address}>", note="; ".join(filter(None, notes))),
            CardField(name="Subject", value=self.subject, note=hidden_marks(self.subject)),
            CardField(name="Text", value=self.text, note=hidden_marks(self.text)),
        ]

    def cautions(self, desk: Desk) -> list[str]:
        return cautions_of(
            desk, self.contact_id, self.address, self.text, self.subject, drafted=bool(self.draft)
        )

    def concerns(self) -> str | None:
        return self.contact_id

    def happened(self, result: Mapping[str, Any]) -> str:
        whom = f"the mail to {self.name} <{self.address}>"
        if result.get("kept_in"):
            return f"Put {whom} into {result['kept_in']}. It is not delivered: no mailbox is connected yet."
        if result.get("found_done"):
            return f"An earlier attempt had handed over {whom}; it was not sent again."
        return f"Sent {whom}."

    def let_through_by(self, desk: Desk) -> StandingYes | None:
        return auto_sending.standing_yes(desk, self)

    def revoked(self, desk: Desk, approval_id: str) -> str:
        return auto_sending.ended(desk, approval_id)

    def refused_outside(self, desk: Desk, approval_id: str, why: str) -> None:
        auto_sending.stop_after_refusal(desk, approval_id, why)

    def depends_on(self, desk: Desk) -> list[str]:
        unfinished = hand_off_requests.hand_offs_about(desk, self.about)
        return [
            f"{self.name} keeping this address and not answering first; else it no longer fits",
            *(f"an open hand-off about it: {one.subject} ({wording.words(one.kind)})" for one in unfinished),
        ]

    def unready(self, desk: Desk) -> str | None:
        mailbox = connected_mailbox(desk.session, desk.mail_services)
        if mailbox is None or mailbox.status != ConnectionStatus.LOST:
            return None
        return f"{mailbox.problem} Nothing was sent; the card waits."

    def changed(self, desk: Desk) -> str | None:
        contact = desk.session.get(Contact, (desk.business_id, self.contact_id))
        if contact is None or contact.voided_at is not None or contact.merged_into_id is not None:
            return f"{self.name}'s record has been merged or undone since."
        addresses = [row.address for row in people.emails_of(desk, self.contact_id)]
        if self.address not in addresses and not self.came_from:
            return f"{self.name} no longer has the address {self.address}."
        if self.primary is not None and addresses[:1] != [self.primary] and (self.primary or addresses):
            return f"{self.name}'s e-mail is {', '.join(addresses[:1]) or 'gone'} now; this would go to {self.address}."
        if people.name_of(desk, contact) != self.name:
            return f"{self.name} is called {people.name_of(desk, contact)} now."
        return changed_job(desk, self.about, self.contact_id, drafted=bool(self.draft))

    def anew(self, desk: Desk) -> list[Call]:
        return offered_anew(desk, self.about, self.contact_id, self.draft, self.text, self.subject)

    def perform(self, writers: Writers, effect_key: str) -> dict[str, Any]:
        if writers.mail is None:
            raise OutsideUnavailable("No mailbox is connected to send from.")
        mail = OutgoingMail(
            name=self.name,
            address=self.address,
            subject=self.subject,
            text=self.text,
            in_reply_to=self.thread[-1] if self.thread else "",
            references=tuple(self.thread[:-1]),
        )
        return writers.mail.send(mail, effect_key)

    def read_back(self, readers: Readers, effect_key: str) -> EarlierAttempt:
        if readers.mail is None:
            return EarlierAttempt(ReadBack.CANNOT_TELL)
        found = readers.mail.sent_with(effect_key)
        identity = readers.mail.identity_of(effect_key) if found == ReadBack.DONE else {}
        return EarlierAttempt(found, identity)

    def again(self, desk: Desk, found: dict[str, Any]) -> list[Call]:
        """Return the calls for a new card: with the words that the owner put into the draft, or with the same
        ones.
        """
        arguments = {
            "to": self.contact_id,
            "subject": str(found.get("subject") or self.subject)[:300],
            "text": str(found.get("text") or self.text),
            "channel": Channel.EMAIL,
        }
        return [Call(tool="send_message", arguments=arguments)]

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        arguments = {
            "about": self.about,
            "contact": self.contact_id,
            "address": self.address,
            "subject": self.subject,
            "text": self.text,
            "message_id": str(result.data.get("message_id") or ""),
            "thread": self.thread,
        }
        return [Call(tool="log_sent_mail", arguments=arguments)]


class ByHand(LocalAct):
    """A message that the owner sends from their own phone: the card gives the text, "sent" logs it."""

    contact_id: str
    name: str
    channel: Channel
    number: str
    shown_number: str
    text: str
    about: str
    stale_on_reply: ClassVar[bool] = True
    done_by_hand: ClassVar[bool] = True

    def line(self) -> str:
        verb = "Text" if self.channel == Channel.SMS else "Call"
        return f"{verb} {self.name} at {self.shown_number} yourself, and log it"

    def fields(self) -> list[CardField]:
        link = (
            f"sms:{self.number}?body={quote(self.text)}"
            if self.channel == Channel.SMS
            else f"tel:{self.number}"
        )
        return [
            CardField(name="To", value=f"{self.name}, {self.shown_number}"),
            CardField(name="Text", value=self.text, note=hidden_marks(self.text)),
            CardField(name="Link", value=link),
        ]

    def cautions(self, desk: Desk) -> list[str]:
        return cautions_of(desk, self.contact_id, self.number, self.text, "", drafted=False)

    def concerns(self) -> str | None:
        return self.contact_id

    def changed(self, desk: Desk) -> str | None:
        numbers = [row.number for row in people.phones_of(desk, self.contact_id)]
        if self.number not in numbers:
            return f"{self.name} no longer has the number {self.shown_number}."
        if numbers[0] != self.number:
            now = wording.phone(numbers[0], desk.business.country)
            return f"{self.name}'s phone is {now} now; this would go to {self.shown_number}."
        return changed_job(desk, self.about, self.contact_id, drafted=False)

    def anew(self, desk: Desk) -> list[Call]:
        return offered_anew(desk, self.about, self.contact_id, "", self.text, "", self.channel)

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        jobs = [job for job in open_jobs_of(desk, self.contact_id) if self.about in _ids(job)]
        about = about_job(desk, jobs[0]) if jobs else None
        kind = InteractionType.SMS if self.channel == Channel.SMS else InteractionType.PHONE_CALL
        row = interaction_log.log(
            desk,
            kind,
            self.text,
            contact_id=self.contact_id,
            lead=about.lead(desk) if about else None,
            opportunity=about.opportunity(desk) if about else None,
            direction=TouchDirection.OUTBOUND,
        )
        return Answer(
            text=f"Logged the {wording.words(kind)} with {self.name}.",
            data={"interaction_id": row.interaction_id, "contact_id": self.contact_id},
        )


def _ids(job: Any) -> set[str]:
    return {str(getattr(job, "lead_id", "")), str(getattr(job, "opportunity_id", ""))}


@tool(Effect.ASK)
def send_message(desk: Desk, to: Line, text: Text, subject: Line = "", channel: Channel | None = None) -> Ask:
    """Write to a customer. Nothing leaves before the owner has seen and approved exactly this text.

    Args:
        to: who: a person on record, by name, phone or e-mail; never a bare address that nobody has.
        text: the whole message.
        subject: the mail's subject; one is made from the job if left out.
        channel: email, sms or phone; by default what the person prefers and has.
    """
    if not fold(text):
        raise BadArguments("The message is empty. Nothing was proposed.", {"text": "is empty"})
    person = resolve_people.contact(desk, to, "to")
    jobs = open_jobs_of(desk, person.contact_id)
    return message_to(desk, person, text, subject, channel, jobs[0] if len(jobs) == 1 else None)


def message_to(
    desk: Desk,
    person: Contact,
    text: str,
    subject: str,
    channel: Channel | None,
    job: Any | None,
    *,
    draft: str = "",
) -> Ask:
    """Return the card for a message to a known person about a known job, by the channel that fits.

    Args:
        desk: with its session open.
        person: whom to write to.
        text, subject: the message.
        channel: by which; what the person prefers and has where None.
        job: what it is about, where one is known.
        draft: the procedure's draft that the message is word for word, if it is one.

    Raises:
        AgainstTheRules: the person has neither e-mail nor phone.
    """
    name = people.name_of(desk, person)
    emails = people.emails_of(desk, person.contact_id)
    phones = people.phones_of(desk, person.contact_id)
    about = (
        (about_job(desk, job).opportunity_id or about_job(desk, job).lead_id) if job else person.contact_id
    )
    wanted = channel or (
        person.preferred_channel if person.preferred_channel == Channel.SMS else Channel.EMAIL
    )
    last = threads.last_mail(desk, person.contact_id, job)
    reply = reply_routing.reply_address(last, emails)
    if wanted == Channel.EMAIL and (emails or reply):
        address = reply or emails[0].address
        act = Mail(
            contact_id=person.contact_id,
            name=name,
            address=address,
            came_from=reply_routing.came_from(last, address, emails) if reply else "",
            primary=emails[0].address if emails else "",
            subject=subject or _subject(desk, job, last),
            text=text,
            first_time=recipients.first_time(desk, person.contact_id, address),
            look_alikes=recipients.look_alikes(desk, address),
            only_mail_gives_it=confirmed.only_mail_gives(desk, person.contact_id, address),
            anothers=_owner_of(desk, person, address),
            about=str(about),
            thread=threads.references_of(last),
            draft=draft,
        )
        return Ask.yes(act, "Nothing is sent before your yes.")
    if phones and (channel != Channel.EMAIL):
        by_phone = Channel.PHONE if wanted == Channel.PHONE else Channel.SMS
        shown = wording.phone(phones[0].number, desk.business.country, phones[0].extension)
        hand = ByHand(
            contact_id=person.contact_id,
            name=name,
            channel=by_phone,
            number=phones[0].number,
            shown_number=shown,
            text=text,
            about=str(about),
        )
        why = "" if emails else f"{name} has no e-mail on record. "
        return Ask(why=why + "Send it from your phone, then say sent.", answers={"sent": hand})
    missing = "e-mail" if channel == Channel.EMAIL else "e-mail and no phone"
    raise AgainstTheRules(
        f"{name} has no {missing} on record, so there is nowhere to send it. Add one first. Nothing was proposed.",
        missing=["email"],
        instead={"tool": "update_contact", "arguments": {"contact": person.contact_id}},
    )


def _owner_of(desk: Desk, person: Contact, address: str) -> str:
    """Return who else has an address on record that the person has not; empty where nobody does."""
    having = people.with_email(desk, address)
    return "" if person in having or not having else people.name_of(desk, having[0])


def _subject(desk: Desk, job: Any | None, last: MailMessage | None) -> str:
    """Return the subject of an answer in the thread; else the job's title."""
    if last is not None and last.subject.strip():
        plain = last.subject.strip()
        return (plain if plain.casefold().startswith("re:") else f"Re: {plain}")[:300]
    return job.title if job else f"A message from {desk.business.name}"
