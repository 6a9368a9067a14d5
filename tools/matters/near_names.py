"""Fuzzy matching of names: people who are called much like what was said. They are offered, never taken.

Near is a spelling one or two letters off, a nickname, or a half of a name in two parts.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from schemas.keys import words
from schemas.records import Contact
from tools.desk import Desk
from tools.matters.first_names import names_like

MOST_NEAR = 5
LEAST_LETTERS = 3
LONG = 7
"""Letters from which two may differ."""
SOUND_ALIKE = ("ck", "gj", "fp", "sz", "iy", "vw")
"""First letters that are written for each other."""
PARTICLES = frozenset(words("de del della da di do dos das du la las le los van von der den ter ten y"))


def is_slip(one: str, other: str) -> bool:
    """Return whether two folded words differ by a slip of the pen: one letter, two in long words."""
    from rapidfuzz.distance import OSA

    if min(len(one), len(other)) < LEAST_LETTERS:
        return False
    allowed = 2 if min(len(one), len(other)) >= LONG else 1
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed


def near(desk: Desk, tokens: Sequence[str]) -> list[Contact]:
    """Find people whose names are near to the words said, nearest first; those whose names fit are found elsewhere.

    Args:
        desk: with a transaction open.
        tokens: folded words of one name.
    """
    if not tokens:
        return []
    if len(tokens) == 1:
        found = _near_one_word(desk, tokens[0])
    else:
        found = _near_full_name(desk, " ".join(tokens[:-1]), tokens[-1]) + _near_full_name(
            desk, tokens[0], " ".join(tokens[1:])
        )
    return list({one.contact_id: one for one in found}.values())[:MOST_NEAR]


def _near_one_word(desk: Desk, word: str) -> list[Contact]:
    first, last = _forms(desk, "first_key", word), _forms(desk, "last_key", word)
    first |= names_like(word)
    halves = or_(
        col(Contact.first_key).endswith(f" {word}", autoescape=True),
        col(Contact.last_key).endswith(f" {word}", autoescape=True),
    )
    named = or_(col(Contact.first_key).in_(sorted(first)), col(Contact.last_key).in_(sorted(last)))
    return _unmerged(desk, named) + _unmerged(desk, halves)


def _near_full_name(desk: Desk, first: str, last: str) -> list[Contact]:
    """Return people of which one part is as said or near, and the other one as said, near, or not on record."""
    lasts = {last, *_forms(desk, "last_key", last)}
    firsts = {first, *_forms(desk, "first_key", first), *names_like(first)}
    compound = (
        col(Contact.last_key).startswith(f"{last} ", autoescape=True),
        col(Contact.last_key).endswith(f" {last}", autoescape=True),
    )
    by_last = _unmerged(desk, or_(col(Contact.last_key).in_(sorted(lasts)), *compound), most=200)
    by_first = _unmerged(
        desk, col(Contact.first_key).in_(sorted(firsts)) & (col(Contact.last_key) == ""), most=50
    )
    return [one for one in by_last if _may_be_called(one, first, last)] + by_first


def _may_be_called(contact: Contact, first: str, last: str) -> bool:
    """Return whether somebody of a family name like the one said may have the given name said."""
    same_letter = contact.last_key == last and contact.first_key[:1] == first[:1]
    return not contact.first_key or same_letter or _near_given(contact.first_key, first)


def _near_given(key: str, said: str) -> bool:
    """Return whether a given name on record may be the one said: near as a whole, or in one of its parts."""
    parts = {key, *key.split()}
    spoken = {said, *said.split()}
    return any(
        one == other
        or is_slip(one, other)
        or other in names_like(one)
        or (len(one) == 1 and other.startswith(one))
        or (len(other) == 1 and one.startswith(other))
        for one in parts
        for other in spoken
    )


def _forms(desk: Desk, column: str, word: str) -> set[str]:
    """Collect the names on record that a word is a slip of, among those that begin with a letter like its own."""
    if len(word) < LEAST_LETTERS:
        return set()
    key = getattr(Contact, column)
    letters = {word[0], word[1], *(other for pair in SOUND_ALIKE if word[0] in pair for other in pair)}
    begins = [key.startswith(letter, autoescape=True) for letter in sorted(letters)]
    names = desk.session.exec(
        select(key).where(or_(*begins), col(Contact.merged_into_id).is_(None)).distinct()
    )
    return {name for name in names if name != word and is_slip(name, word)}


def _unmerged(desk: Desk, condition: ColumnElement[bool], most: int = 20) -> list[Contact]:
    asked = select(Contact).where(condition, col(Contact.merged_into_id).is_(None))
    found = list(desk.session.exec(asked.order_by(col(Contact.contact_id)).limit(most)))
    return [one for one in found if one.archived_at is None] or found
