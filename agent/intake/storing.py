"""Keeping mail and attachments as files below the home, named by their digest, before any row names them."""

import hashlib
from pathlib import Path

from schemas.files import write_whole

RECEIVED = Path("mail") / "received"
ATTACHMENTS = Path("attachments")


def digest_of(content: bytes) -> str:
    """Return the SHA-256 digest in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def keep_raw(home: Path, raw: bytes) -> str:
    """Store a mail as it came, so that nothing of it is ever lost; return its digest.

    Raises:
        OSError: the home can't be written to.
    """
    digest = digest_of(raw)
    _keep(home / RECEIVED / digest[:2] / f"{digest}.eml", raw)
    return digest


def keep_attachment(home: Path, content: bytes) -> str:
    """Store an attachment's content; return its path below the home. The sender's file name has no part in it.

    Raises:
        OSError: the home can't be written to.
    """
    digest = digest_of(content)
    below = ATTACHMENTS / digest[:2] / digest
    _keep(home / below, content)
    return below.as_posix()


def _keep(target: Path, content: bytes) -> None:
    """Write a file unless it is there: its name is the digest of its content."""
    if not target.exists():
        write_whole(target, content)
