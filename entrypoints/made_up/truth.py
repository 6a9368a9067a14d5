"""The truth that the generator knows and the records don't say: who is the same person, and who only shares a phone."""

from collections import defaultdict
from typing import Any

from entrypoints.made_up.plan import Plan


def truth_of(plan: Plan, seed: int) -> dict[str, Any]:
    """Return the truth about a made-up business; every contact that `same_person` does not name is a person of
    its own.

    Returns:
        `same_person`: groups with their `contacts` and how the later ones came to differ; `same_household`: pairs of
        different people at one address, with the phone they share, if any.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    ways: dict[str, list[str]] = defaultdict(list)
    for person in plan.people:
        if person.copy_of is not None:
            groups[person.copy_of].append(person.contact_id)
            ways[person.copy_of].append(person.how_copied)
    households = [
        {
            "contacts": [person.contact_id for person in originals],
            "phone": originals[0].phone if any(person.shares_phone for person in originals) else None,
        }
        for account in plan.accounts
        if account.firm is None
        and len(originals := [person for person in account.people if person.copy_of is None]) > 1
    ]
    return {
        "seed": seed,
        "contacts": len(plan.people),
        "persons": sum(person.copy_of is None for person in plan.people),
        "same_person": [
            {"contacts": [first, *others], "how": ways[first]} for first, others in groups.items()
        ],
        "same_household": households,
    }
