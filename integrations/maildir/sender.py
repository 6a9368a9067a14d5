"""Sending by delivery into an outgoing Maildir, exactly once per effect key."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import compat32
from pathlib import Path

from integrations.message import EFFECT_HEADER, Letter, build_message, key_digest, message_id_for
from schemas.files import write_whole

_ENDING = ".deskhand"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The mail's file and its Message-ID; `first` is False when it lay there already."""

    path: Path
    message_id: str
    first: bool


class MaildirSender:
    """An outgoing Maildir; what lies in it under a key is what was sent."""

    def __init__(self, root: Path) -> None:
        """Take the Maildir at a path; it is made on the first delivery."""
        self._root = root

    def send(self, mail: Letter) -> Delivered:
        """Deliver the mail unless one with its key is there: then nothing changes (approvals: never a blind repeat).

        On return the mail and its name are on the disk, whatever happens to the machine.

        Args:
            mail: what to send.

        Raises:
            ValueError: the mail cannot be built.
            OSError: the Maildir cannot be written.
        """
        content = build_message(mail).as_bytes()
        message_id = message_id_for(mail.effect_key, mail.sender_address)
        for folder in ("tmp", "new", "cur"):
            (self._root / folder).mkdir(parents=True, exist_ok=True)
        with self._locked():
            if there := self.find(mail.effect_key):
                return Delivered(there, message_id, first=False)
            target = self._root / "new" / f"{key_digest(mail.effect_key)}{_ENDING}"
            write_whole(target, content, made_in=self._root / "tmp")
        return Delivered(target, message_id, first=True)

    def find(self, effect_key: str) -> Path | None:
        """Return the mail delivered under exactly this key, also after a mail program moved or flagged it; else
        None.

        Args:
            effect_key: the approval's key.
        """
        name = f"{key_digest(effect_key)}{_ENDING}"
        for folder in ("new", "cur"):
            for path in sorted((self._root / folder).glob(f"{name}*")):
                if path.name.partition(":")[0] == name and _key_in(path) == effect_key:
                    return path
        return None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Lock delivery: between the look and the writing nobody else may deliver."""
        with (self._root / "deliver.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _key_in(path: Path) -> str:
    with path.open("rb") as stream:
        return str(BytesHeaderParser(policy=compat32).parse(stream).get(EFFECT_HEADER, "")).strip()
