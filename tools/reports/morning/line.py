"""One line of the morning list: why it is there, and what a word would do."""

from dataclasses import dataclass, field
from datetime import date

from schemas.effects import Call, Choice, Offer
from tools.business.business_days import WorkingDays

DAY = "date"
"""The argument of `set_reminder` and `move_follow_up` that a day said after the word fills."""


@dataclass(frozen=True)
class MorningLine:
    """One line, before it has its letter.

    Args:
        kind: reply, card, follow_up, proposal, hand_off, quiet or give_up.
        about: whom or what, such as "Maria Lopez, Leaky faucet".
        why: why it is there, as a clause.
        answers: word → what it leads to; the first is what the letter alone means.
        contact_id, job_id: whom and which lead or deal it is about, so that nothing is listed twice.
        nudges: the lead that it asks about of its own accord; such a line is counted.
        card: the card's number, where the line is about one.
        record_id: of the row that put it there.
    """

    kind: str
    about: str
    why: str
    answers: dict[str, Offer] = field(default_factory=dict)
    contact_id: str | None = None
    job_id: str | None = None
    nudges: str | None = None
    card: int | None = None
    record_id: str = ""

    def choice(self, letter: str) -> Choice:
        default = next(iter(self.answers), "show")
        return Choice(
            letter=letter, about=self.about, answers=self.answers, default=default, show_card=self.card
        )

    def words(self) -> list[str]:
        return list(self.answers) or ["show"]


def titled(name: str, title: str) -> str:
    """Return name and title: "Maria Lopez, Leaky faucet"."""
    return f"{name}, {title}" if title else name


def draft(job_id: str, name: str) -> Offer:
    return Offer(
        text=f"Draft a message to {name}", call=Call(tool="draft_follow_up", arguments={"lead": job_id})
    )


def call(contact_id: str, name: str) -> Offer:
    return Offer(
        text=f"Show {name}'s number", call=Call(tool="show_contact", arguments={"contact": contact_id})
    )


def answered(interaction_id: str, name: str) -> Offer:
    return Offer(
        text=f"{name} has been answered",
        call=Call(tool="mark_answered", arguments={"message": interaction_id}),
    )


def snooze(subject_id: str, text: str, today: date, days: WorkingDays) -> Offer:
    """Return the offer of a reminder on the next working day, or on the day that is said."""
    return remind(subject_id, text, days.after(today))


def remind(subject_id: str, text: str, day: date) -> Offer:
    arguments = {"about": subject_id, "date": day.isoformat(), "text": text}
    return Offer(text="Remind me", call=Call(tool="set_reminder", arguments=arguments), slot=DAY)
