"""`deskhand export`: what is on record for other programs, and one person's whole record for them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from entrypoints.cli.output import AsJson, office_of, say, say_json

if TYPE_CHECKING:
    from entrypoints.bootstrap import Office

PROGRESS_EVERY = 1_000


def register(app: typer.Typer) -> None:
    app.command("export")(export)


def export(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(help="people, companies, interactions, or a kind of record such as leads.")
    ] = "people",
    form: Annotated[str, typer.Option("--format", help="csv, jsonl, or vcard (people only).")] = "csv",
    out: Annotated[Path | None, typer.Option("--out", help="A file, which must not be there yet.")] = None,
    person: Annotated[
        str, typer.Option("--person", help="Everything about this person, as a ZIP file.", metavar="NAME")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Write what is on record to a file, or to standard output."""
    from agent.exports.formats import FORMATS
    from agent.exports.tables import TABLES
    from schemas.errors import BadArguments

    with office_of(context) as office:
        if person:
            _whole_record(office, person, out, as_json=as_json)
            return
        if what not in TABLES:
            raise BadArguments(f"{what!r} can't be exported; it is {', '.join(TABLES)}. Nothing was written.")
        if form not in FORMATS or (form == "vcard" and what != "people"):
            raise BadArguments(
                f"--format {form!r} can't be; it is csv, jsonl, or for people vcard. Nothing was written."
            )
        desk = office.desk("cli")
        with desk.unit.reading(), _opened(out, form) as stream:
            count = FORMATS[form](stream, _counted(TABLES[what](desk), shown=out is not None))
        if as_json and out is not None:
            say_json({"rows": count, "file": str(out)})
        elif out is not None:
            say(f"{count:,} {what} are in {out}.")


@contextmanager
def _opened(out: Path | None, form: str) -> Iterator[TextIO]:
    """Yield standard output, or the file; one that is there already is not written over, and no half of one is
    left.
    """
    from schemas.errors import BadArguments

    if out is None:
        yield sys.stdout
        return
    encoding = "utf-8-sig" if form == "csv" else "utf-8"
    try:
        with out.open("x", encoding=encoding, newline="") as stream:
            yield stream
    except FileExistsError:
        raise BadArguments(f"{out} is there already; name another file. Nothing was written.") from None
    except OSError as error:
        raise BadArguments(f"{out} can't be written ({error.strerror}).") from error


def _counted(rows: Iterator[dict[str, str]], *, shown: bool) -> Iterator[dict[str, str]]:
    for number, row in enumerate(rows, 1):
        if shown and number % PROGRESS_EVERY == 0 and sys.stderr.isatty():
            sys.stderr.write(f"\r{number:,} rows…")
        yield row


def _whole_record(office: "Office", said: str, out: Path | None, *, as_json: bool) -> None:
    from agent.exports.person import write_record
    from schemas.errors import BadArguments
    from tools.matters import people, resolve_people

    desk = office.desk("cli")
    with desk.unit.reading():
        contact = resolve_people.contact(desk, said, "person")
        name = people.name_of(desk, contact)
        target = out or Path(f"record-{contact.contact_id[:8]}.zip")
        try:
            counts = write_record(desk, office.settings.home, contact, name, target)
        except FileExistsError:
            raise BadArguments(
                f"{target} is there already; name another file with --out. Nothing was written."
            ) from None
        except OSError as error:
            raise BadArguments(f"{target} can't be written ({error.strerror}).") from error
    if as_json:
        say_json({"person": name, "file": str(target), "counts": counts})
        return
    listed = ", ".join(f"{count:,} {table.replace('_', ' ')}" for table, count in counts.items())
    say(f"Everything about {name} is in {target}: {listed}.")
