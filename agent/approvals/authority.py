"""Authority to decide a card: an owner's by any hand of their own, or a grant of its kind to a member of the staff."""

from collections.abc import Callable, Mapping

from schemas.enums import ActorKind, Role
from schemas.records import Approval
from tools.acts import Act
from tools.desk import OWN_HAND, Desk

Granted = Callable[[Desk, str, str], bool]
"""Tells, of a member's id and a tool's name, whether an owner lets them decide its cards."""


def may_decide(desk: Desk, approval: Approval, acts: Mapping[str, type[Act]], granted: Granted) -> bool:
    """Return whether the actor may decide a card, inside the open transaction.

    What was granted is asked last: it lets nobody in but the staff's own hand, and to no act that is an owner's alone.

    Args:
        desk: of the member who would decide.
        approval: the card.
        acts: every known act by the name that it is stored under.
        granted: tells what was granted.
    """
    actor = desk.actor
    if actor.kind != ActorKind.MEMBER:
        return False
    if actor.role == Role.OWNER:
        return True
    kinds = [acts.get(stored["act"]) for stored in approval.acts.values()]
    owner_only = any(kind is None or kind.owner_only for kind in kinds)
    if owner_only or actor.role != Role.STAFF or actor.member_id is None or actor.door not in OWN_HAND:
        return False
    return granted(desk, actor.member_id, approval.tool)
