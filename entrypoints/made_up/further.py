"""Rows of kinds that came later than the story: a marked function a kind, found by looking through this folder.

Each draws from numbers of its own, so that what else a seed decides stays as it was before the kind came.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from types import ModuleType

from entrypoints.made_up.ids import SeededIds
from entrypoints.made_up.plan import Account, Span
from entrypoints.made_up.rows import Batch
from schemas.discovery import Function, marked_in, marked_with, modules_of
from schemas.identity import NewId
from schemas.records import PermanentRow

MARK = "__deskhand_made_up__"


@dataclass(frozen=True)
class Further:
    """The means that a marked function writes with.

    Args:
        random: decides everything.
        new_id: makes ids.
        span: the days that are made up.
        batch: where rows go.
    """

    random: Random
    new_id: NewId
    span: Span
    batch: Batch


def makes(kind: type[PermanentRow]) -> Callable[[Function], Function]:
    """Mark the function that makes up the rows of a kind for one account; it takes a `Further` and the account."""
    return marked_with(MARK, kind)


def makers(package: ModuleType, seed: int, span: Span, batch: Batch) -> list[Callable[[Account], None]]:
    """Return what is to be called with each account once its story is written."""
    return [_maker(function, seed, span, batch) for function in marked_in(modules_of(package), MARK)]


def _maker(
    function: Callable[[Further, Account], None], seed: int, span: Span, batch: Batch
) -> Callable[[Account], None]:
    kind: type[PermanentRow] = getattr(function, MARK)
    random, ids = (Random(f"{seed}/{kind.__tablename__}{what}") for what in ("", " ids"))  # noqa: S311
    further = Further(random, SeededIds(ids), span, batch)
    return lambda account: function(further, account)
