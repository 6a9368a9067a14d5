"""`deskhand generate`: fills an empty home with a made-up business."""

import sys
import time
from typing import Annotated

import typer

from entrypoints.cli.output import AsJson, office_of, say, say_json


def register(app: typer.Typer) -> None:
    app.command("generate")(generate)


def generate(
    context: typer.Context,
    days: Annotated[int, typer.Option(help="How many days of history, up to now.")] = 180,
    seed: Annotated[int, typer.Option(help="The same seed makes the same business.")] = 7,
    size: Annotated[
        str, typer.Option(help="small (300 contacts), medium (10,000) or large (100,000).")
    ] = "small",
    as_json: AsJson = False,
) -> None:
    """Fill an empty home with a made-up business: people, jobs, and all that was said."""
    from entrypoints.made_up.business import Wanted, make_business, write_truth

    start = time.perf_counter()
    with office_of(context) as office:
        made = make_business(office.desk("cli"), office.gate, Wanted(days, seed, size), _Meter(start).show)
        truth = write_truth(made, office.settings.home)
    seconds = time.perf_counter() - start
    rate = round(made.total / seconds)
    if as_json:
        say_json(
            {
                "rows": made.rows,
                "total": made.total,
                "seconds": round(seconds, 2),
                "rows_per_second": rate,
                "truth": str(truth),
            }
        )
        return
    for table, number in made.rows.items():
        say(f"{number:>11,} {table.replace('_', ' ')}")
    say(f"{made.total:>11,} rows in {seconds:.1f} s, {rate:,} a second. All of it is made up.")
    say(f"Who is really the same person: {truth}")


class _Meter:
    """Shows on a terminal how far it is; says nothing anywhere else.

    Args:
        start: of the clock that counts.
    """

    def __init__(self, start: float) -> None:
        self.start = start

    def show(self, written: int, total: int) -> None:
        if sys.stderr.isatty():
            took = time.perf_counter() - self.start
            end = "\n" if written == total else ""
            sys.stderr.write(f"\r{written:,} of {total:,} contacts, {took:.0f} s{end}")
            sys.stderr.flush()
