"""Logging what happened, and the promises that come of it (rows C4, C11, C13)."""

from datetime import UTC, date, datetime, time

from sqlmodel import col, select

from schemas.effects import Answer, CardField, Effect
from schemas.enums import (
    DIRECTIONS,
    InteractionOutcome,
    InteractionType,
    TouchDirection,
)
from schemas.errors import BadArguments
from schemas.records import Interaction
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Day, Line, Text
from tools.desk import Desk
from tools.matters import interaction_log
from tools.matters.about import About, about_what_is_named, resolve_about
from tools.promises import calls_promised
from tools.registry import tool

MOST_MINUTES = 24 * 60
REACHED = frozenset(InteractionOutcome) - {
    InteractionOutcome.NONE,
    InteractionOutcome.LEFT_VOICEMAIL,
    InteractionOutcome.NO_SHOW,
}
"""Outcomes of a call in which somebody was spoken to."""


def future_day(desk: Desk, day: date, argument: str) -> date:
    """Return a day that is today or later.

    Raises:
        BadArguments: it is past.
    """
    if day < desk.today():
        problem = f"is past ({day:%a %b} {day.day}, {day.year}); give today or a later day"
        raise BadArguments(f"{argument} {problem}. Nothing was changed.", {argument: problem})
    return day


def future_day_or_none(desk: Desk, day: date | None, argument: str) -> date | None:
    """Return a day as `future_day` does, where it may be left out."""
    return None if day is None else future_day(desk, day, argument)


class Touch(LocalAct):
    """One logged touch."""

    about: About
    type: InteractionType
    summary: str
    outcome: InteractionOutcome
    follow_up_date: date | None = None
    direction: TouchDirection | None = None
    minutes: int | None = None
    day: date | None = None
    """The day it was, where that is before the day it is logged."""
    closes: str | None = None
    """The reminder to call this person that the call keeps."""
    may_close: tuple[str, ...] = ()
    """The reminders of which it may keep one or all: the owner is asked."""

    def line(self) -> str:
        when = f" on {self.day:%a %b} {self.day.day}" if self.day else ""
        return f"Log a {wording.words(self.type)} with {self.about.called}{when}"

    def fields(self) -> list[CardField]:
        return [CardField(name="Summary", value=self.summary)] if self.summary else []

    def concerns(self) -> str | None:
        return self.about.contact_id

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        interaction = interaction_log.log(
            desk,
            self.type,
            self.summary,
            contact_id=self.about.contact_id,
            lead=self.about.lead(desk),
            opportunity=self.about.opportunity(desk),
            matter_id=self.about.matter_id,
            outcome=self.outcome,
            follow_up_date=self.follow_up_date,
            direction=self.direction,
            minutes=self.minutes,
            at=_noon_of(desk, self.day) if self.day else None,
        )
        text = f"Logged the {wording.words(self.type)} with {self.about.called}"
        if self.day:
            text += f" {_on(self.day, desk)}"
        if self.about.title:
            text += f" on {self.about.title}"
        if self.minutes is not None:
            text += f" ({wording.count(self.minutes, 'minute')})"
        if self.follow_up_date:
            text += f"; follow-up {wording.day(self.follow_up_date, desk.today())}"
        closed = calls_promised.close(desk, self.closes) if self.closes else ""
        return Answer(
            text="\n".join(filter(None, (f"{text}.", closed))),
            data={
                "interaction_id": interaction.interaction_id,
                "contact_id": interaction.contact_id,
                "lead_id": self.about.lead_id,
                "opportunity_id": self.about.opportunity_id,
            },
            offers=calls_promised.offers(desk, self.may_close),
        )


@tool(Effect.WRITE)
def log_interaction(
    desk: Desk,
    about: Line,
    type: InteractionType = InteractionType.PHONE_CALL,
    summary: Text = "",
    outcome: InteractionOutcome | None = None,
    follow_up_date: Day | None = None,
    direction: TouchDirection | None = None,
    minutes: int | None = None,
    day: Day | None = None,
) -> Touch:
    """Log a call, visit, message or note. On a person with one open job, the job gets it too. A call in which they were
    reached closes the reminder to call them.

    Args:
        about: the person, lead, deal or piece of equipment: a name, phone, reference, or words of what it is called.
        type: what it was.
        summary: what was said or done; equipment of theirs that it names gets it too.
        outcome: how it went; none where nobody was reached; left out where it was not said.
        follow_up_date: the day something was promised for.
        direction: inbound if they called or wrote, outbound if we did; left out where it was not said.
        minutes: how long it took; left out where it was not said.
        day: the day it was, if it was not today.
    """
    _refuse_odd(type, direction, minutes)
    meant = about_what_is_named(desk, resolve_about(desk, about), summary)
    due = future_day_or_none(desk, follow_up_date, "follow_up_date")
    reached = type == InteractionType.PHONE_CALL and day is None and (outcome is None or outcome in REACHED)
    kept = calls_promised.to(desk, meant.contact_id) if reached and meant.contact_id else []
    return Touch(
        about=meant,
        type=type,
        summary=summary,
        outcome=outcome or InteractionOutcome.NONE,
        closes=kept[0] if len(kept) == 1 else None,
        may_close=tuple(kept) if len(kept) > 1 else (),
        follow_up_date=due,
        direction=direction,
        minutes=minutes,
        day=_earlier_day(desk, day),
    )


def _earlier_day(desk: Desk, day: date | None) -> date | None:
    """Return a day before today; None for today.

    Raises:
        BadArguments: it is to come.
    """
    if day is not None and day > desk.today():
        problem = "is still to come; a promise for that day is the follow_up_date"
        raise BadArguments(f"day {problem}. Nothing was changed.", {"day": problem})
    return None if day == desk.today() else day


def _noon_of(desk: Desk, day: date) -> datetime:
    return datetime.combine(day, time(12), desk.zone).astimezone(UTC)


def _refuse_odd(type: InteractionType, direction: TouchDirection | None, minutes: int | None) -> None:
    if type == InteractionType.SYSTEM:
        problem = "the desk notes that itself; say a call, a visit, a message or a note"
        raise BadArguments(f"type: {problem}. Nothing was changed.", {"type": problem})
    known = DIRECTIONS.get(type, direction)
    if direction is not None and direction != known:
        problem = f"what is logged as {wording.words(type)} is {known}; leave it out"
        raise BadArguments(f"direction: {problem}. Nothing was changed.", {"direction": problem})
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        problem = f"must be between 1 and {MOST_MINUTES}"
        raise BadArguments(f"minutes {problem}. Nothing was changed.", {"minutes": problem})


class Reminder(LocalAct):
    """A promise to ourselves: a pending follow-up."""

    about: About
    due: date
    text: str

    def line(self) -> str:
        what = f" about {self.about.called}" if self.about.called else f": {self.text}"
        return f"Remind you on {self.due:%a %b} {self.due.day}{what}"

    def concerns(self) -> str | None:
        return self.about.contact_id

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        lead, opportunity = self.about.lead(desk), self.about.opportunity(desk)
        interaction = interaction_log.promise(
            desk,
            self.text or f"Check back with {self.about.called}",
            self.due,
            contact_id=self.about.contact_id,
            lead=lead,
            opportunity=opportunity,
            matter_id=self.about.matter_id,
        )
        job = f" ({self.about.title})" if self.about.title else ""
        whom = f" about {self.about.called}" if self.about.called else ""
        what = f": {self.text}" if self.text else ""
        return Answer(
            text=wording.sentence(f"I'll remind you {_on(self.due, desk)}{whom}{job}{what}"),
            data={
                "interaction_id": interaction.interaction_id,
                "contact_id": self.about.contact_id,
                "follow_up_date": self.due.isoformat(),
            },
        )


def _on(due: date, desk: Desk) -> str:
    said = wording.day(due, desk.today())
    return said if said in {"today", "tomorrow", "yesterday"} else f"on {said}"


@tool(Effect.WRITE)
def set_reminder(desk: Desk, date: Day, about: Line = "", text: Line = "") -> Reminder:
    """Remind the owner about somebody or something on a day; it comes up on that morning's list.

    Args:
        date: the day, today or later.
        about: the person, lead, deal or piece of equipment; left out where it is about none of them.
        text: what to be reminded of.
    """
    if not (about or text):
        problem = "is needed where it is about nobody on record"
        raise BadArguments(f"text {problem}. Nothing was changed.", {"text": problem})
    meant = resolve_about(desk, about, any_job=True) if about else About(called="")
    return Reminder(about=meant, due=future_day(desk, date, "date"), text=text)


@tool(Effect.READ)
def last_touch(desk: Desk, contact: Line) -> Answer:
    """How long since we talked to somebody, and what was said last (row C18).

    Args:
        contact: the person, lead or deal.
    """
    meant = resolve_about(desk, contact, argument="contact", any_job=True, optional_job=True)
    last = latest_touch(desk, meant)
    if last is None:
        return Answer(
            text=f"Nothing is logged with {meant.called} yet.",
            data={"contact_id": meant.contact_id, "days": None},
        )
    when = desk.day_of(last.timestamp)
    summary = last.ai_summary or wording.clipped(last.body or last.subject, 200)
    text = f"{meant.called}: {wording.ago(when, desk.today())} ({wording.words(last.type)}, {when:%b} {when.day})"
    return Answer(
        text=f"{text}: {summary}" if summary else f"{text}.",
        data={
            "contact_id": meant.contact_id,
            "days": (desk.today() - when).days,
            "at": last.timestamp.isoformat(),
            "type": str(last.type),
            "summary": summary,
        },
    )


def latest_touch(desk: Desk, about: About) -> Interaction | None:
    """Return the last real touch; the system's own notes are none."""
    return desk.session.exec(
        select(Interaction)
        .where(about.condition(), col(Interaction.type) != InteractionType.SYSTEM)
        .order_by(col(Interaction.timestamp).desc(), col(Interaction.interaction_id).desc())
        .limit(1)
    ).first()
