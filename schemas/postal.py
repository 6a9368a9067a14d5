"""The places that postal addresses name: house number, street and unit, in one form for all ways of writing.

No gazetteer: "12 Oak Street, Austin, TX 78701" and "12 oak st., Austin" are one place, since nothing in them differs; the
town is compared only where both name one. Everything here takes time in proportion to the text.
"""

import re
from dataclasses import dataclass

from schemas.keys import words

ONE_FORM = {
    form: short
    for short, forms in {
        "st": "street str",
        "ave": "avenue av aven",
        "dr": "drive drv",
        "ln": "lane",
        "rd": "road",
        "ct": "court",
        "blvd": "boulevard boul",
        "trl": "trail",
        "cir": "circle circ",
        "pl": "place",
        "pkwy": "parkway",
        "hwy": "highway",
        "ter": "terrace terr",
        "sq": "square",
        "n": "north",
        "s": "south",
        "e": "east",
        "w": "west",
        "ne": "northeast",
        "nw": "northwest",
        "se": "southeast",
        "sw": "southwest",
    }.items()
    for form in forms.split()
}
"""A word of a street's name → the short form that it is compared in (as the United States Postal Service shortens)."""
UNIT_WORDS = frozenset(["apt", "apartment", "unit", "suite", "ste", "flat", "room", "rm", "lot", "no"])
STREET_ENDS = frozenset(
    [
        "st",
        "ave",
        "dr",
        "ln",
        "rd",
        "ct",
        "blvd",
        "trl",
        "cir",
        "pl",
        "pkwy",
        "hwy",
        "ter",
        "sq",
        "way",
        "loop",
        "run",
        "row",
        "path",
        "pass",
    ]
)
_UNIT_SIGN = re.compile(r"#\s*(?=[A-Za-z0-9])")
_STATE_AND_CODE = re.compile(r"[,\s]+[A-Za-z]{2}(?:\s+\d{5}(?:-\d{4})?)?\s*$|[,\s]+\d{5}(?:-\d{4})?\s*$")
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Postal:
    """An address taken apart; each part may be empty, all are in the form that they are compared in."""

    number: str = ""
    street: str = ""
    unit: str = ""
    town: str = ""

    @property
    def names_a_place(self) -> bool:
        """Return whether it has both a house number and a street, so that it can be compared at all."""
        return bool(self.number and self.street)

    def same_place(self, other: "Postal") -> bool:
        """Return whether the two may be one place: nothing in them says that they are two."""
        if not (self.names_a_place and other.names_a_place):
            return False
        towns_agree = not (self.town and other.town) or self.town == other.town
        own = (self.number, self.street, self.unit)
        return own == (other.number, other.street, other.unit) and towns_agree


def read_postal(text: str) -> Postal:
    """Take an address apart, as far as it is written in the usual order: number, street, unit, town, state,
    code.
    """
    line = " ".join(text[:LONGEST].split())
    line = _STATE_AND_CODE.sub("", line) if "," in line else line
    head, _, tail = _UNIT_SIGN.sub("unit ", line).partition(",")
    parts = [ONE_FORM.get(word, word) for word in words(head)]
    if not parts or not parts[0][0].isdigit():
        return Postal(street=" ".join(parts))
    number, rest = parts[0], parts[1:]
    street, unit, after = _street_and_unit(rest)
    later = words(tail)
    if later and later[0] in UNIT_WORDS and len(later) > 1:
        unit, later = later[1], later[2:]
    return Postal(number, " ".join(street), unit, " ".join(later or after))


def _street_and_unit(rest: list[str]) -> tuple[list[str], str, list[str]]:
    """Return the street's words, the unit, and the words behind it ("oak st apt 4 austin")."""
    for at, word in enumerate(rest):
        if word in UNIT_WORDS and 0 < at < len(rest) - 1:
            return rest[:at], rest[at + 1], rest[at + 2 :]
    ends = [at for at, word in enumerate(rest) if word in STREET_ENDS and at > 0]
    cut = ends[-1] + 1 if ends else len(rest)
    return rest[:cut], "", rest[cut:]


def postal_key(text: str) -> str:
    """Return a key that is equal for the ways of writing one place; the town is left out, since many leave it
    out.
    """
    read = read_postal(text)
    if not read.names_a_place:
        return " ".join(words(text[:LONGEST]))
    return " ".join(part for part in (read.number, read.street, read.unit and f"unit {read.unit}") if part)
