"""The gazetteer: which words of a message are names of people or companies on record, with a few indexed look-ups."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from schemas.keys import fold
from schemas.records import Company, Contact, Member
from tools.desk import Desk
from tools.matters.near_names import PARTICLES

MOST = 500


LENGTHS = (2, 3)
"""Of whole names, in words."""


@dataclass(frozen=True)
class NamesOnRecord:
    """Words that name somebody on record.

    Args:
        words: parts of people's names.
        own: names of the business's own members, who are no customers.
        full: whole names of people, of the two or three words in a row that were asked about.
        companies: names of companies, of which the first words were said.
    """

    words: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    full: frozenset[str] = frozenset()
    companies: tuple[tuple[str, ...], ...] = ()


def names_on_record(desk: Desk, said: Sequence[str]) -> NamesOnRecord:
    """Look up the words of a message, inside the open transaction.

    Args:
        desk: with a transaction open.
        said: folded words in their order, without possessives.
    """
    wanted = sorted({form for word in said if word for form in (word, word.removesuffix("s")) if form})
    if not wanted:
        return NamesOnRecord()
    found: set[str] = set()
    for key in (col(Contact.first_key), col(Contact.last_key)):
        begins: list[ColumnElement[bool]] = [key.startswith(f"{word} ", autoescape=True) for word in wanted]
        asked = select(key).where(or_(key.in_(wanted), *begins), col(Contact.merged_into_id).is_(None))
        found |= {part for name in desk.session.exec(asked.distinct().limit(MOST)) for part in name.split()}
    runs = [said[at : at + length] for length in LENGTHS for at in range(len(said) - length + 1)]
    names = {" ".join([*run[:-1], form]) for run in runs for form in (run[-1], run[-1].removesuffix("s"))}
    whole = select(Contact.full_key).where(col(Contact.full_key).in_(sorted(names)))
    members = {part for name in desk.session.exec(select(Member.name)) for part in fold(name).split()}
    return NamesOnRecord(
        frozenset(found - PARTICLES) & set(wanted),
        frozenset(members) - found,
        frozenset(desk.session.exec(whole.distinct())),
        tuple(sorted(_companies(desk, wanted))),
    )


def _companies(desk: Desk, wanted: Iterable[str]) -> set[tuple[str, ...]]:
    key = col(Company.name_key)
    begins = [or_(key == word, key.startswith(f"{word} ", autoescape=True)) for word in wanted]
    names = desk.session.exec(select(key).where(or_(*begins)).limit(MOST))
    return {tuple(name.split()) for name in names if name}
