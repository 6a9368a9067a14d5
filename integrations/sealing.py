"""Seals what must not be readable in the database: tokens of connected accounts.

The key lies beside the database, in a file that only its owner may read, or in the environment; who copies the database
alone has nothing.
"""

import json
import os
from functools import cached_property
from pathlib import Path
from typing import Any

from schemas.errors import BadConfiguration

KEY_FILE = "sealing.key"
KEY_VARIABLE = "DESKHAND_SEALING_KEY"


class Seal:
    """Encrypts and decrypts small JSON values (Fernet: AES-128-CBC with an HMAC).

    Args:
        key: 32 bytes in URL-safe base64.

    Raises:
        BadConfiguration: it is no such key.
    """

    def __init__(self, key: str) -> None:
        from cryptography.fernet import Fernet

        try:
            self._fernet = Fernet(key.encode())
        except ValueError:
            raise BadConfiguration(
                f"The key that seals your accounts is damaged. Restore {KEY_FILE} from a backup of your home, or "
                f"remove it (and {KEY_VARIABLE}) and connect your accounts again."
            ) from None

    def close(self, value: dict[str, Any]) -> str:
        """Return the value sealed: text that only this key opens."""
        return self._fernet.encrypt(json.dumps(value).encode()).decode()

    def open(self, sealed: str) -> dict[str, Any]:
        """Return the value of a sealed text.

        Raises:
            BadConfiguration: it was sealed with another key, or altered.
        """
        from cryptography.fernet import InvalidToken

        try:
            found: dict[str, Any] = json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken:
            raise BadConfiguration(
                "A connected account can't be opened with the key of this home. Restore "
                f"{KEY_FILE} from the backup that belongs to the database, or connect the account again."
            ) from None
        return found


class SealOfHome(Seal):
    """The seal of a home, its key looked for when something is first sealed or opened: most commands never do.

    It is made at the first use, readable by the owner of the file alone.

    Args:
        home: the folder of the home.
        key: from the environment; wins over the file.

    Raises:
        BadConfiguration: at the first use, where the key is damaged or the file can't be written.
    """

    def __init__(self, home: Path, key: str = "") -> None:
        self.home = home
        self.key = key

    @cached_property
    def _seal(self) -> Seal:
        return Seal(self.key or _key_in(self.home / KEY_FILE))

    def close(self, value: dict[str, Any]) -> str:
        return self._seal.close(value)

    def open(self, sealed: str) -> dict[str, Any]:
        return self._seal.open(sealed)


def _key_in(file: Path) -> str:
    """Return the key from the file; of two processes that create it at once, one does and both read that."""
    from cryptography.fernet import Fernet

    if not file.exists():
        fresh = file.with_name(f".{KEY_FILE}.{os.getpid()}")
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written:
                written.write(Fernet.generate_key())
                written.flush()
                os.fsync(written.fileno())
            try:
                os.link(fresh, file)
            except FileExistsError:
                pass
            finally:
                fresh.unlink(missing_ok=True)
        except OSError as error:
            raise BadConfiguration(
                f"The key for your accounts can't be written to {file} ({error.strerror}). "
                f"Make the folder writable, or set {KEY_VARIABLE}."
            ) from error
    return file.read_text(encoding="ascii", errors="replace").strip()
