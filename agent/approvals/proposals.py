"""Proposals become cards: stored once, under a key that identical ones share."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from agent import audit
from agent.approvals import queries
from schemas.effects import Card, CardField, Outcome, digest_of, waiting
from schemas.enums import ActorKind, ApprovalStatus
from schemas.errors import AgainstTheRules
from schemas.records import Approval
from tools import wording
from tools.acts import Ask
from tools.cards import card_of, waits
from tools.counters import next_number
from tools.desk import Desk
from tools.registry import stored_form

DAYS_OPEN = 7
"""The days that a card stays open; an owner who is away for a week decides anew."""

CAREFUL = "CAREFUL"
"""The name of the field that warns; every door shows it first."""

MOST_OTHERS = 3
"""The most other cards about the person that a card names."""

RecordsOf = Callable[[Desk, str], list[str]]
"""Tells the ids of all the records that one person has, from the id of one of them."""


def propose(desk: Desk, tool: str, arguments: dict[str, Any], ask: Ask, records_of: RecordsOf) -> Outcome:
    """Store a card inside the open writing transaction, or find the identical one that waits already.

    One that waits under the same name (`Act.same_as`) but would do something else is replaced: what it was made from has
    changed since.

    Args:
        desk: with its writing transaction open.
        tool, arguments: the call that proposes.
        ask: what is proposed.
        records_of: tells all the records of the person whom it concerns.

    Raises:
        AgainstTheRules: the owner said no to exactly this before, and it is not the owner who asks again.
    """
    acts = {name: stored_form(act) for name, act in ask.answers.items()}
    names = {act.same_as() for act in ask.answers.values()}
    name = names.pop() if len(names) == 1 else None
    key = digest_of({"tool": tool, "acts": name or acts})
    same, stale = _same(desk, key), _offered_anew(desk)
    if same is None:
        _refuse_if_rejected(desk, key)
        _refuse_if_under_way(desk, key)
    elif digest_of(same.acts) == digest_of(acts):
        if stale is not None:
            queries.replaced_by(desk.session, stale, same.number)
        _bring_back(desk, same)
        return waiting(tool, card_of(same))
    first = next(iter(ask.answers.values()))
    number = next_number(desk, "approval")
    expires = desk.now() + timedelta(days=DAYS_OPEN)
    instead = f"In place of #{stale.number}: {stale.why}" if stale is not None else ""
    card = Card(
        approval=number,
        tool=tool,
        line=first.line() if len(ask.answers) == 1 else _either(ask),
        why=" ".join(filter(None, (instead, ask.why))),
        fields=[*_careful(first.cautions(desk)), *first.fields()],
        answers={name: act.line() for name, act in ask.answers.items()},
        depends_on=[*first.depends_on(desk), *_others_waiting(desk, first.concerns(), records_of)],
        expires_at=expires.isoformat(),
        expires=wording.moment(expires.astimezone(desk.zone)),
    )
    approval = Approval(
        business_id=desk.business_id,
        approval_id=desk.new_id(),
        number=number,
        tool=tool,
        arguments=json_form(arguments),
        acts=acts,
        card=card.model_dump(mode="json", exclude={"digest"}),
        digest=digest_of({"card": card.model_dump(mode="json", exclude={"digest"}), "acts": acts}),
        proposal_key=key,
        effect_key=desk.new_id(),
        proposed_by=desk.actor.kind,
        door=desk.actor.door,
        contact_id=first.concerns(),
        created_at=desk.now(),
        expires_at=expires,
    )
    if same is not None:
        _replace(desk, same, number)
    if stale is not None:
        queries.replaced_by(desk.session, stale, number)
    desk.session.add(approval)
    audit.record(desk, "proposed", tool, act=first, line=card.line, approval_id=approval.approval_id)
    return waiting(tool, card_of(approval))


def _careful(cautions: list[str]) -> list[CardField]:
    """Return the field that a card begins with where there is something to be careful of."""
    return [CardField(name=CAREFUL, value="\n".join(cautions))] if cautions else []


def _others_waiting(desk: Desk, contact_id: str | None, records_of: RecordsOf) -> list[str]:
    """Return the pending cards about the same person: a decision on one may change what is right for the other."""
    if contact_id is None:
        return []
    waiting = desk.session.exec(
        select(Approval)
        .where(
            *waits(desk),
            col(Approval.contact_id).in_(records_of(desk, contact_id)),
            col(Approval.number) != (desk.replacing or 0),
        )
        .order_by(col(Approval.number))
        .limit(MOST_OTHERS)
    )
    return [f"card #{one.number} about the same person waits too: {one.card['line']}" for one in waiting]


def _offered_anew(desk: Desk) -> Approval | None:
    """Return the stale card that this call offers anew."""
    asked = select(Approval).where(
        col(Approval.number) == desk.replacing, col(Approval.status) == ApprovalStatus.STALE
    )
    return desk.session.exec(asked).first() if desk.replacing is not None else None


def _same(desk: Desk, key: str) -> Approval | None:
    return desk.session.exec(
        select(Approval).where(
            col(Approval.proposal_key) == key,
            col(Approval.status) == ApprovalStatus.PENDING,
            col(Approval.expires_at) > desk.now(),
        )
    ).first()


def _bring_back(desk: Desk, same: Approval) -> None:
    """Show a card as waiting again that was put aside, where the same is asked for in a conversation; no routine does."""
    if same.put_aside_at is not None and desk.actor.kind in {ActorKind.MEMBER, ActorKind.MODEL}:
        queries.move(desk.session, same, ApprovalStatus.PENDING, ApprovalStatus.PENDING, put_aside_at=None)
        line = f"#{same.number} {same.card['line']}"
        audit.record(desk, "brought_back", same.tool, line=line, approval_id=same.approval_id)


def _replace(desk: Desk, same: Approval, number: int) -> None:
    """Withdraw a card in favour of the one that replaces it."""
    values = {"replaced_by": number, "finished_at": desk.now()}
    if queries.move(desk.session, same, ApprovalStatus.PENDING, ApprovalStatus.WITHDRAWN, **values):
        line = f"#{same.number} {same.card['line']}"
        replaced = {"replaced_by": number}
        audit.record(
            desk, "withdrawn", same.tool, line=line, arguments=replaced, approval_id=same.approval_id
        )


def _refuse_if_rejected(desk: Desk, key: str) -> None:
    if desk.actor.kind == ActorKind.MEMBER:
        return
    rejected = first_of(desk, key, ApprovalStatus.REJECTED)
    if rejected is not None:
        raise AgainstTheRules(
            f"You said no to exactly this before (#{rejected.number}: {rejected.card['line']}). It is not "
            "proposed again unless you ask for it yourself. Nothing was changed."
        )


def _refuse_if_under_way(desk: Desk, key: str) -> None:
    """Refuse a second card for something that may have happened already: it would be a blind repeat."""
    going_on = first_of(desk, key, ApprovalStatus.EXECUTING, ApprovalStatus.UNKNOWN)
    if going_on is None:
        return
    number = going_on.number
    if going_on.status == ApprovalStatus.UNKNOWN:
        raise AgainstTheRules(
            f"Exactly this was approved as #{number}, and it can't be told whether it happened. Look, then say: "
            f"deskhand approvals settle {number} done, or failed. Nothing new was proposed."
        )
    raise AgainstTheRules(
        f"Exactly this was approved as #{number} and is being done; go on with it by: deskhand approvals sweep. "
        "Nothing new was proposed."
    )


def first_of(desk: Desk, key: str, *statuses: ApprovalStatus) -> Approval | None:
    """Return an approval with this proposal key in one of these statuses."""
    asked = select(Approval).where(col(Approval.proposal_key) == key, col(Approval.status).in_(statuses))
    return desk.session.exec(asked).first()


def _either(ask: Ask) -> str:
    """Return the first line of a card with several answers: what would happen by each."""
    lines = [act.line() for act in ask.answers.values()]
    return lines[0] + "".join(f", or {line[0].lower()}{line[1:]}" for line in lines[1:])


def json_form(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments as JSON keeps them."""
    from pydantic_core import to_jsonable_python

    form: dict[str, Any] = to_jsonable_python(arguments)
    return form
