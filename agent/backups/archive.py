"""A backup: a ZIP file with a manifest, the database as an SQLite file, and the files of the home.

The database comes first, then the files: mails and attachments are written before any row names them and never changed,
so whatever the copied rows name is among the files that are copied after them.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

MANIFEST, DATABASE, FILES = "manifest.json", "deskhand.db", "home/"
FORM = 1
"""The number of this form of backup."""
KEY_FILE = "sealing.key"
CHUNK = 1 << 20
SET_ASIDE = "before-restore-"
NOT_KEPT = (".being-written-", ".restoring-", ".backup-", SET_ASIDE)
"""The beginnings of names of what is only half written, or was put aside."""


class Manifest(BaseModel):
    """The content list of a backup, to be checked before any of it is used.

    Args:
        form: of the backup.
        schema_version: of the database.
        business: whose it is.
        made_at: an ISO instant.
        rows: by table.
        digests: name in the archive → SHA-256 in hexadecimal.
    """

    model_config = ConfigDict(frozen=True)

    form: int
    schema_version: str
    business: str
    made_at: str
    rows: dict[str, int]
    digests: dict[str, str] = Field(default_factory=dict)

    @property
    def files(self) -> int:
        return sum(name.startswith(FILES) for name in self.digests)

    @property
    def has_key(self) -> bool:
        """Return whether the backup holds the key to connected accounts."""
        return FILES + KEY_FILE in self.digests


def files_of(home: Path) -> Iterator[Path]:
    """Yield the files of a home that a backup keeps: all but the database and what is half written."""
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home)
        half = any(part.startswith(NOT_KEPT) for part in inside.parts)
        if path.is_file() and not path.is_symlink() and not half and not inside.name.startswith(DATABASE):
            yield path


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 digest of a file's content, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
