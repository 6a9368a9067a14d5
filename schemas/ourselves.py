"""The business's own details: its phones, places and names, which identify nobody else; kept in its settings."""

from collections.abc import Iterable, Mapping
from typing import Any

from schemas.errors import BadConfiguration
from schemas.keys import fold
from schemas.postal import read_postal

PHONES, PLACES, NAMES = "own_phones", "own_places", "own_names"
LONGEST = 200
MOST = 20


def own_phones_of(settings: Mapping[str, Any]) -> list[str]:
    """Return the business's own numbers, in E.164."""
    return [str(one) for one in settings.get(PHONES) or []]


def own_places_of(settings: Mapping[str, Any]) -> list[str]:
    """Return the business's own street addresses, as written."""
    return [str(one) for one in settings.get(PLACES) or []]


def own_names_of(settings: Mapping[str, Any]) -> list[str]:
    """Return the names that sign the business's mail, as written."""
    return [str(one) for one in settings.get(NAMES) or []]


def checked_phones(written: Iterable[str], country: str) -> list[str]:
    """Return numbers in E.164, each once.

    Args:
        written: as the owner writes them.
        country: of those without a country code, two letters.

    Raises:
        BadConfiguration: one of them can't be a phone number.
    """
    import phonenumbers

    found: list[str] = []
    for one in _each(written, "phone numbers"):
        try:
            parsed = phonenumbers.parse(one, country.upper())
        except phonenumbers.NumberParseException:
            parsed = None
        if parsed is None or not phonenumbers.is_valid_number(parsed):
            raise BadConfiguration(
                f"{one[:60]!r} can't be a phone number; give all its digits, such as (512) 555-0142."
            )
        found.append(str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)))
    return list(dict.fromkeys(found))


def checked_places(written: Iterable[str]) -> list[str]:
    """Return street addresses, each once.

    Raises:
        BadConfiguration: one of them has no house number and street, so that it could not be told from another.
    """
    found = _each(written, "addresses")
    for one in found:
        if not read_postal(one).names_a_place:
            raise BadConfiguration(f"{one[:60]!r} names no house; write it like 100 Depot St, Austin, TX.")
    return found


def checked_names(written: Iterable[str]) -> list[str]:
    """Return names, each once.

    Raises:
        BadConfiguration: one of them has no letter.
    """
    found = _each(written, "names")
    for one in found:
        if not fold(one):
            raise BadConfiguration(f"{one[:60]!r} is no name; write it like Sam Rivera.")
    return found


def _each(written: Iterable[str], called: str) -> list[str]:
    found = list(dict.fromkeys(" ".join(one.split()) for one in written if one.strip()))
    if len(found) > MOST or any(len(one) > LONGEST for one in found):
        raise BadConfiguration(
            f"Give at most {MOST} {called} of your own, of at most {LONGEST} characters each."
        )
    return found
