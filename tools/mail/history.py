"""Old mail, from before the mailbox was connected: history on who is known, and nothing to do for anybody."""

from schemas.effects import Answer, Call, Effect
from schemas.enums import ActorKind, MailOutcome, TouchDirection
from schemas.errors import NotPermitted
from tools import wording
from tools.acts import ReplyReceived
from tools.desk import Desk
from tools.mail import threads
from tools.mail.intake import TakeIn
from tools.mail.placing import Placed, arrival, details_of, touch_of
from tools.mail.received import MailReading, ReceivedMail, StoredAttachment, Verdict
from tools.mail.writers import whose_mail
from tools.matters import interaction_log, people
from tools.people.identity import may_be_called
from tools.registry import tool

STRANGERS = Verdict(
    outcome=MailOutcome.SKIPPED,
    reason="history",
    explanation="It came before you connected the mailbox, from nobody on record; it opens no lead by itself.",
)


class TakeInOld(TakeIn):
    """As `TakeIn`, but a person's mail is only logged, at its own date; no notice, no lead, no card is touched."""

    def _placed(self, desk: Desk, number: int) -> Placed | None:
        return place_in_history(desk, self.mail, self.reading)

    def _nowhere(self) -> Verdict:
        return STRANGERS

    def _tell_kept(self, desk: Desk, text: str) -> None:
        """Tell nobody: an old mail that can't be read is in the list of what was kept."""

    def replies_received(self, desk: Desk, result: Answer) -> list[ReplyReceived]:
        return []

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        return []


def place_in_history(desk: Desk, mail: ReceivedMail, reading: MailReading) -> Placed | None:
    """Log an old mail on a known person, and on the job of its thread; None where nobody is known.

    Args:
        desk: with its writing transaction open.
        mail, reading: the mail.
    """
    details, further = details_of(desk, reading)
    whose = whose_mail(desk, mail, reading, details, further)
    person = whose.person
    earlier = threads.answered_mail(desk, mail.thread)
    lead, deal = threads.job_of(desk, earlier) if earlier is not None else (None, None)
    if person is None and not whose.holders and earlier is not None and earlier.contact_id is not None:
        of_thread = people.by_id(desk, earlier.contact_id)
        person = of_thread if may_be_called(details, of_thread) else None
    if person is None:
        return None
    interaction = interaction_log.log(
        desk,
        touch_of(reading),
        reading.body,
        subject=mail.subject or reading.title,
        contact_id=person.contact_id,
        lead=lead,
        opportunity=deal,
        at=arrival(desk, mail),
        direction=TouchDirection.INBOUND,
    )
    text = f"Logged an old mail from {people.name_of(desk, person)}: “{wording.clipped(mail.subject, 80)}”."
    explanation = "It came before you connected the mailbox, from somebody on record."
    return Placed(MailOutcome.INTERACTION, person, lead, deal, interaction, text, explanation)


@tool(Effect.WRITE)
def take_in_old_mail(
    desk: Desk,
    mail: ReceivedMail,
    verdict: Verdict,
    reading: MailReading,
    attachments: list[StoredAttachment],
    draft_reply: bool = False,
) -> TakeInOld:
    """Take in one mail from before the mailbox was connected, as history. Only intake does this.

    Args:
        mail: what its headers say, and what makes it one mail.
        verdict: whether it is logged, or why not.
        reading: what the rules read in it.
        attachments: its files.
        draft_reply: not used; nothing is drafted to an old mail.
    """
    if desk.actor.kind != ActorKind.INTAKE:
        raise NotPermitted("Only intake takes mail in; use record_inquiry instead. Nothing was changed.")
    return TakeInOld(
        mail=mail, verdict=verdict, reading=reading, attachments=attachments, draft_reply=draft_reply
    )
