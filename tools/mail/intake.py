"""Taking one received mail in: its row and all that follows from it, in one transaction, once (row C7)."""

from datetime import datetime, timedelta

from schemas.effects import Answer, Call, CardField, Effect
from schemas.enums import ActorKind, MailDirection, MailOutcome
from schemas.errors import AgainstTheRules, NotPermitted
from schemas.records import Attachment, MailMessage
from schemas.records.pointing import named_by, pointer
from tools import wording
from tools.acts import LocalAct, ReplyReceived
from tools.counters import next_number
from tools.desk import Desk
from tools.leads import inquiries
from tools.mail import auto_sending, threads
from tools.mail.placing import Held, Placed, arrival, place
from tools.mail.received import MailReading, ReceivedMail, StoredAttachment, Verdict
from tools.notice import add_notice
from tools.registry import tool

WHOSE = "whose"
"""Reason of a mail that is kept until the owner says whose it is."""
STILL_ANSWERED = timedelta(days=7)
"""The greatest age of an enquiry for a reply to be drafted unasked; of an old mailbox taken in at once, most are older."""
NOBODY = Verdict(
    outcome=MailOutcome.KEPT,
    reason="nobody",
    explanation="It says neither a name nor a phone number nor an e-mail to get back to; please look at it yourself.",
)


class TakeIn(LocalAct):
    """One mail with its outcome: a lead, a touch, skipped with the reason, or kept with a notice."""

    mail: ReceivedMail
    verdict: Verdict
    reading: MailReading
    attachments: list[StoredAttachment]
    draft_reply: bool

    def line(self) -> str:
        return f"Take in the mail “{wording.clipped(self.mail.subject, 80)}” from {self.mail.sender()}"

    def fields(self) -> list[CardField]:
        return [CardField(name="Text", value=self.reading.body, outside=True)]

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        refuse_known(desk, self.mail)
        report = self.verdict.report
        if report is not None:
            auto_sending.handle_report(desk, report.what, report.addresses, report.said)
        number = next_number(desk, "mail")
        placed = self._placed(desk, number) if self.verdict.outcome is None else None
        if isinstance(placed, Held):
            return self._hold(desk, number, placed)
        if placed is None:
            verdict = self.verdict if self.verdict.outcome is not None else self._nowhere()
            row = self._row(desk, number, verdict)
            return self._set_aside(desk, row)
        verdict = Verdict(outcome=placed.outcome, explanation=placed.explanation)
        row = self._row(desk, number, verdict)
        link(row, placed)
        row.extraction = self.reading.kept(with_body=False)
        self._attach(desk, row)
        return Answer(text=placed.text, data=placed_data(row, placed))

    def _placed(self, desk: Desk, number: int) -> Placed | Held | None:
        """Place the mail: write what it means; None where it has no place."""
        return place(desk, self.mail, self.reading, number)

    def _hold(self, desk: Desk, number: int, held: Held) -> Answer:
        """Keep a mail under the name that it gives, with the question whose it is; nothing of anybody is changed."""
        row = self._row(
            desk, number, Verdict(outcome=MailOutcome.KEPT, reason=WHOSE, explanation=held.question)
        )
        row.extraction = self.reading.kept(with_body=True)
        self._attach(desk, row)
        title = self.reading.title or self.mail.subject or "An inquiry"
        text = f"New inquiry from {held.details.called()} — {title}. {held.question} It is filed once you say which."
        add_notice(desk, "new_inquiry", title, text)
        return Answer(text=text, data={**row_data(row), "whose": row.number})

    def _nowhere(self) -> Verdict:
        """Return the verdict on a person's mail that has no place."""
        return NOBODY

    def _row(self, desk: Desk, number: int, verdict: Verdict) -> MailMessage:
        assert verdict.outcome is not None
        row = MailMessage(
            business_id=desk.business_id,
            mail_id=desk.new_id(),
            number=number,
            direction=MailDirection.INBOUND,
            outcome=verdict.outcome,
            reason=verdict.reason,
            explanation=verdict.explanation,
            received_at=arrival(desk, self.mail),
            **self.mail.model_dump(exclude={"sent_at"}),
        )
        desk.session.add(row)
        return row

    def _set_aside(self, desk: Desk, row: MailMessage) -> Answer:
        """Keep the reading with the row, so that one word of the owner takes the mail in after all."""
        row.extraction = self.reading.kept(with_body=True)
        self._attach(desk, row)
        text = f"Mail {row.number} from {self.mail.sender()} was {row.outcome}: {row.explanation}"
        if row.outcome == MailOutcome.KEPT:
            text += (
                f" Next: look at it; then deskhand intake lead {row.number} takes it in, "
                f"deskhand intake skip {row.number} leaves it."
            )
            self._tell_kept(desk, text)
        return Answer(text=text, data=row_data(row))

    def _tell_kept(self, desk: Desk, text: str) -> None:
        add_notice(desk, "kept_mail", self.mail.subject or "A mail was kept", text)

    def _attach(self, desk: Desk, row: MailMessage) -> None:
        desk.session.add_all(
            Attachment(
                business_id=desk.business_id,
                attachment_id=desk.new_id(),
                mail_id=row.mail_id,
                interaction_id=row.interaction_id,
                **one.model_dump(),
            )
            for one in self.attachments
        )

    def replies_received(self, desk: Desk, result: Answer) -> list[ReplyReceived]:
        return replies_in(result)

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        questions = questions_of(result)
        fresh = desk.now() - arrival(desk, self.mail) <= STILL_ANSWERED
        if (
            self.draft_reply
            and fresh
            and self.verdict.report is None
            and result.data["outcome"] == MailOutcome.LEAD
        ):
            return [Call(tool="draft_follow_up", arguments={"lead": result.data["lead_id"]}), *questions]
        return questions


def refuse_known(desk: Desk, mail: ReceivedMail) -> None:
    """Refuse a mail that is on record, by the mailbox's own id or by its Message-ID.

    Raises:
        AgainstTheRules.
    """
    known = threads.with_own_id(desk, mail.mailbox, mail.own_id) or threads.with_message_id(
        desk, mail.message_id
    )
    if known is not None:
        raise AgainstTheRules(f"That mail is on record already, as {known.number}. Nothing was changed.")


def link(row: MailMessage, placed: Placed) -> None:
    """Link a mail's row to what it led to."""
    row.outcome = placed.outcome
    row.reason = ""
    row.explanation = placed.explanation
    row.contact_id = placed.contact.contact_id
    lead_id = placed.lead.lead_id if placed.lead else None
    deal_id = placed.opportunity.opportunity_id if placed.opportunity else None
    pointed = pointer(lead_id, deal_id)
    row.matter_id, row.origin_id = pointed["matter_id"], pointed["origin_id"]
    row.interaction_id = placed.interaction.interaction_id


def row_data(row: MailMessage) -> dict[str, object]:
    return {
        "mail": row.number,
        "mail_id": row.mail_id,
        "outcome": str(row.outcome),
        "reason": row.reason,
        "explanation": row.explanation,
        "contact_id": row.contact_id,
        "lead_id": named_by(row)["lead_id"],
        "interaction_id": row.interaction_id,
    }


def placed_data(row: MailMessage, placed: Placed) -> dict[str, object]:
    """Return the data of a mail that was taken in, for doors and for `replies_in` and `questions_of`."""
    answered = {"contact_id": row.contact_id, "at": row.received_at.isoformat(), "why": placed.answered}
    return {
        **row_data(row),
        "answered": answered if placed.answered else None,
        "same_person_in_question": placed.question,
    }


def replies_in(result: Answer) -> list[ReplyReceived]:
    """Return the reply that a mail is which was taken in, if it is one."""
    told = result.data.get("answered")
    if not told:
        return []
    return [ReplyReceived(told["contact_id"], datetime.fromisoformat(told["at"]), told["why"])]


def questions_of(result: Answer) -> list[Call]:
    """Return the calls that ask the owner whose a mail is, or whether two people are one."""
    if result.data.get("whose"):
        return [Call(tool="say_whose_mail", arguments={"mail": result.data["whose"]})]
    return inquiries.follow_up_questions(result.data.get("same_person_in_question"))


@tool(Effect.WRITE)
def take_in_mail(
    desk: Desk,
    mail: ReceivedMail,
    verdict: Verdict,
    reading: MailReading,
    attachments: list[StoredAttachment],
    draft_reply: bool = False,
) -> TakeIn:
    """Take in one received mail, once. Only intake does this; everybody else records an inquiry.

    Args:
        mail: what its headers say, and what makes it one mail.
        verdict: whether it is taken in, or why not.
        reading: what the rules read in it.
        attachments: its files.
        draft_reply: whether a reply to a new lead is drafted, as a card.
    """
    if desk.actor.kind != ActorKind.INTAKE:
        raise NotPermitted("Only intake takes mail in; use record_inquiry instead. Nothing was changed.")
    return TakeIn(
        mail=mail, verdict=verdict, reading=reading, attachments=attachments, draft_reply=draft_reply
    )
