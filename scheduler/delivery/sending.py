"""Sends what waits on each channel that the owner switched on, outside of every transaction."""

from collections.abc import Iterator

from scheduler.delivery import queueing
from scheduler.delivery.queueing import Parcel
from scheduler.work import Work
from schemas.delivery import delivery_of
from schemas.enums import DeliveryState
from schemas.errors import NotConnected, OperatorMustAct, OutsideRefused, OutsideUnavailable
from schemas.ports import Notifier, ReadBack


def deliver_all(work: Work) -> Iterator[str]:
    """Deliver on every channel; yield a line for each message that was sent or failed."""
    chosen = delivery_of(work.desk.business.settings)
    for channel, choice in chosen.channels.items():
        queueing.queue_new(work.desk, channel, choice.since, work.machine.now())
        notifier = work.notifiers.get(channel)
        if notifier is None or (
            chosen.quiet is not None and chosen.quiet.hold_at(work.desk.now(), work.desk.zone)
        ):
            continue
        yield from _look_back(work, channel, notifier)
        while (parcel := queueing.take_parcel(work.desk, channel, work.machine.now())) is not None:
            yield _send(work, channel, notifier, parcel)


def _look_back(work: Work, channel: str, notifier: Notifier) -> Iterator[str]:
    """Look back at what a process was sending when it died: the channel is asked, and nothing is repeated
    blindly.
    """
    with work.desk.unit.reading():
        keys = {row.message_key for row in queueing.interrupted(work.desk, channel, work.machine.now())}
    for key in sorted(one for one in keys if one):
        found = notifier.notified_with(key)
        if found == ReadBack.NOT_DONE:
            parcel = queueing.take_again(work.desk, key, work.machine.now())
            if parcel is not None:
                yield _send(work, channel, notifier, parcel)
        else:
            done = found == ReadBack.DONE
            state = DeliveryState.SENT if done else DeliveryState.UNKNOWN
            queueing.settle(work.desk, key, state, "" if done else queueing.UNTOLD)
            yield f"{channel}: {'had been sent' if done else queueing.UNTOLD}"


def _send(work: Work, channel: str, notifier: Notifier, parcel: Parcel) -> str:
    state, problem = DeliveryState.SENT, ""
    try:
        notifier.notify(parcel.message, parcel.key)
    except (OutsideRefused, NotConnected) as error:
        state, problem = DeliveryState.FAILED, error.message
    except (OutsideUnavailable, OperatorMustAct) as error:
        state, problem = DeliveryState.WAITING, error.message
    except Exception as error:
        # Whatever else a library raises says nothing of whether it arrived: look, and never repeat blindly.
        found = notifier.notified_with(parcel.key)
        told = {ReadBack.DONE: DeliveryState.SENT, ReadBack.NOT_DONE: DeliveryState.WAITING}
        state = told.get(found, DeliveryState.UNKNOWN)
        problem = "" if state == DeliveryState.SENT else getattr(error, "message", type(error).__name__)
    queueing.settle(work.desk, parcel.key, state, problem, work.machine.now())
    if state == DeliveryState.SENT:
        return f"{channel}: sent “{parcel.message.subject}”"
    later = " It is tried again." if state == DeliveryState.WAITING else ""
    return f"{channel}: “{parcel.message.subject}” was not sent: {problem}{later}"
