"""The input of a routine: the one path, a desk of its own, and the ways in and out that only the doors know."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.gate import Gate
from schemas.effects import Answer, Call, Outcome, OutcomeKind
from schemas.errors import BadConfiguration
from schemas.identity import Clock
from schemas.ports import Notifier
from schemas.procedure import FrontMatter
from tools.desk import Desk

MOST_TOLD = 19_000
"""Characters of a notice; a list beyond that is cut and says so."""


@dataclass(frozen=True)
class Work:
    """One round's work for one business.

    Args:
        gate: the one path.
        desk: of the actor `routine`.
        machine: the machine's time, for leases and rests.
        take_in_mail: takes in what is new in the mailbox, and says of each mail what became of it.
        notifiers: channel → what reaches the owner there.
        procedures: the front matters that are loaded, the most specific first.
    """

    gate: Gate
    desk: Desk
    machine: Clock
    take_in_mail: Callable[[], Iterable[str]]
    notifiers: Mapping[str, Notifier] = field(default_factory=dict)
    procedures: tuple[FrontMatter, ...] = ()

    def call(self, tool: str, **arguments: Any) -> Outcome:
        """Submit a call as the routine that it is."""
        return self.gate.submit(self.desk, Call(tool=tool, arguments=arguments))

    def answer(self, tool: str, **arguments: Any) -> Answer:
        """Return the answer to a call.

        Raises:
            BadConfiguration: it was refused, failed, or waits for a yes.
        """
        outcome = self.call(tool, **arguments)
        if outcome.kind != OutcomeKind.DONE or outcome.result is None:
            said = (outcome.problem or {}).get("message", "it waits for a yes, which a routine can't give")
            raise BadConfiguration(f"{tool} did not do what a routine wanted of it: {said}")
        return outcome.result

    def tell(self, key: str, kind: str, subject: str, text: str) -> bool:
        """Tell the owner something once; False if this key has been told before.

        Args:
            key: the routine and its period.
            kind: of the notice.
            subject, text: what is told.
        """
        if len(text) > MOST_TOLD:
            text = text[:MOST_TOLD].rsplit("\n", 1)[0] + "\n… and more; ask for the whole list."
        answer = self.answer("tell_owner", key=key, kind=kind, subject=subject, text=text)
        return bool(answer.data["new"])
