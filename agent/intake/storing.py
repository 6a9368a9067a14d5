"""Keeping mail and attachments as files below the home, named by their digest, before any row names them."""

import hashlib
import os
import tempfile
from pathlib import Path

RECEIVED = Path("mail") / "received"
ATTACHMENTS = Path("attachments")


def digest_of(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def keep_raw(home: Path, raw: bytes) -> str:
    """Keeps a mail as it came, so that nothing of it is ever lost; returns its digest.

    Raises:
        OSError: the home can't be written to.
    """
    digest = digest_of(raw)
    _keep(home / RECEIVED / digest[:2] / f"{digest}.eml", raw)
    return digest


def keep_attachment(home: Path, content: bytes) -> str:
    """Keeps an attachment's content; returns its path below the home. The sender's file name has no part in it.

    Raises:
        OSError: the home can't be written to.
    """
    digest = digest_of(content)
    below = ATTACHMENTS / digest[:2] / digest
    _keep(home / below, content)
    return below.as_posix()


def _keep(target: Path, content: bytes) -> None:
    """Writes a file whole or not at all; one of that name has that content."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".being-written-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Brings a file's new name to the disk, which syncing the file alone does not."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
