"""Mail that came under a new name with somebody's phone or e-mail: kept until the owner says whose it is, then filed."""

from sqlmodel import col, select

from schemas.effects import Answer, Call, CardField, Effect
from schemas.enums import MailDirection, MailOutcome
from schemas.errors import AgainstTheRules
from schemas.records import Attachment, MailMessage
from tools import wording
from tools.acts import Ask, LocalAct, ReplyReceived
from tools.crm.details import Details
from tools.crm.identity import NameAnswer, answered_whose, answers_for, question_about
from tools.desk import Desk
from tools.mail import threads
from tools.mail.intake import STILL_ANSWERED, WHOSE, link, placed_data, questions_of, replies_in
from tools.mail.placing import Placed, details_of, place
from tools.mail.received import MailReading, ReceivedMail
from tools.mail.writers import whose_mail
from tools.registry import tool


class FiledMail(LocalAct):
    """A kept mail, filed under whom the owner says it is, with the time at which it came."""

    mail: int
    subject: str
    said: str
    details: Details
    answer: NameAnswer

    def line(self) -> str:
        called = self.details.called()
        return f"File the inquiry of {called}, “{wording.clipped(self.subject, 60)}”, {self.answer.said()}"

    def fields(self) -> list[CardField]:
        return [*self.details.fields(), CardField(name="Text", value=self.said, outside=True)]

    def concerns(self) -> str | None:
        return self.answer.contact_id

    def changed(self, desk: Desk) -> str | None:
        row = threads.numbered(desk, self.mail)
        if row.reason != WHOSE:
            return f"Mail {self.mail} is {row.outcome} by now."
        return self.answer.changed(desk, self.details)

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        row = threads.numbered(desk, self.mail)
        reading = MailReading.from_row(row.extraction)
        whose = answered_whose(desk, self.details, self.answer, approval_id)
        placed = place(desk, received_of(row), reading, row.number, decided=whose)
        if not isinstance(placed, Placed):
            raise AgainstTheRules(f"Mail {self.mail} can't be filed so. Nothing was changed.")
        file(desk, row, reading, placed)
        fresh = desk.now() - row.received_at <= STILL_ANSWERED
        drafted = fresh and placed.outcome == MailOutcome.LEAD
        waiting = [one.number for one in held_mails(desk) if one.number != row.number]
        data = {**placed_data(row, placed), "drafted": drafted, "waiting": waiting[:20]}
        return Answer(text=f"Filed. {placed.text}", data=data)

    def replies_received(self, desk: Desk, result: Answer) -> list[ReplyReceived]:
        return replies_in(result)

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        questions = [Call(tool="say_whose_mail", arguments={"mail": one}) for one in result.data["waiting"]]
        if result.data["drafted"]:
            draft = Call(tool="draft_follow_up", arguments={"lead": result.data["lead_id"]})
            return [draft, *questions_of(result), *questions]
        return [*questions_of(result), *questions]


class FiledAsKnown(LocalAct):
    """A kept mail that is in question no more, since the owner has answered for its phone or e-mail."""

    mail: int
    subject: str

    def line(self) -> str:
        return f"File mail {self.mail}, “{wording.clipped(self.subject, 60)}”"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        row = threads.numbered(desk, self.mail)
        reading = MailReading.from_row(row.extraction)
        placed = place(desk, received_of(row), reading, row.number)
        if not isinstance(placed, Placed):
            raise AgainstTheRules(f"Mail {self.mail} can't be filed by itself. Nothing was changed.")
        file(desk, row, reading, placed)
        return Answer(text=f"Filed. {placed.text}", data=placed_data(row, placed))

    def replies_received(self, desk: Desk, result: Answer) -> list[ReplyReceived]:
        return replies_in(result)

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        return questions_of(result)


@tool(Effect.WRITE)
def say_whose_mail(desk: Desk, mail: int) -> FiledAsKnown | Ask:
    """Ask the owner whose a kept mail is: it gives somebody's phone or e-mail under another name.

    Args:
        mail: its number.
    """
    row = threads.numbered(desk, mail)
    if row.outcome != MailOutcome.KEPT or row.reason != WHOSE:
        raise AgainstTheRules(
            f"Mail {mail} is {row.outcome}: whose it is, is not in question. Nothing was changed."
        )
    reading = MailReading.from_row(row.extraction)
    details, further = details_of(desk, reading)
    whose = whose_mail(desk, received_of(row), reading, details, further)
    if not whose.holders:
        return FiledAsKnown(mail=mail, subject=row.subject)
    asked = _asked_already(desk, row, details)
    if asked is not None:
        raise AgainstTheRules(f"Mail {mail} waits with mail {asked}: the same question answers both.")
    return Ask(
        why=question_about(desk, details, whose),
        answers={
            word: FiledMail(
                mail=mail,
                subject=reading.title or row.subject,
                said=reading.body,
                details=details,
                answer=answer,
            )
            for word, answer in answers_for(desk, details, whose).items()
        },
    )


def _asked_already(desk: Desk, row: MailMessage, details: Details) -> int | None:
    """Return an earlier kept mail whose question is the same one: it gives the same phone or e-mail of somebody else."""
    for one in held_mails(desk):
        if one.number >= row.number:
            return None
        other, _ = details_of(desk, MailReading.from_row(one.extraction))
        if (details.phone and other.phone == details.phone) or (
            details.email and other.email == details.email
        ):
            return one.number
    return None


def held_mails(desk: Desk) -> list[MailMessage]:
    """Return the mails that wait for the owner to say whose they are, in the order in which they came."""
    asked = select(MailMessage).where(
        col(MailMessage.outcome) == MailOutcome.KEPT,
        col(MailMessage.reason) == WHOSE,
        col(MailMessage.direction) == MailDirection.INBOUND,
    )
    return list(desk.session.exec(asked.order_by(col(MailMessage.number))))


def file(desk: Desk, row: MailMessage, reading: MailReading, placed: Placed) -> None:
    """Put on a kept mail's row, and on its files, what it led to."""
    link(row, placed)
    row.extraction = reading.kept(with_body=False)
    for attachment in desk.session.exec(select(Attachment).where(col(Attachment.mail_id) == row.mail_id)):
        attachment.interaction_id = row.interaction_id


def received_of(row: MailMessage) -> ReceivedMail:
    """Return a kept mail as intake handed it over."""
    return ReceivedMail(
        mailbox=row.mailbox,
        own_id=row.own_id,
        message_id=row.message_id,
        sender_name=row.sender_name,
        sender_address=row.sender_address,
        subject=row.subject,
        sent_at=row.received_at,
        thread=row.thread,
    )


def refuse_held(row: MailMessage) -> None:
    """Refuse to take in a mail while the owner has not said whose it is.

    Raises:
        AgainstTheRules.
    """
    if row.reason == WHOSE:
        raise AgainstTheRules(f"{row.explanation} Answer its card first. Nothing was changed.")
