"""The place of a mail: in a known thread, on a known person's open job, or as a new lead (row C7)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from schemas.enums import InteractionType, MailOutcome, Source
from schemas.errors import BadArguments
from schemas.records import Contact, Interaction, Lead, Opportunity
from tools import wording
from tools.desk import Desk
from tools.leads import inquiries
from tools.mail import answers, threads
from tools.mail.disputed import read_by_model, told_of_readers
from tools.mail.received import MailReading, ReceivedMail
from tools.mail.whose_open import asked_about
from tools.mail.writers import not_on_record, others_named, own_reach, whose_answer, whose_mail
from tools.matters import interaction_log, people
from tools.matters.resolve_jobs import open_jobs_of
from tools.notice import add_notice
from tools.people.details import Details, add_further
from tools.people.identity import Whose, question_about


@dataclass(frozen=True)
class Placed:
    """The rows written for a mail; `question` is to be put to the owner, `answered` a sentence if they were known."""

    outcome: MailOutcome
    contact: Contact
    lead: Lead | None
    opportunity: Opportunity | None
    interaction: Interaction
    text: str
    explanation: str
    question: dict[str, str] | None = None
    answered: str = ""


@dataclass(frozen=True)
class Held:
    """A mail that waits, with nothing written, until the owner says whose it is; `question` is to be put to them."""

    details: Details
    whose: Whose
    question: str


def arrival(desk: Desk, mail: ReceivedMail) -> datetime:
    """Return the time a mail was sent, as far as that can be believed: never in the future, now if it doesn't
    say.
    """
    return min(mail.sent_at or desk.now(), desk.now())


def details_of(desk: Desk, reading: MailReading) -> tuple[Details, list[Details]]:
    """Return the details of a reading's person, known phone and e-mail first, and their further phones and
    e-mails.
    """
    phones = [parsed for one in reading.phones if (parsed := _phone(desk, one.number, one.extension))]
    emails = list(dict.fromkeys(address for one in reading.emails if (address := _email(one))))
    # Whose record a mail belongs to is never the model's word alone.
    models = read_by_model(reading.extraction)
    phones = [one for one in phones if one.number not in models or not people.with_phone(desk, one.number)]
    emails = [one for one in emails if one not in models or not people.with_email(desk, one)]
    phones.sort(key=lambda one: not people.with_phone(desk, one.number))
    emails.sort(key=lambda one: not people.with_email(desk, one))
    first = phones[0] if phones else None
    details = Details(
        first_name=reading.first_name,
        last_name=reading.last_name,
        phone=first.number if first else "",
        extension=first.extension if first else None,
        email=emails[0] if emails else "",
        address=reading.address,
    )
    further = [Details(phone=one.number, extension=one.extension) for one in phones[1:]]
    return details, further + [Details(email=one) for one in emails[1:]]


def _phone(desk: Desk, number: str, extension: str) -> people.PhoneNumber | None:
    try:
        parsed = people.parse_phone(desk, number)
    except BadArguments:
        return None
    return people.PhoneNumber(parsed.number, extension or parsed.extension) if parsed else None


def _email(address: str) -> str | None:
    try:
        return people.parse_email(address)
    except BadArguments:
        return None


def place(
    desk: Desk,
    mail: ReceivedMail,
    reading: MailReading,
    number: int,
    *,
    opens_lead: bool = False,
    decided: Whose | None = None,
) -> Placed | Held | None:
    """Write what a mail means inside the open transaction; None when there is nobody in it to get back to.

    Args:
        desk: with its writing transaction open.
        mail, reading: the mail.
        number: its own, for the notice.
        opens_lead: the owner says that it is a lead, whatever is known of the person.
        decided: whose it is by the owner's word, where it was in question.
    """
    details, further = details_of(desk, reading)
    whose = decided or whose_mail(desk, mail, reading, details, further)
    unknown = whose.person is None and not whose.holders
    waits_for = asked_about(desk, details, number) if unknown and decided is None and not opens_lead else None
    if waits_for is not None:
        return Held(details, whose, f"Whose mail {waits_for} is, is asked already; this one goes with it.")
    if not opens_lead:
        earlier = threads.answered_mail(desk, mail.thread)
        if earlier is not None and earlier.contact_id is not None:
            lead, deal = threads.job_of(desk, earlier)
            of_thread = people.by_id(desk, earlier.contact_id)
            whose = decided or whose_answer(desk, mail, reading, details, whose, of_thread)
            person = _who_answers(desk, reading, details, further, whose, decided=decided is not None)
            if person is not None:
                about = f"It answers the mail “{wording.clipped(earlier.subject, 80)}”."
                left = not_on_record(desk, [details, *further], person)
                return _log(desk, mail, reading, person, (lead, deal), about, left)
    if whose.holders:
        return Held(details, whose, question_about(desk, details, whose))
    known = whose.person
    jobs = open_jobs_of(desk, known.contact_id) if known is not None and not opens_lead else []
    given = [details, *further]
    if known is None and not details.called():
        return None
    added = given if known is None or decided else own_reach(desk, mail, reading, given, known)
    if known is not None and jobs:
        for one in added:
            add_further(desk, known, one, whose.shared)
        desk.session.flush()
        known.archived_at = None
        left = not_on_record(desk, given, known)
        placed = _log(desk, mail, reading, known, *_only_job(desk, reading, known, jobs), left)
        return replace(placed, question=inquiries.question_of(known, whose, details))
    return _new_lead(desk, mail, reading, given, added, number, whose)


def _who_answers(
    desk: Desk, reading: MailReading, details: Details, further: list[Details], whose: Whose, *, decided: bool
) -> Contact | None:
    """Return who answers in a thread, put on record where they are new; None where the owner has to be asked.

    Where it is so by the owner's answer, what the mail gives goes on their record, as the card said.
    """
    if whose.holders:
        return None
    if whose.person is not None and not decided:
        return whose.person
    person = whose.person or inquiries.new_person(desk, details, reading.source)
    for one in (details, *further):
        add_further(desk, person, one, whose.shared)
    desk.session.flush()
    return person


def _only_job(
    desk: Desk, reading: MailReading, known: Contact, jobs: list[Lead | Opportunity]
) -> tuple[tuple[Lead | None, Opportunity | None], str]:
    """Return the one open job of who wrote, if the mail is about nobody else, and a sentence that says so."""
    others = others_named(desk, reading, known)
    if others:
        return (None, None), f"It names {wording.listed(others, 'and')} as well; say whose job it is about."
    if len(jobs) > 1:
        titles = wording.listed([job.title for job in jobs[:6]])
        several = f"They are on record with {len(jobs)} open jobs ({titles}); say which one it is about."
        return (None, None), several
    job = jobs[0]
    found = (job, None) if isinstance(job, Lead) else (None, job)
    return found, f"They are on record with one open job, {job.title}."


def _log(
    desk: Desk,
    mail: ReceivedMail,
    reading: MailReading,
    person: Contact,
    job: tuple[Lead | None, Opportunity | None],
    explanation: str,
    left: str,
) -> Placed:
    lead, deal = job
    at = arrival(desk, mail)
    interaction = interaction_log.log(
        desk,
        touch_of(reading),
        reading.body,
        subject=mail.subject or reading.title,
        contact_id=person.contact_id,
        lead=lead,
        opportunity=deal,
        at=at,
    )
    settled = answers.settle_waiting(desk, person.contact_id, lead, deal)
    said = answers.said_when(desk, person, reading, mail.sender(), at)
    subject = deal.title if deal else lead.title if lead else mail.subject
    text = f"{said[:-1]} — {subject or 'no subject'}: “{wording.clipped(reading.body, 160) or 'no words'}”. "
    others = [
        one.contact_id for one in (deal, lead) if one is not None and one.contact_id != person.contact_id
    ]
    if others:
        text += (
            f"{people.name_of(desk, person)} wrote it; the job is {people.name_of_id(desk, others[0])}'s. "
        )
    if settled:
        text += f"{wording.count(len(settled), 'follow-up')} that waited for it is settled. "
    readers = told_of_readers(desk, reading.extraction, person) + left
    text += _next_step(desk, reading, lead, deal, explanation, readers)
    add_notice(
        desk,
        "answer",
        subject,
        text,
        contact_id=person.contact_id,
        about=(lead.lead_id if lead else None, deal.opportunity_id if deal else None),
    )
    return Placed(MailOutcome.INTERACTION, person, lead, deal, interaction, text, explanation, answered=said)


def _next_step(
    desk: Desk,
    reading: MailReading,
    lead: Lead | None,
    deal: Opportunity | None,
    explanation: str,
    readers: str,
) -> str:
    if lead is None and deal is None:
        return f"{explanation} {readers}Next: log it on the job, and answer."
    told = f"{_wish(desk, reading)}{readers}"
    return (
        f"{told}Next: answer them, or call back."
        if lead is None
        else f"{told}Next: want me to draft a response?"
    )


def _wish(desk: Desk, reading: MailReading) -> str:
    wished = reading.extraction.get("wished_date") or {}
    try:
        day = date.fromisoformat(str(wished.get("value", "")))
    except ValueError:
        return ""
    reader = " (read by the language model)" if wished.get("by") == "model" else ""
    return f"They would like {wording.day(day, desk.today())}{reader}. "


def touch_of(reading: MailReading) -> InteractionType:
    """Return the type of touch: a voicemail or call notice is a call; all else that comes by mail is a mail."""
    is_call = reading.source == Source.PHONE_CALL
    return InteractionType.PHONE_CALL if is_call else InteractionType.EMAIL_INBOUND


def _new_lead(
    desk: Desk,
    mail: ReceivedMail,
    reading: MailReading,
    given: list[Details],
    added: list[Details],
    number: int,
    whose: Whose,
) -> Placed:
    """Take a mail in as a lead; of the phones and e-mails given only those go on record that are `added`."""
    at = arrival(desk, mail)
    known = whose.person
    if known is not None:
        for one in added:
            add_further(desk, known, one, whose.shared)
        desk.session.flush()
    told = f"{_wish(desk, reading)}{told_of_readers(desk, reading.extraction, known)}"
    told += not_on_record(desk, given, known) if known is not None else ""
    if reading.passed_on:
        told += f"{mail.sender()} passed it on. "
    step = f"{told}Next: call or write back. Not a lead? deskhand intake skip {number}"
    asked = inquiries.Asked(
        given[0] if known is None else given[0].without_reach(),
        reading.source,
        title=reading.title or mail.subject or f"Inquiry from {given[0].called()}"[:300],
        description=reading.description or reading.body,
        said=reading.body,
        subject=mail.subject,
        touch=touch_of(reading),
        at=at,
        next_step=step,
    )
    taken = inquiries.take_in(desk, asked, whose)
    for one in added if known is None else ():
        add_further(desk, taken.contact, one, whose.shared)
    desk.session.flush()
    question = inquiries.question_of(known, whose, given[0]) if known is not None else None
    if taken.known:
        answers.settle_waiting(desk, taken.contact.contact_id, taken.lead, None)
    return Placed(
        MailOutcome.LEAD,
        taken.contact,
        taken.lead,
        None,
        taken.interaction,
        taken.text,
        "A person on record asks for something new." if taken.known else "Somebody new asks for something.",
        question,
        answers.said_when(desk, taken.contact, reading, mail.sender(), at) if taken.known else "",
    )
