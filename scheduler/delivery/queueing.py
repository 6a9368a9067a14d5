"""The rows of deliveries: what is to go, what goes together, and what became of it.

A notice goes out on a channel at most once, as far as can be known: before it is handed over, its row says so
(`sending`). Where the process then dies, the channel is asked whether it took the message; where it can't tell,
the message is not repeated: the notice stands in the chat in any case.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from scheduler.delivery.wording import message_of
from schemas.enums import DeliveryState
from schemas.leases import holds, is_free
from schemas.ports import OwnersMessage
from schemas.records import Delivery, Notice
from tools.desk import Desk

STILL_NEWS = timedelta(days=2)
"""A notice older than that is no news any more; it is in the chat."""
MANY = 3
"""From so many on, what waits goes out as one digest."""
A_WHILE = timedelta(minutes=10)
MOST_IN_A_WHILE = 3
"""Messages within a while; what comes on top is gathered until it is over."""
HELD = timedelta(minutes=3)
FIRST_REST = timedelta(minutes=1)
MOST_ATTEMPTS = 8
LONGEST_REST = FIRST_REST * 2 ** (MOST_ATTEMPTS - 1)
MOST_AT_ONCE = 500
UNTOLD = "It was being sent when the process ended, and the channel can't tell whether it arrived."


@dataclass(frozen=True)
class Parcel:
    """Some deliveries that go out as one message, under one key."""

    key: str
    message: OwnersMessage


def queue_new(desk: Desk, channel: str, since: datetime, machine_now: datetime) -> int:
    """Add a row for each notice that has none on a channel yet; return how many."""
    cut = max(since, desk.now() - STILL_NEWS)
    queued = select(Delivery.notice_id).where(col(Delivery.channel) == channel)
    asked = (
        select(Notice.notice_id)
        .where(
            col(Notice.created_at) >= cut,
            col(Notice.seen).is_(False),
            col(Notice.notice_id).not_in(queued.scalar_subquery()),
        )
        .order_by(col(Notice.created_at), col(Notice.notice_id))
        .limit(MOST_AT_ONCE)
    )
    with desk.unit.reading() as session:
        if session.exec(asked.limit(1)).first() is None:
            return 0
    with desk.unit.writing() as session:
        new = list(session.exec(asked))
        session.add_all(
            Delivery(
                business_id=desk.business_id,
                delivery_id=desk.new_id(),
                notice_id=notice_id,
                channel=channel,
                not_before=machine_now,
            )
            for notice_id in new
        )
        return len(new)


def waiting(desk: Desk, channel: str, machine_now: datetime) -> list[Delivery]:
    """Return the deliveries that may be sent on a channel now, oldest first, inside an open transaction."""
    asked = (
        select(Delivery)
        .where(
            col(Delivery.channel) == channel,
            col(Delivery.state) == DeliveryState.WAITING,
            is_free(col(Delivery.not_before), machine_now, LONGEST_REST),
        )
        .order_by(col(Delivery.delivery_id))
        .limit(MOST_AT_ONCE)
    )
    return list(desk.session.exec(asked))


def interrupted(desk: Desk, channel: str, machine_now: datetime) -> list[Delivery]:
    """Return the deliveries whose sender no longer holds them, inside an open transaction."""
    asked = select(Delivery).where(
        col(Delivery.channel) == channel,
        col(Delivery.state) == DeliveryState.SENDING,
        is_free(col(Delivery.held_until), machine_now, HELD),
    )
    return list(desk.session.exec(asked))


def take_parcel(desk: Desk, channel: str, machine_now: datetime) -> Parcel | None:
    """Lease the next parcel to send; None where nothing waits or enough was sent for a while."""
    with desk.unit.reading():
        if not waiting(desk, channel, machine_now):
            return None
    with desk.unit.writing():
        free = MOST_IN_A_WHILE - _sent_lately(desk, channel)
        rows = waiting(desk, channel, machine_now)
        if not rows or free <= 0:
            return None
        taken = rows if len(rows) >= MANY or len(rows) > free else rows[:1]
        return _parcel(desk, taken, desk.new_id(), machine_now)


def take_again(desk: Desk, key: str, machine_now: datetime) -> Parcel | None:
    """Lease an interrupted parcel again, under its own key; None if somebody else did."""
    with desk.unit.writing():
        rows = [one for one in _of_key(desk, key) if not holds(one.held_until, machine_now, HELD)]
        return _parcel(desk, rows, key, machine_now) if rows else None


def settle(
    desk: Desk, key: str, state: DeliveryState, problem: str = "", machine_now: datetime | None = None
) -> None:
    """Record the state of a parcel; where it is to wait, until when."""
    with desk.unit.writing():
        for row in _of_key(desk, key):
            gone = state == DeliveryState.WAITING and row.attempts >= MOST_ATTEMPTS
            row.state = DeliveryState.FAILED if gone else state
            row.problem = problem[:500]
            row.held_until = None
            if state == DeliveryState.SENT:
                row.sent_at = desk.now()
            if state == DeliveryState.WAITING and machine_now is not None:
                row.message_key = None
                row.not_before = machine_now + FIRST_REST * 2 ** (row.attempts - 1)


def _parcel(desk: Desk, rows: list[Delivery], key: str, machine_now: datetime) -> Parcel:
    for row in rows:
        row.state = DeliveryState.SENDING
        row.message_key = key
        row.attempts += 1
        row.held_until = machine_now + HELD
    asked = select(Notice).where(col(Notice.notice_id).in_([row.notice_id for row in rows]))
    notices = sorted(desk.session.exec(asked), key=lambda one: (one.created_at or desk.now(), one.notice_id))
    return Parcel(key, message_of(desk, notices))


def _of_key(desk: Desk, key: str) -> list[Delivery]:
    asked = select(Delivery).where(
        col(Delivery.message_key) == key, col(Delivery.state) == DeliveryState.SENDING
    )
    return list(desk.session.exec(asked))


def _sent_lately(desk: Desk, channel: str) -> int:
    asked = (
        select(Delivery.message_key)
        .where(
            col(Delivery.channel) == channel,
            col(Delivery.sent_at).between(desk.now() - A_WHILE, desk.now()),
        )
        .distinct()
    )
    return len(list(desk.session.exec(asked)))
