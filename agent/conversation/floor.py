"""Who has the floor in a conversation: one turn after another, over threads, tabs, terminals and processes.

A turn reads the conversation's state at its beginning and writes it at its end; two at once would each write over what the
other left open. So a turn holds a lease row, on the machine's time, which its own thread keeps alive and a process that died
lets go. The next one waits for it, and is told when that takes too long.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Event, Thread

from agent.conversation.stopping import Stop
from schemas.database import ScopedSession, UnitOfWork
from schemas.errors import AgainstTheRules, DeskhandError, NotFound
from schemas.identity import Clock
from schemas.records import Conversation, Lease
from tools.desk import Desk

SPAN = timedelta(seconds=20)
"""How long a turn that gave no sign of life is waited for."""
LONGEST_WAIT = timedelta(seconds=90)
SECONDS_BETWEEN_LOOKS = 0.15


class Floor:
    """One turn's hold on its conversation.

    Args:
        unit: of the business.
        machine: the machine's time.
        conversation_id: of which; empty for one that is only just begun, which nobody else knows of.
        worker: this turn's own name for itself.
    """

    def __init__(self, unit: UnitOfWork, machine: Clock, conversation_id: str, worker: str) -> None:
        self.unit = unit
        self.machine = machine
        self.conversation_id = conversation_id
        self.worker = worker

    def stands(self, session: ScopedSession) -> bool:
        """Whether nobody else has taken the floor since; inside the open transaction that writes the turn's end."""
        if not self.conversation_id:
            return True
        row = session.get(Lease, (self.unit.business_id, self.conversation_id))
        return row is not None and row.worker == self.worker

    def let_go(self, session: ScopedSession) -> None:
        """Gives the floor to the next, inside the open writing transaction."""
        if self.conversation_id and self.stands(session):
            row = session.get_one(Lease, (self.unit.business_id, self.conversation_id))
            row.until = self.machine.now()

    def take(self, member_id: str | None) -> Conversation | None:
        """Takes the floor, and the conversation as it is now; None while another has it.

        Raises:
            NotFound: there is no such conversation of the member's.
        """
        now = self.machine.now()
        with self.unit.writing() as session:
            found = session.get(Conversation, (self.unit.business_id, self.conversation_id))
            if found is None or found.member_id != member_id:
                raise NotFound(
                    f"There is no conversation {self.conversation_id[:60]!r}. Nothing was done.",
                    "conversation",
                )
            row = session.get(Lease, (self.unit.business_id, self.conversation_id))
            if row is not None and row.until > now:
                return None
            if row is None:
                session.add(row := self._row())
            row.worker, row.taken_at, row.until = self.worker, now, now + SPAN
            session.flush()
            session.expunge(found)
            return found

    def _row(self) -> Lease:
        now = self.machine.now()
        return Lease(
            business_id=self.unit.business_id,
            lease=self.conversation_id,
            worker=self.worker,
            taken_at=now,
            until=now,
        )

    @contextmanager
    def kept_alive(self) -> Iterator[None]:
        """While a turn runs, however long its model thinks; a floor that was not let go by its end is let go then."""
        over = Event()
        keeper = Thread(target=self._keep, args=(over,), name="floor", daemon=True)
        keeper.start()
        try:
            yield
        except BaseException:
            # Where the database is what failed, the lease ends by itself.
            with suppress(DeskhandError), self.unit.writing() as session:
                self.let_go(session)
            raise
        finally:
            over.set()
            keeper.join()

    def _keep(self, over: Event) -> None:
        while not over.wait(SPAN.total_seconds() / 4):
            try:
                with self.unit.writing() as session:
                    row = session.get(Lease, (self.unit.business_id, self.conversation_id))
                    if row is not None and row.worker == self.worker and not over.is_set():
                        row.until = self.machine.now() + SPAN
            except DeskhandError:
                # A database that is busy just now is asked again in a moment; the span allows for three such.
                continue


@contextmanager
def floor_of(
    desk: Desk, machine: Clock, conversation_id: str, stop: Stop
) -> Iterator[tuple[Floor, Conversation]]:
    """Has the floor of a conversation for one turn, and the conversation as the turn before left it.

    Args:
        desk: of the member.
        machine: the machine's time.
        conversation_id: empty for a new one.
        stop: ends the waiting.

    Raises:
        NotFound: there is no such conversation of the member's.
        AgainstTheRules: another turn of it took too long, or the member stopped waiting for it.
    """
    floor = Floor(desk.unit, machine, conversation_id, desk.new_id())
    if not conversation_id:
        yield floor, _begun(desk)
        return
    conversation = _waited_for(floor, desk.actor.member_id, stop)
    with floor.kept_alive():
        yield floor, conversation


def _waited_for(floor: Floor, member_id: str | None, stop: Stop) -> Conversation:
    began, waiting = floor.machine.now(), Event()
    try:
        while (conversation := floor.take(member_id)) is None:
            if floor.machine.now() - began > LONGEST_WAIT:
                raise AgainstTheRules(
                    "Your last message in this conversation is still being answered, so this one was not looked at. "
                    "Nothing was changed; say it again when that is done."
                )
            waiting.wait(SECONDS_BETWEEN_LOOKS)
            stop.heed()
    except KeyboardInterrupt:
        raise AgainstTheRules(
            "Stopped before it was this message's turn; the one before is still being answered. Nothing was changed."
        ) from None
    return conversation


def _begun(desk: Desk) -> Conversation:
    return Conversation(
        business_id=desk.business_id,
        conversation_id=desk.new_id(),
        member_id=desk.actor.member_id,
        door=desk.actor.door,
        started_at=desk.now(),
        last_turn_at=desk.now(),
    )
