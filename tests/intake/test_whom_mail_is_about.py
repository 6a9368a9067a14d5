"""Mails of a crowd: never two people on one record, hardly ever one on two, and every enquiry told at once."""

import sys
from collections import defaultdict
from dataclasses import dataclass, field

import pytest
from crowd import Crowd, Letter
from receiving import World
from test_mail_cases import opened

from schemas.records import Contact, Notice

OUR_PHONE = "+15125550100"


@dataclass
class Judged:
    """The verdict on the letters of a crowd.

    Args:
        people_of: contact → the people whose mail is logged on it.
        contacts_of: person → the contacts that their mail is logged on.
        wrong: what is on record that must not be, a sentence each.
    """

    letters: int = 0
    asked: int = 0
    people_of: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    contacts_of: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    untold: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def two_in_one(self) -> list[set[int]]:
        return [people for people in self.people_of.values() if len(people) > 1]

    def one_in_two(self) -> list[int]:
        return [person for person, contacts in self.contacts_of.items() if len(contacts) > 1]

    def text(self) -> str:
        return (
            f"{self.letters} mails of {len(self.contacts_of)} people on record: two people in one {len(self.two_in_one())}, "
            f"one person in two {len(self.one_in_two())}, asked {self.asked}, not told at once {len(self.untold)}"
        )


def fed(world: World, crowd: Crowd, count: int) -> Judged:
    """Take the letters in, one after the other, and judge what is on record."""
    judged, kinds = Judged(), {}
    intake = world.intake()
    for at, letter in enumerate(crowd.letters(count)):
        before = len(world.all(Notice))
        receipt = intake.receive(str(at), letter.raw)
        judged.letters += 1
        row = world.mail(receipt.number)
        told = world.all(Notice)[before:]
        if not told or not _names(letter, told):
            judged.untold.append(
                f"{letter.kind}: {letter.person.name} is {receipt.outcome} ({receipt.explanation})"
            )
        if row.contact_id is None:
            judged.asked += receipt.reason == "whose"
            if not letter.asks:
                judged.wrong.append(
                    f"{letter.kind}: {letter.person.name} is on no record ({receipt.explanation})"
                )
            continue
        if letter.asks:
            judged.wrong.append(
                f"{letter.kind}: {letter.person.name} may be another on record and was not asked about"
            )
        judged.people_of[row.contact_id].add(letter.person.key)
        judged.contacts_of[letter.person.key].add(row.contact_id)
        kinds[row.contact_id, letter.person.key] = letter.kind
    _compare(world, crowd, judged)
    judged.wrong += [
        f"two in one: {people} {kinds}" for people in judged.two_in_one() for kinds in [_kinds(kinds, people)]
    ]
    return judged


def _kinds(kinds: dict[tuple[str, int], str], people: set[int]) -> list[str]:
    return [kind for (_, person), kind in kinds.items() if person in people]


def _names(letter: Letter, told: list[Notice]) -> bool:
    return any(letter.person.first in one.text or letter.person.email in one.text for one in told)


def _compare(world: World, crowd: Crowd, judged: Judged) -> None:
    """Check that each record has only what its own person gave, and nothing of the business."""
    by_key = {one.key: one for one in crowd.people}
    for contact in world.all(Contact):
        people = [by_key[key] for key in judged.people_of.get(contact.contact_id, ())]
        own = {f"+1{one.phone.replace('-', '')}" for one in people}
        strange = world.numbers(contact.contact_id) - own
        strange |= world.addresses(contact.contact_id) - {one.email for one in people}
        if strange:
            judged.wrong.append(f"{world.name(contact.contact_id)} has {sorted(strange)}")
        if "Rivera" in world.name(contact.contact_id) or "Depot" in (contact.address or ""):
            judged.wrong.append(f"{world.name(contact.contact_id)}, {contact.address} is the business")


def check(judged: Judged) -> None:
    assert judged.wrong == [], judged.text()
    assert judged.untold == []
    assert judged.two_in_one() == []
    assert len(judged.one_in_two()) <= 0.02 * len(judged.contacts_of)


def test_a_crowd_of_people_is_told_apart(sqlite_environment: dict[str, str]) -> None:
    office = opened(sqlite_environment)
    try:
        check(fed(World(office), Crowd(seed=20), 50))
    finally:
        office.close()


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_five_hundred_mails_of_a_crowd_are_told_apart(
    seed: int, sqlite_environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    office = opened(sqlite_environment)
    try:
        judged = fed(World(office), Crowd(seed), 500)
    finally:
        office.close()
    with capsys.disabled():
        sys.stdout.write(f"\n{judged.text()}\n")
    check(judged)
