"""Logging what happened, and the promises that come of it (rows C4, C11, C13)."""

from datetime import UTC, date, datetime, time

from sqlmodel import col, select

from schemas.effects import Answer, CardField, Effect
from schemas.enums import (
    DIRECTIONS,
    FollowUpStatus,
    InteractionOutcome,
    InteractionType,
    TouchDirection,
)
from schemas.errors import AgainstTheRules, Ambiguous, BadArguments, NotFound
from schemas.records import Interaction
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Day, Line, Text
from tools.desk import Desk
from tools.matters import disambiguation, interaction_log
from tools.matters.about import About, about_what_is_named, resolve_about
from tools.registry import tool

MOST_MINUTES = 24 * 60


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
        return Answer(
            text=text + ".",
            data={
                "interaction_id": interaction.interaction_id,
                "contact_id": interaction.contact_id,
                "lead_id": self.about.lead_id,
                "opportunity_id": self.about.opportunity_id,
            },
        )


@tool(Effect.WRITE)
def log_interaction(
    desk: Desk,
    about: Line,
    type: InteractionType = InteractionType.PHONE_CALL,
    summary: Text = "",
    outcome: InteractionOutcome = InteractionOutcome.NONE,
    follow_up_date: Day | None = None,
    direction: TouchDirection | None = None,
    minutes: int | None = None,
    day: Day | None = None,
) -> Touch:
    """Log a call, visit, message or note. On a person with one open job, the job gets it too.

    Args:
        about: the person, lead, deal or piece of equipment: a name, phone, reference, or words of what it is called.
        type: what it was.
        summary: what was said or done; equipment of theirs that it names gets it too.
        outcome: how it went.
        follow_up_date: the day something was promised for.
        direction: inbound if they called or wrote, outbound if we did; left out where it was not said.
        minutes: how long it took; left out where it was not said.
        day: the day it was, if it was not today.
    """
    _refuse_odd(type, direction, minutes)
    meant = about_what_is_named(desk, resolve_about(desk, about), summary)
    due = future_day_or_none(desk, follow_up_date, "follow_up_date")
    return Touch(
        about=meant,
        type=type,
        summary=summary,
        outcome=outcome,
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
        return f"Remind you on {self.due:%a %b} {self.due.day} about {self.about.called}"

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
        what = f": {self.text}" if self.text else ""
        return Answer(
            text=wording.sentence(
                f"I'll remind you {_on(self.due, desk)} about {self.about.called}{job}{what}"
            ),
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
def set_reminder(desk: Desk, about: Line, date: Day, text: Line = "") -> Reminder:
    """Remind the owner about somebody or something on a day; it comes up on that morning's list.

    Args:
        about: the person, lead, deal or piece of equipment.
        date: the day, today or later.
        text: what to be reminded of.
    """
    meant = resolve_about(desk, about, any_job=True)
    return Reminder(about=meant, due=future_day(desk, date, "date"), text=text)


class SettleFollowUp(LocalAct):
    """A pending follow-up that is done, or not wanted any more."""

    interaction_id: str
    topic: str
    status: FollowUpStatus

    def line(self) -> str:
        return f"Mark the follow-up as {self.status}: {self.topic}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        interaction = desk.session.get(Interaction, (desk.business_id, self.interaction_id))
        if interaction is None or interaction.follow_up_status != FollowUpStatus.PENDING:
            raise AgainstTheRules("That follow-up is not pending any more. Nothing was changed.")
        interaction.follow_up_status = self.status
        return Answer(
            text=f"{'Done' if self.status == FollowUpStatus.COMPLETED else 'Canceled'}: {self.topic}.",
            data={"interaction_id": self.interaction_id, "follow_up_status": str(self.status)},
        )


def topic_of(desk: Desk, interaction: Interaction) -> str:
    """Return the topic of a follow-up as a line: "Maria Lopez — send the quote (due Friday, Nov 20)"."""
    name = disambiguation.named_id(desk, interaction.contact_id)
    what = interaction.subject or wording.clipped(interaction.body, 80) or wording.words(interaction.type)
    due = interaction.follow_up_date
    return f"{name} — {what}" + (f" (due {wording.day(due, desk.today())})" if due else "")


def pending_follow_up(desk: Desk, about: str) -> Interaction:
    """Return the one pending follow-up that is meant: by its own id, or of a person, lead or deal.

    Raises:
        BadArguments, Ambiguous, NotFound.
    """
    direct = desk.session.get(Interaction, (desk.business_id, about))
    if direct is not None:
        return direct
    meant = resolve_about(desk, about, any_job=True, optional_job=True)
    pending = list(
        desk.session.exec(
            select(Interaction)
            .where(
                col(Interaction.follow_up_status) == FollowUpStatus.PENDING,
                meant.condition(),
            )
            .order_by(col(Interaction.follow_up_date), col(Interaction.interaction_id))
        )
    )
    if not pending:
        raise NotFound(f"Nothing is pending for {meant.called}. Nothing was changed.", "about")
    if len(pending) > 1:
        candidates = [
            {
                "kind": "follow_up",
                "id": row.interaction_id,
                "label": topic_of(desk, row),
                "name": meant.called,
            }
            for row in pending[:8]
        ]
        labels = wording.listed([c["label"] for c in candidates], "or")
        raise Ambiguous(
            f"{len(pending)} follow-ups are pending for {meant.called}: {labels}. Say which one. "
            "Nothing was changed.",
            "about",
            candidates,
        )
    return pending[0]


@tool(Effect.WRITE)
def complete_follow_up(desk: Desk, about: Line) -> SettleFollowUp:
    """Mark a pending follow-up as done.

    Args:
        about: the person, lead or deal it is about, or the follow-up's own id.
    """
    row = pending_follow_up(desk, about)
    return SettleFollowUp(
        interaction_id=row.interaction_id, topic=topic_of(desk, row), status=FollowUpStatus.COMPLETED
    )


@tool(Effect.WRITE)
def cancel_follow_up(desk: Desk, about: Line) -> SettleFollowUp:
    """Drop a pending follow-up that is not wanted any more; the record of it stays.

    Args:
        about: the person, lead or deal it is about, or the follow-up's own id.
    """
    row = pending_follow_up(desk, about)
    return SettleFollowUp(
        interaction_id=row.interaction_id, topic=topic_of(desk, row), status=FollowUpStatus.CANCELED
    )


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
