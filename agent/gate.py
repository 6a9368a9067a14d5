"""The one path: chat, web, REST, MCP, jobs and intake all submit their calls here.

The gate knows no tool by name. What a tool returns decides: a read's answer goes back, a write's act is applied
with its audit row in one transaction, an ask's is stored as a card. Nothing can loosen that.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any, Protocol

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from agent import audit
from agent.approvals import aside, queries
from agent.approvals.decided import Decided
from agent.approvals.follow_ons import store_follow_ons
from agent.approvals.outbox import Outbox
from agent.approvals.outdated import no_longer_waits
from agent.approvals.proposals import propose
from agent.approvals.queue import Queue
from agent.approvals.standing_yes import decide_by_standing_yes
from agent.approvals.together import line_of
from agent.rules import rule_broken
from schemas.effects import Call, Effect, Outcome, OutcomeKind, collected, done, failed, refused
from schemas.enums import ApprovalStatus, Role
from schemas.errors import (
    AgainstTheRules,
    BadArguments,
    Bug,
    CallRefused,
    NotPermitted,
    OutsideError,
    OwnerMustAct,
)
from schemas.records import AuditRow
from tools.acts import Act, Ask, LocalAct
from tools.desk import Desk
from tools.registry import Registry, Tool
from tools.together import TOGETHER, WHY, Together, TogetherLine

CANCEL = "cancel"
"""The answer that every card takes besides its own: it is a rejection."""


class Brake(Protocol):
    """Tells which writes of a turn wait for a yes, and keeps them until it ends (`agent/conversation/brake.py`)."""

    def holds(self, desk: Desk, act: LocalAct, written: AuditRow) -> bool:
        """Return whether a write waits, inside the transaction that has made it and would be rolled back."""

    def collect(self, line: TogetherLine) -> None:
        """Keep a write that waits."""


class _HeldBack(Exception):
    """A write that the brake holds: the transaction that has made it is rolled back."""

    def __init__(self, line: TogetherLine) -> None:
        self.line = line


class Gate:
    """Holds the registry, the queue and the outbox.

    Args:
        registry: the tools and acts.
        queue: where asks wait.
        outbox: what carries approved acts and follow-on calls out.
        tightened: tells the names of writes that the procedures turned into asks; asked when a write comes.
    """

    def __init__(
        self,
        registry: Registry,
        queue: Queue,
        outbox: Outbox,
        tightened: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        self.registry = registry
        self.queue = queue
        self.outbox = outbox
        self.tightened = tightened

    def submit(self, desk: Desk, call: Call, brake: Brake | None = None) -> Outcome:
        """Take one call the whole way.

        Args:
            desk: with the hand that calls.
            call: what is called.
            brake: of the turn, where a language model calls.

        Returns:
            done with the tool's answer, waiting with a card, refused or failed with a problem.

        Raises:
            OperatorMustAct: the machine or its database can't be used; nothing was changed.
        """
        return self._submit(desk, call, None, brake)

    def parse(self, call: Call) -> Outcome | None:
        """Return the refusal of a call whose form is wrong, without running anything; None if it can be
        submitted.
        """
        try:
            self.registry.find(call.tool).parse(call.arguments)
        except CallRefused as error:
            return refused(call.tool, error.as_problem())
        return None

    def _submit(self, desk: Desk, call: Call, outbox_id: str | None, brake: Brake | None = None) -> Outcome:
        try:
            tool = self.registry.find(call.tool)
            _refuse_role(desk, tool)
            arguments = tool.parse(call.arguments)
            if tool.effect == Effect.READ:
                return self._read(desk, tool, arguments)
            decided = self._write(desk, tool, arguments, outbox_id, brake)
        except _HeldBack as held:
            assert brake is not None
            brake.collect(held.line)
            return collected(call.tool, held.line.line)
        except CallRefused as error:
            return refused(call.tool, error.as_problem())
        except (IntegrityError, StaleDataError) as error:
            return refused(call.tool, rule_broken(error).as_problem())
        except (OwnerMustAct, OutsideError) as error:
            return failed(call.tool, error.as_problem())
        return self._go_on(desk, decided)

    def _go_on(self, desk: Desk, decided: Decided) -> Outcome:
        """Submit the calls that follow, and tell which cards were made stale by what was done."""
        outcome = decided.outcome
        outcome.followed_by = self.outbox.drain(desk, decided.following, self._submit)
        if decided.gone_stale:
            told = self.queue.told_of(desk, decided.gone_stale)
            if outcome.result is not None:
                text = "\n".join([outcome.result.text, *told])
                outcome.result = outcome.result.model_copy(update={"text": text})
            elif outcome.problem is not None:
                outcome.problem["message"] = f"{' '.join(told)} Nothing was done."
        return outcome

    def _read(self, desk: Desk, tool: Tool, arguments: dict[str, Any]) -> Outcome:
        if tool.outside:
            return done(tool.name, tool.function(desk, **arguments))
        with desk.unit.reading():
            return done(tool.name, tool.function(desk, **arguments))

    def _write(
        self,
        desk: Desk,
        tool: Tool,
        arguments: dict[str, Any],
        outbox_id: str | None,
        brake: Brake | None,
    ) -> Decided:
        prepared = tool.function(desk, **arguments) if tool.outside else None
        with desk.unit.writing() as session:
            if outbox_id is not None and not queries.finish_row(
                session, outbox_id, self.outbox.machine.now()
            ):
                raise AgainstTheRules("This follow-on call has been carried out already.")
            proposal: Any = prepared if tool.outside else tool.function(desk, **arguments)
            return self._settle(desk, tool, arguments, proposal, brake)

    def _settle(
        self,
        desk: Desk,
        tool: Tool,
        arguments: dict[str, Any],
        proposal: Act | Ask,
        brake: Brake | None,
    ) -> Decided:
        if (
            isinstance(proposal, LocalAct)
            and tool.effect == Effect.WRITE
            and tool.name not in self.tightened()
        ):
            result = proposal.apply(desk, None)
            written = audit.record(desk, "written", tool.name, act=proposal)
            if brake is not None and brake.holds(desk, proposal, written):
                raise _HeldBack(line_of(tool.name, proposal, written))
            self.queue.make_stale_on_reply(desk, proposal, result)
            outcome = done(tool.name, result, audit_id=written.audit_id)
            following = store_follow_ons(desk, proposal.then(desk, result))
            gone_stale, anew = self.queue.make_outdated_stale(desk, written)
            return Decided(outcome, following=[*following, *anew], gone_stale=gone_stale)
        if isinstance(proposal, Act):
            proposal = Ask.yes(proposal)
        if not isinstance(proposal, Ask):
            raise Bug(f"{tool.name} returned neither an act nor an ask; nothing was changed")
        proposed = propose(desk, tool.name, arguments, proposal, self.queue.records_of)
        outcome, following = decide_by_standing_yes(desk, self.registry, proposed)
        return Decided(outcome, following=following)

    def propose_together(self, desk: Desk, lines: Sequence[TogetherLine]) -> Outcome:
        """Store the writes that a turn's brake has kept as one card."""
        try:
            with desk.unit.writing():
                ask = Ask.yes(Together(lines=list(lines)), WHY)
                return propose(desk, TOGETHER, {}, ask, self.queue.records_of)
        except CallRefused as error:
            return refused(TOGETHER, error.as_problem())

    def decide(self, desk: Desk, number: int, digest: str, answer: str = "") -> Outcome:
        """Take the owner's answer to a card and carry it out at once.

        Args:
            desk: of the member who decides, by their own hand.
            number: the card's number.
            digest: of the card as it was shown to them.
            answer: one of the card's answers; may be left out where there is only one, unless that says what was done by hand.
        """
        if answer == CANCEL:
            return self.reject(desk, number)
        try:
            decided = self.queue.decide(desk, number, digest, answer)
        except CallRefused as error:
            return refused("", error.as_problem())
        if decided.act_row is not None:
            carried_out = self.outbox.drain(desk, [decided.act_row], self._submit)
            return carried_out[0] if carried_out else decided.outcome
        return self._go_on(desk, decided)

    def reject(self, desk: Desk, number: int, why: str = "") -> Outcome:
        """Take the owner's no."""
        try:
            return self.queue.reject(desk, number, why)
        except CallRefused as error:
            return refused("", error.as_problem())

    def settle(self, desk: Desk, number: int, status: ApprovalStatus) -> Outcome:
        """Take the owner's word on an act that was left unknown."""
        try:
            settled = self.queue.settle(desk, number, status)
        except CallRefused as error:
            return refused("", error.as_problem())
        settled.outcome.followed_by = self.outbox.drain(desk, settled.following, self._submit)
        return settled.outcome

    def edit(self, desk: Desk, number: int, changes: dict[str, Any]) -> Outcome:
        """Submit a card's call again with some arguments changed; the new card replaces the old one.

        Of a card of several writes the lines that `without` numbers are left out.
        """
        try:
            with desk.unit.reading():
                approval = self.queue.find(desk, number)
                if approval.status != ApprovalStatus.PENDING:
                    raise AgainstTheRules(no_longer_waits(approval))
                several = _several(next(iter(approval.acts.values())))
                left = several.without(_numbers(changes)).lines if several is not None else []
                given = {name: value for name, value in approval.arguments.items() if value is not None}
                call = Call(tool=approval.tool, arguments={**given, **changes})
        except CallRefused as error:
            return refused("", error.as_problem())
        anew = replace(desk, replacing=number)
        outcome = self.propose_together(anew, left) if several is not None else self.submit(anew, call)
        replacement = outcome.card.approval if outcome.card else None
        if outcome.kind in {OutcomeKind.WAITING, OutcomeKind.DONE} and replacement != number:
            self.queue.withdraw(desk, number, replacement)
        return outcome

    def put_aside(self, desk: Desk, number: int) -> Outcome:
        """Put a card aside: undecided, kept for its days, and not shown among those that wait."""
        return aside.put_aside(self.queue, desk, number)

    def bring_back(self, desk: Desk, number: int) -> Outcome:
        """Bring a card back that was put aside."""
        return aside.bring_back(self.queue, desk, number)

    def look_again(self, desk: Desk, effect_key: str) -> Outcome | None:
        """Settle an act that was left unknown, where the outside tells by now that it happened."""
        return self.outbox.look_again(desk, effect_key, self._submit)

    def sweep(self, desk: Desk) -> list[Outcome]:
        """Expire overdue cards and work on the rows that are left in the outbox."""
        self.queue.expire(desk)
        return self.outbox.sweep(desk, self._submit)


def _refuse_role(desk: Desk, tool: Tool) -> None:
    if desk.actor.role == Role.VIEWER and tool.effect != Effect.READ:
        raise NotPermitted(f"A viewer may look, but not change anything; {tool.name} was not called.")


def _several(stored: dict[str, Any]) -> Together | None:
    """Return the act of several writes that is stored; None where it is any other."""
    return Together.model_validate(stored["payload"]) if stored["act"] == Together.__name__ else None


def _numbers(changes: dict[str, Any]) -> list[int]:
    """Return the lines that a change of a card of several writes leaves out.

    Raises:
        BadArguments: it changes anything else.
    """
    given = changes.get("without")
    if (
        set(changes) != {"without"}
        or not isinstance(given, list)
        or not all(type(one) is int for one in given)
    ):
        problem = "must be the numbers of lines, such as [3, 5]"
        raise BadArguments(
            f"Of this card lines can be left out: without {problem}. Nothing was changed.",
            {"without": problem},
        )
    return given
