"""What the owner is told where two readers of a mail contradict each other."""

from collections.abc import Iterator
from typing import Any

from tools import wording
from tools.desk import Desk

CALLED = {
    "name": "name",
    "phones": "phone",
    "emails": "e-mail",
    "address": "address",
    "wished_date": "wished day",
}
"""Extracted field → what an owner calls it."""


def fields_read(extraction: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each value of an extraction as (field, what is kept of it), in the order in which an owner wants to see them."""
    for field in ("name", "phones", "emails", "address", "title", "wished_date"):
        kept = extraction.get(field) or []
        yield from ((field, one) for one in ([kept] if isinstance(kept, dict) else kept))


def shown_value(desk: Desk, field: str, value: str) -> str:
    """A value as people write it."""
    return wording.phone(value, desk.business.country) if field == "phones" else value


def two_readings(desk: Desk, extraction: dict[str, Any]) -> str:
    """A sentence for each disputed field, with a space behind; empty where there is none.

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
