"""Working days of a business: its own week, its closing days, and the public holidays of its country and region."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from tools.business.on_record import business_of
from tools.desk import Desk

MONDAY_TO_FRIDAY = frozenset(range(5))
FARTHEST = 3 * 366
"""The most days that a search for a working day looks; a business that is closed for longer has none."""


@lru_cache(maxsize=256)
def public_holidays(country: str, region: str, year: int) -> Mapping[date, str]:
    """Return the names of a year's holidays by day; of a region that is not known, those of the country.

    Asked for once a process, country and year: building them takes a third of a second (docs/dependencies.md).
    """
    import holidays

    for subdivision in (region.upper(), None):
        try:
            return dict(holidays.country_holidays(country, subdiv=subdivision or None, years=year))
        except NotImplementedError:
            continue
    return {}


@dataclass(frozen=True)
class WorkingDays:
    """The days that count as working days.

    Args:
        weekdays: 0 is Monday.
        closings: own closing days as first day, last day and the reason; they come before the public holidays.
        openings: days that are worked whatever else says otherwise.
        country, region: whose public holidays are kept, such as "US", "TX"; none where the country is empty.
    """

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    closings: tuple[tuple[date, date, str], ...] = ()
    openings: frozenset[date] = field(default_factory=frozenset)
    country: str = ""
    region: str = ""

    def why_closed(self, day: date) -> str:
        """Return the reason in words, such as "Thanksgiving Day" or "no working day"; empty for a working day."""
        if day in self.openings:
            return ""
        for first, last, why in self.closings:
            if first <= day <= last:
                return why or "closed"
        if day.weekday() not in self.weekdays:
            return "no working day"
        return self._holidays(day.year).get(day, "")

    def is_open(self, day: date) -> bool:
        return not self.why_closed(day)

    def between(self, start: date, end: date) -> int:
        """Return the number of working days after `start`, up to and including `end`; 0 if `end` is not later.

        Whole weeks are counted by arithmetic and only the exceptions looked at, so a lead of ten years costs little.
        """
        if end <= start:
            return 0
        weeks, rest = divmod((end - start).days, 7)
        partial = sum(
            (start + timedelta(days=step)).weekday() in self.weekdays for step in range(1, rest + 1)
        )
        changed = sum(
            self.is_open(day) - (day.weekday() in self.weekdays) for day in self._exceptions(start, end)
        )
        return weeks * len(self.weekdays) + partial + changed

    def before(self, day: date, count: int) -> date:
        """Return the latest day from which to `day` at least `count` working days have passed."""
        start = day
        for _ in range(FARTHEST):
            if count <= 0:
                break
            count -= self.is_open(start)
            start -= timedelta(days=1)
        return start

    def after(self, day: date) -> date:
        """Return the first working day after a day; the next day where none is near."""
        for step in range(1, FARTHEST):
            if self.is_open(day + timedelta(days=step)):
                return day + timedelta(days=step)
        return day + timedelta(days=1)

    def _holidays(self, year: int) -> Mapping[date, str]:
        return public_holidays(self.country, self.region, year) if self.country else {}

    def _exceptions(self, start: date, end: date) -> set[date]:
        """Return the days after `start` up to `end` that the weekday alone does not decide."""
        days = {day for year in range(start.year, end.year + 1) for day in self._holidays(year)}
        days |= self.openings | set(self._own_closings(start, end))
        return {day for day in days if start < day <= end}

    def _own_closings(self, start: date, end: date) -> Iterator[date]:
        for first, last, _ in self.closings:
            day = max(first, start)
            while day <= min(last, end):
                yield day
                day += timedelta(days=1)


def working_days(desk: Desk) -> WorkingDays:
    """Return the working days that the business's settings and place make."""
    business = business_of(desk)
    settings: dict[str, Any] = business.settings
    return WorkingDays(
        weekdays=frozenset(settings.get("hours", {}).get("days", MONDAY_TO_FRIDAY)),
        closings=tuple(closing_from(stored) for stored in settings.get("closing_days", [])),
        openings=frozenset(date.fromisoformat(day) for day in settings.get("opening_days", [])),
        country=business.country,
        region=business.region,
    )


def closing_from(stored: dict[str, str]) -> tuple[date, date, str]:
    """Return first day, last day and reason of a closing as the settings keep it."""
    return date.fromisoformat(stored["first"]), date.fromisoformat(stored["last"]), stored.get("why", "")
