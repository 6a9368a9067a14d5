"""The push addresses: a line each in a file that only its owner can read, or given by the environment."""

import os
import stat
from pathlib import Path

from schemas.errors import BadArguments, BadConfiguration
from schemas.settings import Settings


def read_addresses(settings: Settings) -> list[str]:
    """Return the addresses from the environment, else those from the file.

    Raises:
        BadConfiguration: others than its owner can read the file.
    """
    given = settings.notify_url.get_secret_value().split()
    path = settings.push_addresses
    if given or not path.exists():
        return given
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadConfiguration(f"{path} holds secrets and others can read it. Run: chmod 600 {path}")
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def keep_checked_addresses(settings: Settings, addresses: list[str]) -> None:
    """Keep addresses in place of the earlier ones; none given keeps those that are there.

    Raises:
        BadArguments: there is none at all, or apprise does not know what to do with one; it is not repeated here.
    """
    from integrations.notify.push import is_address

    if not addresses and not read_addresses(settings):
        raise BadArguments("There is no push address yet, and none was given. Nothing was changed.")
    wrong = [number for number, one in enumerate(addresses, 1) if not is_address(one)]
    if wrong:
        raise BadArguments(
            f"Address {wrong[0]} of {len(addresses)} is of no kind that apprise knows; write it like "
            "ntfy://TOPIC or pover://USER@TOKEN. Nothing was changed."
        )
    if addresses:
        _write(settings.push_addresses, addresses)


def _write(path: Path, addresses: list[str]) -> None:
    """Write the addresses to a file that nobody else can read at any moment."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write("".join(f"{one}\n" for one in addresses))
    temporary.replace(path)
