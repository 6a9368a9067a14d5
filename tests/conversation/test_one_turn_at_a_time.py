"""Two messages of one conversation at once: one is answered after the other, none is lost, and no state is written over."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from rivera import NOW
from several_processes import several
from sqlmodel import select
from talk import Talk, furnished

from agent.conversation.lock import LENGTH
from agent.conversation.reply import Reply
from agent.conversation.stopping import Stop, StopFromElsewhere
from agent.models.endpoint import Unheard
from entrypoints.bootstrap import Office, open_office
from entrypoints.demo.premises import RIVERA
from entrypoints.founding import set_up
from schemas.errors import AgainstTheRules, NotFound
from schemas.records import Lease, Turn

pytestmark = [pytest.mark.databases, pytest.mark.usefixtures("processes")]

THREADS, PROCESSES, EACH = 4, 2, 3
NOON = datetime(2026, 11, 18, 18, tzinfo=UTC)


def said(office: Office, conversation: str) -> list[str]:
    """Return the messages of a conversation, in the order of the turns."""
    with office.desk("cli").unit.reading() as session:
        turns = session.exec(select(Turn).where(Turn.conversation_id == conversation))
        return [one.said for one in sorted(turns, key=lambda one: one.turn_id)]


def begun(talk: Talk) -> str:
    """Begin a conversation with one turn in it."""
    return talk.say("who are our newest customers?").conversation


def message(number: object) -> str:
    """Return a message that leaves a card of its own in the conversation's state."""
    return f"tell Maria Lopez we come at {number} on Friday"


def all_at_once(*works: Callable[[], Any]) -> None:
    """Run each in a thread, begun together."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> None:
        barrier.wait(60)
        work()

    threads = [Thread(target=run, args=(work,)) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    assert not any(one.is_alive() for one in threads)


def test_turns_of_many_threads_follow_each_other(talk_on_both: Talk) -> None:
    office, conversation, replies = talk_on_both.office, begun(talk_on_both), []
    orchestrator = office.orchestrator()

    def talks(thread: int) -> Callable[[], None]:
        def work() -> None:
            for number in range(EACH):
                replies.append(
                    orchestrator.turn(office.desk("web"), message(f"{thread}{number}"), conversation)
                )

        return work

    all_at_once(*(talks(thread) for thread in range(THREADS)))
    cards = {card.approval for reply in replies for card in reply.cards}
    assert len(replies) == len(cards) == THREADS * EACH
    assert {int(number) for number in talk_on_both.state()["shown"]} == cards
    assert len(said(office, conversation)) == 1 + THREADS * EACH


def _talks(environment: dict[str, str], conversation: str, process: int) -> list[list[int]]:
    """Hold one process's whole part in a conversation."""
    office = open_office(now=NOW, environment=environment)
    orchestrator = office.orchestrator()
    replies = [
        orchestrator.turn(office.desk("chat"), message(f"{process}{number}"), conversation)
        for number in range(EACH)
    ]
    office.close()
    return [[card.approval for card in reply.cards] for reply in replies]


def test_turns_of_many_processes_follow_each_other(environment: dict[str, str]) -> None:
    set_up(RIVERA, now=NOW, environment=environment)
    office = open_office(now=NOW, environment=environment)
    talk = furnished(office)
    conversation = begun(talk)
    with several().Pool(PROCESSES) as pool:
        told = pool.starmap_async(
            _talks, [(environment, conversation, process) for process in range(PROCESSES)]
        ).get(120)
    cards = {number for replies in told for reply in replies for number in reply}
    assert len(cards) == PROCESSES * EACH
    assert {int(number) for number in talk.state()["shown"]} == cards
    assert len(said(office, conversation)) == 1 + PROCESSES * EACH
    office.close()


class Passing:
    """A machine's time of which some passes with every look at it."""

    def __init__(self, step: timedelta) -> None:
        self.instant, self.step = NOON, step

    def now(self) -> datetime:
        self.instant += self.step
        return self.instant


def held_until(office: Office, conversation: str, until: datetime) -> None:
    """Leave the lock taken by a turn that never ends."""
    desk = office.desk("cli")
    with desk.unit.writing() as session:
        row = session.get(Lease, (desk.business_id, conversation))
        if row is None:
            row = Lease(
                business_id=desk.business_id, lease=conversation, worker="", taken_at=NOON, until=NOON
            )
            session.add(row)
        row.worker, row.until = "a turn that hangs", until


def test_a_turn_whose_process_died_is_waited_for_and_no_longer(talk_on_both: Talk) -> None:
    office, conversation = talk_on_both.office, begun(talk_on_both)
    machine = Passing(timedelta(seconds=3))
    office.gate.outbox.machine = machine
    held_until(office, conversation, NOON + LENGTH)
    talk_on_both.orchestrator = None
    assert talk_on_both.say(message(9)).cards
    assert machine.instant > NOON + LENGTH
    assert len(said(office, conversation)) == 2


def test_a_turn_that_takes_too_long_is_said_and_nothing_is_lost(talk: Talk) -> None:
    office, conversation = talk.office, begun(talk)
    machine = office.gate.outbox.machine = Passing(timedelta(seconds=20))
    held_until(office, conversation, NOON + 3 * LENGTH)

    class MeanwhileHanging(Stop):
        """While the second waits, the first keeps its lock alive."""

        def heed(self) -> None:
            held_until(office, conversation, machine.instant + 2 * LENGTH)

    with pytest.raises(AgainstTheRules, match="still being answered"):
        office.orchestrator().turn(office.desk("web"), message(9), conversation, stop=MeanwhileHanging())
    assert said(office, conversation) == ["who are our newest customers?"]
    assert talk.seen().cards == {}


def test_waiting_can_be_stopped(talk: Talk) -> None:
    office, conversation, stop = talk.office, begun(talk), StopFromElsewhere()
    held_until(office, conversation, office.gate.outbox.machine.now() + LENGTH)
    stop.ask()
    with pytest.raises(AgainstTheRules, match="Stopped before"):
        office.orchestrator().turn(office.desk("web"), message(9), conversation, stop=stop)


def test_a_lock_taken_while_the_clock_was_ahead_keeps_nobody_out(talk_on_both: Talk) -> None:
    office, conversation = talk_on_both.office, begun(talk_on_both)
    held_until(office, conversation, datetime(2999, 1, 1, tzinfo=UTC))
    assert talk_on_both.say(message(9)).cards
    assert len(said(office, conversation)) == 2


def test_a_turn_that_lost_the_lock_is_kept_and_writes_over_nothing(talk_on_both: Talk) -> None:
    """Lose the lock, as after a laptop slept for an hour in the middle of a turn."""
    office, conversation = talk_on_both.office, begun(talk_on_both)
    other: list[Reply] = []

    class Sleeping(Unheard):
        def running(self, tool: str) -> None:
            if not other:
                held_until(office, conversation, NOON - LENGTH)
                orchestrator = office.orchestrator()
                other.append(orchestrator.turn(office.desk("chat"), message(8), conversation))

    late = office.orchestrator().turn(office.desk("web"), message(9), conversation, Sleeping())
    assert said(office, conversation)[1:] == [message(8), message(9)]
    state = talk_on_both.state()
    assert list(state["shown"]) == [str(other[0].cards[0].approval)]
    assert (state["closing"], state["question"], state["choices"]) == ([], None, [])
    talk_on_both.say("yes")
    numbers = {card.approval for reply in (late, other[0]) for card in reply.cards}
    assert len(numbers) == 2
    assert set(talk_on_both.status(*numbers)) == {"pending"}


def test_a_turn_that_breaks_releases_the_lock(talk: Talk) -> None:
    office, conversation = talk.office, begun(talk)

    class Breaking(Unheard):
        def running(self, tool: str) -> None:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        office.orchestrator().turn(office.desk("web"), message(9), conversation, Breaking())
    machine = office.gate.outbox.machine
    desk = office.desk("cli")
    with desk.unit.reading() as session:
        assert session.get_one(Lease, (desk.business_id, conversation)).until <= machine.now()
    assert talk.say(message(9)).cards


def test_the_lock_of_anothers_conversation_is_nobodys(talk: Talk) -> None:
    for unknown in ("no such conversation", "x" * 500):
        with pytest.raises(NotFound):
            talk.office.orchestrator().turn(talk.office.desk("web"), "hi", unknown)
    desk = talk.office.desk("cli")
    with desk.unit.reading() as session:
        assert list(session.exec(select(Lease))) == []
