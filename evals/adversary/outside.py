"""The outside as the adversary's play has it: mail that fails in every way, and keeps what it received.

The mail honours no idempotency key: whoever calls twice has done it twice, so that nobody's repeat stays hidden.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from schemas.errors import OutsideRefused, OutsideUnavailable, OutsideUncertain
from schemas.ports import MailReader, MailSender, OutgoingMail, ReadBack


class Way(StrEnum):
    """The outside's way with one call."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    UNAVAILABLE = "unavailable"
    UNCERTAIN = "uncertain"
    ACT_THEN_TIME_OUT = "act, then time out"
    ACT_THEN_FAIL = "act, then answer 500"
    ACT_THEN_CRASH = "act, then the process ends"
    CRASH = "the process ends"


ACTING = frozenset({Way.ACCEPT, Way.ACT_THEN_TIME_OUT, Way.ACT_THEN_FAIL, Way.ACT_THEN_CRASH})
"""Ways that leave something done outside."""


class Crash(BaseException):
    """The process ends here: nothing after it runs."""


@dataclass
class Faults:
    """The faults of the next calls; with none left, all are accepted.

    Args:
        ways: taken one a call, first to last.
        blind: whether a look at the outside can't tell what was done.
    """

    ways: list[Way] = field(default_factory=list)
    blind: bool = False

    def meet(self, act: Callable[[], None]) -> None:
        """Meet the next fault, acting where it acts.

        Raises:
            Crash, TimeoutError, RuntimeError, OutsideError: as the way says.
        """
        way = self.ways.pop(0) if self.ways else Way.ACCEPT
        if way in ACTING:
            act()
        match way:
            case Way.REFUSE:
                raise OutsideRefused("It was refused: no such recipient.")
            case Way.UNAVAILABLE:
                raise OutsideUnavailable("The server can't be reached.")
            case Way.UNCERTAIN:
                raise OutsideUncertain("The connection broke.")
            case Way.ACT_THEN_TIME_OUT:
                raise TimeoutError("no answer in 30 seconds")
            case Way.ACT_THEN_FAIL:
                raise RuntimeError("500 Internal Server Error")
            case Way.ACT_THEN_CRASH | Way.CRASH:
                raise Crash

    def look(self, *, done: bool) -> ReadBack:
        """Return the read-back of a look."""
        if self.blind:
            return ReadBack.CANNOT_TELL
        return ReadBack.DONE if done else ReadBack.NOT_DONE


@dataclass
class Post:
    """A mail sender and reader; `received` is what the mailboxes of the world really got.

    Args:
        faults: what goes wrong.
        delivery: a real sender that each accepted mail is handed to as well; none for speed.
        refused: the effect keys of mails that were refused lately.
        tells: what the real sender's mails are known by.
    """

    faults: Faults = field(default_factory=Faults)
    delivery: MailSender | None = None
    tells: MailReader | None = None
    received: list[tuple[str, OutgoingMail]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    def send(self, mail: OutgoingMail, effect_key: str) -> dict[str, Any]:
        """See `MailSender.send`."""

        told = {"message_id": f"{effect_key}@sandbox.example.com"}

        def act() -> None:
            if self.delivery is not None:
                told.update(self.delivery.send(mail, effect_key))
            self.received.append((effect_key, mail))

        try:
            self.faults.meet(act)
        except OutsideRefused:
            self.refused.add(effect_key)
            raise
        return told

    def sent_with(self, effect_key: str) -> ReadBack:
        """See `MailReader.sent_with`."""
        return self.faults.look(done=any(key == effect_key for key, _ in self.received))

    def identity_of(self, effect_key: str) -> dict[str, Any]:
        """See `MailReader.identity_of`."""
        if self.tells is not None:
            return self.tells.identity_of(effect_key)
        there = any(key == effect_key for key, _ in self.received)
        return {"message_id": f"{effect_key}@sandbox.example.com"} if there else {}
