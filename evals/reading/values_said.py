"""The values that a message says, looked for in what it led to. Days and sums are read by the product's own readers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from evals.matching import MONTHS
from schemas.keys import fold

TODAY = date(2026, 11, 18)
"""Day on which every message is said."""
SHARE = 0.8
"""Share of the longer words of a note that have to be kept, since "he's" may become "is"."""
LITTLE = 3
LAST_DIGITS = 10
WORD = re.compile(r"[^\W_]+")
CLOCK = re.compile(r"\b(\d{1,2})(?::(\d{2}))?\b")
HALF_A_DAY = 12
WHOLE = frozenset({"text"})
"""Kinds of which every word counts: what is sent to somebody."""


@dataclass(frozen=True)
class Written:
    """Everything that a message led to, as text.

    Args:
        values: of rows, cards and calls.
    """

    values: tuple[str, ...]

    @property
    def text(self) -> str:
        return fold(" ".join(self.values))

    def sums(self) -> set[Decimal]:
        found = set()
        for value in self.values:
            try:
                found.add(Decimal(value))
            except InvalidOperation:
                continue
        return found


def written(*found: Any) -> Written:
    """Return the values in rows, payloads and arguments."""
    return Written(tuple(str(value) for one in found for value in _leaves(one)))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _leaves(one)
    elif value is not None:
        yield value


def words_of(text: str) -> list[str]:
    return WORD.findall(fold(text).replace("'", ""))


def days_of(said: str) -> list[str]:
    """Return the day that a text says, as the product reads it of what is to come and of what was; empty where it
    reads none.
    """
    from agent.models.builtin.slots.days import find_days

    if fold(said) in MONTHS:
        return [f"{year}-{MONTHS[fold(said)]:02}" for year in (TODAY.year, TODAY.year + 1)]
    found = (find_days(text, TODAY, past=past) for text in (said, f"in {said}") for past in (False, True))
    return [days[0].day.isoformat() for days in found if days]


def sums_of(said: str) -> set[Decimal]:
    """Return the amounts in a text, as the product reads them."""
    from agent.models.builtin.slots.money import read_money

    return {one.amount for one in read_money(said, bare=True).amounts}


def digits_of(said: str) -> str:
    return "".join(sign for sign in said if sign.isdigit())[-LAST_DIGITS:]


def holds(there: Written, kind: str, said: str) -> bool:
    """Return whether what was written holds a value that was said.

    Args:
        there: what was written.
        kind: of the value.
        said: as it was said.
    """
    match kind:
        case "phone":
            return any(digits_of(value) == digits_of(said) for value in there.values)
        case "money":
            return (bool(sums_of(said)) and sums_of(said) <= there.sums()) or holds(there, "note", said)
        case "email":
            return fold(said) in there.text
        case "day":
            days = days_of(said)
            found = any(value.startswith(day) or value == day[:7] for value in there.values for day in days)
            return found or fold(said) in there.text
        case "time":
            return _has_time(there, said)
        case "count" | "duration":
            return any(value.isdigit() for value in there.values) or holds(there, "note", said)
        case _:
            return _has_words(there.text, said, kind in WHOLE)


def _has_time(there: Written, said: str) -> bool:
    if fold(said) in there.text:
        return True
    hours = CLOCK.findall(said)
    clocks = there.text
    return bool(hours) and all(
        any(f"{hour:02}:{minute or '00'}" in clocks for hour in (int(found), int(found) % 12 + HALF_A_DAY))
        for found, minute in hours
    )


def _has_words(text: str, said: str, whole: bool) -> bool:
    there, wanted = set(words_of(text)), words_of(said)
    counted = wanted if whole else [word for word in wanted if len(word) > LITTLE] or wanted
    kept = sum(word in there for word in counted)
    return kept == len(counted) if whole else kept >= SHARE * len(counted)
