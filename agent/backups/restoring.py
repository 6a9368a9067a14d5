"""Brings a backup back: checked whole before anything of the home is touched; what was there is put aside, not removed."""

import shutil
import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from agent.backups.archive import (
    DATABASE,
    FILES,
    FORM,
    KEY_FILE,
    MANIFEST,
    SET_ASIDE,
    Manifest,
    digest_of_file,
)
from schemas.copying import fill, settle
from schemas.database import Database
from schemas.errors import BadArguments, BadConfiguration, DatabaseUnusable
from schemas.migrations import ensure_current, known_versions
from schemas.settings import Settings

Progress = Callable[[str], None]


def restore(
    source: Path, settings: Settings, now: datetime, progress: Progress, *, replace: bool
) -> Manifest:
    """Put a backup into a home, and into its database.

    Args:
        source: the file that a backup was written to.
        settings: of the home to fill.
        now: names the folder for what was there before.
        progress: is told how far it is.
        replace: the home has something in it, which is to be put aside.

    Raises:
        BadArguments: the file is no backup, or damaged.
        DatabaseUnusable: a newer Deskhand made it; the database is in use, or (PostgreSQL) not empty.
        BadConfiguration: there is something in the home, and nothing was said of replacing it.
    """
    manifest = manifest_of(source)
    _refuse_newer(source, manifest)
    home = settings.home
    there = [path for path in home.iterdir() if not path.name.startswith(SET_ASIDE)] if home.is_dir() else []
    if there and not replace:
        raise BadConfiguration(
            f"{home} has something in it ({', '.join(sorted(path.name for path in there)[:4])}). Choose an empty folder with "
            "--home; or say --replace, which puts all that is there into a folder beside. Nothing was changed."
        )
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restoring-") as name:
        folder = Path(name)
        _unpack(source, manifest, folder, progress)
        _migrate(folder / DATABASE)
        if settings.database_url:
            database = Database(settings.url)
            try:
                fill(database, folder / DATABASE, lambda rows: progress(f"{rows:,} rows"))
            finally:
                database.close()
            (folder / DATABASE).unlink()
        elif (home / DATABASE).exists():
            settle(home / DATABASE)
        _put_aside(home, there, now)
        _move_in(folder, home)
    return manifest


def manifest_of(source: Path) -> Manifest:
    """Return the manifest of a backup.

    Raises:
        BadArguments: it is none.
    """
    try:
        with zipfile.ZipFile(source) as packed:
            manifest = Manifest.model_validate_json(packed.read(MANIFEST))
    except OSError as error:
        raise BadArguments(f"{source} can't be read ({error.strerror}). Nothing was changed.") from error
    except (zipfile.BadZipFile, KeyError, ValidationError, ValueError):
        raise BadArguments(f"{source} is no backup of Deskhand, or damaged. Nothing was changed.") from None
    return manifest


def _refuse_newer(source: Path, manifest: Manifest) -> None:
    newest = known_versions()[-1]
    if manifest.form > FORM or manifest.schema_version not in known_versions():
        raise DatabaseUnusable(
            f"{source} was made by a newer Deskhand (schema {manifest.schema_version}; this one knows up to {newest}). "
            "Nothing was changed; update Deskhand and try again."
        )


def _unpack(source: Path, manifest: Manifest, folder: Path, progress: Progress) -> None:
    """Take out what the manifest names, and nothing else, and check each file against its digest."""
    with zipfile.ZipFile(source) as packed:
        for number, (name, digest) in enumerate(manifest.digests.items(), 1):
            target = folder / name
            if not target.resolve().is_relative_to(folder.resolve()) or (
                name != DATABASE and not name.startswith(FILES)
            ):
                raise BadArguments(
                    f"{source} names a file outside of a home ({name!r}). Nothing was changed."
                )
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with packed.open(name) as stream, target.open("xb") as kept:
                    shutil.copyfileobj(stream, kept)
            except (KeyError, zipfile.BadZipFile, EOFError, FileExistsError):
                raise _damaged(source, name) from None
            if digest_of_file(target) != digest:
                raise _damaged(source, name)
            if number % 100 == 0:
                progress(f"{number:,} files")
    if not (folder / DATABASE).is_file():
        raise _damaged(source, DATABASE)
    key = folder / FILES / KEY_FILE
    if key.exists():
        key.chmod(0o600)


def _damaged(source: Path, name: str) -> BadArguments:
    return BadArguments(
        f"{source} is damaged: {name} is not as it was packed. Nothing was changed; take another backup."
    )


def _migrate(path: Path) -> None:
    """Bring the unpacked database to this program's schema, where it is older."""
    database = Database(f"sqlite:///{path}")
    try:
        ensure_current(database)
    finally:
        database.close()
    settle(path)


def _put_aside(home: Path, there: list[Path], now: datetime) -> None:
    there = [path for path in there if path.exists()]
    if not there:
        return
    aside = home / f"{SET_ASIDE}{now:%Y%m%d-%H%M%S}"
    aside.mkdir()
    for path in there:
        path.rename(aside / path.name)


def _move_in(folder: Path, home: Path) -> None:
    files = folder / FILES
    for path in sorted(files.iterdir()) if files.is_dir() else ():
        path.rename(home / path.name)
    if (folder / DATABASE).exists():
        (folder / DATABASE).chmod(0o600)
        (folder / DATABASE).rename(home / DATABASE)
