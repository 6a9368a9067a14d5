"""The outbox: does approved outside acts and follow-on calls, under a lease, and never repeats one blindly.

It alone holds the writers of the outside. Before the outside is touched, the row says so (`begun`); after a
crash or a time-out the outside is looked at (`read_back`) and asked again only when the answer is a plain no, or when the
provider knows our key and does nothing twice for it (`repeatable`).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from agent import audit
from agent.approvals import queries
from agent.approvals.attempts import MOST_ATTEMPTS, Attempt, beats, looked_back, pause_after, problem_of, said
from agent.approvals.follow_ons import store_follow_ons
from schemas.effects import Answer, Call, Outcome, OutcomeKind, done, failed, refused
from schemas.enums import ActorKind, ApprovalStatus, Role
from schemas.errors import (
    DeskhandError,
    NotConnected,
    OperatorMustAct,
    OutsideError,
    OutsideRefused,
    OutsideUnavailable,
)
from schemas.identity import Clock, NewId
from schemas.leases import holds
from schemas.ports import EarlierAttempt, ReadBack, Writers
from schemas.records import Approval, OutboxRow
from tools.acts import OutsideAct
from tools.desk import Actor, Desk
from tools.notice import add_notice
from tools.registry import Registry

Submit = Callable[[Desk, Call, str], Outcome]


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
        """Work on every row that is due now, whichever worker left it."""
        with desk.unit.reading() as session:
            due = queries.due_rows(session, self.machine.now())
        return self.drain(desk, due, submit)

    def drain(self, desk: Desk, outbox_ids: list[str], submit: Submit) -> list[Outcome]:
        """Work on the given rows, except those on which another worker has a lease."""
        outcomes = [self._work(desk, outbox_id, submit) for outbox_id in outbox_ids]
        return [outcome for outcome in outcomes if outcome is not None]

    def look_again(self, desk: Desk, effect_key: str, submit: Submit) -> Outcome | None:
        """Settle an approval that was left unknown, now that the outside tells of it: a definite result beats
        `unknown`.

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
        attempt = Attempt(row.outbox_id, row.attempts, approval, act, row.begun, self.machine.now())
        earlier = looked_back(desk, attempt)
        if earlier.found != ReadBack.DONE:
            return None
        return self._record_read_back(desk, attempt, earlier, submit, OutsideError("it was left unknown"))

    def _work(self, desk: Desk, outbox_id: str, submit: Submit) -> Outcome | None:
        claimed = self._claim(desk, outbox_id)
        if claimed is None or isinstance(claimed, Outcome):
            return claimed
        if isinstance(claimed, Attempt):
            return self._carry_out(desk, claimed, submit)
        return self._follow_on(desk, claimed, submit)

    def _claim(self, desk: Desk, outbox_id: str) -> "Attempt | OutboxRow | Outcome | None":
        """Lease a row, and mark an approved act as begun, or as stale before its first attempt."""
        now = self.machine.now()
        with desk.unit.writing() as session:
            if not queries.lease(session, outbox_id, self.worker, now, now + queries.LEASE):
                return None
            row = session.get_one(OutboxRow, (desk.business_id, outbox_id))
            if row.call is not None or row.approval_id is None:
                return row
            approval = session.get_one(Approval, (desk.business_id, row.approval_id))
            act = self.registry.revive(approval.acts[approval.answer or ""])
            assert isinstance(act, OutsideAct)
            stale = act.changed(desk) if row.attempts == 1 else None
            if stale is not None:
                return self._stale(desk, row, approval, stale)
            revoked = act.revoked(desk, approval.approval_id)
            attempt = Attempt(outbox_id, row.attempts, approval, act, row.begun, now + queries.LEASE, revoked)
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

    def _carry_out(self, desk: Desk, attempt: Attempt, submit: Submit) -> Outcome:
        """Perform an approved act with no transaction open, and record what is known of it."""
        unsure = False
        if attempt.begun_before:
            earlier = looked_back(desk, attempt)
            unsure = earlier.found == ReadBack.CANNOT_TELL
            if earlier.found == ReadBack.DONE or (unsure and not attempt.act.repeatable):
                interrupted = OutsideError("an earlier attempt was interrupted")
                return self._record_read_back(desk, attempt, earlier, submit, interrupted)
        if attempt.revoked:
            return self._record(desk, attempt, ApprovalStatus.FAILED, {"problem": attempt.revoked}, submit)
        if not holds(attempt.until, self.machine.now(), queries.LEASE):
            return self._overslept(attempt)
        try:
            result = attempt.act.perform(self.writers, attempt.approval.effect_key)
        except OutsideRefused as error:
            # Of a repeat: it says nothing of the attempt before, whose answer nobody heard.
            status = ApprovalStatus.UNKNOWN if unsure else ApprovalStatus.FAILED
            return self._record(desk, attempt, status, {**problem_of(error), "performed": unsure}, submit)
        except (OutsideUnavailable, NotConnected) as error:
            if isinstance(error, NotConnected) and not unsure:
                return self._record(desk, attempt, ApprovalStatus.FAILED, problem_of(error), submit)
            return self._try_later(desk, attempt, error, submit, unsure=unsure)
        except Exception as error:
            # Whatever else a provider's library raises says nothing of whether the act happened: look.
            earlier = looked_back(desk, attempt)
            return self._record_read_back(desk, attempt, earlier, submit, error, performed=True)
        return self._record(desk, attempt, ApprovalStatus.DONE, result, submit)

    def _overslept(self, attempt: Attempt) -> Outcome:
        """Give an act up whose lease ran out: the machine slept, or the look took long, and another may be
        doing it.
        """
        message = (
            f"{attempt.act.line()}: nothing was done, because the time reserved for it ran out before it was "
            "begun. To go on with it: deskhand approvals sweep"
        )
        return failed(attempt.approval.tool, {"kind": "outside_unavailable", "message": message})

    def _record_read_back(
        self,
        desk: Desk,
        attempt: Attempt,
        earlier: EarlierAttempt,
        submit: Submit,
        error: Exception,
        *,
        performed: bool = False,
    ) -> Outcome:
        if earlier.found == ReadBack.DONE:
            found = {**earlier.result, "found_done": True}
            return self._record(desk, attempt, ApprovalStatus.DONE, found, submit)
        if earlier.found == ReadBack.NOT_DONE:
            return self._try_later(desk, attempt, error, submit)
        if attempt.act.repeatable:
            return self._try_later(desk, attempt, error, submit, unsure=True)
        unknown = {**problem_of(error), "performed": performed}
        return self._record(desk, attempt, ApprovalStatus.UNKNOWN, unknown, submit)

    def _try_later(
        self, desk: Desk, attempt: Attempt, error: Exception, submit: Submit, *, unsure: bool = False
    ) -> Outcome:
        """Put an attempt off to be retried; `unsure` where one that was made may have happened after all."""
        if attempt.number >= MOST_ATTEMPTS:
            status = ApprovalStatus.UNKNOWN if unsure else ApprovalStatus.FAILED
            return self._record(desk, attempt, status, problem_of(error), submit)
        pause, problem = pause_after(attempt.number, error), said(error)
        until = self.machine.now() + pause
        with desk.unit.writing() as session:
            queries.put_off(session, attempt.outbox_id, attempt.number, until, problem, begun=unsure)
        so_far = (
            "Whether it has happened there can't be told yet, but it can't happen twice"
            if unsure
            else "Nothing has happened there"
        )
        message = (
            f"{attempt.act.line()}: {problem} {so_far}; it is tried again in "
            f"{int(pause.total_seconds())} seconds or later, when you say: deskhand approvals sweep"
        )
        return failed(attempt.approval.tool, {"kind": "outside_unavailable", "message": message})

    def _record(
        self, desk: Desk, attempt: Attempt, status: ApprovalStatus, result: dict[str, Any], submit: Submit
    ) -> Outcome:
        """Commit the result, and the calls that follow; only then is any of them submitted."""
        tool, act = attempt.approval.tool, attempt.act
        answer = Answer(text=act.happened(result), data=result)
        following: list[str] = []
        with desk.unit.writing() as session:
            approval = session.get_one(Approval, (desk.business_id, attempt.approval.approval_id))
            values = {"result": result, "finished_at": desk.now(), "why": result.get("problem", "")}
            beaten = beats(
                attempt, status, approval, session.get_one(OutboxRow, (desk.business_id, attempt.outbox_id))
            )
            moved = any(queries.move(session, approval, earlier, status, **values) for earlier in beaten)
            if moved or status == ApprovalStatus.DONE:
                queries.finish_row(session, attempt.outbox_id, self.machine.now(), values["why"])
            if moved:
                if status != ApprovalStatus.DONE:
                    self._tell(desk, approval, act, status, values["why"])
                    if status == ApprovalStatus.FAILED and not attempt.revoked:
                        act.refused_outside(desk, approval.approval_id, values["why"])
                event = {ApprovalStatus.DONE: "performed"}.get(status, str(status))
                audit.record(desk, event, tool, act=act, approval_id=approval.approval_id)
                if status == ApprovalStatus.DONE:
                    following = store_follow_ons(desk, act.then(desk, answer))
                elif status == ApprovalStatus.FAILED and "found" in result:
                    following = store_follow_ons(desk, act.again(desk, result["found"]))
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
        add_notice(desk, f"act_{status}", act.line(), text, contact_id=act.concerns())

    def _follow_on(self, desk: Desk, row: OutboxRow, submit: Submit) -> Outcome:
        call = Call.model_validate(row.call)
        actor = Actor(kind=ActorKind.FOLLOW_ON, role=Role.STAFF, door="outbox", member_id=row.member_id)
        try:
            outcome = submit(self._in_place_of(desk.acting_as(actor), row), call, row.outbox_id)
        except OperatorMustAct as error:
            return self._follow_on_later(desk, row, call, error)
        except DeskhandError as error:
            outcome = failed(call.tool, error.as_problem())
        if outcome.kind in {OutcomeKind.REFUSED, OutcomeKind.FAILED}:
            problem = outcome.problem or {}
            message = str(problem.get("message", ""))
            if problem.get("kind") == OutsideUnavailable.kind and row.attempts < MOST_ATTEMPTS:
                return self._follow_on_later(
                    desk, row, call, OutsideUnavailable(f"{message} It is tried again later.")
                )
            with desk.unit.writing() as session:
                queries.finish_row(session, row.outbox_id, self.machine.now(), message)
        return outcome

    def _in_place_of(self, desk: Desk, row: OutboxRow) -> Desk:
        """Return the desk for a call that offers a stale card anew, which names the card that it replaces."""
        if row.approval_id is None:
            return desk
        with desk.unit.reading() as session:
            stale = session.get_one(Approval, (desk.business_id, row.approval_id))
            return replace(desk, replacing=stale.number)

    def _follow_on_later(self, desk: Desk, row: OutboxRow, call: Call, error: DeskhandError) -> Outcome:
        until = self.machine.now() + pause_after(row.attempts, error)
        with desk.unit.writing() as session:
            queries.put_off(session, row.outbox_id, row.attempts, until, error.message)
        return failed(call.tool, error.as_problem())


def _outcome(
    tool: str, attempt: Attempt, status: ApprovalStatus, answer: Answer, followed: list[Outcome]
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
