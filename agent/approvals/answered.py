"""A customer's answer makes the messages stale that wait to go to them: what they would say may no longer fit."""

from datetime import timedelta
from typing import TYPE_CHECKING

from schemas.effects import Answer
from schemas.records import Approval
from tools.acts import Act, Answered
from tools.desk import Desk
from tools.registry import Registry

if TYPE_CHECKING:
    from agent.approvals.queue import Queue

LONGEST_WAY = timedelta(days=1)
"""How long an answer may be on its way: a card that is younger than it by more was written knowing it."""


def put_aside(desk: Desk, queue: "Queue", act: Act, result: Answer) -> int:
    """Makes stale what the answers that an act took in have overtaken, inside the open transaction.

    Returns:
        How many cards.
    """
    put = 0
    for answer in act.answered(desk, result):
        waiting = queue.open_about(desk, answer.contact_id)
        overtaken = [one for one in waiting if _overtaken(queue.registry, one, answer)]
        put += queue.make_stale(desk, overtaken, answer.why)
    return put


def _overtaken(registry: Registry, approval: Approval, answer: Answered) -> bool:
    kinds = [registry.acts.get(stored["act"]) for stored in approval.acts.values()]
    messages = all(kind is not None and kind.overtaken_by_answer for kind in kinds)
    return messages and approval.created_at <= answer.at + LONGEST_WAY
