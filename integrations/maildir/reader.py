"""Mail out of files, one at a time, in a fixed order, the source never changed."""

import hashlib
from collections import Counter
from collections.abc import Container, Iterator
from pathlib import Path
from typing import BinaryIO

MOST_BYTES = 64_000_000
_CHUNK = 1_000_000


def read_mailbox(path: Path, known: Container[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield (mailbox id, raw bytes) of each mail in a Maildir, an mbox file, a folder of .eml files or one .eml
    file.

    The id is the mailbox's own and stays the same when a mail is marked as read or its neighbours go: a Maildir's
    unique name, an .eml's path within the folder, in an mbox a digest of the mail (numbered where two are equal). Of a
    mail beyond `MOST_BYTES` only so much is read. Mails are in the order of their ids, in an mbox as they stand there.

    Args:
        path: the mailbox.
        known: ids of mails to leave out; of a Maildir or a folder they are not even read.

    Raises:
        FileNotFoundError: there is nothing at the path.
        ValueError: a folder there is neither a Maildir nor holds .eml files.
    """
    if path.is_dir():
        if (path / "new").is_dir() or (path / "cur").is_dir():
            return _maildir(path, known)
        files = sorted(item for item in path.rglob("*.eml") if item.is_file())
        if not files and any(path.iterdir()):
            raise ValueError(
                f"{path} holds no mail: it is no Maildir (no folder new or cur) and has no .eml files."
            )
        return _eml_files(path, files, known)
    if not path.is_file():
        raise FileNotFoundError(f"There is no mailbox at {path}.")
    with path.open("rb") as stream:
        is_mbox = stream.read(5) == b"From "
    if not is_mbox:
        return iter([] if path.name in known else [(path.name, _read(path))])
    return ((own_id, raw) for own_id, raw in _mbox(path) if own_id not in known)


def _read(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(MOST_BYTES)


def _eml_files(folder: Path, files: list[Path], known: Container[str]) -> Iterator[tuple[str, bytes]]:
    for file in files:
        own_id = _printable(str(file.relative_to(folder)))
        if own_id not in known:
            yield own_id, _read(file)


def _printable(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _maildir(path: Path, known: Container[str]) -> Iterator[tuple[str, bytes]]:
    found: dict[str, Path] = {}
    for folder in ("cur", "new"):
        if (path / folder).is_dir():
            for item in (path / folder).iterdir():
                if item.is_file() and not item.name.startswith("."):
                    found[_unique_name(item)] = item
    for name in sorted(found):
        if _printable(name) in known:
            continue
        file = found[name]
        try:
            raw = _read(file)
        except FileNotFoundError:
            # A mail program moved it from new to cur, or changed its flags, since we looked.
            moved = next((item for item in (path / "cur").iterdir() if _unique_name(item) == name), None)
            if moved is None:
                continue
            raw = _read(moved)
        yield _printable(name), raw


def _unique_name(file: Path) -> str:
    return file.name.partition(":")[0]


def _mbox(path: Path) -> Iterator[tuple[str, bytes]]:
    seen: Counter[str] = Counter()
    with path.open("rb") as stream:
        for raw in _mbox_mails(stream):
            digest = hashlib.sha256(raw).hexdigest()[:40]
            seen[digest] += 1
            yield (digest if seen[digest] == 1 else f"{digest}.{seen[digest]}"), raw


def _mbox_mails(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the mails between "From " lines that follow a blank line; of ">From " one ">" is taken off (mboxrd)."""
    pieces: list[bytes] = []
    size = 0
    opened = False
    after_blank = True
    while line := stream.readline(_CHUNK):
        separator = line.startswith(b"From ") and after_blank
        if separator:
            if opened:
                yield _without_last_blank(pieces)
            pieces, size, opened = [], 0, True
        elif opened and size < MOST_BYTES:
            kept = line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(b"From ") else line
            pieces.append(kept)
            size += len(kept)
        after_blank = not separator and line in (b"\n", b"\r\n")
    if opened:
        yield _without_last_blank(pieces)


def _without_last_blank(pieces: list[bytes]) -> bytes:
    if len(pieces) > 1 and pieces[-1] in (b"\n", b"\r\n"):
        pieces = pieces[:-1]
    return b"".join(pieces)
