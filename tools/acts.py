"""Acts and asks: what a tool that is not a read returns.

An act is a frozen, literal payload. It says what will happen (`line`, `fields`), notices when our rows no
longer agree (`changed`), and does it (`apply`, or `perform` by the outbox alone). Stored as JSON, it is what
runs after a yes, by whatever hand it was proposed and however long ago.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol, Self

from pydantic import BaseModel, ConfigDict

from schemas.effects import Answer, Call, CardField
from schemas.ports import EarlierAttempt, ReadBack, Readers, Writers
from tools.desk import Desk


@dataclass(frozen=True)
class ReplyReceived:
    """A reply that came in, so that a message which waits to go to that person may be stale.

    Args:
        contact_id: who wrote or called.
        at: when.
        why: a sentence, such as "Maria answered at 9:12."
    """

    contact_id: str
    at: datetime
    why: str


class StandingYes(Protocol):
    """A yes that the owner gave beforehand; the area whose act it lets through keeps it and counts its use."""

    def spend(self, desk: Desk, approval_id: str) -> str:
        """Count one use inside the transaction that decides; return whose yes it was, in words."""


class Act(BaseModel):
    """The common part; a subclass is a `LocalAct` or an `OutsideAct`.

    `stale_on_reply`: it is a message to the person that the card is about, outdated when they write or call first.
    `owner_only`: it changes who may decide or what needs a yes, so that no grant lets anybody but an owner decide it.
    `decided_by_name`: nothing brings back what it does, so that in a conversation the person's name is typed for "yes".
    `done_by_hand`: it says what its approver has done outside, which only its own word says, never an answer left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    stale_on_reply: ClassVar[bool] = False
    owner_only: ClassVar[bool] = False
    decided_by_name: ClassVar[bool] = False
    done_by_hand: ClassVar[bool] = False

    def line(self) -> str:
        """Return one plain sentence, without a full stop, that says what will happen."""
        raise NotImplementedError

    def fields(self) -> list[CardField]:
        """Return the fields that the card shows under the line, whole; doors only format them."""
        return []

    def cautions(self, desk: Desk) -> list[str]:
        """Return the warnings that the card begins with, a sentence each: what its reader would overlook."""
        return []

    def depends_on(self, desk: Desk) -> list[str]:
        """Return the conditions for the card, a sentence each: what has to come first or stay as it is."""
        return []

    def changed(self, desk: Desk) -> str | None:
        """Return why the act is stale, as a sentence: the payload no longer agrees with our rows; None while it
        does.
        """
        return None

    def let_through_by(self, desk: Desk) -> StandingYes | None:
        """Return the owner's standing yes to exactly this; None for nearly everything.

        Asked inside the writing transaction that proposes it (docs/parts.md, "Approvals").
        """
        return None

    def anew(self, desk: Desk) -> list[Call]:
        """Return the calls that offer this again, outdated because our own rows have changed; empty where it is no use."""
        return []

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        """Return the follow-on calls to submit once this is done, as the actor `follow_on`."""
        return []

    def replies_received(self, desk: Desk, result: Answer) -> list[ReplyReceived]:
        """Return the replies that came in by this; what waits to be sent to those people goes stale in the same transaction."""
        return []

    def same_as(self) -> str | None:
        """Return a name for "the same proposal" where that is less than the whole payload; None otherwise."""
        return None

    def concerns(self) -> str | None:
        """Return the contact that the card is about, so that a reply of theirs can reach it."""
        return None


class LocalAct(Act):
    """An act on our own rows, done in one transaction with its audit row."""

    def is_weighty(self) -> bool:
        """Return whether it closes, gives up or archives something, or changes how somebody is reached.

        Of a language model's writes of a turn one such is done at once at most (`agent/conversation/brake.py`).
        """
        return False

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        """Do it inside the open writing transaction.

        Args:
            desk: with its unit of work open.
            approval_id: the decided approval, where one was needed.

        Raises:
            CallRefused: the rows forbid it; everything is rolled back.
        """
        raise NotImplementedError


class OutsideAct(Act):
    """An act on the world, done by the outbox while no transaction is open.

    `repeatable`: the provider takes the effect key, and does nothing for a key that it has seen: where it can't be told
    whether an attempt happened, trying again is safe.
    """

    repeatable: ClassVar[bool] = False

    def happened(self, result: Mapping[str, Any]) -> str:
        """Return a sentence for the owner about what was done, from the result that came from outside."""
        return f"Done: {self.line()}."

    def unready(self, desk: Desk) -> str | None:
        """Return why the act can't be tried just now, and what to do first; None when it can."""
        return None

    def revoked(self, desk: Desk, approval_id: str) -> str:
        """Return why the standing yes that let it through counts no more; empty while it does, or where the owner decided.

        Asked inside the transaction that leases it, before each try.
        """
        return ""

    def refused_outside(self, desk: Desk, approval_id: str, why: str) -> None:
        """Handle the final refusal from outside, inside the transaction that records the failure."""

    def perform(self, writers: Writers, effect_key: str) -> dict[str, Any]:
        """Do it once.

        Args:
            writers: the writers of the outside.
            effect_key: whatever the provider offers for idempotency derives from it.

        Raises:
            OutsideError: one of its leaves, by what is known of the attempt.
        """
        raise NotImplementedError

    def read_back(self, readers: Readers, effect_key: str) -> EarlierAttempt:
        """Return whether an earlier attempt happened; one of `repeatable` acts may raise an `OutsideError`."""
        return EarlierAttempt(ReadBack.CANNOT_TELL)

    def again(self, desk: Desk, found: dict[str, Any]) -> list[Call]:
        """Return the calls that ask anew, to submit when the outside is no longer as the owner saw it.

        Args:
            desk: with its writing transaction open.
            found: what is there now, by this act's own fields; empty where nothing is, or it is not known.
        """
        return []


@dataclass(frozen=True)
class Ask:
    """The reason why a yes is needed, and the named acts to choose from.

    Args:
        why: one sentence for the owner.
        answers: name of the answer → the act that it stands for; "cancel" is always there besides.
    """

    why: str
    answers: Mapping[str, Act]

    @classmethod
    def yes(cls, act: Act, why: str = "") -> Self:
        return cls(why=why, answers={"yes": act})
