"""The likelihood that two records are one person's: a score of 0 to 100 with its reasons.

Two things are needed, and neither is enough alone: names that can be one person's, and something that only one household
has (phone, mailbox, address). So a shared household phone never makes two names one, and of two namesakes in town
nothing is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.postal import Postal
from tools.matters.first_names import may_be_one

PROPOSED_FROM = 75
"""A pair of this score or more is put to the owner."""
GENERATIONS = frozenset("jr sr ii iii iv junior senior".split())  # noqa: SIM905 (a line of words reads better)
A_NAME_FROM = 3
"""A given name that so many people have is a name, not a slip of another."""
NEAR_STREET = 85


@dataclass(frozen=True, slots=True)
class Known:
    """A record as it is compared; names folded, phones E.164, mailboxes without tags.

    Args:
        mentioned: phones and e-mail addresses that stand in the notes.
    """

    contact_id: str
    first: str
    last: str
    address: Postal = field(default_factory=Postal)
    phones: frozenset[str] = frozenset()
    mailboxes: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score with its reasons, a few words each.

    Args:
        short_name: the names agree only as far as a short one says, so that others of the household may be meant too.
    """

    score: int
    reasons: tuple[str, ...]
    short_name: bool = False


@dataclass(frozen=True, slots=True)
class _Names:
    points: int
    reason: str
    short: bool = False


def likeness(one: Known, other: Known, given_names: Mapping[str, int]) -> Likeness | None:
    """Return the likeness of two records; None where they can't be one person, or nothing says that they are.

    Args:
        one, other: the records.
        given_names: how many people of the business have each given name.
    """
    found = _evidence(one, other)
    if not found:
        return None
    names = _names(one, other, given_names)
    if names is None:
        return None
    score = min(99, names.points + sum(points for points, _ in found))
    return Likeness(score, (names.reason, *(reason for _, reason in found)), names.short)


def _evidence(one: Known, other: Known) -> list[tuple[int, str]]:
    found = []
    if one.mailboxes & other.mailboxes:
        found.append((45, "the same mailbox"))
    if one.phones & other.phones:
        found.append((40, "the same phone"))
    if one.mentioned & (other.phones | other.mailboxes) or other.mentioned & (one.phones | one.mailboxes):
        found.append((35, "a phone or e-mail that the other's notes mention"))
    if one.address.same_place(other.address):
        found.append((40, "the same address"))
    elif _near(one.address, other.address):
        found.append((30, "nearly the same address"))
    return found


def _near(one: Postal, other: Postal) -> bool:
    """Return whether two places have the same number and unit, and a street that is a slip of the other."""
    if not (one.names_a_place and other.names_a_place):
        return False
    if (one.number, one.unit) != (other.number, other.unit) or (
        one.town and other.town and one.town != other.town
    ):
        return False
    from rapidfuzz import fuzz

    return one.street != other.street and fuzz.ratio(one.street, other.street) >= NEAR_STREET


def _names(one: Known, other: Known, given_names: Mapping[str, int]) -> _Names | None:
    first, last, generation = _parts(one)
    other_first, other_last, other_generation = _parts(other)
    if generation != other_generation:
        return None
    if not (first or last) or not (other_first or other_last):
        return None
    if (first, last) == (other_first, other_last):
        return _Names(50, "the same name") if first and last else _Names(30, "the same name", short=True)
    if first and last and (first, last) == (other_last, other_first):
        return _Names(46, "the same name turned round")
    if not last or not other_last:
        return None
    whole, told = _last_names(last, other_last)
    return None if whole == 0 else _with_first(first, other_first, whole, told, given_names)


def _with_first(
    first: str, other: str, whole: int, told: str, given_names: Mapping[str, int]
) -> _Names | None:
    """Return the points and words for given names, where the last names are one or nearly."""
    same_last = told == ""
    if first == other and first:
        return _Names(whole - 2, told or "the same name")
    if may_be_one(first, other):
        return _Names(whole - 6, f"a short form of the name{told and ', ' + told}")
    if first and other and min(len(first), len(other)) == 1 and first[0] == other[0]:
        return _Names(whole - 14, f"the initial of the name{told and ', ' + told}", short=True)
    if not (first and other):
        return _Names(whole - 25, "the same last name", short=True) if same_last else None
    if same_last and first.split(maxsplit=1)[0] == other.split(maxsplit=1)[0]:
        return _Names(whole - 6, "the same name but for a middle name")
    if (
        same_last
        and _is_slip(first, other)
        and min(given_names.get(first, 0), given_names.get(other, 0)) < A_NAME_FROM
    ):
        return _Names(whole - 10, "nearly the same name")
    return None


def _last_names(last: str, other: str) -> tuple[int, str]:
    """Return the points for two last names and the words for them; no points where they differ."""
    if last == other:
        return 50, ""
    if last.replace(" ", "") == other.replace(" ", ""):
        return 48, "nearly the same name"
    return (44, "nearly the same name") if _is_slip(last, other) else (0, "")


def _is_slip(one: str, other: str) -> bool:
    """Return whether two names differ by one letter changed, swapped, doubled or left out; two in a long name."""
    from rapidfuzz.distance import DamerauLevenshtein

    shorter = min(len(one), len(other))
    most = 0 if shorter < 3 else 1 if shorter < 8 else 2
    return most > 0 and DamerauLevenshtein.distance(one, other, score_cutoff=most) <= most


def _parts(known: Known) -> tuple[str, str, str]:
    """Return first name, last name, generation ("jr")."""
    words = known.last.split()
    generation = " ".join(word for word in words if word in GENERATIONS)
    return known.first, " ".join(word for word in words if word not in GENERATIONS), generation
