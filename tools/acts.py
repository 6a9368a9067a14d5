"""Acts and asks: what a tool that is not a read returns.

An act is a frozen, literal payload. It says what will happen (`line`, `fields`), notices when our rows no
longer agree (`changed`), and does it (`apply`, or `perform` by the outbox alone). Stored as JSON, it is what
runs after a yes, whoever proposed it and however long ago.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from schemas.effects import Answer, Call, CardField
from schemas.ports import EarlierAttempt, ReadBack, Readers, Writers
from tools.desk import Desk


@dataclass(frozen=True)
class Answered:
    """Somebody has answered, so that a message which waits to go to them may no longer fit.

    Args:
        contact_id: who.
        at: when they wrote or called.
        why: a sentence, such as "Maria answered at 9:12."
    """

    contact_id: str
    at: datetime
    why: str


@dataclass(frozen=True)
class StandingYes:
    """The owner's auto-send setting that stands for a yes to one message.

    Args:
        auto_send_id, kind, daily_limit: the setting.
        contact_id, address: whom the message goes to.
    """

    auto_send_id: str
    kind: str
    daily_limit: int
    contact_id: str
    address: str


class Act(BaseModel):
    """The common part; a subclass is a `LocalAct` or an `OutsideAct`.

    `overtaken_by_answer`: it is a message to the person that the card is about, put aside when they answer first.
    `owner_only`: it changes who may decide or what needs a yes, so that no grant lets anybody but an owner decide it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    overtaken_by_answer: ClassVar[bool] = False
    owner_only: ClassVar[bool] = False

    def line(self) -> str:
        """What will happen, in one plain sentence without a full stop."""
        raise NotImplementedError

    def fields(self) -> list[CardField]:
        """What the card shows under the line, whole; doors only format it."""
        return []

    def depends_on(self, desk: Desk) -> list[str]:
        """What has to come first or stay as it is, a sentence each, for the card."""
        return []

    def changed(self, desk: Desk) -> str | None:
        """Why the payload no longer agrees with our rows, as a sentence; None while it does."""
        return None

    def let_through_by(self, desk: Desk) -> StandingYes | None:
        """The owner's auto-send setting that stands for a yes to exactly this; None for nearly everything.

        Asked inside the writing transaction that proposes it (docs/design.md, "Approvals").
        """
        return None

    def then(self, desk: Desk, result: Answer) -> list[Call]:
        """Calls to submit once this is done, as the actor `follow_on`."""
        return []

    def answered(self, desk: Desk, result: Answer) -> list[Answered]:
        """Who has answered by this; the gate puts aside what waits to be sent to them, in the same transaction."""
        return []

    def same_as(self) -> str | None:
        """A name for "the same proposal" where that is less than the whole payload; None otherwise."""
        return None

    def concerns(self) -> str | None:
        """The contact that the card is about, so that a reply of theirs can reach it."""
        return None


class LocalAct(Act):
    """An act on our own rows, done in one transaction with its audit row."""

    def apply(self, desk: Desk, approval_id: str | None) -> Answer:
        """Does it inside the open writing transaction.

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
        """What was done, as a sentence for the owner, from what the outside said of it."""
        return f"Done: {self.line()}."

    def unready(self, desk: Desk) -> str | None:
        """Why it can't be tried at all just now, and what to do first; None when it can."""
        return None

    def perform(self, writers: Writers, effect_key: str) -> dict[str, Any]:
        """Does it once.

        Args:
            writers: the writers of the outside.
            effect_key: whatever the provider offers for idempotency derives from it.

        Raises:
            OutsideError: one of its leaves, by what is known of the attempt.
        """
        raise NotImplementedError

    def read_back(self, readers: Readers, effect_key: str) -> EarlierAttempt:
        """Whether an earlier attempt happened; one of `repeatable` acts may raise an `OutsideError`."""
        return EarlierAttempt(ReadBack.CANNOT_TELL)

    def again(self, desk: Desk, found: dict[str, Any]) -> list[Call]:
        """Calls to submit when the outside is no longer as the owner saw it, so that it was not done: they ask anew.

        Args:
            desk: with its writing transaction open.
            found: what is there now, by this act's own fields; empty where nothing is, or it is not known.
        """
        return []


@dataclass(frozen=True)
class Ask:
    """Why a yes is needed, and the named acts to choose from.

    Args:
        why: one sentence for the owner.
        answers: name of the answer → the act that it stands for; "cancel" is always there besides.
    """

    why: str
    answers: Mapping[str, Act]

    @classmethod
    def yes(cls, act: Act, why: str = "") -> Self:
        return cls(why=why, answers={"yes": act})
