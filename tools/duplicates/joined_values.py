"""The joined values of a record that stays and one that goes into it: of their values alone, so that they can
be computed again when one of several is taken out (`value_replay.py`).
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from schemas.enums import LifecycleStage
from schemas.records import Contact

Values = dict[str, Any]
"""Column of a contact → its value."""

FILLED = (
    "first_name",
    "last_name",
    "company_id",
    "address",
    "source",
    "customer_since",
    "quickbooks_customer_id",
)
"""The values that the surviving record takes over where it has nothing of its own."""
TOLD = (*FILLED, "preferred_channel")
"""The values that are written into the notes where the two differ."""
JOINED = (*TOLD, "lifecycle_stage", "tags", "notes", "archived_at")
"""All that a merge may change in the surviving record."""
STAGES = (LifecycleStage.PROSPECT, LifecycleStage.PAST_CUSTOMER, LifecycleStage.CUSTOMER)
"""From the one that says least to the one that says most."""


def values_of(contact: Contact) -> Values:
    """Return a record's values in the columns that a merge joins."""
    return {column: getattr(contact, column) for column in JOINED}


def joined(own: Values, theirs: Values, day: date, told: Callable[[str, Any], str]) -> Values:
    """Return the surviving record's values once the other is part of it.

    Args:
        own, theirs: what each of the two has, by column.
        day: of the merge.
        told: column and value → how the notes say what the other has differently.
    """
    both, differing = dict(own), []
    for column in TOLD:
        if theirs[column] and not own[column]:
            both[column] = theirs[column]
        elif theirs[column] and theirs[column] != own[column]:
            differing.append(told(column, theirs[column]))
    both["lifecycle_stage"] = max(own["lifecycle_stage"], theirs["lifecycle_stage"], key=STAGES.index)
    both["tags"] = list(dict.fromkeys([*own["tags"], *theirs["tags"]]))
    also = [f"From the merged record, {day:%Y-%m-%d}: {'; '.join(differing)}"] if differing else []
    both["notes"] = "\n".join(part for part in (own["notes"], theirs["notes"], *also) if part)
    if theirs["archived_at"] is None:
        both["archived_at"] = None
    return both
