"""The outbox: does approved outside acts and follow-on calls, under a lease, and never repeats one blindly.

It alone holds the writers of the outside. Before the outside is touched, the row says so (`begun`); after a
crash or a time-out the outside is looked at (`read_back`) and asked again only when the answer is a plain no.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from agent import audit
from agent.approvals import queries
from agent.approvals.follow_ons import store_follow_ons
from schemas.effects import Answer, Call, Outcome, OutcomeKind, done, failed, refused
from schemas.enums import ActorKind, ApprovalStatus, Role
from schemas.errors import (
    ChangedOutside,
    DeskhandError,
    NotConnected,
    OperatorMustAct,
    OutsideRefused,
    OutsideUnavailable,
)
from schemas.identity import Clock, NewId
from schemas.ports import ReadBack, Writers
from schemas.records import Approval, OutboxRow
from tools.acts import OutsideAct
from tools.crm import touches
from tools.desk import Actor, Desk
from tools.registry import Registry

LEASE = timedelta(minutes=3)
FIRST_PAUSE = timedelta(seconds=20)
MOST_ATTEMPTS = 10

Submit = Callable[[Desk, Call, str], Outcome]


@dataclass(frozen=True)
class _Attempt:
    """One leased try of one approved act."""

    outbox_id: str
    number: int
    approval: Approval
    act: OutsideAct
    begun_before: bool


class Outbox:
    """Carries out what is approved or stored to follow.

    Args:
        registry: to bring stored acts back.
        writers: the writers of the outside.
        machine: the machine's time, for leases and back-off.
        new_id: makes lease owners.
    """

    def __init__(self, registry: Registry, writers: Writers, machine: Clock, new_id: NewId) -> None:
        self.registry = registry
        self.writers = writers
        self.machine = machine
        self.worker = new_id()

    def sweep(self, desk: Desk, submit: Submit) -> list[Outcome]:
        """Works on everything that is due now, whoever left it."""
        with desk.unit.reading() as session:
            due = queries.due_rows(session, self.machine.now())
        return self.drain(desk, due, submit)

    def drain(self, desk: Desk, outbox_ids: list[str], submit: Submit) -> list[Outcome]:
        """Works on the given rows; those that another worker holds are left to it."""
        outcomes = [self._work(desk, outbox_id, submit) for outbox_id in outbox_ids]
        return [outcome for outcome in outcomes if outcome is not None]

    def look_again(self, desk: Desk, effect_key: str, submit: Submit) -> Outcome | None:
        """Settles what was left unknown, now that there is word of it outside: a definite result beats `unknown`.

        Args:
            desk: whose business it is.
            effect_key: of the approval.
            submit: takes what follows.

        Returns:
            What came of it; None where there is nothing to settle, or it still can't be told.
        """
        with desk.unit.reading() as session:
            approval = queries.with_effect_key(session, effect_key)
            row = queries.row_of(session, approval.approval_id) if approval is not None else None
            if approval is None or row is None or approval.status != ApprovalStatus.UNKNOWN:
                return None
            act = self.registry.revive(approval.acts[approval.answer or ""])
            session.expunge_all()
        assert isinstance(act, OutsideAct)
        if act.read_back(desk.readers, effect_key) != ReadBack.DONE:
            return None
        attempt = _Attempt(row.outbox_id, row.attempts, approval, act, row.begun)
        return self._record_read_back(desk, attempt, ReadBack.DONE, submit, "")

    def _work(self, desk: Desk, outbox_id: str, submit: Submit) -> Outcome | None:
        claimed = self._claim(desk, outbox_id)
        if claimed is None or isinstance(claimed, Outcome):
            return claimed
        if isinstance(claimed, _Attempt):
            return self._carry_out(desk, claimed, submit)
        return self._follow_on(desk, claimed, submit)

    def _claim(self, desk: Desk, outbox_id: str) -> "_Attempt | OutboxRow | Outcome | None":
        """Leases a row; marks an approved act as begun, or as stale before its first try."""
        now = self.machine.now()
        with desk.unit.writing() as session:
            if not queries.lease(session, outbox_id, self.worker, now, now + LEASE):
                return None
            row = session.get_one(OutboxRow, (desk.business_id, outbox_id))
            if row.approval_id is None:
                return row
            approval = session.get_one(Approval, (desk.business_id, row.approval_id))
            act = self.registry.revive(approval.acts[approval.answer or ""])
            assert isinstance(act, OutsideAct)
            stale = act.changed(desk) if row.attempts == 1 else None
            if stale is not None:
                return self._stale(desk, row, approval, stale)
            attempt = _Attempt(outbox_id, row.attempts, approval, act, row.begun)
            row.begun = True
            return attempt

    def _stale(self, desk: Desk, row: OutboxRow, approval: Approval, why: str) -> Outcome:
        queries.move(
            desk.session,
            approval,
            ApprovalStatus.EXECUTING,
            ApprovalStatus.STALE,
            why=why,
            finished_at=desk.now(),
        )
        queries.finish_row(desk.session, row.outbox_id, self.machine.now(), why)
        audit.record(
            desk,
            "stale",
            approval.tool,
            line=f"{approval.card['line']}: {why}",
            approval_id=approval.approval_id,
        )
        message = f"Card #{approval.number} no longer fits: {why} Nothing was sent."
        return refused(approval.tool, {"kind": "against_the_rules", "message": message})

    def _carry_out(self, desk: Desk, attempt: _Attempt, submit: Submit) -> Outcome:
        """Performs an approved act with no transaction open, and records what is known of it."""
        effect_key = attempt.approval.effect_key
        if attempt.begun_before:
            found = attempt.act.read_back(desk.readers, effect_key)
            if found != ReadBack.NOT_DONE:
                return self._record_read_back(
                    desk, attempt, found, submit, "an earlier attempt was interrupted"
                )
        try:
            result = attempt.act.perform(self.writers, effect_key)
        except ChangedOutside as error:
            problem = {"problem": error.message, "found": error.found}
            return self._record(desk, attempt, ApprovalStatus.FAILED, problem, submit)
        except (OutsideRefused, NotConnected) as error:
            return self._record(desk, attempt, ApprovalStatus.FAILED, {"problem": error.message}, submit)
        except OutsideUnavailable as error:
            return self._try_later(desk, attempt, error.message, submit)
        except Exception as error:
            # Whatever else a provider's library raises says nothing of whether the act happened: look.
            found = attempt.act.read_back(desk.readers, effect_key)
            return self._record_read_back(desk, attempt, found, submit, _said(error))
        return self._record(desk, attempt, ApprovalStatus.DONE, result, submit)

    def _record_read_back(
        self, desk: Desk, attempt: _Attempt, found: ReadBack, submit: Submit, problem: str
    ) -> Outcome:
        if found == ReadBack.DONE:
            identity = attempt.act.identity(desk.readers, attempt.approval.effect_key)
            return self._record(desk, attempt, ApprovalStatus.DONE, {**identity, "found_done": True}, submit)
        if found == ReadBack.NOT_DONE:
            return self._try_later(desk, attempt, problem, submit)
        return self._record(desk, attempt, ApprovalStatus.UNKNOWN, {"problem": problem}, submit)

    def _try_later(self, desk: Desk, attempt: _Attempt, problem: str, submit: Submit) -> Outcome:
        if attempt.number >= MOST_ATTEMPTS:
            return self._record(desk, attempt, ApprovalStatus.FAILED, {"problem": problem}, submit)
        pause = FIRST_PAUSE * 2 ** (attempt.number - 1)
        with desk.unit.writing() as session:
            queries.put_off(session, attempt.outbox_id, self.worker, self.machine.now() + pause, problem)
        message = (
            f"{attempt.act.line()}: {problem} Nothing has happened there; it is tried again in "
            f"{int(pause.total_seconds())} seconds or later, when you say: deskhand approvals sweep"
        )
        return failed(attempt.approval.tool, {"kind": "outside_unavailable", "message": message})

    def _record(
        self, desk: Desk, attempt: _Attempt, status: ApprovalStatus, result: dict[str, Any], submit: Submit
    ) -> Outcome:
        """Commits what is known, and what follows; only then is anything that follows submitted."""
        tool, act = attempt.approval.tool, attempt.act
        answer = Answer(text=f"Done: {act.line()}.", data=result)
        following: list[str] = []
        with desk.unit.writing() as session:
            approval = session.get_one(Approval, (desk.business_id, attempt.approval.approval_id))
            values = {"result": result, "finished_at": desk.now(), "why": result.get("problem", "")}
            moved = queries.move(session, approval, ApprovalStatus.EXECUTING, status, **values)
            if not moved and status != ApprovalStatus.UNKNOWN:
                moved = queries.move(session, approval, ApprovalStatus.UNKNOWN, status, **values)
            if status != ApprovalStatus.UNKNOWN or moved:
                queries.finish_row(session, attempt.outbox_id, self.machine.now(), values["why"])
            if moved:
                event = {ApprovalStatus.DONE: "performed"}.get(status, str(status))
                audit.record(desk, event, tool, act=act, approval_id=approval.approval_id)
                if status == ApprovalStatus.DONE:
                    following = store_follow_ons(desk, act.then(desk, answer))
                else:
                    self._tell(desk, approval, act, status, values["why"])
                if "found" in result:
                    following = store_follow_ons(desk, act.instead(desk, result["found"]))
        followed = self.drain(desk, following, submit)
        return _outcome(tool, attempt, status, answer, followed)

    def _tell(
        self, desk: Desk, approval: Approval, act: OutsideAct, status: ApprovalStatus, why: str
    ) -> None:
        if status == ApprovalStatus.UNKNOWN:
            text = (
                f"#{approval.number} {act.line()}: it can't be told whether that happened ({why}). Please look, then "
                f"say: deskhand approvals settle {approval.number} done, or failed."
            )
        else:
            text = f"#{approval.number} {act.line()} did not happen: {why}"
        touches.tell(desk, f"act_{status}", act.line(), text, contact_id=act.concerns())

    def _follow_on(self, desk: Desk, row: OutboxRow, submit: Submit) -> Outcome:
        call = Call.model_validate(row.call)
        actor = Actor(kind=ActorKind.FOLLOW_ON, role=Role.STAFF, door="outbox", member_id=row.member_id)
        try:
            outcome = submit(desk.acting_as(actor), call, row.outbox_id)
        except OperatorMustAct as error:
            return self._follow_on_later(desk, row, call, error)
        except DeskhandError as error:
            outcome = failed(call.tool, error.as_problem())
        if outcome.kind in {OutcomeKind.REFUSED, OutcomeKind.FAILED}:
            problem = str((outcome.problem or {}).get("message", ""))
            with desk.unit.writing() as session:
                queries.finish_row(session, row.outbox_id, self.machine.now(), problem)
        return outcome

    def _follow_on_later(self, desk: Desk, row: OutboxRow, call: Call, error: DeskhandError) -> Outcome:
        pause = FIRST_PAUSE * 2 ** min(row.attempts, MOST_ATTEMPTS)
        with desk.unit.writing() as session:
            queries.put_off(session, row.outbox_id, self.worker, self.machine.now() + pause, error.message)
        return failed(call.tool, error.as_problem())


def _said(error: Exception) -> str:
    return error.message if isinstance(error, DeskhandError) else f"{type(error).__name__}: {error}"


def _outcome(
    tool: str, attempt: _Attempt, status: ApprovalStatus, answer: Answer, followed: list[Outcome]
) -> Outcome:
    if status == ApprovalStatus.DONE:
        outcome = done(tool, answer)
    else:
        number, why = attempt.approval.number, answer.data.get("problem", "")
        message = f"{attempt.act.line()}: {why}"
        if status == ApprovalStatus.UNKNOWN:
            message += f" It can't be told whether it happened; look, then settle card #{number}."
        outcome = failed(tool, {"kind": f"outside_{status}", "message": message})
    outcome.followed_by = followed
    return outcome
