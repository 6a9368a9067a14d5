"""The card of several writes: put together when a turn ends, and carried out line by line in the transaction of its yes."""

from typing import Any, Protocol

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from agent import audit
from agent.approvals.decided import Decided, NoLongerFits
from agent.approvals.follow_ons import store_follow_ons
from agent.rules import rule_broken
from schemas.effects import Answer, done
from schemas.errors import AgainstTheRules, CallRefused
from schemas.images import people_of
from schemas.records import Approval, AuditRow
from tools import wording
from tools.acts import Act, LocalAct
from tools.desk import Desk
from tools.registry import Registry, stored_form
from tools.together import Together, TogetherLine

Values = dict[tuple[str, str, str], Any]
"""Table, id and column → what the row holds of it."""
NOTHING_CHANGED = " Nothing was changed."
MOST_TOLD = 60
"""Characters of a value that a line tells."""


def line_of(tool: str, act: LocalAct, written: AuditRow) -> TogetherLine:
    """Return a write as a line of a card, from what it would have changed."""
    changed = [one for one in written.changes if one["before"] is not None]
    about = people_of(written.changes) - {one["id"] for one in written.changes if one["before"] is None}
    return TogetherLine(
        tool=tool,
        act=stored_form(act),
        line=act.line(),
        shown=[f"{one.name}: {one.value}{f' [{one.note}]' if one.note else ''}" for one in act.fields()],
        was=[{name: one[name] for name in ("table", "id", "before")} for one in changed],
        changes=old_and_new(changed),
        contact_id=about.pop() if len(about) == 1 else None,
    )


def old_and_new(changes: list[dict[str, Any]]) -> str:
    """Return what changes replace, in words: "status: new → disqualified"; instants, ids and keys are left out."""
    found = [
        f"{wording.words(name)}: {_told(before)} → {_told(change['after'].get(name))}"
        for change in changes
        for name, before in (change["before"] or {}).items()
        if before not in (None, "", []) and not name.endswith(("_at", "_id", "_key"))
    ]
    return "; ".join(dict.fromkeys(found))


def _told(value: Any) -> str:
    return "none" if value in (None, "", []) else wording.clipped(wording.words(str(value)), MOST_TOLD)


class OtherCards(Protocol):
    """The cards beside this one, which a line may make untrue."""

    registry: Registry

    def make_stale_on_reply(self, desk: Desk, act: Act, result: Answer) -> int:
        """Make the cards stale that a reply of the customer has overtaken."""

    def make_outdated_stale(self, desk: Desk, written: AuditRow) -> tuple[list[int], list[str]]:
        """Make the cards stale that a write has made untrue."""


def carry_out(queue: OtherCards, desk: Desk, approval: Approval, act: Together) -> Decided:
    """Do each line that still fits, with an audit row of its own; leave the others undone and say why.

    Args:
        queue: of the other cards.
        desk: with the transaction open that decided the card.
        approval: the card.
        act: what was shown.

    Raises:
        NoLongerFits: none fits any more.
    """
    told, undone = [], []
    following: list[str] = []
    gone_stale: list[int] = []
    now: Values = {}
    for number, line in enumerate(act.lines, 1):
        one = queue.registry.revive(line.act)
        assert isinstance(one, LocalAct)
        try:
            with desk.session.begin_nested():
                result = _applied(desk, approval, line, one, now)
        except CallRefused as error:
            undone.append(_left_undone(desk, approval, number, line, error.message))
            continue
        except (IntegrityError, StaleDataError) as error:
            undone.append(_left_undone(desk, approval, number, line, rule_broken(error).message))
            continue
        written = audit.record(desk, "written", line.tool, act=one, approval_id=approval.approval_id)
        now |= _values(written.changes, "after")
        told.append(result.text)
        queue.make_stale_on_reply(desk, one, result)
        following += store_follow_ons(desk, one.then(desk, result))
        stale, anew = queue.make_outdated_stale(desk, written)
        gone_stale, following = [*gone_stale, *stale], [*following, *anew]
    if not told:
        raise NoLongerFits(" ".join(undone))
    answer = Answer(text="\n".join([*told, *undone]), data={"done": len(told), "not_done": undone})
    approval.result = answer.as_json()
    return Decided(done(approval.tool, answer), following=following, gone_stale=gone_stale)


def _applied(desk: Desk, approval: Approval, line: TogetherLine, act: LocalAct, now: Values) -> Answer:
    """Do one line; what the rows held must be what was shown, or what an earlier line of the card has made of it."""
    stale = act.changed(desk)
    if stale is not None:
        raise AgainstTheRules(stale)
    result = act.apply(desk, approval.approval_id)
    desk.session.flush()
    was = _values(line.was, "before")
    for key, before in _values(desk.session.changes, "before").items():
        if key not in was or before not in (was[key], now.get(key, was[key])):
            raise AgainstTheRules(f"The {wording.words(key[2])} has been changed since it was shown.")
    return result


def _values(changes: list[dict[str, Any]], image: str) -> Values:
    """Return the values of rows that were there before, or that there are now, by table, id and column."""
    return {
        (one["table"], one["id"], name): value
        for one in changes
        for name, value in (one[image] or {}).items()
    }


def _left_undone(desk: Desk, approval: Approval, number: int, line: TogetherLine, why: str) -> str:
    """Leave one line undone; return what is said of it."""
    desk.session.changes = []
    said = f"It no longer fits, so it was not done: {line.line}. {why.removesuffix(NOTHING_CHANGED)}"
    audit.record(
        desk,
        "stale",
        line.tool,
        line=f"#{approval.number}, line {number}: {line.line}",
        arguments={"why": why},
        approval_id=approval.approval_id,
    )
    return said
