"""The opening of the business: its hours, its closing days, and whose public holidays it keeps (rows C3, C5)."""

import calendar
from datetime import datetime, timedelta
from typing import Any

from schemas.effects import Answer, CardField, Effect
from schemas.errors import AgainstTheRules, BadArguments, BadConfiguration
from schemas.working_hours import DAYS, hours_from, is_times
from tools import wording
from tools.acts import LocalAct
from tools.arguments import Day, Line
from tools.business.business_days import WorkingDays, closing_from, working_days
from tools.business.on_record import business_of, change_place, change_settings
from tools.desk import Desk
from tools.registry import tool

LONGEST_CLOSING_DAYS = 366
LOOKING_AHEAD_DAYS = 120


class WorkingHours(LocalAct):
    """The hours of the week."""

    hours: str

    def line(self) -> str:
        return f"Set the working hours to {self.hours}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        hours = hours_from(self.hours)
        change_settings(desk, hours=hours)
        return Answer(text=f"You work {hours_in_words(hours)} now.", data={"hours": hours})


@tool(Effect.WRITE)
def set_business_hours(desk: Desk, hours: Line) -> WorkingHours:
    """Set the days and hours that the business works; nudges count these days.

    Args:
        hours: such as "Mon-Fri 8:00-17:00" or "Mon-Sat 8am-4pm"; times alone leave the days as they are.
    """
    hours = f"{_days_worked(desk)} {hours}" if is_times(hours) else hours
    try:
        hours_from(hours)
    except BadConfiguration as error:
        raise BadArguments(
            f"{error.message} Nothing was changed.", {"hours": "write it like Mon-Fri 8:00-17:00"}
        ) from None
    return WorkingHours(hours=hours)


def _days_worked(desk: Desk) -> str:
    """Return the days that are worked so far, as hours are written with."""
    days = working_days(desk).weekdays
    first = next(day for day in sorted(days) if (day - 1) % 7 not in days or len(days) == len(DAYS))
    return f"{DAYS[first]}-{DAYS[(first + len(days) - 1) % len(DAYS)]}"


def hours_in_words(hours: dict[str, Any]) -> str:
    """Return opening hours in words: "Monday to Friday, 8:00 to 17:00"."""
    days = [int(day) for day in hours["days"]]
    names = [calendar.day_name[day] for day in days]
    in_a_row = len(days) > 2 and days == list(range(days[0], days[-1] + 1))
    said = f"{names[0]} to {names[-1]}" if in_a_row else wording.listed(names)
    return f"{said}, {hours['opens'].lstrip('0')} to {hours['closes'].lstrip('0')}"


def _day(written: str) -> Day:
    return datetime.fromisoformat(written).date()


class Closing(LocalAct):
    """One or more days on which nobody works."""

    first: Day
    last: Day
    why: str = ""

    def line(self) -> str:
        return f"Close {_span(self.first, self.last)}"

    def fields(self) -> list[CardField]:
        return [CardField(name="Why", value=self.why)] if self.why else []

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        settings = business_of(desk).settings
        added = {"first": self.first.isoformat(), "last": self.last.isoformat(), "why": self.why}
        others = [
            one
            for one in settings.get("closing_days", [])
            if (one["first"], one["last"]) != (added["first"], added["last"])
        ]
        opened = [day for day in settings.get("opening_days", []) if not self.first <= _day(day) <= self.last]
        change_settings(desk, closing_days=[*others, added], opening_days=opened)
        why = f" ({self.why})" if self.why else ""
        return Answer(text=f"Closed {_span(self.first, self.last)}{why}.", data={"closing": added})


def _span(first: Day, last: Day) -> str:
    return _said(first) if first == last else f"{_said(first)} to {_said(last)}"


def _said(day: Day) -> str:
    return f"{day:%a}, {day:%b} {day.day}, {day.year}"


@tool(Effect.WRITE)
def add_closing_day(desk: Desk, date: Day, until: Day | None = None, why: Line = "") -> Closing:
    """Close the business on a day, or from one day until another; they are no working days then.

    Args:
        date: the day, or the first one.
        until: the last day, where there are several.
        why: such as "vacation".
    """
    last = until or date
    problem = ""
    if last < date:
        problem = "comes before the first day"
    elif (last - date).days >= LONGEST_CLOSING_DAYS:
        problem = f"is more than {LONGEST_CLOSING_DAYS} days later"
    if problem:
        raise BadArguments(f"until {problem}. Nothing was changed.", {"until": problem})
    return Closing(first=date, last=last, why=why)


class Opening(LocalAct):
    """One day that is worked, whatever the calendar says."""

    day: Day

    def line(self) -> str:
        return f"Work on {_said(self.day)}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        settings = business_of(desk).settings
        alone = {"first": self.day.isoformat(), "last": self.day.isoformat()}
        closings = [one for one in settings.get("closing_days", []) if not alone.items() <= one.items()]
        openings = sorted({*settings.get("opening_days", []), self.day.isoformat()})
        change_settings(desk, closing_days=closings, opening_days=openings)
        return Answer(text=f"You work on {_said(self.day)}.", data={"date": self.day.isoformat()})


@tool(Effect.WRITE)
def add_opening_day(desk: Desk, date: Day) -> Opening:
    """Work on a day that would be a holiday, a weekend or a closing day.

    Args:
        date: the day.
    """
    if working_days(desk).is_open(date):
        raise AgainstTheRules(f"{_said(date)} is a working day already. Nothing was changed.")
    return Opening(day=date)


class Place(LocalAct):
    """The place whose public holidays are kept."""

    country: str
    region: str

    def line(self) -> str:
        return f"Keep the public holidays of {' '.join(filter(None, (self.country, self.region)))}"

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        change_place(desk, self.country, self.region)
        place = " ".join(filter(None, (self.country, self.region)))
        return Answer(
            text=f"The public holidays of {place} are kept now.",
            data={"country": self.country, "region": self.region},
        )


@tool(Effect.WRITE)
def set_business_place(desk: Desk, country: Line, region: Line = "") -> Place:
    """Set the country and region whose public holidays the business keeps.

    Args:
        country: two letters, such as US.
        region: state or province, such as TX; may be left out.
    """
    import holidays

    country, region = country.upper(), region.upper()
    known = holidays.list_supported_countries()
    if country not in known:
        problem = "must be a country code of two letters, such as US, CA or GB"
        raise BadArguments(f"country {problem}. Nothing was changed.", {"country": problem})
    if region and region not in known[country]:
        listed = wording.listed(sorted(known[country])[:60], "or") or "left out"
        problem = f"must be {listed}"
        raise BadArguments(f"region {problem}. Nothing was changed.", {"region": problem})
    return Place(country=country, region=region)


@tool(Effect.READ)
def show_business_days(desk: Desk, date: Day | None = None) -> Answer:
    """Whether a day is a working day; without a day, the hours and the closing days to come.

    Args:
        date: the day asked about.
    """
    days = working_days(desk)
    if date is not None:
        return _about_day(desk, days, date)
    hours = business_of(desk).settings.get("hours")
    today = desk.today()
    lines = [f"Hours: {hours_in_words(hours) if hours else 'Monday to Friday'}"]
    own = [closing_from(one) for one in business_of(desk).settings.get("closing_days", [])]
    lines += [
        f"Closed {_span(first, last)}: {why or 'own closing day'}"
        for first, last, why in sorted(own)
        if last >= today
    ]
    ahead = (today + timedelta(days=step) for step in range(LOOKING_AHEAD_DAYS))
    free = [(day, days.why_closed(day)) for day in ahead]
    holidays = [
        (day, why)
        for day, why in free
        if why and day.weekday() in days.weekdays and not any(first <= day <= last for first, last, _ in own)
    ]
    lines += [f"Holiday {wording.day(day, today)}: {why}" for day, why in holidays]
    return Answer(
        text="\n".join(lines),
        data={
            "hours": hours,
            "closing_days": business_of(desk).settings.get("closing_days", []),
            "holidays": [{"date": day.isoformat(), "name": why} for day, why in holidays],
        },
    )


def _about_day(desk: Desk, days: WorkingDays, day: Day) -> Answer:
    why = days.why_closed(day)
    said = wording.day(day, desk.today())
    said = said[:1].upper() + said[1:]
    following = days.after(day)
    text = f"{said} is a working day."
    if why:
        reason = "" if why == "no working day" else f": {why}"
        text = f"{said} is closed{reason}. Open again {wording.day(following, desk.today())}."
    return Answer(
        text=text,
        data={
            "date": day.isoformat(),
            "open": not why,
            "why_closed": why,
            "next_working_day": following.isoformat(),
        },
    )
