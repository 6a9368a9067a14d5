"""`deskhand backup` and `deskhand restore`: a whole home in one file, made while it is used."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from entrypoints.cli.output import AsJson, office_of, say, say_json


def register(app: typer.Typer) -> None:
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to; a file that is not there yet.")],
    as_json: AsJson = False,
) -> None:
    """Write everything to one file: the records, the mails, the files of the home. Made while it is used."""
    from agent.backups.making import back_up
    from schemas.identity import MachineClock

    target = file.expanduser().absolute()
    with office_of(context) as office:
        home, name = office.settings.home, office.business.name
        manifest = back_up(office.database, home, name, target, MachineClock(), _progress)
        key_outside = bool(office.settings.sealing_key.get_secret_value())
    size = target.stat().st_size
    if as_json:
        say_json(
            {
                "file": str(target),
                "bytes": size,
                **manifest.model_dump(exclude={"digests"}),
                "files": manifest.files,
            }
        )
        return
    rows = sum(manifest.rows.values())
    say(f"{target}: {rows:,} rows and {manifest.files:,} files, {size / 1e6:.1f} MB.")
    if manifest.has_key:
        say("It holds the key to your connected accounts too: keep it where nobody else reads it.")
    if key_outside:
        say(
            "Your connected accounts are sealed with DESKHAND_SEALING_KEY, which is not in it: keep that as well."
        )


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put what is in the home now into a folder beside.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a backup back, into an empty home; checked whole before anything is touched."""
    from agent.backups.restoring import restore as bring_back
    from schemas.identity import MachineClock
    from schemas.settings import settings_from

    settings = settings_from(os.environ, context.obj.home)
    now = MachineClock().now()
    manifest = bring_back(file.expanduser().absolute(), settings, now, _progress, replace=replace)
    rows = sum(manifest.rows.values())
    if as_json:
        said = manifest.model_dump(exclude={"digests"})
        say_json({"home": str(settings.home), **said, "files": manifest.files})
        return
    say(
        f"{manifest.business} as of {manifest.made_at[:16]} UTC is back in {settings.home}: "
        f"{rows:,} rows, {manifest.files:,} files."
    )
    say(
        "What went out after that moment is not known to it: look at deskhand approvals list before you let it run on."
    )


def _progress(said: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{said}…")
        sys.stderr.flush()
