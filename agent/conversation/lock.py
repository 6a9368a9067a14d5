"""A conversation's lock: one turn after another, over threads, tabs, terminals and processes.

A turn reads the conversation's state at its beginning and writes it at its end; two at once would each write over what the
other left open. So a turn holds a lease (`schemas/leases.py`), which its own thread keeps alive and a process that died
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
from schemas.leases import NamedLease
from schemas.records import Conversation
from tools.desk import Desk

LENGTH = timedelta(seconds=20)
"""The length of a turn's lock without a sign of life."""
LONGEST_WAIT = timedelta(seconds=90)
SECONDS_BETWEEN_LOOKS = 0.15


class ConversationLock:
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
        self.lease = NamedLease(conversation_id, worker, machine, LENGTH)

    def is_mine(self, session: ScopedSession) -> bool:
        """Return whether no other turn has taken the lock since; inside the open transaction that writes the turn's end."""
        return not self.conversation_id or self.lease.is_mine(session)

    def release(self, session: ScopedSession) -> None:
        """Give the lock to the next turn, inside the open writing transaction."""
        if self.conversation_id:
            self.lease.release(session)

    def acquire(self, member_id: str | None) -> Conversation | None:
        """Take the lock, and return the conversation as it is now; None while another turn has it.

        Raises:
            NotFound: there is no such conversation of the member's.
        """
        with self.unit.writing() as session:
            found = session.get(Conversation, (self.unit.business_id, self.conversation_id))
            if found is None or found.member_id != member_id:
                raise NotFound(
                    f"There is no conversation {self.conversation_id[:60]!r}. Nothing was done.",
                    "conversation",
                )
            if not self.lease.take(session):
                return None
            session.flush()
            session.expunge(found)
            return found

    @contextmanager
    def kept_alive(self) -> Iterator[None]:
        """Keep the lock while a turn runs, however long its model thinks; one that was not released by its end is then."""
        over = Event()
        keeper = Thread(target=self._keep, args=(over,), name="conversation lock", daemon=True)
        keeper.start()
        try:
            yield
        except BaseException:
            # Where the database is what failed, the lease ends by itself.
            with suppress(DeskhandError), self.unit.writing() as session:
                self.release(session)
            raise
        finally:
            over.set()
            keeper.join()

    def _keep(self, over: Event) -> None:
        while not over.wait(LENGTH.total_seconds() / 4):
            try:
                with self.unit.writing() as session:
                    if not over.is_set():
                        self.lease.renew(session)
            except DeskhandError:
                # A database that is busy just now is asked again in a moment; the length allows for three such.
                continue


@contextmanager
def locked(
    desk: Desk, machine: Clock, conversation_id: str, stop: Stop
) -> Iterator[tuple[ConversationLock, Conversation]]:
    """Hold the lock of a conversation for one turn, and give the conversation as the turn before left it.

    Args:
        desk: of the member.
        machine: the machine's time.
        conversation_id: empty for a new one.
        stop: ends the waiting.

    Raises:
        NotFound: there is no such conversation of the member's.
        AgainstTheRules: another turn of it took too long, or the member stopped waiting for it.
    """
    lock = ConversationLock(desk.unit, machine, conversation_id, desk.new_id())
    if not conversation_id:
        yield lock, _begun(desk)
        return
    conversation = _waited_for(lock, desk.actor.member_id, stop)
    with lock.kept_alive():
        yield lock, conversation


def _waited_for(lock: ConversationLock, member_id: str | None, stop: Stop) -> Conversation:
    began, waiting = lock.machine.now(), Event()
    try:
        while (conversation := lock.acquire(member_id)) is None:
            # Less than none at all has passed where the clock was put back meanwhile.
            if not timedelta(0) <= lock.machine.now() - began <= LONGEST_WAIT:
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
