"""Finds the routines: each module of `scheduler/routines` is looked through, and each procedure's `schedules`; no list is edited.

A routine is a function of the work and the period, with a docstring and one decorator. One that is due by the day, week
or month runs at most once in each period and leaves a row; one that is due steadily ("every 5 minutes") is made so
that running it again changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import ModuleType
from typing import TypeVar

from scheduler.work import Work
from schemas.discovery import add_once, file_of, marked_in, marked_with, modules_of, summary_of
from schemas.errors import BadConfiguration, NotFound
from schemas.when import Rhythm, When, span_from, when_from

MARK = "__deskhand_routine__"
USUAL_GRACE = "11 hours"
"""From 7:00 to 18:00: a morning list is worth having for the rest of the working day."""

Run = Callable[[Work, str], list[str]]
Function = TypeVar("Function", bound=Run)


@dataclass(frozen=True)
class Routine:
    """Something that is done by the clock.

    Args:
        name: unique, and what `deskhand run` takes.
        summary: what it does, in one line.
        when: as parsed.
        grace: how long after its time it is still run, once, when nobody was awake then.
        run: does it; takes the work and the period's key, returns what it produced, a line each.
        where: the file that it comes from.
    """

    name: str
    summary: str
    when: When
    grace: timedelta
    run: Run
    where: str

    @property
    def steady(self) -> bool:
        """Return whether the routine has no periods."""
        return self.when.rhythm == Rhythm.STEADILY


@dataclass(frozen=True)
class _Mark:
    when: str
    grace: str


def routine(when: str, *, grace: str = USUAL_GRACE) -> Callable[[Function], Function]:
    """Mark a function as a routine; nothing else happens at import.

    Args:
        when: such as "every day at 7:00" or "every 5 minutes"; see `schemas/when.py`.
        grace: how long after its time it is still worth running.
    """
    return marked_with(MARK, _Mark(when, grace))


class Routines:
    """Every routine by name.

    Args:
        found: in any order.

    Raises:
        BadConfiguration: two have one name; names both files.
    """

    def __init__(self, found: Iterable[Routine]) -> None:
        self.by_name: dict[str, Routine] = {}
        for one in found:
            add_once(self.by_name, one.name, one, "routines", lambda routine: routine.where)

    def __iter__(self) -> Iterator[Routine]:
        return iter(self.by_name.values())

    @property
    def steady(self) -> list[Routine]:
        return [one for one in self if one.steady]

    @property
    def periodic(self) -> list[Routine]:
        """Return the routines with periods, earliest in the day first, so that what a list shows is there before
        the list.
        """
        return sorted((one for one in self if not one.steady), key=lambda one: (one.when.at, one.name))

    def find(self, name: str) -> Routine:
        """Return the routine with a name.

        Raises:
            NotFound: there is none; those that there are are named.
        """
        found = self.by_name.get(name)
        if found is None:
            names = ", ".join(sorted(self.by_name))
            raise NotFound(
                f"There is no routine {name[:60]!r}; there is {names}. Nothing was run.", "routine"
            )
        return found


def routines_in(modules: Iterable[ModuleType]) -> Iterator[Routine]:
    """Yield the marked functions of some modules.

    Raises:
        BadConfiguration: one has no docstring, or its `when` can't be read; names the file.
    """
    for function in marked_in(modules, MARK):
        mark: _Mark = getattr(function, MARK)
        summary, where = summary_of(function, "routine"), file_of(function)
        try:
            when, grace = when_from(mark.when), span_from(mark.grace)
        except BadConfiguration as error:
            raise BadConfiguration(f"The routine {function.__name__} in {where}: {error.message}") from None
        yield Routine(function.__name__, summary, when, grace, function, where)


def find_routines(package: ModuleType, scheduled: Mapping[str, Routine]) -> Routines:
    """Look through every module of a package, and add the routines that procedures schedule.

    Raises:
        BadConfiguration: see `Routines` and `routines_in`.
    """
    return Routines([*routines_in(modules_of(package)), *scheduled.values()])
