"""The owner's notes where two readers of a mail contradict each other, or one alone names somebody on record."""

from collections.abc import Iterator
from typing import Any

from schemas.records import Contact
from tools import wording
from tools.desk import Desk
from tools.matters import people

CALLED = {
    "name": "name",
    "phones": "phone",
    "emails": "e-mail",
    "address": "address",
    "wished_date": "wished day",
}
"""Extracted field → what an owner calls it."""


def fields_read(extraction: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each value of an extraction as (field, what is kept of it), in the order in which an owner wants to
    see them.
    """
    for field in ("name", "phones", "emails", "address", "title", "wished_date"):
        kept = extraction.get(field) or []
        yield from ((field, one) for one in ([kept] if isinstance(kept, dict) else kept))


def shown_value(desk: Desk, field: str, value: str) -> str:
    """Return a value in the form in which people write it."""
    return wording.phone(value, desk.business.country) if field == "phones" else value


def two_readings(desk: Desk, extraction: dict[str, Any]) -> str:
    """Return a sentence for each disputed field, with a space behind; empty where there is none.

    Args:
        desk: for the country in which numbers are written.
        extraction: as a mail's row keeps it.
    """
    told = ""
    for field, read in fields_read(extraction):
        if not read.get("disputed"):
            continue
        ours = wording.clipped(shown_value(desk, field, str(read["value"])), 120)
        others = [wording.clipped(shown_value(desk, field, str(one["value"])), 120) for one in read["also"]]
        told += (
            f"Two readings of the {CALLED.get(field, field)}: {ours}, which is on record, or "
            f"{wording.listed(others, 'or')}, as the language model reads it. "
        )
    return told


def read_by_model(extraction: dict[str, Any]) -> frozenset[str]:
    """Return the phones and e-mails that only a language model found."""
    return frozenset(
        str(read["value"])
        for field, read in fields_read(extraction)
        if field in {"phones", "emails"} and read.get("by") == "model"
    )


def told_of_readers(desk: Desk, extraction: dict[str, Any], person: Contact | None) -> str:
    """Return what the owner should know about the readers of a mail, a space behind each sentence; empty where
    all is clear.

    Args:
        desk: whose records they are.
        extraction: as a mail's row keeps it.
        person: whose the mail is, by the rules; None if nobody's on record.
    """
    told = two_readings(desk, extraction)
    for field, read in fields_read(extraction):
        value = str(read["value"])
        if field not in {"phones", "emails"} or value not in read_by_model(extraction):
            continue
        holders = people.with_phone(desk, value) if field == "phones" else people.with_email(desk, value)
        if holders and (person is None or person.contact_id not in {one.contact_id for one in holders}):
            told += (
                f"The language model reads {shown_value(desk, field, value)} in it, which is "
                f"{people.name_of(desk, holders[0])}'s; who wrote was not told by that. "
            )
    return told
