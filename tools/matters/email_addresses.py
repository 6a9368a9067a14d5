"""E-mail addresses that reach one mailbox, and those that only look like another."""

from schemas.lookalikes import scripts_of


def untagged(address: str) -> str:
    """Return the address without a tag: mail to "maria+shop@example.com" reaches "maria@example.com"."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def mixes_alphabets(address: str) -> bool:
    """Return whether a part of an address is written in letters of several alphabets, as only look-alikes are."""
    local, _, domain = address.rpartition("@")
    return any(len(scripts_of(part)) > 1 for part in (local, *domain.split(".")))
