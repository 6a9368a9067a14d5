"""Makes a backup while the home is used."""

import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from agent.backups.archive import DATABASE, FILES, FORM, MANIFEST, Manifest, digest_of_file, files_of
from schemas.copying import rows_by_table, snapshot
from schemas.database import Database
from schemas.errors import BadArguments
from schemas.identity import Clock
from schemas.migrations import known_versions

Progress = Callable[[str], None]
"""Is told in a few words how far it is."""


def back_up(
    database: Database, home: Path, business: str, target: Path, clock: Clock, progress: Progress
) -> Manifest:
    """Write a backup of everything to one file, whole or not at all, readable by its owner alone.

    Args:
        database: open, at this program's schema.
        home: the folder.
        business: its name.
        target: a file that is not there yet.
        clock: for when it was made.
        progress: is told how far it is.

    Raises:
        BadArguments: the file is there already, or can't be written.
        DatabaseUnusable: the database can't be read.
    """
    if target.exists():
        raise BadArguments(f"{target} is there already; name another file. Nothing was written.")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            copy = Path(folder) / DATABASE
            snapshot(database, copy, lambda rows: progress(f"{rows:,} rows"))
            rows = rows_by_table(copy)
            draft = Path(folder) / "backup.zip"
            digests = _pack(draft, copy, home, progress)
            manifest = Manifest(
                form=FORM,
                schema_version=known_versions()[-1],
                business=business,
                made_at=clock.now().isoformat(),
                rows=rows,
                digests=digests,
            )
            with zipfile.ZipFile(draft, "a", zipfile.ZIP_DEFLATED) as packed:
                packed.writestr(MANIFEST, manifest.model_dump_json(indent=1))
            draft.chmod(0o600)
            os.link(draft, target)
    except FileExistsError:
        raise BadArguments(f"{target} is there already; name another file. Nothing was written.") from None
    except OSError as error:
        raise BadArguments(
            f"{target} can't be written ({error.strerror}). Nothing was left there."
        ) from error
    return manifest


def _pack(draft: Path, copy: Path, home: Path, progress: Progress) -> dict[str, str]:
    digests = {DATABASE: digest_of_file(copy)}
    with zipfile.ZipFile(
        draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1, strict_timestamps=False
    ) as packed:
        packed.write(copy, DATABASE)
        for number, path in enumerate(files_of(home), 1):
            name = FILES + path.relative_to(home).as_posix()
            try:
                digests[name] = digest_of_file(path)
                packed.write(path, name)
            except FileNotFoundError:
                digests.pop(name, None)
            if number % 100 == 0:
                progress(f"{number:,} files")
    return digests
