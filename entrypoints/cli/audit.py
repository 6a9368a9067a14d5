"""`deskhand audit`: what was done, by whom, from where; the latest of it, or all for somebody to look through."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from entrypoints.cli.output import AsJson, office_of, say, say_json

audit = typer.Typer(help="What was done, by whom, from where.", no_args_is_help=True, rich_markup_mode=None)

PROGRESS_EVERY = 1000


def register(app: typer.Typer) -> None:
    app.add_typer(audit, name="audit")


@audit.command("show")
def show(
    context: typer.Context,
    about: Annotated[str, typer.Option(help="Only what concerns this person.")] = "",
    count: Annotated[
        int, typer.Option("--limit", "--count", help="How many, newest first.", min=1, max=10_000)
    ] = 50,
    as_json: AsJson = False,
) -> None:
    """Show the latest steps, newest first."""
    from agent.audit_trail import latest, source_of
    from tools.matters import people, resolve_people

    with office_of(context) as office:
        desk = office.desk("cli")
        with desk.unit.reading():
            person = resolve_people.contact(desk, about, "about") if about else None
            found = latest(desk, count, people.records_of(desk, person.contact_id) if person else ())
            if as_json:
                say_json([row.model_dump(mode="json", exclude={"business_id"}) for row in found])
                return
            for row in found:
                when = row.at.astimezone(desk.zone)
                say(f"{when:%Y-%m-%d %H:%M}  {row.event:9} {source_of(row):16} {row.line}")
            if not found:
                say("Nothing yet.")


@audit.command("export")
def export(
    context: typer.Context,
    form: Annotated[str, typer.Option("--format", help="jsonl or csv.")] = "jsonl",
    out: Annotated[Path | None, typer.Option("--out", help="A file, which must not be there yet.")] = None,
) -> None:
    """Export everything, oldest first: who proposed, from where, what was shown, who decided, what was done,
    what came back.
    """
    from agent.audit_trail import whole
    from schemas.errors import BadArguments

    if form not in {"jsonl", "csv"}:
        raise BadArguments(f"--format {form!r} is not known; it is jsonl or csv. Nothing was written.")
    with office_of(context) as office:
        desk = office.desk("cli")
        with desk.unit.reading(), _opened(out) as stream:
            rows = _counted(whole(desk)) if out is not None else whole(desk)
            count = _write_csv(stream, rows) if form == "csv" else _write_lines(stream, rows)
        if out is not None:
            say(f"{count:,} steps are in {out}.")


@contextmanager
def _opened(out: Path | None) -> Iterator[TextIO]:
    """Yield standard output, or the file; one that is there already is not written over."""
    from schemas.errors import BadArguments

    if out is None:
        yield sys.stdout
        return
    try:
        with out.open("x", encoding="utf-8", newline="") as stream:
            yield stream
    except FileExistsError:
        raise BadArguments(f"{out} is there already; name another file. Nothing was written.") from None
    except OSError as error:
        raise BadArguments(f"{out} can't be written ({error.strerror}).") from error


def _counted(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the rows, and show at a terminal how many there were so far."""
    for number, row in enumerate(rows, 1):
        if sys.stderr.isatty() and number % PROGRESS_EVERY == 0:
            sys.stderr.write(f"\r{number:,} steps…")
        yield row


def _write_lines(stream: TextIO, rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    for row in rows:
        stream.write(json.dumps(row, ensure_ascii=True, default=str) + "\n")
        count += 1
    return count


def _write_csv(stream: TextIO, rows: Iterator[dict[str, Any]]) -> int:
    from entrypoints.audit_table import CSV_COLUMNS, csv_line, csv_lines

    stream.write(csv_line(CSV_COLUMNS))
    count = 0
    for line in csv_lines(rows):
        stream.write(line)
        count += 1
    return count
