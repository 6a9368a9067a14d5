"""Routines that procedures declare: a read tool, run by the clock, whose answer is told to the owner (rows C3–C6)."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from scheduler.registry import Routine
from scheduler.work import Work
from schemas.effects import Effect
from schemas.errors import BadConfiguration
from schemas.procedure import FrontMatter, Schedule
from schemas.when import span_from, when_from
from tools.desk import Desk


def scheduled_routines(fronts: Iterable[FrontMatter]) -> dict[str, Routine]:
    """Return a routine for every schedule, by its name.

    Args:
        fronts: the most specific procedure first: its schedule replaces one of the same name in what it extends.
    """
    found: dict[str, Routine] = {}
    for front in fronts:
        for name, schedule in front.schedules.items():
            found.setdefault(name, _routine(front, name, schedule))
    return found


def _routine(front: FrontMatter, name: str, schedule: Schedule) -> Routine:
    def run(work: Work, period: str) -> list[str]:
        return _report(work, name, schedule, period)

    summary = f"Run {schedule.tool} and tell the owner what it says."
    grace = span_from(schedule.grace)
    return Routine(name, summary, when_from(schedule.when), grace, run, f"procedure {front.name}")


def _report(work: Work, name: str, schedule: Schedule, period: str) -> list[str]:
    if work.gate.registry.find(schedule.tool).effect != Effect.READ:
        raise BadConfiguration(
            f"The schedule {name} names {schedule.tool}, which is no read; only what is read can be told by the clock."
        )
    answer = work.answer(schedule.tool, **_filled(work.desk, schedule.arguments))
    if schedule.only_if and not answer.data.get(schedule.only_if):
        return [f"nothing to tell ({schedule.only_if}: none)"]
    subject = schedule.title or name.replace("_", " ").capitalize()
    new = work.tell(f"{name} {period}", name, subject, answer.text)
    for call in answer.once_delivered:
        work.answer(call.tool, **call.arguments)
    return [f"told you: {subject}" if new else f"told you before: {subject}"]


def _filled(desk: Desk, arguments: Mapping[str, Any]) -> dict[str, Any]:
    today = desk.today()
    last_month = today.replace(day=1) - timedelta(days=1)
    stand_for = {"{today}": today.isoformat(), "{last_month}": f"{last_month:%Y-%m}"}
    return {name: stand_for.get(value, value) for name, value in arguments.items()}
