"""A business with many near names, and what is said of its people, with whom it must come to: by construction, of any seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from entrypoints.made_up.words import FIRST_NAMES, LAST_NAMES, NICKNAMES
from schemas.keys import fold

TOWNS = ("Austin", "Round Rock", "Pflugerville", "Cedar Park", "Buda")
UNHEARD_FIRST = ("Quincy", "Xiomara", "Zebulon", "Thessaly", "Bronwyn", "Ephraim")
UNHEARD_LAST = ("Quackenbush", "Vandermolen", "Oxenfree", "Zimmerli", "Yarborough", "Ingleby")
KINDS = ("named", "part", "near", "unknown", "ambiguous", "told apart")


@dataclass(frozen=True)
class Somebody:
    """A person of the made-up business."""

    first: str
    last: str
    phone: str
    town: str

    @property
    def full(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(frozen=True)
class Said:
    """A sentence about somebody.

    Args:
        name, hint: as the spans hold them.
        fits: phones of all who must fit.
        near: the phone of whom must be offered, where nobody fits.
    """

    kind: str
    name: str
    hint: str = ""
    fits: frozenset[str] = frozenset()
    near: str = ""


def crowd(random: Random, count: int) -> list[Somebody]:
    """Make people of whom many are called alike, one letter apart, or by two family names."""
    found: list[Somebody] = []
    while len(found) < count:
        first, last = random.choice(FIRST_NAMES), random.choice(LAST_NAMES)
        draw = random.random()
        if found and draw < 0.3:
            other = random.choice(found)
            first, last = (
                (other.first, last)
                if draw < 0.1
                else (first, other.last)
                if draw < 0.2
                else (other.first, other.last)
            )
        elif found and draw < 0.4:
            other = random.choice(found)
            first, last = other.first, slip(random, other.last.split()[0])
        elif draw < 0.5:
            last = f"{last} {random.choice(LAST_NAMES)}"
        number = f"512555{len(found):04d}"
        found.append(Somebody(first, last, f"+1{number}", TOWNS[len(found) % len(TOWNS)]))
    return found


def slip(random: Random, word: str) -> str:
    """Write a word with one letter doubled, left out, or swapped with the next."""
    at = random.randrange(1, max(2, len(word) - 1))
    return random.choice(
        (
            word[:at] + word[at - 1] + word[at:],
            word[:at] + word[at + 1 :],
            word[: at - 1] + word[at : at + 1] + word[at - 1] + word[at + 1 :],
        )
    )


def cases(random: Random, people: list[Somebody]) -> Iterator[Said]:
    """Say things of people without an end; every kind in turn."""
    while True:
        for kind in KINDS:
            said = _case(random, people, kind)
            if said is not None:
                yield said


def _called(people: list[Somebody], name: str) -> frozenset[str]:
    """Return the people whom a name fits by the written rules: whole, a given name, a family name or its first
    half, or both.
    """
    key = fold(name)
    found = set()
    for one in people:
        first, last = fold(one.first), fold(one.last)
        halves = {last, *last.split()}
        ways = {first, last, last.split()[0], *(f"{first} {half}" for half in halves)}
        if key in ways:
            found.add(one.phone)
    whole = {one.phone for one in people if fold(one.full) == key}
    return frozenset(whole or found)


def _case(random: Random, people: list[Somebody], kind: str) -> Said | None:
    one = random.choice(people)
    if kind == "named":
        ways = (one.full, one.full.lower(), f"{one.last}, {one.first}", f"Mr {one.full}", one.full.upper())
        alone = len(_called(people, one.full)) == 1
        reverse = not _called(people, f"{one.last} {one.first}")
        return Said(kind, random.choice(ways), fits=_called(people, one.full)) if alone and reverse else None
    if kind == "part":
        name = random.choice(
            (one.first, one.last, one.last.split()[0], f"{one.first} {one.last.split()[-1]}")
        )
        return Said(kind, name, fits=_called(people, name)) if len(_called(people, name)) == 1 else None
    if kind == "near":
        first, last = one.first, slip(random, one.last)
        if random.random() < 0.4 and one.first in NICKNAMES:
            first, last = NICKNAMES[one.first], one.last
        if (
            len(one.last) < 4
            or _called(people, f"{first} {last}")
            or fold(f"{first} {last}") == fold(one.full)
        ):
            return None
        return Said(kind, f"{first} {last}", near=one.phone)
    if kind == "unknown":
        return Said(kind, f"{random.choice(UNHEARD_FIRST)} {random.choice(UNHEARD_LAST)}")
    name = random.choice((one.first, one.last, one.full))
    fits = _called(people, name)
    if len(fits) < 2:
        return None
    if kind == "ambiguous":
        return Said(kind, name, fits=fits) if len(fits) <= 8 else None
    return Said(
        kind,
        name,
        hint=random.choice((one.phone[-4:], f"with {one.phone[-4:]}")),
        fits=frozenset({one.phone}),
    )
