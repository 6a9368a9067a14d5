"""The resolver over a business with many near names: nobody is ever taken for somebody else, and nearly all is right."""

from itertools import islice
from random import Random

import pytest

from entrypoints.bootstrap import Office
from evals.whom.crowd import KINDS, Said, cases, crowd
from schemas.records import Contact, Phone
from tools.desk import Desk
from tools.matters import whom

RIGHT = 0.95


def furnish(desk: Desk, random: Random, count: int) -> tuple[dict[str, str], list[Said]]:
    """Put a crowd on record; return their phones by contact id, and endless things said of them."""
    people = crowd(random, count)
    phones: dict[str, str] = {}
    with desk.unit.writing() as session:
        for one in people:
            row = Contact(
                business_id=desk.business_id,
                contact_id=desk.new_id(),
                first_name=one.first,
                last_name=one.last,
                address=f"1 Oak St, {one.town}",
            )
            session.add(row)
            session.flush()
            session.add(
                Phone(
                    business_id=desk.business_id,
                    phone_id=desk.new_id(),
                    contact_id=row.contact_id,
                    number=one.phone,
                )
            )
            phones[row.contact_id] = one.phone
    return phones, list(islice(cases(random, people), 1000))


def judged(desk: Desk, phones: dict[str, str], said: Said) -> str:
    """Return "right", "wrong person" or "asked otherwise"."""
    found = whom.resolve(desk, said.name, said.hint)
    fits = {phones[one["id"]] for one in found.fits}
    near = {phones[one["id"]] for one in found.near}
    if len(fits) == 1 and fits != said.fits:
        return "wrong person"
    right = fits == said.fits and (said.near in near if said.near else not near)
    return "right" if right else "asked otherwise"


def run(office: Office, seed: int, people: int, most: int) -> dict[str, list[str]]:
    desk = office.desk("cli")
    phones, said = furnish(desk, Random(seed), people)
    results: dict[str, list[str]] = {kind: [] for kind in KINDS}
    with desk.unit.reading():
        for one in said[:most]:
            result = judged(desk, phones, one)
            results[one.kind].append(result if result == "right" else f"{result}: {one}")
    return results


@pytest.mark.broad
@pytest.mark.parametrize(
    ("seed", "people", "most"),
    [(1, 60, 150), *(pytest.param(seed, 250, 1000, marks=pytest.mark.long) for seed in (2, 3, 4))],
)
def test_nobody_is_taken_for_somebody_else(sqlite_office: Office, seed: int, people: int, most: int) -> None:
    results = [one for found in run(sqlite_office, seed, people, most).values() for one in found]
    assert len(results) == most
    assert [one for one in results if one.startswith("wrong person")] == []
    assert results.count("right") / most >= RIGHT, [one for one in results if one != "right"][:20]
