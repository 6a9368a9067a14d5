"""When two ways of writing an e-mail address reach one mailbox, and which addresses only look like another."""

import unicodedata

ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
"""Alphabets that have letters in common for the eye."""


def untagged(address: str) -> str:
    """The address without a tag: mail to "maria+shop@example.com" reaches "maria@example.com"."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def mixes_alphabets(address: str) -> bool:
    """Whether a part of an address is written in letters of several alphabets, as only look-alikes are."""
    local, _, domain = address.rpartition("@")
    return any(len(_alphabets(part)) > 1 for part in (local, *domain.split(".")))


def _alphabets(part: str) -> set[str]:
    named = (unicodedata.name(letter, "") for letter in part if letter.isalpha())
    return {name.partition(" ")[0] for name in named} & set(ALPHABETS)
