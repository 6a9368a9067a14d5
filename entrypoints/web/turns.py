"""Turns of the chat page while they run: each in a thread, heard by the page that streams it, stopped by the member who began it.

A browser that goes away ends its stream and not the turn: what was begun is finished and kept.
"""

import sys
import traceback
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from agent.conversation.stopping import StopFromElsewhere
from entrypoints.bootstrap import Office
from schemas.errors import AgainstTheRules, DeskhandError
from tools.desk import Desk

if TYPE_CHECKING:
    from agent.conversation.orchestrator import Orchestrator
    from agent.conversation.reply import Reply

SECONDS_TO_END = 5.0
MOST_AT_ONCE = 8
"""Turns of one office at once; each may hold a connection of the database."""

MOST_SENT = 3
"""Times that one message is heard while it is answered; each may hold a thread that waits for the answer."""


@dataclass
class RunningTurn:
    """One turn, as it is heard.

    Args:
        turn_id: to stop it by.
        member_id: whose it is.
        said: what they said.
        conversation_id: where; empty in a new one.
        sent: how often the same message came.
        words: of the reply, so far.
        tools: that ran, or run.
        waits: whether nothing has come of the language model for a while.
        reply: once it is there.
        problem: why there is none.
    """

    turn_id: str
    member_id: str
    said: str
    conversation_id: str = ""
    sent: int = 1
    stopping: StopFromElsewhere = field(default_factory=StopFromElsewhere)
    text: str = ""
    tools: list[str] = field(default_factory=list)
    waits: bool = False
    reply: "Reply | None" = None
    problem: str = ""
    asked_to_stop: bool = False
    over: Event = field(default_factory=Event)
    listeners: list[Callable[[], None]] = field(default_factory=list)
    """Called, in the turn's thread, whenever there is something new to be seen of it."""

    def words(self, text: str) -> None:
        """Add some words of the reply."""
        self.stopping.heed()
        self.waits = False
        self.text += text
        self._tell()

    def running(self, tool: str) -> None:
        """Note that a tool is about to run."""
        self.stopping.heed()
        self.waits = False
        self.tools.append(tool)
        self._tell()

    def still_waiting(self) -> None:
        """Note that nothing has come of the language model yet."""
        self.waits = True
        self._tell()

    def interrupted(self, why: str) -> None:
        """Drop the words heard so far, which are not the reply."""
        self.text = ""
        self._tell()

    def is_as(self, other: "RunningTurn") -> bool:
        """Return whether another turn has the same member's same words in the same conversation."""
        mine = (self.member_id, self.conversation_id, self.said)
        return mine == (other.member_id, other.conversation_id, other.said)

    def stop(self) -> None:
        """Ask the turn to stop, for the member."""
        self.asked_to_stop = True
        self.stopping.ask()
        self._tell()

    def end(self) -> None:
        """End the turn: there is a reply, or a problem."""
        self.over.set()
        self._tell()

    def _tell(self) -> None:
        for listener in list(self.listeners):
            listener()


class RunningTurns:
    """The turns under way.

    Args:
        office: open.
    """

    def __init__(self, office: Office) -> None:
        self.office = office
        self._running: OrderedDict[str, RunningTurn] = OrderedDict()
        self._lock = Lock()

    @cached_property
    def orchestrator(self) -> "Orchestrator":
        """Return the orchestrator, created at the first turn: what it reads of the procedures is the same for
        all.
        """
        return self.office.orchestrator()

    def begin(self, desk: Desk, text: str, conversation_id: str) -> RunningTurn:
        """Begin a turn in a thread of its own; the same words again, while they are being answered, are that turn.

        A button that is pressed twice sends its form twice.

        Args:
            desk: the member's own, of no other thread.
            text: what they said.
            conversation_id: to go on with; empty for a new one.

        Raises:
            AgainstTheRules: the member has a turn under way, or there are too many.
        """
        running = RunningTurn(desk.new_id(), desk.actor.member_id or "", text, conversation_id)
        with self._lock:
            for one in self._running.values():
                if one.is_as(running) and one.sent < MOST_SENT:
                    one.sent += 1
                    return one
            if any(one.member_id == running.member_id for one in self._running.values()):
                raise AgainstTheRules("Your last message is still being answered. Wait for it, or stop it.")
            if len(self._running) >= MOST_AT_ONCE:
                raise AgainstTheRules("Too many messages are being answered just now. Try again in a moment.")
            self._running[running.turn_id] = running
        Thread(target=self._take, args=(desk, running, conversation_id), name="turn", daemon=True).start()
        return running

    def stop(self, member_id: str, turn_id: str) -> bool:
        """Stop a member's own turn; False if it is over already, or another's."""
        with self._lock:
            running = self._running.get(turn_id)
        if running is None or running.member_id != member_id:
            return False
        running.stop()
        return True

    def end_all(self) -> None:
        """Stop every turn, and wait a little for what is being written."""
        with self._lock:
            under_way = list(self._running.values())
        for running in under_way:
            running.stop()
        for running in under_way:
            running.over.wait(SECONDS_TO_END)

    def _take(self, desk: Desk, running: RunningTurn, conversation_id: str) -> None:
        try:
            running.reply = self._turn(desk, running, conversation_id)
        except DeskhandError as error:
            running.problem = error.message
        except BaseException as error:  # a thread has nobody above it who would hear
            sys.stderr.write("".join(traceback.format_exception(error)))
            running.problem = (
                f"Something in Deskhand itself broke ({type(error).__name__}). What was under way was undone; "
                "please report this, with what deskhand serve wrote on its terminal."
            )
        finally:
            with self._lock:
                self._running.pop(running.turn_id, None)
            running.end()

    def _turn(self, desk: Desk, running: RunningTurn, conversation_id: str) -> "Reply":
        take: Callable[..., Reply] = self.orchestrator.turn
        return take(desk, running.said, conversation_id, running, running.stopping)
