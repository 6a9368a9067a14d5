"""Writing files that must survive the machine: whole or not at all, and on the disk before anything relies on them."""

import os
import tempfile
from pathlib import Path


def write_whole(target: Path, content: bytes, made_in: Path | None = None) -> None:
    """Write a file atomically, so that nobody ever sees a part of it; on return it and its name are on the disk.

    Args:
        target: its path; what stood there is replaced, a folder that is missing is made.
        content: of the file.
        made_in: the folder, of the same file system, that it is made in; the target's own if None.

    Raises:
        OSError: it can't be written; nothing is left behind.
    """
    _make_folder(target.parent)
    handle, name = tempfile.mkstemp(dir=made_in or target.parent, prefix=".being-written-")
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
    for folder in {target.parent, temporary.parent}:
        _sync_folder(folder)


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, each synced to the disk before anything in it is relied on."""
    for one in reversed([folder, *folder.parents]):
        if not one.exists():
            one.mkdir(exist_ok=True)
            _sync_folder(one.parent)


def _sync_folder(folder: Path) -> None:
    """Sync a file's new name to the disk, which syncing the file alone does not."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
