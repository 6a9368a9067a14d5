"""The decision on a card: its outcome, and the refusal of an act that the rows no longer take."""

from dataclasses import dataclass, field

from schemas.effects import Outcome
from schemas.errors import CallRefused


@dataclass(frozen=True)
class Decided:
    """The outcome of a decision, and the outbox rows that it left.

    Args:
        outcome: what the owner hears, unless an outside act is to be carried out first.
        act_row: the outbox row of an approved outside act.
        following: rows of calls to submit next.
        gone_stale: the numbers of the cards that no longer fit.
    """

    outcome: Outcome
    act_row: str | None = None
    following: list[str] = field(default_factory=list)
    gone_stale: list[int] = field(default_factory=list)


class NoLongerFits(CallRefused):
    """The rows refused an act that its own check let through; the transaction is undone, the card made stale."""
