"""Mail that came under a new name with somebody's phone or e-mail: kept until the owner says whose it is, then filed."""

from sqlmodel import col, select

from schemas.effects import Answer, Call, CardField, Effect
from schemas.enums import MailDirection, MailOutcome
from schemas.errors import AgainstTheRules
from schemas.keys import fold
from schemas.records import Attachment, MailMessage
from tools import wording
from tools.acts import Ask, LocalAct, ReplyReceived
from tools.desk import Desk
from tools.mail import threads
from tools.mail.intake import STILL_ANSWERED, WHOSE, link, placed_data, questions_of, replies_in
from tools.mail.placing import Placed, details_of, place
from tools.mail.received import MailReading, ReceivedMail
from tools.mail.whose_open import ASKING, asked_about
from tools.mail.writers import whose_mail
from tools.people.details import Details
from tools.people.identity import NameAnswer, Whose, answered_whose, answers_for, question_about
from tools.registry import tool


class FiledMail(LocalAct):
    """A kept mail, filed under whom it is of, with the time at which it came.

    By the owner's answer; or with none, where an answer to another mail has told already whose its phone or e-mail is.
    """

    mail: int
    subject: str
    details: Details
    said: str = ""
    answer: NameAnswer | None = None

    def line(self) -> str:
        called = self.details.called()
        whose = f", {self.answer.said()}" if self.answer is not None else ""
        return f"File the inquiry of {called}, “{wording.clipped(self.subject, 60)}”{whose}"

    def fields(self) -> list[CardField]:
        said = [CardField(name="Text", value=self.said, outside=True)] if self.said else []
        return [*self.details.fields(), *said]

    def concerns(self) -> str | None:
        return self.answer.contact_id if self.answer is not None else None

    def changed(self, desk: Desk) -> str | None:
        row = threads.numbered(desk, self.mail)
        if row.reason != WHOSE:
            return f"Mail {self.mail} is {row.outcome} by now."
        return self.answer.changed(desk, self.details) if self.answer is not None else None

    def anew(self, desk: Desk) -> list[Call]:
        held = threads.numbered(desk, self.mail).reason == WHOSE
        return [_question_about(self.mail)] if held else []

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        row = threads.numbered(desk, self.mail)
        reading = MailReading.from_row(row.extraction)
        answered = self.answer is not None
        whose = answered_whose(desk, self.details, self.answer, approval_id) if answered else None
        placed = place(desk, received_of(row), reading, row.number, decided=whose)
        if not isinstance(placed, Placed):
            raise AgainstTheRules(f"Mail {self.mail} can't be filed so. Nothing was changed.")
        file(desk, row, reading, placed)
        fresh = desk.now() - row.received_at <= STILL_ANSWERED
        drafted = fresh and placed.outcome == MailOutcome.LEAD
        more = self._with_it(desk, placed) if answered else []
        others = held_mails(desk) if answered else []
        waiting = [one.number for one in others if one.number != row.number]
        data = {**placed_data(row, placed), "drafted": drafted, "waiting": waiting[:20]}
        return Answer(text="\n".join([f"Filed. {placed.text}", *more]), data=data)

    def _with_it(self, desk: Desk, placed: Placed) -> list[str]:
        """File what the same writer sent while the question was open with the person chosen; return a sentence for each."""
        told = []
        for row in held_mails(desk):
            reading = MailReading.from_row(row.extraction)
            details, _ = details_of(desk, reading)
            if not _of_same_writer(details, self.details):
                continue
            also = place(desk, received_of(row), reading, row.number, decided=Whose(placed.contact))
            if isinstance(also, Placed):
                file(desk, row, reading, also)
                told.append(f"With it mail {row.number}, “{wording.clipped(row.subject, 60)}”.")
        return told

    def replies_received(self, desk: Desk, result: Answer) -> list[ReplyReceived]:
        return replies_in(result)

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        draft = Call(tool="draft_follow_up", arguments={"lead": result.data["lead_id"]})
        drafts = [draft] if result.data["drafted"] else []
        return [*drafts, *questions_of(result), *map(_question_about, result.data["waiting"])]


def _of_same_writer(one: Details, other: Details) -> bool:
    """Return whether two mails give the same e-mail, or the same phone under the same name."""
    by_phone = bool(one.phone) and one.phone == other.phone and fold(one.called()) == fold(other.called())
    return by_phone or (bool(one.email) and one.email == other.email)


def _question_about(mail: int) -> Call:
    return Call(tool=ASKING, arguments={"mail": mail})


@tool(Effect.WRITE)
def say_whose_mail(desk: Desk, mail: int) -> FiledMail | Ask:
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
    filed = FiledMail(mail=mail, subject=reading.title or row.subject, details=details)
    whose = whose_mail(desk, received_of(row), reading, details, further)
    asked = asked_about(desk, details, mail)
    if not whose.holders and (asked is None or whose.person is not None):
        return filed
    if asked is not None:
        raise AgainstTheRules(f"Mail {mail} waits with mail {asked}: the same question answers both.")
    return Ask(
        why=question_about(desk, details, whose),
        answers={
            word: filed.model_copy(update={"said": reading.body, "answer": answer})
            for word, answer in answers_for(desk, details, whose).items()
        },
    )


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
