"""The approval queue: stores what was proposed as a card, and takes the owner's decision on exactly that.

An approval is a row, not paused program state; no model runs between a yes and its act. The transition table
is in docs/parts.md, "Approvals", and below this code a trigger holds it.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import col, select

from agent import audit
from agent.approvals import queries
from agent.approvals.authority import Granted, may_decide
from agent.approvals.decided import Decided, NoLongerFits
from agent.approvals.follow_ons import store_anew, store_approved, store_follow_ons
from agent.approvals.outdated import no_longer_waits, outdated_by, told
from agent.approvals.proposals import RecordsOf, json_form
from agent.approvals.together import carry_out
from agent.rules import rule_broken
from schemas.effects import Answer, Call, Outcome, done, refused
from schemas.enums import ActorKind, ApprovalStatus, Role
from schemas.errors import AgainstTheRules, BadArguments, CallRefused, NotFound, NotPermitted
from schemas.records import Approval, AuditRow
from tools import wording
from tools.acts import Act, LocalAct, OutsideAct, ReplyReceived
from tools.desk import Desk
from tools.registry import Registry
from tools.together import Together

LONGEST_WAY = timedelta(days=1)
"""The longest time that a reply may be on its way: a card that is younger than it by more was written knowing it."""


class Queue:
    """Proposals in, decisions out.

    Args:
        registry: to bring stored acts back.
        granted, records_of: what only the business's own records tell, handed in where the desk is put together.
    """

    def __init__(self, registry: Registry, granted: Granted, records_of: RecordsOf) -> None:
        self.registry = registry
        self.granted = granted
        self.records_of = records_of

    def find(self, desk: Desk, number: int) -> Approval:
        """Return the approval with a number.

        Raises:
            NotFound: this business has none of that number.
        """
        approval = desk.session.exec(select(Approval).where(col(Approval.number) == number)).first()
        if approval is None:
            raise NotFound(
                f"There is no card #{number}. See what waits: deskhand approvals list. Nothing was changed.",
                "number",
            )
        return approval

    def decide(self, desk: Desk, number: int, digest: str, answer: str = "") -> Decided:
        """Take the owner's yes, or another named answer, on exactly what was shown.

        Args:
            desk: of the member who decides.
            number: the card's number.
            digest: of the card that was shown to them.
            answer: which act; may be left out where there is only one, unless that says what was done by hand.

        Raises:
            NotPermitted, NotFound, BadArguments: nothing was changed.
        """
        try:
            with desk.unit.writing():
                return self._decide(desk, number, digest, answer)
        except NoLongerFits as error:
            with desk.unit.writing():
                return self._no_longer(desk, self.find(desk, number), error.message, [])

    def _decide(self, desk: Desk, number: int, digest: str, answer: str) -> Decided:
        approval = self._to_decide(desk, number)
        problem = self._stop(desk, approval, digest)
        if problem is not None:
            return Decided(refused(approval.tool, problem.as_problem()))
        name = self._chosen(approval, answer)
        act = self.registry.revive(approval.acts[name])
        stale = act.changed(desk)
        if stale is not None:
            return self._no_longer(desk, approval, stale, act.anew(desk))
        if isinstance(act, OutsideAct):
            return self._start(desk, approval, name, act)
        assert isinstance(act, LocalAct)
        decided = self._decision(desk, name, act) | {"finished_at": desk.now()}
        if not queries.move(desk.session, approval, ApprovalStatus.PENDING, ApprovalStatus.DONE, **decided):
            return Decided(refused(approval.tool, _beaten(approval)))
        return (
            carry_out(self, desk, approval, act)
            if isinstance(act, Together)
            else self._do(desk, approval, act)
        )

    def _to_decide(self, desk: Desk, number: int) -> Approval:
        """Return the approval with a number, for a member who may decide it: an owner, or one with a grant for
        the kind.

        Raises:
            NotPermitted: they may not, or it is nobody's own hand.
            NotFound: there is none.
        """
        if desk.actor.kind != ActorKind.MEMBER or desk.actor.role == Role.VIEWER:
            raise NotPermitted("Only the owner decides cards, by their own hand. Nothing was changed.")
        approval = self.find(desk, number)
        if not may_decide(desk, approval, self.registry.acts, self.granted):
            raise NotPermitted(
                "Only the owner decides cards, by their own hand, or whom the owner has granted their kind. "
                "Nothing was changed."
            )
        return approval

    def _stop(self, desk: Desk, approval: Approval, digest: str) -> CallRefused | None:
        """Return why a decision can't be taken; mark an overdue card as expired on the way."""
        nothing = "Nothing was changed."
        if approval.status == ApprovalStatus.PENDING and approval.expires_at <= desk.now():
            self._close(desk, approval, ApprovalStatus.EXPIRED, "expired")
        if approval.status == ApprovalStatus.EXPIRED:
            return AgainstTheRules(f"Card #{approval.number} has expired; ask for it again. {nothing}")
        if approval.status != ApprovalStatus.PENDING:
            return AgainstTheRules(no_longer_waits(approval))
        if digest != approval.digest:
            return AgainstTheRules(
                f"That digest is not the one of card #{approval.number} as it stands. Look at it again: "
                f"deskhand approvals show {approval.number}. {nothing}"
            )
        return None

    def _chosen(self, approval: Approval, answer: str) -> str:
        names = list(approval.acts)
        if not answer and len(names) == 1 and not self.registry.revive(approval.acts[names[0]]).done_by_hand:
            return names[0]
        if answer not in names:
            listed = wording.listed([*names, "cancel"], "or")
            raise BadArguments(
                f"Card #{approval.number} needs one of these answers: {listed}. Nothing was changed.",
                {"answer": f"must be {listed}"},
            )
        return answer

    def _no_longer(self, desk: Desk, approval: Approval, why: str, anew: list[Call]) -> Decided:
        self._close(desk, approval, ApprovalStatus.STALE, "stale", why=why)
        problem = AgainstTheRules(no_longer_waits(approval))
        following = store_anew(desk, approval, anew)
        return Decided(
            refused(approval.tool, problem.as_problem()), following=following, gone_stale=[approval.number]
        )

    def make_outdated_stale(self, desk: Desk, written: AuditRow) -> tuple[list[int], list[str]]:
        """Make the cards stale that a write has made untrue, inside its transaction.

        Returns:
            their numbers, and the outbox rows of the calls that offer them anew.
        """
        numbers, following = [], []
        for found in outdated_by(desk, self.registry, written):
            if self._close(desk, found.approval, ApprovalStatus.STALE, "stale", why=found.why):
                numbers.append(found.approval.number)
                following += store_anew(desk, found.approval, found.act.anew(desk))
        return numbers, following

    def told_of(self, desk: Desk, numbers: list[int]) -> list[str]:
        """Return a sentence for each card that was made stale, saying why."""
        with desk.unit.reading():
            return [told(self.find(desk, number)) for number in numbers]

    def _start(self, desk: Desk, approval: Approval, name: str, act: OutsideAct) -> Decided:
        unready = act.unready(desk)
        if unready is not None:
            return Decided(refused(approval.tool, {"kind": "not_connected", "message": unready}))
        decided = self._decision(desk, name, act)
        if not queries.move(
            desk.session, approval, ApprovalStatus.PENDING, ApprovalStatus.EXECUTING, **decided
        ):
            return Decided(refused(approval.tool, _beaten(approval)))
        act_row = store_approved(desk, approval)
        audit.record(desk, "decided", approval.tool, act=act, approval_id=approval.approval_id)
        return Decided(done(approval.tool, Answer(text=f"Approved: {act.line()}.")), act_row=act_row)

    def _do(self, desk: Desk, approval: Approval, act: LocalAct) -> Decided:
        try:
            result = act.apply(desk, approval.approval_id)
            desk.session.flush()
        except CallRefused as error:
            raise NoLongerFits(error.message) from error
        except (IntegrityError, StaleDataError) as error:
            raise NoLongerFits(rule_broken(error).message) from error
        approval.result = result.as_json()
        written = audit.record(desk, "written", approval.tool, act=act, approval_id=approval.approval_id)
        self.make_stale_on_reply(desk, act, result)
        following = store_follow_ons(desk, act.then(desk, result))
        gone_stale, anew = self.make_outdated_stale(desk, written)
        return Decided(done(approval.tool, result), following=[*following, *anew], gone_stale=gone_stale)

    def _decision(self, desk: Desk, name: str, act: Act) -> dict[str, Any]:
        return {
            "decided_at": desk.now(),
            "decided_by": desk.actor.member_id,
            "answer": name,
            "chosen_act": type(act).__name__,
        }

    def _close(
        self, desk: Desk, approval: Approval, status: ApprovalStatus, event: str, **values: Any
    ) -> bool:
        won = queries.move(
            desk.session, approval, ApprovalStatus.PENDING, status, finished_at=desk.now(), **values
        )
        if won:
            audit.record(
                desk,
                event,
                approval.tool,
                line=f"#{approval.number} {approval.card['line']}",
                arguments=json_form(values),
                approval_id=approval.approval_id,
            )
        return won

    def reject(self, desk: Desk, number: int, why: str = "") -> Outcome:
        """Take the owner's no; nothing is done, and no model or routine proposes exactly this again."""
        with desk.unit.writing():
            approval = self._to_decide(desk, number)
            problem = self._stop(desk, approval, approval.digest)
            if problem is not None:
                return refused(approval.tool, problem.as_problem())
            self._close(
                desk,
                approval,
                ApprovalStatus.REJECTED,
                "decided",
                why=why,
                answer="cancel",
                decided_at=desk.now(),
                decided_by=desk.actor.member_id,
            )
            return done(approval.tool, Answer(text=f"Dropped #{number}: {approval.card['line']}."))

    def withdraw(self, desk: Desk, number: int, replaced_by: int | None = None) -> bool:
        """Take a pending card back, for the one that replaces it; False if it was decided meanwhile."""
        with desk.unit.writing():
            approval = self.find(desk, number)
            return self._close(desk, approval, ApprovalStatus.WITHDRAWN, "withdrawn", replaced_by=replaced_by)

    def open_about(self, desk: Desk, contact_id: str) -> list[Approval]:
        """Return the pending cards about a person."""
        asked = select(Approval).where(
            col(Approval.contact_id).in_(self.records_of(desk, contact_id)),
            col(Approval.status) == ApprovalStatus.PENDING,
        )
        return list(desk.session.exec(asked))

    def make_stale(self, desk: Desk, approvals: list[Approval], why: str) -> int:
        """Make pending cards stale inside the open transaction, for a reason such as "Maria answered at 9:12."."""
        return sum(self._close(desk, one, ApprovalStatus.STALE, "stale", why=why) for one in approvals)

    def make_stale_on_reply(self, desk: Desk, act: Act, result: Answer) -> int:
        """Make messages stale that wait to go to those whose replies an act took in; return how many.

        What such a message would say may no longer fit. Inside the open transaction.
        """
        made_stale = 0
        for reply in act.replies_received(desk, result):
            waiting = self.open_about(desk, reply.contact_id)
            overtaken = [one for one in waiting if self._is_overtaken(one, reply)]
            made_stale += self.make_stale(desk, overtaken, reply.why)
        return made_stale

    def _is_overtaken(self, approval: Approval, reply: ReplyReceived) -> bool:
        kinds = [self.registry.acts.get(stored["act"]) for stored in approval.acts.values()]
        messages = all(kind is not None and kind.stale_on_reply for kind in kinds)
        return messages and approval.created_at <= reply.at + LONGEST_WAY

    def expire(self, desk: Desk) -> int:
        """Mark every overdue card as expired; return how many."""
        with desk.unit.writing():
            overdue = desk.session.exec(
                select(Approval).where(
                    col(Approval.status) == ApprovalStatus.PENDING, col(Approval.expires_at) <= desk.now()
                )
            )
            return sum(self._close(desk, one, ApprovalStatus.EXPIRED, "expired") for one in list(overdue))

    def settle(self, desk: Desk, number: int, status: ApprovalStatus) -> Decided:
        """Take the owner's word on an act that the outside left unknown; if it was done, store what follows."""
        with desk.unit.writing():
            approval = self._to_decide(desk, number)
            if approval.status != ApprovalStatus.UNKNOWN:
                problem = AgainstTheRules(
                    f"Card #{number} is {approval.status}, not unknown; there is nothing to settle. "
                    "Nothing was changed."
                )
                return Decided(refused(approval.tool, problem.as_problem()))
            queries.move(desk.session, approval, ApprovalStatus.UNKNOWN, status, why="settled by the owner")
            audit.record(
                desk,
                "settled",
                approval.tool,
                line=f"#{number} {approval.card['line']}: {status}",
                approval_id=approval.approval_id,
            )
            answer = Answer(text=f"#{number} is settled as {status}.")
            following: list[str] = []
            if status == ApprovalStatus.DONE:
                act = self.registry.revive(approval.acts[approval.answer or ""])
                following = store_follow_ons(desk, act.then(desk, answer))
            return Decided(done(approval.tool, answer), following=following)


def _beaten(approval: Approval) -> dict[str, Any]:
    message = f"Somebody else has just decided card #{approval.number}. Nothing was done twice."
    return AgainstTheRules(message).as_problem()
