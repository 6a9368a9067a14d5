"""The messages sent by the owner's standing yes, and what ends it (docs/parts.md, "Approvals").

A message is let through only if it is word for word the procedure's draft filled from the record, where no language
model wrote last what it repeats, to an address on record that looks like no other, to somebody who did not ask for
silence, within the day's limit. Everything else stays a card. All is looked up in the transaction that decides, so two
processes can't let one too many through.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlmodel import col, func, select

from schemas.effects import digest_of
from schemas.enums import ApprovalStatus, Channel, ConsentReason, ConsentState
from schemas.records import Approval, AutoSend, AutoSent, Contact, Lead, Opportunity
from schemas.visible import hidden_in
from tools import wording
from tools.desk import Desk
from tools.mail import last_written, recipients
from tools.mail.templates import blanks, fill, tone_of
from tools.matters import people
from tools.notice import add_notice
from tools.people import consents

LONGEST_BLANK = 80
REMEMBERED = timedelta(days=30)
"""The time after a mail that went out by itself for which a bounce or complaint about it still counts."""

SUSPECTED = timedelta(days=3)
"""Of a bounce or complaint that names nobody: mails of so many days may be meant."""

NOT_PLAIN = re.compile(r"https?:|www\.|[@<>{}\n]|[^\W\d_]\.[^\W\d_]{2}|\d[\d ().-]{6,}", re.IGNORECASE)
"""Links, addresses, markup and numbers, which have no place in a name or title that a mail of ours would repeat."""


def settings_on(desk: Desk, kind: str = "") -> list[AutoSend]:
    """Return the settings that are on, or that of one kind."""
    asked = select(AutoSend).where(col(AutoSend.stopped_at).is_(None)).order_by(col(AutoSend.kind))
    return list(desk.session.exec(asked.where(col(AutoSend.kind) == kind) if kind else asked))


def sent_today(desk: Desk, kind: str) -> int:
    """Return how many mails of a kind have been sent automatically on the business's own day."""
    counted = select(func.count()).select_from(AutoSent)
    return desk.session.exec(
        counted.where(col(AutoSent.kind) == kind, col(AutoSent.day) == desk.today())
    ).one()


def template_digest(template: tuple[str, str]) -> str:
    """Return the digest of the draft that the owner was shown, to be kept with a setting."""
    return digest_of({"subject": template[0], "text": template[1]})


class DraftedMail(Protocol):
    """A mail as auto-send checks it: `draft` is the procedure's draft that it says to be, or empty."""

    @property
    def contact_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def draft(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def came_from(self) -> str: ...
    @property
    def look_alikes(self) -> list[str]: ...
    def changed(self, desk: Desk) -> str | None: ...


@dataclass(frozen=True)
class AutoSendYes:
    """The owner's auto-send setting that stands for a yes to one message (`tools.acts.StandingYes`).

    Args:
        auto_send_id, kind, daily_limit: the setting.
        contact_id, address: whom the message goes to.
    """

    auto_send_id: str
    kind: str
    daily_limit: int
    contact_id: str
    address: str

    def spend(self, desk: Desk, approval_id: str) -> str:
        """Count one message against the day's limit inside the transaction that decides it; return that in words."""
        desk.session.add(
            AutoSent(
                business_id=desk.business_id,
                auto_sent_id=desk.new_id(),
                auto_send_id=self.auto_send_id,
                decided_approval_id=approval_id,
                kind=self.kind,
                day=desk.today(),
                contact_id=self.contact_id,
                address=self.address,
                at=desk.now(),
            )
        )
        name = people.name_of_id(desk, self.contact_id)
        whose = f"auto-send of {called(self.kind)}, {sent_today(desk, self.kind)} of {self.daily_limit} today"
        text = f"A mail to {name} <{self.address}> went out by itself ({whose})."
        subject = f"Auto-send of {called(self.kind)}"
        add_notice(desk, "auto_sent", subject, text, contact_id=self.contact_id)
        return whose


def standing_yes(desk: Desk, mail: DraftedMail) -> AutoSendYes | None:
    """Return the setting that lets a mail through; None where there is none, or something speaks against it."""
    for setting in settings_on(desk, mail.draft) if mail.draft else ():
        if not _objection(desk, mail, setting):
            return AutoSendYes(
                setting.auto_send_id, setting.kind, setting.daily_limit, mail.contact_id, mail.address
            )
    return None


def held_back(desk: Desk, mail: DraftedMail) -> str:
    """Return why auto-send leaves a mail to the owner, for its card; empty where it does not."""
    for setting in settings_on(desk, mail.draft) if mail.draft else ():
        objection = _objection(desk, mail, setting)
        if objection:
            return f"Auto-send leaves this one to you: {objection}. "
    return ""


def _objection(desk: Desk, mail: DraftedMail, setting: AutoSend) -> str:
    """Return the objection against letting a mail through, in words; empty for none."""
    template = desk.drafts.draft(setting.kind, tone_of(desk))
    if template is None or template_digest(template) != setting.draft_digest:
        return "the draft is another than the one that you turned it on for"
    person = desk.session.get(Contact, (desk.business_id, mail.contact_id))
    if person is None or person.archived_at is not None or mail.changed(desk) is not None:
        return "the person's record has changed"
    job = _job(desk, mail)
    if job is None:
        return "it is not about a job of theirs"
    values = blanks(desk, person, job)
    if (mail.subject, mail.text) != tuple(fill(part, values) for part in template):
        return "it is not word for word the draft"
    odd = [
        value
        for name, value in values.items()
        if name in {"first_name", "name", "title"} and not _is_plain(value)
    ]
    if odd:
        return f"“{wording.clipped(odd[0], 40)}” on the record is no plain name or title"
    written = last_written.by_a_model(desk, mail.contact_id, _repeated(desk, mail, job))
    if written:
        return f"{written} was last written by a language model"
    if mail.came_from:
        return f"its answer would go to another address than {mail.came_from}, which it came from"
    if mail.look_alikes or recipients.look_alikes(desk, mail.address):
        return "the address looks like another"
    if consents.denied_by_tag(person) or consents.wants_no_mail(desk, mail.contact_id, mail.address):
        return f"{mail.name} asked for no automatic mail"
    if _refused_before(desk, mail):
        return f"you said no to such a mail to {mail.name} about this job"
    if _had_one_today(desk, mail):
        return f"{mail.name} has had an automatic mail today"
    if sent_today(desk, setting.kind) >= setting.daily_limit:
        return f"today's limit of {setting.daily_limit} is reached"
    return ""


def _job(desk: Desk, mail: DraftedMail) -> Lead | Opportunity | None:
    """Return the job that a mail is about, if it stands and is that person's."""
    job = desk.session.get(Lead, (desk.business_id, mail.about)) or desk.session.get(
        Opportunity, (desk.business_id, mail.about)
    )
    return job if job is not None and job.voided_at is None and job.contact_id == mail.contact_id else None


def _repeated(desk: Desk, mail: DraftedMail, job: Lead | Opportunity) -> dict[tuple[str, str], str]:
    """Return the rows that decide where a mail goes and what it says, by table and id, with what people call
    them.
    """
    standing_there = [one for one in people.emails_of(desk, mail.contact_id) if one.address == mail.address]
    return {
        **{("emails", one.email_id): "the address" for one in standing_there},
        ("contacts", mail.contact_id): "the person's record",
        (job.__tablename__, mail.about): "the job",
    }


def _is_plain(value: str) -> bool:
    return len(value) <= LONGEST_BLANK and not hidden_in(value) and NOT_PLAIN.search(value) is None


def _refused_before(desk: Desk, mail: DraftedMail) -> bool:
    """Return whether the owner said no to this draft for this person and job; another day in its words is no
    other mail.
    """
    refused = select(Approval).where(
        col(Approval.contact_id) == mail.contact_id, col(Approval.status) == ApprovalStatus.REJECTED
    )
    payloads = [act["payload"] for one in desk.session.exec(refused) for act in one.acts.values()]
    return any((one.get("draft"), one.get("about")) == (mail.draft, mail.about) for one in payloads)


def _had_one_today(desk: Desk, mail: DraftedMail) -> bool:
    theirs = people.records_of(desk, mail.contact_id)
    to_them = col(AutoSent.contact_id).in_(theirs) | (col(AutoSent.address) == mail.address)
    found = desk.session.exec(select(AutoSent).where(col(AutoSent.day) == desk.today(), to_them).limit(1))
    return found.first() is not None


def called(kind: str) -> str:
    """Return a kind of message in words: "inquiry mails"."""
    return f"{wording.words(kind)} mails"


def stop(desk: Desk, kinds: set[str], why: str) -> list[str]:
    """Turn kinds off, with a notice each; return those that were on."""
    stopped = [setting for setting in settings_on(desk) if setting.kind in kinds]
    for setting in stopped:
        turn_off(desk, setting, why)
        text = (
            f"Auto-send of {called(setting.kind)} has stopped by itself: {why} They wait for your yes again. "
            f"To turn it on once more: deskhand auto-send on {setting.kind} --limit {setting.daily_limit}"
        )
        add_notice(desk, "auto_send_stopped", f"Auto-send of {called(setting.kind)} stopped", text)
    return [setting.kind for setting in stopped]


def turn_off(desk: Desk, setting: AutoSend, why: str) -> None:
    """End one setting for good."""
    setting.stopped_at = desk.now()
    setting.stopped_why = why


def ended(desk: Desk, approval_id: str) -> str:
    """Return why a mail that a setting let through may no longer be sent; empty while it may."""
    sent = _sent_by(desk, approval_id)
    if sent is None:
        return ""
    if not settings_on(desk, sent.kind):
        return f"auto-send of {called(sent.kind)} was ended before it went."
    if consents.wants_no_mail(desk, sent.contact_id or "", sent.address):
        return f"{sent.address} is left out of automatic mail by now."
    return ""


def _sent_by(desk: Desk, approval_id: str) -> AutoSent | None:
    return desk.session.exec(select(AutoSent).where(col(AutoSent.decided_approval_id) == approval_id)).first()


def stop_after_refusal(desk: Desk, approval_id: str, why: str) -> None:
    """Stop a kind after an automatic mail of it was refused where it was handed over."""
    sent = _sent_by(desk, approval_id)
    if sent is not None:
        stop(desk, {sent.kind}, f"the mail to {sent.address} was refused: {wording.sentence(why)}")


def handle_report(desk: Desk, what: str, addresses: list[str], said: str) -> None:
    """Handle what a received mail says against our mails: `bounce`, `complaint`, or `stop` in somebody's own words.

    A bounce or complaint ends the kinds of mail that went to the addresses which it names; one that names nobody on
    record, whatever went out by itself lately. Who says stop gets no automatic mail again.
    """
    since = desk.now() - (REMEMBERED if addresses else SUSPECTED)
    asked = select(AutoSent).where(col(AutoSent.at) >= since)
    if addresses:
        asked = asked.where(col(AutoSent.address).in_(addresses))
    kinds = {sent.kind for sent in desk.session.exec(asked)}
    named = wording.listed(addresses[:3]) or "somebody"
    if what == "bounce":
        stop(desk, kinds, f"a mail to {named} could not be delivered.")
        return
    for address in addresses:
        _keep_silent(desk, address, said)
    verb = "complained about a mail" if what == "complaint" else "asked for no more mail"
    stop(desk, kinds, f"{named} {verb} (“{wording.clipped(said, 60)}”)." if said else f"{named} {verb}.")


def _keep_silent(desk: Desk, address: str, said: str) -> None:
    having: list[str | None] = [one.contact_id for one in people.with_email(desk, address)]
    written = select(AutoSent).where(col(AutoSent.address) == address).limit(1)
    if not having and desk.session.exec(written).first() is None:
        return
    for contact_id in having or [None]:
        if not consents.wants_no_mail(desk, contact_id or "", address):
            consents.note(
                desk,
                Channel.EMAIL,
                ConsentState.DENIED,
                ConsentReason.THEIR_MAIL,
                contact_id,
                address,
                said,
            )
            who = people.name_of_id(desk, contact_id) if contact_id else address
            add_notice(
                desk,
                "opted_out",
                f"{who} wants no automatic mail",
                f"{who} <{address}> asked for no more mail. Nothing goes to them by itself from now on; "
                "what you write yourself still can.",
                contact_id=contact_id,
            )
