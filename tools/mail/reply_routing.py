"""The address of an answer, and the test whether a waiting message is stale: its job or its address is another by now."""

from collections.abc import Sequence

from schemas.effects import Call
from schemas.enums import OPEN_LEAD_STATUSES, Channel, MailDirection
from schemas.records import Contact, Email, Lead, MailMessage, Opportunity
from tools.desk import Desk
from tools.matters import people


def reply_address(last: MailMessage | None, emails: Sequence[Email]) -> str:
    """Return where an answer to the last mail goes: its Reply-To, else the person's own address that it came from.

    Empty where it says neither, or the record is newer.

    Args:
        last: the mail that is answered.
        emails: the person's addresses on record, the primary one first.
    """
    if last is None or last.direction != MailDirection.INBOUND:
        return ""
    if emails and emails[0].email_id > last.mail_id:
        return ""
    own = last.sender_address if last.sender_address in [one.address for one in emails] else ""
    return str((last.extraction.get("reading") or {}).get("answer_to") or own)


def came_from(last: MailMessage | None, address: str, emails: Sequence[Email]) -> str:
    """Return the sender's address of a mail, where its Reply-To is not on record for the person or of another house."""
    if last is None or not last.sender_address:
        return ""
    on_record = address in [one.address for one in emails]
    same_house = address.rpartition("@")[2] == last.sender_address.rpartition("@")[2]
    return "" if on_record and same_house else last.sender_address


def changed_job(desk: Desk, about: str, contact_id: str, *, drafted: bool) -> str | None:
    """Return why a message about a job no longer fits it, as a sentence; None while it does.

    Args:
        desk: with its session open.
        about: the job's id, or the person's where it is about no job.
        contact_id: whom the message goes to.
        drafted: the desk made the words for a job that is open.
    """
    job = _job(desk, about)
    if job is None:
        return None
    if job.voided_at is not None:
        return f"{job.title} was undone."
    if job.contact_id is not None and job.contact_id not in people.records_of(desk, contact_id):
        return f"{job.title} is {people.name_of_id(desk, job.contact_id)}'s now."
    if drafted and isinstance(job, Lead) and job.status not in OPEN_LEAD_STATUSES:
        return f"{job.title} is {job.status} by now."
    return None


def offered_anew(
    desk: Desk,
    about: str,
    contact_id: str,
    draft: str,
    text: str,
    subject: str,
    channel: Channel = Channel.EMAIL,
) -> list[Call]:
    """Return the call that offers a message again as the records are now; none where it is no use."""
    job = _job(desk, about)
    person = desk.session.get(Contact, (desk.business_id, contact_id))
    if person is None or person.voided_at is not None:
        return []
    if draft and job is not None:
        return [Call(tool="draft_follow_up", arguments={"lead": about})]
    if changed_job(desk, about, contact_id, drafted=False) is not None:
        return []
    arguments = {"to": contact_id, "text": text, "subject": subject, "channel": channel}
    return [Call(tool="send_message", arguments=arguments)]


def _job(desk: Desk, about: str) -> Lead | Opportunity | None:
    """Return the lead or deal of an id; of a lead that was converted since, its deal."""
    lead = desk.session.get(Lead, (desk.business_id, about))
    deal_id = lead.converted_opportunity_id if lead is not None else about
    deal = desk.session.get(Opportunity, (desk.business_id, deal_id)) if deal_id else None
    return deal or lead
