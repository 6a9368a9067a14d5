"""`deskhand watch` and `deskhand run`: what is done by the clock, and doing it now."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from entrypoints.cli.output import AsJson, office_of, say, say_json

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from entrypoints.clockwork import Clockwork
    from scheduler.registry import Routine
    from schemas.records import RoutineRun


def register(app: typer.Typer) -> None:
    app.command("watch")(watch)
    app.command("run")(run)


def watch(
    context: typer.Context,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", help="The mailbox to take mail in from; the home's own if left out.", metavar="PATH"
        ),
    ] = None,
    every: Annotated[float, typer.Option(help="Seconds between two rounds.", min=0.05, max=3600)] = 5.0,
    once: Annotated[bool, typer.Option("--once", help="One round, then end.")] = False,
) -> None:
    """Keep the desk going: take mail in, carry out what is approved, run what is due. Ctrl-C stops it."""
    with office_of(context) as office:
        from entrypoints.clockwork import Clockwork
        from scheduler.watch import keep_ticking
        from schemas.identity import MachineClock

        zone = office.desk("cli").zone

        def tell(line: str) -> None:
            at = office.clock.now().astimezone(zone)
            say(f"{at:%a %H:%M:%S}  {line}")
            sys.stdout.flush()

        watched = Clockwork(office, MachineClock(), source).watch(tell)
        if once:
            watched.tick()
        else:
            tell(f"watching {office.business.name}; Ctrl-C stops it")
            keep_ticking(watched.tick, every, _told_to_stop)
            tell("stopped; nothing was left half done")
        watched.stop()


def _told_to_stop() -> None:
    """Wait for Ctrl-C or SIGTERM; a second one ends the process even if a round is still at work."""
    import signal

    signals = {signal.SIGINT, signal.SIGTERM}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        signal.sigwait(signals)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run(
    context: typer.Context,
    routine: Annotated[str, typer.Argument(help="The routine's name, from deskhand run --list.")] = "",
    listed: Annotated[
        bool, typer.Option("--list", help="Show every routine, when it is due and how it went.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run a routine now for the day, week or month that it is; what ran already in it is not run twice."""
    from schemas.errors import BadArguments

    if not routine and not listed:
        raise BadArguments(
            "Which routine? See them: deskhand run --list. Nothing was run.", {"routine": "is missing"}
        )
    with office_of(context) as office:
        from entrypoints.clockwork import Clockwork
        from schemas.identity import MachineClock

        clockwork = Clockwork(office, MachineClock())
        if listed:
            _list(clockwork, as_json=as_json)
            return
        ran = clockwork.runner.run_now(clockwork.work(), routine)
    if as_json:
        say_json(ran.as_json())
    else:
        say(ran.text())
    if ran.state in {"failed", "running"}:
        raise typer.Exit(1)


def _list(clockwork: "Clockwork", *, as_json: bool) -> None:
    shown = [_described(clockwork, one) for one in [*clockwork.routines.periodic, *clockwork.routines.steady]]
    if as_json:
        say_json(shown)
        return
    for one in shown:
        say(f"{one['job']:22} {one['when']}")
        say(f"{'':22} {one['does']}")
        for name in ("last", "next"):
            if one[name]:
                say(f"{'':22} {name}: {one[name]}")


def _described(clockwork: "Clockwork", routine: "Routine") -> dict[str, Any]:
    from sqlmodel import col, select

    from schemas.records import RoutineRun

    desk = clockwork.office.desk("cli")
    following = routine.when.following(desk.now(), desk.zone)
    with desk.unit.reading() as session:
        asked = (
            select(RoutineRun)
            .where(col(RoutineRun.job) == routine.name)
            .order_by(col(RoutineRun.due_at).desc())
        )
        last = session.exec(asked.limit(1)).first()
        said = _told(last, desk.zone) if last is not None else ""
    return {
        "job": routine.name,
        "when": routine.when.said,
        "does": routine.summary,
        "from": routine.where if routine.where.startswith("procedure") else "scheduler/routines",
        "last": said,
        "next": following.astimezone(desk.zone).strftime("%Y-%m-%d %H:%M") if following else "",
    }


def _told(last: "RoutineRun", zone: "ZoneInfo") -> str:
    began = last.started_at.astimezone(zone)
    told = "; ".join(last.produced) or last.problem
    return f"{last.period} {last.state.value}, {began:%Y-%m-%d %H:%M}" + (f": {told}" if told else "")
